import { describe, expect, test } from 'vitest';
import { ZPCI_EXAMPLES } from '../../../build/examples/zpci-machines.ts';
import type { ZpciEdit } from '../../../shared/zpci/edits.ts';
import { deviceById, functionByFid, guestById, type ZpciState } from '../../../shared/zpci/types.ts';
import { applyEdit, applyGesture } from './edits.ts';
import { createDevice, createFunction, createGuest, createState, withFunction, withGuest } from './model.ts';

const family = 'zpci' as const;
const [CAPTURED, LPAR] = ZPCI_EXAMPLES.map(({ zpci }) => zpci) as [ZpciState, ZpciState];

function roce(fid: number, parts: Parameters<typeof createFunction>[0] | object = {}) {
  const domain = fid.toString(16).padStart(4, '0');
  return createFunction({
    fid,
    uid: fid,
    address: `${domain}:00:00.0`,
    driver: 'mlx5_core',
    driverTold: true,
    pft: 0x0a,
    group: 7,
    msix: 65,
    window: { start: '0x100000000', end: '0x1ffffffff' },
    ...parts,
  });
}

/** Two guests started by hand, four functions; web has the first one. */
const HOST = createState({
  host: { capabilities: 'v2', kvmZpciOp: true, dmaEntryLimit: 65_535 },
  functions: [roce(1, { driver: 'vfio-pci', ownDriver: 'mlx5_core' }), roce(2), roce(3), roce(4)],
  guests: [
    createGuest({
      id: 'web',
      name: 'web',
      devices: [
        createDevice({
          id: 'h0',
          card: { kind: 'vfio', host: '0001:00:00.0', options: [] },
          zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 0x31, fid: 0x41 },
        }),
      ],
    }),
    createGuest({ id: 'db', name: 'db' }),
  ],
});

const GIVE = {
  family,
  op: 'give',
  guest: 'web',
  fid: 2,
  device: 'h1',
  guestUid: 0x32,
  guestFid: 0x42,
} as const;

/** State after it, or what refused it. */
function after(state: ZpciState, ...edits: readonly ZpciEdit[]): ZpciState {
  const outcome = applyGesture(state, edits);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.state;
}

function refusal(state: ZpciState, edit: ZpciEdit) {
  const outcome = applyEdit(state, edit);
  if (outcome.ok) throw new Error('It was not refused.');
  for (const fix of outcome.refusal.fixes)
    expect([fix.label, applyGesture(state, fix.edits as readonly ZpciEdit[]).ok]).toEqual([fix.label, true]);
  return outcome.refusal;
}

/** Rule and the labels of the fixes, all of which pass. */
function refused(state: ZpciState, edit: ZpciEdit): readonly [string, ...string[]] {
  const { rule, fixes } = refusal(state, edit);
  return [rule, ...fixes.map(({ label }) => label)];
}

function notes(state: ZpciState, edit: ZpciEdit): readonly string[] {
  const outcome = applyEdit(state, edit);
  return outcome.ok ? outcome.notes : [outcome.refusal.message];
}

function running(state: ZpciState, guest: string, isRunning: boolean | null = true): ZpciState {
  return withGuest(state, guest, { running: isRunning });
}

describe('giving a function', () => {
  test('ZPCI-A22 ZPCI-A26 binds it to vfio-pci by itself, remembers its driver, and says so', () => {
    const outcome = applyEdit(HOST, GIVE);
    const state = outcome.ok ? outcome.state : HOST;
    expect([
      outcome.ok && outcome.notes,
      functionByFid(state, 2),
      deviceById(guestById(state, 'web')!, 'h1'),
    ]).toEqual([
      ['mlx5_core loses it: 0002:00:00.0 is bound to vfio-pci.'],
      roce(2, { driver: 'vfio-pci', ownDriver: 'mlx5_core', driverOverride: 'vfio-pci' }),
      createDevice({
        id: 'h1',
        card: { kind: 'vfio', host: '0002:00:00.0', options: [] },
        zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 0x32, fid: 0x42 },
        managed: false,
      }),
    ]);
  });

  test('ZPCI-A22 a function that the host has not is refused', () => {
    expect(refused(HOST, { ...GIVE, fid: 99 })).toEqual(['ZPCI-A22']);
  });

  test('ZPCI-A21 a slot that is powered off is powered on first', () => {
    const state = withFunction(HOST, 2, { state: 'standby', driver: null });
    expect([
      refused(state, GIVE),
      refused(withFunction(HOST, 2, { state: 'reserved' }), GIVE),
      refused(withFunction(HOST, 2, { address: null }), GIVE),
    ]).toEqual([['ZPCI-A21', 'Power its slot on first'], ['ZPCI-A21'], ['ZPCI-A21']]);
  });

  test('ZPCI-A23 a function of another guest is taken from it, one of the same guest is refused', () => {
    const taken = { ...GIVE, guest: 'db', fid: 1, device: 'h0' } as const;
    const state = after(HOST, { ...taken, fromOther: true });
    expect([
      refused(HOST, taken),
      refused(HOST, { ...GIVE, fid: 1 }),
      state.guests.map(({ devices }) => devices.map(({ id }) => id)),
    ]).toEqual([['ZPCI-A23', 'Take it from web'], ['ZPCI-A23'], [[], ['h0']]]);
  });

  test('ZPCI-A24 a physical function keeps its virtual ones; one of those is offered instead', () => {
    const state = withFunction(HOST, 2, { activeVfs: 1, virtualFunctions: ['0003:00:00.0'] });
    expect([refused(state, GIVE), refusal(state, GIVE).errno]).toEqual([
      ['ZPCI-A24', 'Give 0003:00:00.0 instead, a virtual function of it'],
      'EBUSY',
    ]);
  });

  test('ZPCI-A25 a function in error is recovered first', () => {
    expect(
      (['error', 'permanent-error'] as const).map((state) => refused(withFunction(HOST, 2, { state }), GIVE)),
    ).toEqual([['ZPCI-A25'], ['ZPCI-A25']]);
  });

  test('ZPCI-A4 ZPCI-A7 numbers that are taken: the lowest free ones, and the host’s where they are free', () => {
    expect([
      refused(HOST, { ...GIVE, guestUid: 0x31 }),
      refused(HOST, { ...GIVE, guestFid: 0x41 }),
      refused(HOST, { ...GIVE, guestUid: 0x31, guestFid: 0x41 }),
    ]).toEqual([
      [
        'ZPCI-A4',
        'Give it with UID 0x0001, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
      [
        'ZPCI-A7',
        'Give it with FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
      [
        'ZPCI-A4',
        'Give it with UID 0x0001 and FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
    ]);
  });

  test('ZPCI-A18 the same numbers in another guest are no conflict', () => {
    expect(applyEdit(HOST, { ...GIVE, guest: 'db', guestUid: 0x31, guestFid: 0x41 }).ok).toBe(true);
  });

  test('ZPCI-A18 a guest that is gone is refused', () => {
    expect(refused(HOST, { ...GIVE, guest: 'nobody' })).toEqual(['ZPCI-A18']);
  });

  test('ZPCI-R4 UID 0 is nobody’s number', () => {
    expect(refused(HOST, { ...GIVE, guestUid: 0 })).toEqual([
      'ZPCI-R4',
      'Give it with UID 0x0001, the lowest that is free',
      'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      'Let the tool choose it',
    ]);
  });

  test('ZPCI-R3 ZPCI-V5 half an address of a libvirt domain is written whole', () => {
    const state = withGuest(HOST, 'web', { domain: 'web' });
    expect([
      refused(state, { ...GIVE, guestFid: null }),
      applyEdit(HOST, { ...GIVE, guestFid: null }).ok,
    ]).toEqual([
      [
        'ZPCI-R3',
        'Give it with FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
        'Let libvirt choose both',
      ],
      true,
    ]);
  });

  test('ZPCI-A2 an id names one device; a waiting one gets the card it waits for', () => {
    const waiting = after(HOST, GIVE);
    const state = {
      ...HOST,
      guests: [{ ...HOST.guests[0]!, devices: [...HOST.guests[0]!.devices, createDevice({ id: 'h1' })] }],
    };
    expect([
      refused(waiting, { ...GIVE, fid: 3, guestUid: 0x33, guestFid: 0x43 }),
      notes(state, GIVE),
    ]).toEqual([
      ['ZPCI-A2', 'Call it h2'],
      ['mlx5_core loses it: 0002:00:00.0 is bound to vfio-pci.', 'h1 waited for a card and gets this one.'],
    ]);
  });

  test('ZPCI-E1 a guest that runs gets it by hot plug', () => {
    expect(notes(running(HOST, 'web'), GIVE).at(-1)).toBe('web runs and gets it by hot plug (event 0x0301).');
  });
});

describe('devices of a guest', () => {
  const take = { family, op: 'take', guest: 'web', device: 'h0', giveBack: true } as const;
  const waits = withGuest(HOST, 'web', {
    devices: [...HOST.guests[0]!.devices, createDevice({ id: 'typo' })],
  });

  test('ZPCI-E2 what is taken goes back to its driver; a guest that runs has to release it', () => {
    expect([
      functionByFid(after(HOST, take), 1),
      notes(running(HOST, 'web'), take),
      functionByFid(after(HOST, { ...take, giveBack: false }), 1)?.driver,
    ]).toEqual([
      roce(1),
      [
        'web runs: it is asked to release h0 (event 0x0303), and has to.',
        '0001:00:00.0 goes back to mlx5_core.',
      ],
      'vfio-pci',
    ]);
  });

  test('ZPCI-R1 a zpci device that waits is never removed from a guest that runs, or may run', () => {
    const edit = { ...take, device: 'typo' };
    const rename = { family, op: 'renameDevice', guest: 'web', device: 'typo', to: 'h7' } as const;
    const ids = { family, op: 'setIds', guest: 'web', device: 'typo', guestUid: 7, guestFid: 7 } as const;
    expect([
      refused(running(waits, 'web'), edit),
      refused(running(waits, 'web', null), edit),
      refused(running(waits, 'web'), rename),
      refused(running(waits, 'web'), ids),
      applyEdit(waits, edit).ok,
    ]).toEqual([
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      true,
    ]);
  });

  test('ZPCI-E6 a PCI bridge leaves only with the guest', () => {
    const bridge = {
      family,
      op: 'addEmulated',
      guest: 'web',
      device: 'bridge1',
      driver: 'pci-bridge',
      deviceClass: 'controller',
      guestUid: 9,
      guestFid: 9,
      msix: 1,
      options: [],
    } satisfies ZpciEdit;
    expect(refused(running(after(HOST, bridge), 'web'), { ...take, device: 'bridge1' })).toEqual([
      'ZPCI-E6',
      'Stop web first',
    ]);
  });

  test('ZPCI-A10 a device that is gone is refused', () => {
    expect(refused(HOST, { ...take, device: 'h9' })).toEqual(['ZPCI-A10']);
  });

  test('ZPCI-R2 other numbers of a guest that runs mean: remove, then add', () => {
    const ids = { family, op: 'setIds', guest: 'web', device: 'h0', guestUid: 0x99, guestFid: 0x99 } as const;
    expect([notes(running(HOST, 'web'), ids), notes(HOST, ids)]).toEqual([
      ['web runs: h0 is removed and added again to change its numbers; what it does is interrupted.'],
      [],
    ]);
  });

  test('ZPCI-R2 a device that waits in a guest that runs keeps its numbers', () => {
    const state = running(
      withGuest(waits, 'web', {
        devices: [createDevice({ id: 'h1', zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 5, fid: 5 } })],
      }),
      'web',
    );
    expect(refused(state, GIVE)).toEqual(['ZPCI-R2', 'Keep its numbers']);
  });

  test('ZPCI-I1 ZPCI-I7 ZPCI-D6 properties that this QEMU or card has not are refused', () => {
    const property = { family, op: 'setProperty', guest: 'web', device: 'h0' } as const;
    const old = withGuest(HOST, 'web', { profile: 'merged-7.0' });
    const ism = withFunction(HOST, 1, { pft: 5 });
    const own = after(HOST, {
      family,
      op: 'addEmulated',
      guest: 'web',
      device: 'n0',
      driver: 'virtio-net-pci',
      deviceClass: 'interface',
      guestUid: 5,
      guestFid: 5,
      msix: null,
      options: [],
    });
    expect([
      refused(old, { ...property, property: 'interpret', value: true }),
      refused(old, { ...property, property: 'forwardingAssist', value: false }),
      refused(withGuest(HOST, 'web', { profile: 'merged-8.2' }), {
        ...property,
        property: 'relaxedTranslation',
        value: true,
      }),
      refused(ism, { ...property, property: 'relaxedTranslation', value: true }),
      refused(own, { ...property, device: 'n0', property: 'interpret', value: true }),
      applyEdit(old, { ...property, property: 'interpret', value: null }).ok,
    ]).toEqual([
      ['ZPCI-I1', 'Run web on QEMU 7.2'],
      ['ZPCI-I7', 'Run web on QEMU 7.2'],
      ['ZPCI-D6', 'Run web on QEMU 10.0'],
      ['ZPCI-D6'],
      ['ZPCI-I1'],
      true,
    ]);
  });

  test('ZPCI-K12 ZPCI-A10 ZPCI-A11 a typing error is mended by naming the card: it gets the numbers that waited for it', () => {
    const rename = {
      family,
      op: 'renameDevice',
      guest: 'guest:batch',
      device: 'roce0',
      to: 'roceO',
    } as const;
    const devices = guestById(after(LPAR, rename), 'guest:batch')!.devices;
    expect(devices.map(({ id, card, zpci }) => [id, card?.kind, zpci?.uid, zpci?.fid])).toEqual([
      ['roceO', 'vfio', 0x40, 0x40],
      ['roce1', 'vfio', 0x41, 0x41],
    ]);
  });

  test('ZPCI-A12 a device that is put in order has its zpci device before its card', () => {
    const first = { ...HOST.guests[0]!.devices[0]!, cardFirst: true };
    const state = withGuest(HOST, 'web', { devices: [createDevice({ id: 'typo' }), first] });
    const moved = guestById(
      after(state, { family, op: 'reorder', guest: 'web', device: 'h0', to: 0 }),
      'web',
    )!;
    expect(moved.devices.map(({ id, cardFirst }) => [id, cardFirst])).toEqual([
      ['h0', false],
      ['typo', false],
    ]);
  });
});

describe('guests', () => {
  test('ZPCI-P4 ZPCI-P6 another QEMU lets properties fall that it does not know, and says when it takes effect', () => {
    const set = { family, op: 'setGuest', guest: 'guest:s1', profile: 'merged-8.2' } as const;
    expect([
      notes(CAPTURED, set),
      refused(CAPTURED, { ...set, machine: '10.0' }),
      notes(withGuest(CAPTURED, 'guest:s1', { machine: '10.0' }), set)[0],
    ]).toEqual([
      [
        'This QEMU does not know relaxed-translation of h3: left out.',
        's1 runs: it reads nothing of this until it is started next.',
      ],
      ['ZPCI-P4', 'Take machine type 9.2'],
      'Machine type 10.0 is too new for it; it gets the newest it has, 9.2.',
    ]);
  });

  test('ZPCI-E2 a guest that runs is stopped before it is removed; its functions stay', () => {
    const remove = { family, op: 'removeGuest', guest: 'web' } as const;
    expect([refused(running(HOST, 'web'), remove), notes(HOST, remove)]).toEqual([
      ['ZPCI-E2', 'Stop web first'],
      ['Its function is free again.'],
    ]);
  });

  test('ZPCI-V10 a domain is one guest', () => {
    const state = withGuest(HOST, 'web', { domain: 'web' });
    const set = { family, op: 'setDomain', guest: 'db', domain: 'web' } as const;
    expect([refused(state, set), refused(state, { ...set, domain: '5' })]).toEqual([
      ['ZPCI-V10', 'Say that the domain of web is not known'],
      ['ZPCI-V10'],
    ]);
  });

  test('ZPCI-A22 ZPCI-A23 ZPCI-A21 ZPCI-A25 a guest starts with functions that are ready, and those only', () => {
    const start = { family, op: 'startGuest', guest: 'web' } as const;
    const given = after(HOST, { ...GIVE, guest: 'db' });
    const both = running(withGuest(given, 'db', { devices: HOST.guests[0]!.devices }), 'db');
    expect([
      refused(withFunction(HOST, 1, { driver: 'mlx5_core' }), start),
      refused(both, start),
      refused(withFunction(HOST, 1, { state: 'standby' }), start)[0],
      refused(withFunction(HOST, 1, { state: 'error' }), start),
      refused({ ...HOST, functions: HOST.functions.slice(1) }, start)[0],
      applyEdit({ ...HOST, functions: [] }, start).ok,
      guestById(after(HOST, start), 'web')!.devices.map(({ live }) => live),
    ]).toEqual([
      ['ZPCI-A22', 'Bind it to vfio-pci first'],
      ['ZPCI-A23', 'Stop db first'],
      'ZPCI-A21',
      ['ZPCI-A25'],
      'ZPCI-A22',
      true,
      ['enabled'],
    ]);
  });
});

describe('the host', () => {
  test('ZPCI-S5 a slot is powered off from configured and on from standby, and comes back with its driver', () => {
    const power = { family, op: 'setPower', fid: 2 } as const;
    const off = after(HOST, { ...power, on: false });
    expect([
      functionByFid(off, 2)?.state,
      after(off, { ...power, on: true }),
      refused(off, { ...power, on: false }),
      refusal(HOST, { ...power, on: true }).errno,
    ]).toEqual(['standby', HOST, ['ZPCI-S5'], 'EIO']);
  });

  test('ZPCI-A23 ZPCI-A24 what a running guest has, and what virtual functions hang on, keeps its driver', () => {
    const driver = { family, op: 'setDriver', fid: 1, driver: 'mlx5_core' } as const;
    const power = { family, op: 'setPower', fid: 1, on: false } as const;
    expect([
      refused(running(HOST, 'web'), driver),
      refused(running(HOST, 'web'), power)[0],
      refused(withFunction(HOST, 2, { activeVfs: 3 }), { ...driver, fid: 2, driver: 'vfio-pci' }),
      notes(HOST, driver),
    ]).toEqual([
      ['ZPCI-A23', 'Stop web first', 'Take it out of web first'],
      'ZPCI-A23',
      ['ZPCI-A24'],
      ['web does not start with it until it is bound to vfio-pci again.'],
    ]);
  });

  test('ZPCI-D5 the limit of mappings counts for guests that are started afterwards', () => {
    const limit = { family, op: 'setDmaLimit', limit: 200_000, keep: true } as const;
    expect([after(HOST, limit).host, notes(running(HOST, 'web'), { ...limit, keep: false })]).toEqual([
      { ...HOST.host, dmaEntryLimit: 200_000, dmaEntryLimitKept: 200_000 },
      [
        'Guests that run keep their limit until they are started next: web.',
        'It is forgotten when the host boots.',
      ],
    ]);
  });

  test('ZPCI-Q3 ZPCI-I3 what the source did not tell of the host can be told, and taken back', () => {
    const tell = { family, op: 'tellHost', capabilities: 'v1', kvmZpciOp: null } as const;
    const told = after(HOST, tell);
    expect([
      told.host.capabilities,
      told.host.kvmZpciOp,
      after(told, { ...tell, capabilities: null }).host.capabilities,
    ]).toEqual(['v1', null, null]);
  });
});

describe('what the model refuses', () => {
  const plain = createDevice({ id: 'any' }).zpci!;

  test('ZPCI-A16 ZPCI-I2 a card without MSI-X is given with interpretation, where the guest can have it', () => {
    const ism = withFunction(HOST, 2, { pft: 5, msix: 0 });
    const intercepted = { ...GIVE, interpret: false } as const;
    expect([
      refused(ism, intercepted),
      refused(withGuest(ism, 'web', { isProtected: true }), intercepted),
    ]).toEqual([['ZPCI-A16', 'Give it with interpretation'], ['ZPCI-A16']]);
  });

  test('ZPCI-I4 a host kernel without handles cannot have a function interpreted', () => {
    const old = { ...HOST, host: { ...HOST.host, capabilities: 'v1' as const } };
    expect(refused(old, { ...GIVE, guest: 'db', interpret: true })).toEqual([
      'ZPCI-I4',
      'Give it with interception',
    ]);
  });

  test('ZPCI-I5 two handles of one index are not both interpreted', () => {
    const state = withFunction(withFunction(HOST, 1, { fh: 0x80_00_00_07 }), 2, { fh: 0x80_01_00_07 });
    expect(refused(state, GIVE)).toEqual(['ZPCI-I5', 'Give it with interception']);
  });

  test('ZPCI-V4 a number that half an address took is named in hex, and writing all down helps', () => {
    const half = (id: string, uid: number | null, fid: number | null) =>
      createDevice({
        id,
        deviceClass: id === 'disk0' ? 'disk' : 'interface',
        card: { kind: 'emulated', driver: 'virtio-net-pci', msix: null, options: [] },
        zpci: { ...plain, uid, fid },
      });
    const state = withGuest(HOST, 'web', { devices: [half('n0', 0x12_34, null), half('n1', 2, 7)] });
    const domain = { family, op: 'setDomain', guest: 'web', domain: 'web' } as const;
    const clash = withGuest(HOST, 'web', { devices: [half('n1', 1, 8), half('disk0', null, 7)] });
    expect([applyEdit(state, domain).ok, refused(clash, domain)]).toEqual([
      true,
      ['ZPCI-V4', 'Write down all numbers of web first'],
    ]);
    expect(refusal(clash, domain).message).toContain('(octal; it is 0x0001)');
  });

  test('ZPCI-K9 numbers that nobody wrote down move, and writing them down ends that', () => {
    const automatic = withGuest(LPAR, 'guest:web', { running: false });
    const reorder = { family, op: 'reorder', guest: 'guest:web', device: 'net0', to: 0 } as const;
    const write = { family, op: 'writeDown', guest: 'guest:web' } as const;
    const written = after(automatic, write);
    expect([
      notes(automatic, reorder),
      guestById(written, 'guest:web')!.devices.map(({ zpci }) => [zpci?.uid, zpci?.fid]),
      notes(written, reorder),
      notes(written, write),
    ]).toEqual([
      [
        'Numbers of web that nobody wrote down change: net0 becomes UID 0x0001, FID 0x00000000; h0 becomes UID 0x0002, FID 0x00000001; h1 becomes UID 0x0003, FID 0x00000002. Its device names follow the UID.',
      ],
      [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
      [],
      ['Nothing changes: every number that can be chosen is written already.'],
    ]);
  });
});

test('a gesture is done whole or not at all, and its fix does all of it', () => {
  const second = { ...GIVE, fid: 3, device: 'h2', guestUid: 0x32, guestFid: 0x43 } as const;
  const outcome = applyGesture(HOST, [GIVE, second]);
  const fixed = outcome.ok ? [] : outcome.refusal.fixes[0]!.edits;
  const state = after(HOST, ...(fixed as readonly ZpciEdit[]));
  expect([outcome.ok, guestById(state, 'web')!.devices.map(({ zpci }) => zpci?.uid)]).toEqual([
    false,
    [0x31, 0x32, 1],
  ]);
});
