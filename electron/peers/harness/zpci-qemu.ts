/** The same zPCI operations on Debian's QEMU and on the model: what each answers, and which zpci devices there are. */
import fc from 'fast-check';
import type { GuestMachine } from '../../engine/zpci/kernel/machine.ts';
import { newMachine } from '../../engine/zpci/kernel/new-machine.ts';
import { applyZpciOp, type ZpciOp } from '../../engine/zpci/kernel/operations.ts';
import type { ProfileId } from '../../../shared/zpci/types.ts';
import { profileOfVersion } from '../../../shared/zpci/profiles.ts';
import type { Qmp, QmpAnswer } from './qmp.ts';

export const QEMU = 'qemu-system-s390x';
/** Nothing runs in it: functions are configured and never enabled. */
export const BARE_GUEST =
  '-machine s390-ccw-virtio -cpu max -accel tcg -S -nodefaults -display none -m 64'.split(' ');

/** One thing an admin types, for both. */
export type Move =
  | { readonly kind: 'zpci'; readonly target: string | null; readonly uid: Typed; readonly fid: Typed }
  | {
      readonly kind: 'card';
      readonly card: string;
      readonly vectors: 0 | null;
      readonly multifunction: boolean;
    }
  | { readonly kind: 'nameless' }
  | { readonly kind: 'remove'; readonly card: string };

/** A number as it can be typed; null = left out. */
export type Typed = string | number | null;

const CARDS = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
/** UIDs that are numbers of their type. */
const RIGHT: ReadonlySet<Typed> = new Set([null, 0, 1, 2, 3, 4, 5, '6', '0x7', '010', 65_535, '0xffff']);
const uids = fc.constantFrom<Typed[]>(
  null,
  null,
  null,
  0,
  1,
  2,
  3,
  4,
  5,
  '6',
  '0x7',
  '010',
  65_535,
  '0xffff',
  65_536,
  -1,
  '-1',
  '0x12g',
  '',
  'five',
);
const fids = fc.constantFrom<Typed[]>(
  null,
  null,
  null,
  0,
  0,
  1,
  2,
  3,
  '0x4',
  4_294_967_295,
  4_294_967_296,
  -1,
  'x',
  '0xffffffff',
  '0x100000000',
);
/** Property by property in the order typed, which a monitor's command does not keep: so one of both is right. */
const numbers = fc
  .tuple(uids, fids, fc.boolean())
  .map(([uid, fid, keepsUid]) =>
    keepsUid || RIGHT.has(uid) ? { uid, fid: RIGHT.has(uid) ? fid : null } : { uid: null, fid },
  );
const targets = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<string | null>(...CARDS) },
  { weight: 1, arbitrary: fc.constant(null) },
);

export const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(targets, numbers)
        .map(([target, typed]) => ({ kind: 'zpci' as const, target, ...typed })),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('card' as const),
        card: fc.constantFrom(...CARDS),
        vectors: fc.constantFrom(null, null, null, null, 0 as const),
        multifunction: fc.constantFrom(false, false, false, false, true),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'nameless' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('remove' as const), card: fc.constantFrom(...CARDS) }),
    },
  ),
  { minLength: 20, maxLength: 30 },
);

/** Of `query-version`. */
export function profileOf(answer: QmpAnswer): ProfileId {
  const { qemu } = (answer as { returned: { qemu: { major: number; minor: number } } }).returned;
  return profileOfVersion(qemu.major, qemu.minor);
}

export function bareMachine(profile: ProfileId): GuestMachine {
  return newMachine({
    profile,
    machine: null,
    kvmZpciOp: false,
    isProtected: false,
    iommu: 'type1',
    dmaAvail: null,
    dmaAvailTold: true,
    cpuZpci: true,
  });
}

/** `5 7 n0 z0`, oldest first, as the monitor lists them. */
export async function devicesOfQemu(qmp: Qmp): Promise<readonly string[]> {
  const answer = await qmp.ask('human-monitor-command', { 'command-line': 'info qtree' });
  const tree = 'returned' in answer ? String(answer.returned).replaceAll('\r', '') : '';
  const found = [
    ...tree.matchAll(/dev: zpci, id "([^"]*)"\n\s+uid = (\d+) .*\n\s+fid = (\d+) .*\n\s+target = "([^"]*)"/g),
  ];
  return found.map(([, id, uid, fid, target]) => `${uid} ${fid} ${target} ${id}`).toReversed();
}

export function devicesOfModel({ functions }: GuestMachine): readonly string[] {
  return functions.map(({ uid, fid, target, id }) => `${uid} ${fid} ${target} ${id ?? ''}`);
}

function given(name: string, value: unknown): Record<string, unknown> {
  return value === null ? {} : { [name]: value };
}

export interface Sides {
  readonly qemu: { readonly command: string; readonly args: Readonly<Record<string, unknown>> };
  readonly model: ZpciOp;
}

/** Slots of cards without a name begin here, so that they never meet the others. */
const FIRST_NAMELESS = 0x14;

/** Null for what nobody should type: a second card of that name, or a removal that QEMU does not survive. */
export function sidesOf(move: Move, at: number, cards: ReadonlySet<string>, nameless: number): Sides | null {
  switch (move.kind) {
    case 'zpci': {
      const { target, uid, fid } = move;
      const id = `z${at}`;
      return {
        qemu: {
          command: 'device_add',
          args: {
            driver: 'zpci',
            id,
            ...given('target', target),
            ...given('uid', uid),
            ...given('fid', fid),
          },
        },
        model: {
          op: 'zpci',
          id,
          target,
          uid,
          fid,
          interpret: null,
          forwardingAssist: null,
          relaxedTranslation: null,
        },
      };
    }
    case 'card': {
      const { card: id, vectors, multifunction } = move;
      if (cards.has(id)) return null;
      return {
        qemu: {
          command: 'device_add',
          args: {
            driver: 'virtio-rng-pci',
            id,
            ...given('vectors', vectors),
            ...given('multifunction', multifunction || null),
          },
        },
        model: { op: 'emulated', id, driver: 'virtio-rng-pci', msix: vectors, multifunction, place: null },
      };
    }
    case 'nameless': {
      const slot = FIRST_NAMELESS + nameless;
      if (slot > 0x1f) return null;
      const place = slot.toString(16).padStart(2, '0');
      return {
        qemu: { command: 'device_add', args: { driver: 'virtio-rng-pci', addr: `${place}.0` } },
        model: {
          op: 'emulated',
          id: null,
          driver: 'virtio-rng-pci',
          msix: null,
          multifunction: false,
          place: `00:${place}.0`,
        },
      };
    }
    case 'remove':
      return cards.has(move.card)
        ? {
            qemu: { command: 'device_del', args: { id: move.card } },
            model: { op: 'device-del', id: move.card },
          }
        : null;
  }
}

export interface Compared {
  readonly move: string;
  readonly qemu: readonly [refused: string | null, devices: readonly string[]];
  readonly model: readonly [refused: string | null, devices: readonly string[]];
}

/** Both sides of a session, move by move. */
export async function compare(
  qmp: Qmp,
  profile: ProfileId,
  session: readonly Move[],
): Promise<readonly Compared[]> {
  const cards = new Set<string>();
  const compared: Compared[] = [];
  let machine = bareMachine(profile);
  let nameless = 0;
  for (const [at, move] of session.entries()) {
    const sides = sidesOf(move, at, cards, nameless);
    if (sides === null) continue;
    const answer = await qmp.ask(sides.qemu.command, sides.qemu.args);
    const refused = 'refused' in answer ? answer.refused : null;
    if (move.kind === 'card' && refused === null) cards.add(move.card);
    if (move.kind === 'nameless') nameless++;
    const result = applyZpciOp(machine, sides.model);
    machine = result.machine;
    compared.push({
      move: JSON.stringify(sides.qemu.args),
      qemu: [refused, await devicesOfQemu(qmp)],
      model: [result.failure?.message ?? null, devicesOfModel(machine)],
    });
  }
  return compared;
}
