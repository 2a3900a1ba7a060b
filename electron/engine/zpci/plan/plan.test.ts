import { describe, expect, it } from 'vitest';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { createDevice, createGuest, createState, withFunction, withGuest } from '../model.ts';
import { attachAction } from './actions.ts';
import { zpciPlanning } from './planning.ts';
import { hostFunction, options, play, vfioDevice } from './testing.ts';

const plan: typeof zpciPlanning.plan = (...args) => zpciPlanning.plan(...args);
const perform: typeof zpciPlanning.perform = (...args) => zpciPlanning.perform(...args);

function host(parts: Parameters<typeof createState>[0] = {}): ZpciState {
  return createState({
    host: { dmaEntryLimit: 65_535 },
    functions: [hostFunction(0), hostFunction(1), hostFunction(2, { state: 'standby', driver: null })],
    guests: [
      createGuest({ id: 'a', name: 'a', domain: 'a', running: true }),
      createGuest({ id: 'b', name: 'b', domain: 'b', running: false }),
    ],
    ...parts,
  });
}

function titles(
  from: ZpciState,
  to: ZpciState,
  style: 'immediate' | 'persistent' | 'both' = 'both',
): unknown {
  const { steps, blocks } = plan(from, to, options(style));
  return blocks.length > 0 ? blocks.map(({ rule }) => rule) : steps.map(({ title }) => title);
}

const give = (state: ZpciState, guest: string, at: number, parts = {}) =>
  withGuest(state, guest, { devices: [vfioDevice(at, 0x31, parts)] });
const onVfio = (state: ZpciState, at: number) =>
  withFunction(state, 0x100 + at, { driver: 'vfio-pci', driverTold: true, driverOverride: 'vfio-pci' });

describe('the steps to a guest with a function', () => {
  it('leave the binding to libvirt for managed devices, and expect it of a live one (ZPCI-A22)', () => {
    const from = host();
    const { steps } = plan(from, onVfio(give(from, 'a', 0), 0), options('both'));
    expect(
      steps.map(({ title, expect: expected, loses }) => [title, expected, loses.map(({ kind }) => kind)]),
    ).toEqual([
      [
        'Give 0001:00:00.0 to a now',
        [{ kind: 'link', path: '/sys/bus/pci/devices/0001:00:00.0/driver', name: 'vfio-pci' }],
        ['host'],
      ],
      ['Give 0001:00:00.0 to a in its definition', [], []],
    ]);
    expect(titles(from, onVfio(give(from, 'b', 0), 0))).toEqual(['Give 0001:00:00.0 to b in its definition']);
  });

  it('bind it by hand for managed=no, and keep it bound for every boot (ZPCI-X6)', () => {
    const from = host();
    expect(titles(from, onVfio(give(from, 'b', 0, { managed: false }), 0))).toEqual([
      'Load vfio-pci',
      'Take 0001:00:00.0 from its driver mlx5_core',
      'Let only vfio-pci take 0001:00:00.0',
      'Bind 0001:00:00.0 to vfio-pci',
      'Give 0001:00:00.0 to b in its definition',
      'Keep 0001:00:00.0 for vfio-pci at every boot',
    ]);
  });

  it('power a standby slot on before, and ask driverctl where nobody knows the driver (ZPCI-A21, ZPCI-S5)', () => {
    const from = withFunction(host(), 0x102, { ownDriver: null });
    const on = withFunction(from, 0x102, { state: 'configured' });
    expect(titles(from, onVfio(give(on, 'b', 2, { managed: false }), 2), 'immediate')).toEqual([
      'Power 0003:00:00.0 on',
      'Give 0003:00:00.0 to vfio-pci',
      'Give 0003:00:00.0 to b in its definition',
    ]);
  });

  it('take it out of its guest first, and change numbers by removing and adding (ZPCI-R2, ZPCI-E2)', () => {
    const from = onVfio(give(host(), 'a', 0), 0);
    const moved = withGuest(give(from, 'b', 0), 'a', { devices: [] });
    const renumbered = give(from, 'a', 0, { zpci: { ...vfioDevice(0, 0x32).zpci! } });
    expect([titles(from, moved, 'immediate'), titles(from, renumbered, 'immediate')]).toEqual([
      ['Take 0001:00:00.0 out of a now', 'Give 0001:00:00.0 to b in its definition'],
      ['Take 0001:00:00.0 out of a now', 'Give 0001:00:00.0 to a now'],
    ]);
    const { steps } = plan(from, moved, options('immediate'));
    expect(steps[0]!.action).toMatchObject({
      commands: [
        {
          argv: ['virsh', 'detach-device', '--live', '--', 'a', '/dev/stdin'],
          stdin: expect.stringContaining("<zpci uid='0x0031' fid='0x00000071'/>") as string,
        },
        {
          argv: [
            'timeout',
            '60',
            'sh',
            '-c',
            expect.anything() as string,
            'wait',
            'a',
            "uid='0x0031' fid='0x00000071'",
          ],
        },
      ],
    });
  });

  it('stop and start a guest only with leave, and then change its definition', () => {
    const from = host();
    const { steps } = plan(from, onVfio(give(from, 'a', 0), 0), options('both', ['a']));
    expect(steps.map(({ title }) => title)).toEqual([
      'Stop a',
      'Give 0001:00:00.0 to a in its definition',
      'Start a',
    ]);
  });

  it('make a guest that only the wish knows by its domain', () => {
    const from = host();
    const guest = createGuest({ id: 'new', name: 'new one', domain: 'new', devices: [vfioDevice(1, 5)] });
    const to = { ...from, guests: [...from.guests, guest] };
    const { steps } = plan(from, to, options('both'));
    const { end, failed } = play(from, steps);
    expect([failed, zpciPlanning.differences(end, to)]).toEqual([null, []]);
  });
});

describe('what blocks a plan', () => {
  const byHand = (devices: Parameters<typeof createGuest>[0]['devices']) =>
    createGuest({ id: 'q', name: 'q', running: true, devices: devices ?? [] });

  it('is a guest that was started by hand and runs (ZPCI-E1, ZPCI-E2), and a device that waits (ZPCI-R1)', () => {
    const waiting = createDevice({ id: 'typo' });
    const from = (devices: Parameters<typeof byHand>[0]) => host({ guests: [byHand(devices)] });
    const card = vfioDevice(0, 1);
    expect([
      titles(from([]), from([card])),
      titles(from([card]), from([])),
      titles(from([waiting]), from([])),
    ]).toEqual([['ZPCI-E1'], ['ZPCI-E2'], ['ZPCI-R1']]);
  });

  it('is a function in two guests, in standby, in error, or one that is not there (ZPCI-A21 to ZPCI-A25)', () => {
    const from = host();
    const broken = withFunction(from, 0x101, { state: 'error' });
    expect([
      titles(from, give(give(from, 'a', 0), 'b', 0)),
      titles(from, give(from, 'b', 2)),
      titles(broken, give(broken, 'b', 1)),
      titles(from, give(from, 'b', 9)),
    ]).toEqual([['ZPCI-A23'], ['ZPCI-A21'], ['ZPCI-A25'], ['ZPCI-A22']]);
  });

  it('is a physical function with virtual ones in use (ZPCI-A24), UID 0 (ZPCI-R4), and a domain that virsh takes for a number', () => {
    const from = withFunction(host(), 0x100, { activeVfs: 2, virtualFunctions: ['0002:00:00.0'] });
    const number = host({ guests: [createGuest({ id: 'n', name: 'n', domain: '5' })] });
    expect([
      titles(from, onVfio(from, 0)),
      titles(host(), give(host(), 'b', 0, { zpci: { ...vfioDevice(0, 1).zpci!, uid: 0 } })),
      titles(number, give(number, 'n', 0)),
    ]).toEqual([['ZPCI-A24'], ['ZPCI-R4'], ['ZPCI-V11']]);
  });
});

describe('the kernel’s answers to writes', () => {
  const write = (state: ZpciState, path: string, text: string) => {
    const outcome = perform(state, { kind: 'write', path: `/sys/bus/pci/${path}`, text });
    return [outcome?.errno ?? null, outcome?.rule ?? null];
  };

  it('are EIO and EBUSY of a slot (ZPCI-S5)', () => {
    const busy = withFunction(host(), 0x100, { activeVfs: 1, virtualFunctions: [] });
    expect([
      write(host(), 'slots/00000100/power', '1'),
      write(host(), 'slots/00000102/power', '0'),
      write(host(), 'slots/00000100/power', '7'),
      write(busy, 'slots/00000100/power', '0'),
      write(host(), 'slots/00000100/power', '0'),
    ]).toEqual([
      ['EIO', 'ZPCI-S5'],
      ['EIO', 'ZPCI-S5'],
      ['EINVAL', 'ZPCI-S5'],
      ['EBUSY', 'ZPCI-S5'],
      [null, null],
    ]);
  });

  it('are EBUSY and ENODEV of a driver (ZPCI-A21, ZPCI-A22), and waiting for a guest that has it (ZPCI-A23)', () => {
    const free = withFunction(host(), 0x100, { driver: null });
    const held = onVfio(give(host(), 'a', 0), 0);
    expect([
      write(host(), 'drivers/vfio-pci/bind', '0001:00:00.0'),
      write(free, 'drivers/vfio-pci/bind', '0001:00:00.0'),
      write(free, 'drivers/nvme/bind', '0001:00:00.0'),
      write(host(), 'drivers/nvme/unbind', '0001:00:00.0'),
      write(host(), 'drivers/vfio-pci/bind', '0003:00:00.0'),
      write(held, 'drivers/vfio-pci/unbind', '0001:00:00.0'),
    ]).toEqual([
      ['EBUSY', 'ZPCI-A22'],
      ['ENODEV', 'ZPCI-A22'],
      ['ENODEV', 'ZPCI-A22'],
      ['ENODEV', 'ZPCI-A22'],
      ['ENODEV', 'ZPCI-A21'],
      [null, 'ZPCI-A23'],
    ]);
  });

  it('leave other families’ paths alone', () => {
    expect([
      perform(host(), { kind: 'write', path: '/sys/bus/pci/drivers/idxd/bind', text: '0000:6a:01.0' }),
      perform(host(), { kind: 'write', path: '/sys/bus/ap/apmask', text: '0x0' }),
    ]).toEqual([null, null]);
  });
});

describe('virsh on the model', () => {
  it('refuses a UID that the guest has, in octal (ZPCI-V4), and a function that another guest runs with (ZPCI-A23)', () => {
    const from = onVfio(give(host(), 'a', 0), 0);
    const twin = attachAction('a', '0002:00:00.0', vfioDevice(1, 1), { uid: 0x31, fid: 1 }, 'live');
    const refused = perform(from, twin);
    expect([refused?.rule, refused?.output]).toEqual([
      'ZPCI-V4',
      ['error: internal error: zPCI uid 61 is already reserved'],
    ]);
    const started = perform(give(from, 'b', 0, { managed: true }), {
      kind: 'run',
      commands: [{ argv: ['virsh', 'start', '--', 'b'], stdin: null }],
      files: [],
    });
    expect(started?.rule).toBe('ZPCI-A23');
  });
});
