import { describe, expect, it } from 'vitest';
import type { ZpciGesture } from '../../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { applyGesture } from '../edits.ts';
import { createGuest } from '../model.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { previewGesture } from './preview.ts';
import { emulated, hostFunction, passed, stateOf } from './testing.ts';

function choices(state: ZpciState, gesture: ZpciGesture) {
  return previewGesture(state, gesture).choices;
}

function shortOf(state: ZpciState, gesture: ZpciGesture): readonly string[] {
  return choices(state, gesture).map(({ label, refusal }) => `${refusal?.rule ?? 'ok'}: ${label}`);
}

const free = { driver: 'mlx5_core' } as const;
const functions = [
  hostFunction({ fid: 0 }),
  hostFunction({ fid: 1, ...free }),
  hostFunction({ fid: 2, ...free }),
];

describe('giving a function', () => {
  it('ZPCI-A18: offers the numbers of the host, then the lowest free ones', () => {
    const state = stateOf([passed('h0', 0)], {}, functions);
    const [first, second] = choices(state, { kind: 'give', guest: 'g', fids: [1] });
    expect([first?.label, second?.label]).toEqual([
      'Give 0002:00:00.0 to db1 as UID 0x0002, FID 0x00000001',
      'Give 0002:00:00.0 to db1 as UID 0x0001, FID 0x00000000',
    ]);
    expect([first?.gets, first?.steps.map(({ command }) => command)]).toEqual([
      ['UID 0x0002 · FID 0x00000001 · group 0xf0 · window 4 GiB'],
      [
        'echo 0002:00:00.0 > /sys/bus/pci/drivers/mlx5_core/unbind',
        'echo vfio-pci > /sys/bus/pci/devices/0002:00:00.0/driver_override',
        'echo 0002:00:00.0 > /sys/bus/pci/drivers/vfio-pci/bind',
        expect.stringMatching(/^mkdir -p \/etc\/driverctl\.d\ntee /),
        '-device zpci,uid=0x2,fid=0x1,target=h1,id=zpci2',
        '-device vfio-pci,host=0002:00:00.0,id=h1',
      ],
    ]);
    expect(first?.price.join(' ')).toContain('mlx5_core loses it');
  });

  it('ZPCI-A4: a UID that is used is refused first with who has it, then choices follow that pass', () => {
    const state = stateOf([passed('h0', 0, { uid: 2, fid: 5 })], {}, functions);
    const all = choices(state, { kind: 'give', guest: 'g', fids: [1] });
    expect(all.map(({ refusal }) => refusal?.rule ?? 'ok')[0]).toBe('ZPCI-A4');
    expect(all[0]?.refusal?.because.length).toBe(1);
    expect(all.slice(1).map(({ refusal }) => refusal)).toEqual(all.slice(1).map(() => null));
    expect(all[1]?.gets[0]).toContain('UID 0x0001 · FID 0x00000001');
    const outcome = applyGesture(state, all[1]!.edits as readonly ZpciEdit[]);
    expect(outcome.ok && outcome.state.guests[0]!.devices.length).toBe(2);
  });

  it('ZPCI-A21: powers the slot of a function in standby on first', () => {
    const standby = [hostFunction({ fid: 0, state: 'standby', driver: null })];
    const [first] = choices(stateOf([], {}, standby), { kind: 'give', guest: 'g', fids: [0] });
    expect([first?.refusal, first?.steps[0]?.command]).toEqual([
      null,
      'echo 1 > /sys/bus/pci/slots/00000000/power',
    ]);
    expect(first?.label).toContain('powered on first');
  });

  it('ZPCI-A23: takes it from the guest that has it', () => {
    const state = stateOf([], {}, functions);
    const owned = {
      ...state,
      guests: [...state.guests, createGuest({ id: 'w', name: 'web', devices: [passed('n0', 1)] })],
    };
    const [first] = choices(owned, { kind: 'give', guest: 'g', fids: [1] });
    expect([first?.refusal, first?.label.includes('taken from web')]).toEqual([null, true]);
    const moved = choices(owned, { kind: 'move', from: 'w', device: 'n0', to: 'g' });
    expect(moved[0]?.edits).toEqual(first?.edits);
  });

  it('gives several with one choice, each with numbers of its own', () => {
    const state = stateOf([passed('h0', 0, { uid: 2, fid: 1 })], { domain: 'db1' }, functions);
    const [first, second] = choices(state, { kind: 'give', guest: 'g', fids: [1, 2] });
    expect([first?.refusal, second?.refusal, first?.gets.length, second?.gets.length]).toEqual([
      null,
      null,
      2,
      2,
    ]);
    expect(first?.gets.map((text) => text.split(' · ').slice(0, 2).join(' '))).toEqual([
      'hostdev0: UID 0x0001 FID 0x00000000',
      'hostdev1: UID 0x0003 FID 0x00000002',
    ]);
  });

  it('is never without a choice, whatever is gone', () => {
    const state = stateOf([], {}, functions);
    for (const gesture of [
      { kind: 'give', guest: 'x', fids: [1] },
      { kind: 'give', guest: 'g', fids: [77] },
      { kind: 'take', guest: 'g', device: 'x' },
      { kind: 'move', from: 'x', device: 'y', to: 'g' },
      { kind: 'emulated', guest: 'x', driver: 'nvme' },
      { kind: 'ids', guest: 'g', device: 'x', guestUid: 1, guestFid: 1 },
      { kind: 'driver', fid: 77, driver: null },
      { kind: 'power', fid: 77, on: true },
    ] as const)
      expect(choices(state, gesture as ZpciGesture).map(({ refusal }) => refusal === null)).toEqual([false]);
  });
});

it('takes a function out and gives it back, or keeps it', () => {
  expect(shortOf(stateOf([passed('h0', 0)]), { kind: 'take', guest: 'g', device: 'h0' })).toEqual([
    'ok: Take h0 out of db1 and give 0001:00:00.0 back to mlx5_core',
    'ok: Take h0 out of db1 and keep 0001:00:00.0 for guests',
  ]);
});

it('ZPCI-R4: refuses UID 0 and offers another', () => {
  const all = shortOf(stateOf([passed('h0', 0)]), {
    kind: 'ids',
    guest: 'g',
    device: 'h0',
    guestUid: 0,
    guestFid: 4,
  });
  expect([all[0], all.length > 1, all.slice(1).every((text) => text.startsWith('ok'))]).toEqual([
    'ZPCI-R4: Give h0 UID 0x0000 and FID 0x00000004',
    true,
    true,
  ]);
});

it('adds and moves emulated cards', () => {
  const state = stateOf([emulated('e0', { uid: 1, fid: 0 })]);
  const two = { ...state, guests: [...state.guests, createGuest({ id: 'w', name: 'web' })] };
  expect(shortOf(two, { kind: 'emulated', guest: 'g', driver: 'virtio-net-pci' })).toEqual([
    'ok: Add virtio-net-pci to db1 as e1',
  ]);
  expect(shortOf(two, { kind: 'move', from: 'g', device: 'e0', to: 'w' })).toEqual(['ok: Move e0 to web']);
});

it('moves an emulated card with its numbers and class, the numbers only where they are free', () => {
  const disk = { ...emulated('e0', { uid: 7, fid: 8 }), deviceClass: 'disk' as const };
  const state = stateOf([disk]);
  const web = (devices: Parameters<typeof stateOf>[0]) => ({
    ...state,
    guests: [...state.guests, createGuest({ id: 'w', name: 'web', devices })],
  });
  const moved = (devices: Parameters<typeof stateOf>[0]) => {
    const { edits } = choices(web(devices), { kind: 'move', from: 'g', device: 'e0', to: 'w' })[0]!;
    const add = (edits as readonly ZpciEdit[])[1]!;
    return add.op === 'addEmulated' ? [add.deviceClass, add.guestUid, add.guestFid] : [];
  };
  expect([moved([]), moved([passed('h0', 0, { uid: 7, fid: 1 })])]).toEqual([
    ['disk', 7, 8],
    ['disk', null, 8],
  ]);
});

it('ZPCI-A10, ZPCI-A21: refuses to move what would only be lost', () => {
  const waiting = { ...passed('h5', 0), card: null };
  const state = stateOf([waiting, passed('h9', 0x99)]);
  const two = { ...state, guests: [...state.guests, createGuest({ id: 'w', name: 'web' })] };
  const move = (device: string) => choices(two, { kind: 'move', from: 'g', device, to: 'w' });
  expect([...move('h5'), ...move('h9')].map(({ edits, refusal }) => [edits, refusal?.rule])).toEqual([
    [[], 'ZPCI-A10'],
    [[], 'ZPCI-A21'],
  ]);
});

describe('what is copied', () => {
  it('is what the plan does, each word of it quoted: a domain can be called anything', () => {
    const domain = `x'; rm -rf ~ #`;
    const state = stateOf([], { name: 'web', domain }, functions);
    const [first] = choices(state, { kind: 'give', guest: 'g', fids: [1] });
    const commands = first!.steps.map(({ command }) => command);
    const [head, ...xml] = commands[0]!.split('\n');
    expect([commands.length, head, xml.join(' ').match(/uid='0x0002'/)?.length]).toEqual([
      1,
      String.raw`virsh attach-device --config -- 'x'\''; rm -rf ~ #' /dev/stdin <<'STUDIO_INPUT'`,
      1,
    ]);
  });

  it('ZPCI-X5: goes to the monitor of a QEMU that runs and was started by hand', () => {
    const state = stateOf([passed('h0', 0)], { running: true }, functions);
    const [first] = choices(state, { kind: 'ids', guest: 'g', device: 'h0', guestUid: 9, guestFid: 0x41 });
    expect(first?.steps[0]?.refused).toMatchObject({
      rule: 'ZPCI-R2',
      message: expect.stringContaining('was started by hand and runs'),
    });
    expect(first?.steps.slice(1).map(({ command }) => command)).toEqual([
      '{"execute":"device_del","arguments":{"id":"h0"}}',
      '{"execute":"device_add","arguments":{"driver":"zpci","uid":9,"fid":65,"target":"h0","id":"zpci9"}}',
      '{"execute":"device_add","arguments":{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0"}}',
    ]);
  });

  it('plans one function of a full machine in a moment', () => {
    const many = Array.from({ length: 4096 }, (_, fid) => hostFunction({ fid, ...free }));
    const full = stateOf([], {}, many);
    const small = { ...full, functions: many.slice(0, 40) };
    const steps = (state: ZpciState) => choices(state, { kind: 'give', guest: 'g', fids: [7] })[0]!.steps;
    expect(steps(full)).toEqual(steps(small));
  });
});
