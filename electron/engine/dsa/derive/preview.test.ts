import { describe, expect, it } from 'vitest';
import type { DsaGesture } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { after, busyHost, configured, given, idleHost, uuid } from '../testing/wishes.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { commandOf } from './commands.ts';
import { previewGesture } from './preview.ts';

function choices(state: DsaState, gesture: DsaGesture) {
  return previewGesture(state, gesture).choices;
}

const anywhere = { kind: 'give', guest: 'db', wq: null, device: null, mode: null } as const;

describe('previews', () => {
  it('DSA-S1 show every command of a gift, as typed', () => {
    const [first] = choices(idleHost(), { ...anywhere, wq: 'wq0.0' });
    const commands = first!.steps.map(({ command }) => command);
    expect(first!.label).toBe('Give wq0.0 (dedicated, 16 entries) to vm-db');
    expect(commands).toEqual(
      expect.arrayContaining([
        'echo dedicated > /sys/bus/dsa/devices/wq0.0/mode',
        'echo mdev > /sys/bus/dsa/devices/wq0.0/type',
        'echo dsa0 > /sys/bus/dsa/drivers/idxd/bind',
        'echo wq0.0 > /sys/bus/dsa/drivers/mdev/bind',
      ]),
    );
    expect(commands.at(-1)).toMatch(
      /^echo [0-9a-f-]{36} > \/sys\/class\/mdev_bus\/0000:6a:01.0\/mdev_supported_types\/idxd-dsa-1dwq-v1\/create$/,
    );
  });

  it('DSA-M15 propose what is ready first, then what stops nothing, then the rest with its price', () => {
    const found = choices(busyHost(), anywhere);
    expect(found.map(({ wq, price }) => `${wq} ${price.length > 0}`)).toEqual([
      'wq0.1 false',
      'wq1.0 false',
      'wq1.0 false',
      'wq2.0 false',
      'wq2.0 false',
      'wq0.2 true',
      'wq0.2 true',
    ]);
    expect(found.at(-1)!.price).toEqual([
      'dsa0 goes down and comes up again.',
      'wq0.0 and wq0.1 go down and come up again.',
      '2 devices of guests are removed and made again with the same UUIDs.',
    ]);
  });

  it('DSA-M15 hold the refusal when there is nothing to give', () => {
    const state = { ...idleHost(), devices: [] };
    expect(choices(state, anywhere)).toMatchObject([{ steps: [], refusal: { rule: 'DSA-M15' } }]);
    expect(choices(busyHost(), { ...anywhere, wq: 'wq0.0' })).toMatchObject([
      { refusal: { rule: 'DSA-M15' } },
    ]);
  });

  it('DSA-O3 tell which write is refused, and stop there', () => {
    const [only] = choices(busyHost(), {
      kind: 'configure',
      part: 'wq0.2',
      values: { priority: '3', size: '4', mode: 'dedicated' },
    });
    expect(only!.steps.map(({ text, refused }) => `${text}: ${refused?.errno ?? 'ok'}`)).toEqual([
      'Write dedicated to wq0.2/mode: ok',
      'Write 4 to wq0.2/size: EPERM',
    ]);
  });

  it('DSA-O45 DSA-O34 DSA-O20 refuse as the edit would', () => {
    const state = after(busyHost(), { op: 'startGuest', guest: 'web' });
    const rules = (
      [
        { kind: 'take', mdev: uuid(1) },
        { kind: 'disable', part: 'dsa0' },
        { kind: 'enable', part: 'dsa2' },
      ] as const
    ).map((gesture) => choices(state, gesture)[0]!.refusal?.rule);
    expect(rules).toEqual(['DSA-O45', 'DSA-O34', 'DSA-O20']);
  });

  it('DSA-O23 offer to keep the settings or to let them go', () => {
    const state = after(busyHost(), { op: 'removeMdev', mdev: uuid(1) });
    expect(choices(state, { kind: 'disable', part: 'wq0.0' }).map(({ label }) => label)).toEqual([
      'Disable wq0.0 and write its settings again',
      'Disable wq0.0 and let the kernel forget its settings',
    ]);
  });

  it('quotes what a shell would read as more', () => {
    const ops: readonly DsaOp[] = [
      { op: 'write', at: 'wq0.0/name', value: "a'b; c" },
      { op: 'unbind', driver: 'idxd', name: '0000:6a:01.0', bus: 'pci' },
      { op: 'mdev-remove', uuid: uuid(1) },
      { op: 'vfio-create', wq: 'wq0.0', name: 'x' },
      { op: 'vdev-remove', name: 'vdev2.0' },
      { op: 'guest-stop', uuid: uuid(1) },
    ];
    expect(ops.map(commandOf)).toEqual([
      "echo 'a'\\''b; c' > /sys/bus/dsa/devices/wq0.0/name",
      'echo 0000:6a:01.0 > /sys/bus/pci/drivers/idxd/unbind',
      `echo 1 > /sys/bus/mdev/devices/${uuid(1)}/remove`,
      'echo x > /sys/bus/dsa/devices/wq0.0/vfio_create',
      'echo vdev2.0 > /sys/bus/dsa/devices/dsa2/vdev_remove',
      `# stop the guest with ${uuid(1)}`,
    ]);
  });

  it('DSA-S1 DSA-M1 an idle host offers both modes, and why none can be shared', () => {
    const idle = { ...idleHost(), devices: idleHost().devices.slice(0, 1) };
    expect(choices(idle, anywhere).map(({ label, refusal }) => [label, refusal])).toEqual([
      ['Give wq0.0 (dedicated, 16 entries) to vm-db', null],
      ['Give wq0.0 (shared, 16 entries, threshold 14) to vm-db: more guests can join it', null],
    ]);
    const old = { ...idle, host: { ...idle.host, enqcmd: false } };
    for (const wq of [null, 'wq0.0'])
      expect(choices(old, { ...anywhere, wq }).map(({ refusal }) => refusal?.message ?? null)).toEqual([
        null,
        expect.stringMatching(/shared.*ENQCMD/),
      ]);
  });

  it('DSA-S1 a blank queue can be given either way', () => {
    const state = after(idleHost(), configured('wq0.0', { size: '8' }));
    expect(choices(state, { ...anywhere, wq: 'wq0.0' }).map(({ label }) => label)).toEqual([
      'Give wq0.0 (dedicated, 8 entries) to vm-db',
      'Give wq0.0 (shared, 8 entries, threshold 7) to vm-db: more guests can join it',
    ]);
    expect(given('wq0.0', 'db', 1).through).toBe(false);
  });
});
