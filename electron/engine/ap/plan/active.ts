/**
 * The running layer. All intermediate states are disjoint because every guest has, at any time, what it had, what it
 * shall have, or a part of both: guests stop, give up, masks and queues move, guests get, guests start.
 */
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { adapterOf } from '../../../../shared/apqn.ts';
import {
  hasId,
  isEmptyMask,
  type Mask,
  maskOf,
  masksMeet,
  maskToHex,
  minus,
  sameMask,
  union,
} from '../../../../shared/mask.ts';
import type { PlanBlock } from '../../../../shared/plan.ts';
import { shadowOf } from '../kernel/filter.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, hasOverrides, sameMatrix } from '../model.ts';
import { maskHeldBlock, restartBlock } from './blocks.ts';
import { commonMasks } from './matrix-sets.ts';
import { maskOrder, type MaskWrite } from './mask-order.ts';
import { queueMoves, takesFromGuests } from './queue-moves.ts';
import { matrixOps } from './reverse.ts';
import { Trail, type Watched } from './trail.ts';

interface ActivePlan {
  readonly trail: Trail;
  readonly blocks: readonly PlanBlock[];
  readonly notes: readonly string[];
}

interface Guest {
  readonly id: string;
  readonly was: Mdev | undefined;
  readonly wish: Mdev | undefined;
  /** Both ends have it: what is never taken away, unless a mask cannot be written otherwise. */
  readonly kept: MatrixMasks;
  /** Runs before and after, in the same virtual machine. */
  readonly staysUp: boolean;
}

function guestsOf(host: ApState, target: ApState): Guest[] {
  const ids = new Set([...host.mdevs, ...target.mdevs].map(({ id }) => id));
  const later = new Map(target.mdevs.map((mdev) => [mdev.id, mdev]));
  const earlier = new Map(host.mdevs.map((mdev) => [mdev.id, mdev]));
  return [...ids].flatMap((id) => {
    const [was, wish] = [earlier.get(id), later.get(id)].map((mdev) => (mdev?.active ? mdev : undefined));
    if (!was && !wish) return [];
    if (was?.type === 'virtual' || wish?.type === 'virtual') return [];
    const kept = was && wish ? commonMasks(was.matrix, wish.matrix) : NO_MASKS;
    const staysUp = was !== undefined && was.guest !== null && was.guest === wish?.guest;
    return [{ id, was, wish, kept, staysUp }];
  });
}

/** True when the matrix has cells in these rows or columns. */
function reaches(matrix: MatrixMasks, rows: Mask, columns: Mask): boolean {
  const hasCells = !isEmptyMask(matrix.apm) && !isEmptyMask(matrix.aqm);
  return hasCells && (masksMeet(matrix.apm, rows) || masksMeet(matrix.aqm, columns));
}

interface MaskPlan {
  readonly writes: readonly MaskWrite[];
  /** What these mdevs keep while masks are written, less than both ends have. */
  readonly squeezed: ReadonlyMap<string, MatrixMasks>;
  readonly restarts: readonly string[];
  readonly blocks: readonly PlanBlock[];
}

function hostKeepsDefault(host: ApState, masks: { apmask: Mask; aqmask: Mask }): boolean {
  const domain = host.defaultDomain;
  return domain >= 0 && hasId(masks.aqmask, domain) && masksMeet(masks.apmask, host.lpar.apm);
}

/** The order of the mask writes, and which guests have to give way for a moment (AP-M4). */
function planMasks(
  host: ApState,
  target: ApState,
  guests: readonly Guest[],
  squeezeFirst: boolean,
  mayRestart: (id: string) => boolean,
): MaskPlan {
  const none = { writes: [], squeezed: new Map(), restarts: [], blocks: [] };
  const isSame = sameMask(host.apmask, target.apmask) && sameMask(host.aqmask, target.aqmask);
  if (isSame || !rulesOf(host).hostMasks) return none;
  const rules = rulesOf(host);
  const keepsDefault = (masks: { apmask: Mask; aqmask: Mask }) => hostKeepsDefault(host, masks);
  const order = (held: readonly MatrixMasks[]) =>
    maskOrder({
      from: host,
      to: target,
      held,
      check: host.vfioApLoaded ? rules.maskInUse : 'not checked',
      keepsDefault: keepsDefault(host) && keepsDefault(target) ? keepsDefault : null,
    });
  const heldOf = (guest: Guest) => (squeezeFirst || !guest.wish ? guest.kept : guest.was!.matrix);
  const holders = guests.filter(({ was }) => was !== undefined);
  const virtual = host.mdevs.filter(({ active, type }) => active && type === 'virtual').length;
  // With overrides the masks take over queues that were given away one by one; no mask order spares their guests.
  const overridden = hasOverrides(host)
    ? maskOf([...host.queues.overrides.keys()].map(adapterOf))
    : NO_MASKS.apm;
  const writes = order(holders.map(heldOf));
  if (
    writes !== null &&
    virtual === 0 &&
    !holders.some((guest) => reaches(heldOf(guest), overridden, NO_MASKS.aqm))
  )
    return { ...none, writes };
  const rows = union(minus(target.apmask, host.apmask), overridden);
  const columns = minus(target.aqmask, host.aqmask);
  const inTheWay = holders.filter((guest) => reaches(guest.kept, rows, columns));
  const isFixed = ({ id, staysUp }: Guest) => staysUp && !mayRestart(id);
  const squeezed = new Map(
    inTheWay
      .filter((guest) => !isFixed(guest))
      .map(({ id, kept }) => [id, { ...kept, apm: minus(kept.apm, rows), aqm: minus(kept.aqm, columns) }]),
  );
  const again = order(holders.map((guest) => squeezed.get(guest.id) ?? guest.kept));
  const fixed = inTheWay.filter(isFixed);
  const isOverrideHeld = fixed.some(({ kept }) => reaches(kept, overridden, NO_MASKS.aqm));
  if (again === null || isOverrideHeld) {
    const block = maskHeldBlock(
      host,
      target,
      fixed.map(({ id }) => id),
      isOverrideHeld ? 'AP-M1' : 'AP-M4',
    );
    return { ...none, blocks: [block] };
  }
  const restarts = inTheWay.filter(({ staysUp, id }) => staysUp && mayRestart(id)).map(({ id }) => id);
  return { writes: again, squeezed, restarts, blocks: [] };
}

/** Running guests whose matrix a 2018 kernel does not let change (AP-V1, AP-V2). */
function frozen(host: ApState, guests: readonly Guest[]): Guest[] {
  if (rulesOf(host).hotPlug) return [];
  return guests.filter(({ was, wish, staysUp }) => {
    if (!was || was.guest === null) return false;
    return wish === undefined || (staysUp && !sameMatrix(was.matrix, wish.matrix));
  });
}

function watch(guests: readonly Guest[], restarts: ReadonlySet<string>): Map<string, Watched> {
  const watched = new Map<string, Watched>();
  for (const { id, was, wish, staysUp } of guests)
    if (staysUp && !restarts.has(id)) watched.set(id, commonMasks(was!.shadow, wish!.shadow));
  return watched;
}

function change(trail: Trail, id: string, to: MatrixMasks): void {
  const now = findMdev(trail.state, id);
  if (!now?.active) trail.do({ op: 'create', mdev: id });
  const from = now?.active ? now.matrix : NO_MASKS;
  if (sameMatrix(from, to) || trail.isStopped) return;
  for (const op of matrixOps(trail.state, id, to)) trail.do(op);
}

/** The host's pool: overrides that masks wait for, masks, the module, then queue by queue. */
function movePool(trail: Trail, target: ApState, writes: readonly MaskWrite[]): void {
  if (writes.length > 0 && hasOverrides(trail.state))
    for (const apqn of trail.state.queues.overrides.keys())
      trail.do({ op: 'driver_override', apqn, value: '\n' });
  for (const { mask, value } of writes) trail.do({ op: mask, value: maskToHex(value) });
  if (target.vfioApLoaded && !trail.state.vfioApLoaded) trail.do({ op: 'modprobe_vfio_ap' });
  if (!trail.isStopped) for (const op of queueMoves(trail.state, target.queues)) trail.do(op);
}

/**
 * Each guest to its wish as soon as nobody else has a queue of it; in a ring of guests that wait for each other one
 * gives up its part first, so that n guests take n + 1 writes.
 */
function grow(trail: Trail, guests: readonly Guest[]): void {
  const waiting = new Map(guests.flatMap((guest) => (guest.wish ? [[guest.id, guest]] : [])));
  const isFree = ({ id, wish }: Guest): boolean =>
    !trail.state.mdevs.some(
      ({ active, id: other, matrix }) =>
        active &&
        other !== id &&
        masksMeet(matrix.apm, wish!.matrix.apm) &&
        masksMeet(matrix.aqm, wish!.matrix.aqm),
    );
  const isDone = ({ id, wish }: Guest): boolean => {
    const now = findMdev(trail.state, id);
    return now?.active === true && sameMatrix(now.matrix, wish!.matrix);
  };
  for (const guest of guests) if (guest.wish && isDone(guest)) waiting.delete(guest.id);
  while (waiting.size > 0 && !trail.isStopped) {
    const free = [...waiting.values()].filter(isFree);
    const next = free.length > 0 ? free : [...waiting.values()].slice(0, 1);
    if (free.length === 0) {
      const squeezable = [...waiting.values()].find(({ id, kept }) => {
        const now = findMdev(trail.state, id);
        return now?.active === true && !sameMatrix(now.matrix, kept);
      });
      if (squeezable) {
        change(trail, squeezable.id, squeezable.kept);
        continue;
      }
    }
    for (const guest of next) {
      if (free.length > 0 && !isFree(guest)) continue;
      change(trail, guest.id, guest.wish!.matrix);
      waiting.delete(guest.id);
    }
  }
}

/** FILTER runs once more where the wish saw it run (cure of AP-U13). Before 6.10 a hidden adapter is taken and given again. */
function reapply(trail: Trail, target: ApState): void {
  if (!rulesOf(target).hotPlug) return;
  for (const wish of target.mdevs) {
    const now = findMdev(trail.state, wish.id);
    if (trail.isStopped || !wish.active || wish.type === 'virtual' || !now) continue;
    if (sameMatrix(now.shadow, wish.shadow)) continue;
    if (!sameMatrix(shadowOf(trail.state, now.matrix), wish.shadow)) continue;
    if (trail.state.hasApConfig) for (const op of matrixOps(trail.state, wish.id, now.matrix)) trail.do(op);
    else {
      const hidden = minus(now.matrix.apm, now.shadow.apm);
      const value = `${[...Array(256).keys()].find((id) => hasId(hidden, id)) ?? ''}`;
      if (value === '') continue;
      trail.do({ op: 'unassign_adapter', mdev: wish.id, value });
      trail.do({ op: 'assign_adapter', mdev: wish.id, value });
    }
  }
}

function run(
  host: ApState,
  target: ApState,
  guests: readonly Guest[],
  restarts: ReadonlySet<string>,
  masks: MaskPlan,
  givesUpFirst: boolean,
): Trail {
  const wished = guests.flatMap(({ wish }) => (wish ? [wish.matrix] : []));
  const trail = new Trail(host, {
    watched: watch(guests, restarts),
    wish: target,
    isNeeded: (apqn) => wished.some(({ apm, aqm }) => hasId(apm, adapterOf(apqn)) && hasId(aqm, apqn & 255)),
  });
  const mustStop = ({ id, was, wish }: Guest): boolean =>
    was !== undefined &&
    was.guest !== null &&
    (restarts.has(id) || (wish !== undefined && wish.guest !== was.guest));
  for (const guest of guests.filter(mustStop)) trail.do({ op: 'guest_stop', mdev: guest.id });
  for (const { id, was, wish } of guests) if (was && !wish) trail.do({ op: 'remove', mdev: id });
  if (givesUpFirst)
    for (const { id, was, wish, kept } of guests)
      if (was && wish) change(trail, id, masks.squeezed.get(id) ?? kept);
  if (!trail.isStopped) movePool(trail, target, masks.writes);
  grow(trail, guests);
  reapply(trail, target);
  for (const { id, wish } of guests)
    if (wish && wish.guest !== null && findMdev(trail.state, id)?.guest !== wish.guest)
      trail.do({ op: 'guest_start', mdev: id, guest: wish.guest, crycbFormat: wish.crycbFormat });
  return trail;
}

/** `host` speaks by the rules of the wish's profile already; `allowed` are guests that may be restarted. */
export function planActive(host: ApState, target: ApState, allowed: ReadonlySet<string>): ActivePlan {
  const guests = guestsOf(host, target);
  const stuck = frozen(host, guests).filter(({ id }) => !allowed.has(id));
  const restarts = new Set(frozen(host, guests).map(({ id }) => id));
  const takes =
    takesFromGuests(host, target.queues) ||
    !isEmptyMask(minus(target.apmask, host.apmask)) ||
    !isEmptyMask(minus(target.aqmask, host.aqmask));
  const masks = planMasks(host, target, guests, takes, (id) => allowed.has(id));
  const blocks = [
    ...stuck.map(({ id, wish }) => restartBlock(host, id, wish ? 'AP-V2' : 'AP-V1')),
    ...masks.blocks,
  ];
  const empty = new Trail(host, { watched: new Map(), wish: target, isNeeded: () => false });
  if (blocks.length > 0) return { trail: empty, blocks, notes: [] };
  for (const id of masks.restarts) restarts.add(id);
  const givesUpFirst = takes || masks.squeezed.size > 0;
  for (;;) {
    const trail = run(host, target, guests, restarts, masks, givesUpFirst);
    if (trail.hurt !== null && allowed.has(trail.hurt) && !restarts.has(trail.hurt)) {
      restarts.add(trail.hurt);
      continue;
    }
    const hurt = trail.hurt === null ? [] : [restartBlock(host, trail.hurt, 'AP-P3')];
    const gone = guests.filter(({ id, wish }) => restarts.has(id) && !wish);
    const notes = gone.map(
      ({ was }) => `${was!.name} is shut down and not started again: its mediated device is removed.`,
    );
    return { trail, blocks: trail.block === null ? hurt : [trail.block], notes };
  }
}
