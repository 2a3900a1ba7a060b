/** What one more function costs in a full partition, against reading the whole model again and making every guest anew. */
import { applyEdit } from '../../electron/engine/zpci/edits.ts';
import { zpciView } from '../../electron/engine/zpci/derive/view.ts';
import { FAMILIES } from '../../electron/engine/families.ts';
import { writeWorkspace } from '../../electron/engine/workspace/file.ts';
import { fromFile, toFile } from '../../electron/engine/zpci/file.ts';
import { functionBytes } from '../../electron/engine/zpci/kernel/clp.ts';
import type { GuestMachine } from '../../electron/engine/zpci/kernel/machine.ts';
import { newMachine } from '../../electron/engine/zpci/kernel/new-machine.ts';
import { builtGuest, reportOf, setupOf } from '../../electron/engine/zpci/kernel/of-guest.ts';
import { applyZpciOp, type ZpciOp } from '../../electron/engine/zpci/kernel/operations.ts';
import { createDevice, createFunction, createGuest, createState } from '../../electron/engine/zpci/model.ts';
import type { ZpciEditOf } from '../../shared/zpci/edits.ts';
import {
  functionAt,
  type GuestDevice,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../shared/zpci/types.ts';
import { timedInTurns } from './timed.ts';

const FUNCTIONS = 4096;
const GUESTS = 8;
const EACH = 500;
/** Bytes of the block that a driver's Query Function hands over. */
const RESPONSE = 64;

function addressOf(fid: number): string {
  return `${(fid + 1).toString(16).padStart(4, '0')}:00:00.0`;
}

function hostFunction(fid: number): HostFunction {
  return createFunction({
    fid,
    address: addressOf(fid),
    uid: fid + 1,
    uidIsUnique: true,
    fh: 0x8000_0000 + fid,
    pchid: 0x100 + (fid >> 4),
    vfn: fid & 15,
    pft: 0x0a,
    port: 1,
    group: 1 + (fid % 3),
    path: '01.02.00.05',
    util: '',
    driver: fid < GUESTS * EACH ? 'vfio-pci' : 'mlx5_core',
    driverTold: true,
    ownDriver: 'mlx5_core',
    iommuGroup: fid,
    msix: 64,
    platformWindow: { start: '0x100000000', end: '0x1ffffffffffffff' },
    window: { start: '0x100000000', end: '0x1ffffffff' },
    noi: 64,
    maxstbl: 4096,
    dasm: '0x3ffffffffff',
    msia: '0xfe00000000000000',
    mui: 2000,
    version: 1,
    refresh: true,
    fmbLength: 128,
    barSizes: [20, 0, 0, 0, 0, 0],
    bars: [0x0c, 0, 0, 0, 0, 0],
    toldBy: ['sysfs', 'vfio'],
  });
}

function device(at: number, fid: number): GuestDevice {
  const base = createDevice({
    id: `h${at}`,
    card: { kind: 'vfio', host: addressOf(fid), options: [] },
  });
  return { ...base, zpci: { ...base.zpci!, uid: at + 1, fid: at } };
}

/** A partition with as many functions as a guest can list, nearly all of them with a guest. */
export function fullPartition(): ZpciState {
  return createState({
    host: {
      capabilities: 'v2',
      kvmZpciOp: true,
      memory: 0x1_0000_0000,
      apertureFactor: 1,
      dmaEntryLimit: 65_535,
      uidChecking: true,
    },
    functions: Array.from({ length: FUNCTIONS }, (_, fid) => hostFunction(fid)),
    guests: Array.from({ length: GUESTS }, (_, guest) =>
      createGuest({
        id: `g${guest}`,
        name: `guest-${guest}`,
        devices: Array.from({ length: EACH }, (__, at) => device(at, guest * EACH + at)),
      }),
    ),
  });
}

/** The partition as a workspace of its own. */
export function fullPartitionFile(): string {
  const state = fullPartition();
  return writeWorkspace(
    {
      name: 'full-partition',
      unknownKeys: {},
      hosts: [
        {
          id: 'h1',
          name: 'full partition',
          source: { kind: 'example', label: 'a full partition', readAt: '2026-11-21T09:00:00.000Z' },
          kernel: null,
          machine: null,
          findings: [],
          families: new Map([['zpci', { observed: state, desired: state }]]),
          unknownFamilies: {},
          unknownKeys: {},
        },
      ],
    },
    FAMILIES.map(({ family }) => family),
  );
}

/** What a plain table shows of each function: as many cells as the board has words for it. */
export function plainRows(): readonly (readonly string[])[] {
  const { functions, guests } = fullPartition();
  const owners = new Map<string, string>(
    guests.flatMap(({ name, devices }) =>
      devices.flatMap(({ card }) => (card?.kind === 'vfio' ? [[card.host, name] as const] : [])),
    ),
  );
  return functions.map(({ address, fid, uid, group, pchid, driver }) => [
    address ?? '',
    `${fid}`,
    `${uid}`,
    `${group}`,
    `${pchid}`,
    owners.get(address ?? '') ?? driver ?? '',
  ]);
}

const FREE = GUESTS * EACH;
const GIVE: ZpciEditOf<'give'> = {
  family: 'zpci',
  op: 'give',
  guest: 'g3',
  fid: FREE,
  device: `h${EACH}`,
  guestUid: EACH + 1,
  guestFid: EACH,
};

function given(state: ZpciState): ZpciState {
  const outcome = applyEdit(state, GIVE);
  if (!outcome.ok) throw new Error(`the benchmark's edit was refused: ${outcome.refusal.message}`);
  return outcome.state;
}

function operationsOf(state: ZpciState, { id, card, zpci }: GuestDevice): readonly ZpciOp[] {
  const host = card?.kind === 'vfio' ? card.host : '';
  const one = functionAt(state, host);
  if (one === undefined || zpci === null) throw new Error(`${id} has no function`);
  return [
    { op: 'zpci', target: id, ...zpci },
    { op: 'vfio', id, report: reportOf(state.host, one, {}) },
  ];
}

function answersOf(machine: GuestMachine): string {
  return machine.functions.map((one) => functionBytes(one, RESPONSE).join()).join('\n');
}

/** Milliseconds of each. */
export function measureZpci(): {
  readonly give: number;
  readonly wholeModel: number;
  readonly answers: number;
  readonly anew: number;
} {
  const state = fullPartition();
  zpciView(state, state);
  const after = given(state);
  const file = JSON.stringify(toFile(after));
  const [give = 0, wholeModel = 0] = timedInTurns(
    [
      () => zpciView(state, given(state)),
      () => {
        const again = fromFile(JSON.parse(file));
        zpciView(again, again);
      },
    ],
    7,
  );

  const before = state.guests.find(({ id }) => id === GIVE.guest)!;
  const operations = after.guests.map((guest): readonly [ZpciGuest, readonly ZpciOp[]] => [
    guest,
    [...guest.devices.flatMap((one) => operationsOf(after, one)), { op: 'boot' }],
  ]);
  let ours = '';
  let plain = '';
  const [answers = 0, anew = 0] = timedInTurns(
    [
      () => {
        const guest = { ...before, devices: [...before.devices, device(EACH, FREE)] };
        const { machine, failures } = builtGuest(after, guest, {});
        if (failures.size > 0) throw new Error('the function cannot be added');
        ours = answersOf(machine);
      },
      () => {
        for (const [guest, ops] of operations) {
          let machine = newMachine(setupOf(after, guest, {}));
          for (const op of ops) {
            const result = applyZpciOp(machine, op);
            if (result.failure !== null) throw new Error(result.failure.message);
            machine = result.machine;
          }
          const answered = answersOf(machine);
          if (guest.id === GIVE.guest) plain = answered;
        }
      },
    ],
    7,
  );
  if (ours !== plain || ours === '') throw new Error('both ways must give the same answers');
  return { give, wholeModel, answers, anew };
}
