/** The host pool: mask writes (AP-M1 ... AP-M6), binding by hand, overrides (AP-O1 ... AP-O4), module load, and what they do to mdevs. */
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { APQN_COUNT, type Apqn, adapterOf, apqnOf, domainOf, formatApqn } from '../../../../shared/apqn.ts';
import {
  FULL_MASK,
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  masksMeet,
  minus,
  sameMask,
  withoutId,
} from '../../../../shared/mask.ts';
import { runFilter, zeroizeAdapter } from './filter.ts';
import { parseMask } from './grammar.ts';
import type { Draft, Failure } from './kernel.ts';
import { cellsOf, findMdev, hasOverrides, hostMask, inMatrix, probe, vfioSupports } from '../model.ts';
import { rulesOf } from './profiles.ts';

/** A queue that gets another driver: `to` is the new cell value of the queue table. */
export interface Rebinding {
  readonly apqn: Apqn;
  readonly to: number;
}

/** So few changes are cheaper to look up one by one; a fix binds up to 64 queues in as many writes. */
const FEW_CHANGES = 16;

/** Index of the active passthrough mdev that has each changed APQN, -1 = none. */
function ownersOf(state: ApState, changes: readonly Rebinding[]): Int32Array | Record<Apqn, number> {
  if (changes.length > FEW_CHANGES) return ownerTable(state);
  // The last one wins, as in the table, where an observed state has two.
  return Object.fromEntries(
    changes.map(({ apqn }) => [
      apqn,
      state.mdevs.findLastIndex(
        ({ active, type, matrix }) => active && type === 'passthrough' && inMatrix(matrix, apqn),
      ),
    ]),
  );
}

function ownerTable(state: ApState): Int32Array {
  const owners = new Int32Array(APQN_COUNT).fill(-1);
  for (const [index, mdev] of state.mdevs.entries()) {
    if (!mdev.active || mdev.type === 'virtual') continue;
    const domains = idsOf(mdev.matrix.aqm);
    for (const adapter of idsOf(mdev.matrix.apm))
      for (const domain of domains) owners[apqnOf(adapter, domain)] = index;
  }
  return owners;
}

function hasPendingQueues(mdev: Mdev): boolean {
  return !isEmptyMask(mdev.pending.apm) || !isEmptyMask(mdev.pending.aqm);
}

/** AP-U21: the queue leaves vfio_ap. Its adapter leaves the shadow, or only the queue is zeroized. */
function queueLeaves(draft: Draft, owner: Mdev | undefined, apqn: Apqn): void {
  const adapter = adapterOf(apqn);
  if (owner && inMatrix(owner.shadow, apqn)) {
    zeroizeAdapter(draft, adapter, owner.shadow.aqm);
    draft.setShadow(owner, { ...owner.shadow, apm: withoutId(owner.shadow.apm, adapter) });
  } else if (inMatrix(draft.state.lpar, apqn)) {
    draft.resets.add(apqn);
  }
}

/** AP-U20: the queue was bound to vfio_ap; its reset code starts anew. */
function forgetResetCode(draft: Draft, apqn: Apqn): void {
  if (!draft.state.queues.resetRc.has(apqn)) return;
  const resetRc = new Map(draft.state.queues.resetRc);
  resetRc.delete(apqn);
  draft.change({ queues: { ...draft.state.queues, resetRc } });
}

/**
 * Detaches and binds queues in the given order and tells the mdevs, one FILTER run per bound queue as the kernel does.
 * While an mdev only gains queues its shadow can only grow after the first run, so the runs between the first and the
 * last change nothing and are left out; that makes a mask write over 65,536 queues cheap.
 */
export function rebind(draft: Draft, changes: readonly Rebinding[]): void {
  if (changes.length === 0) return;
  const { hotPlug } = rulesOf(draft.state);
  const owners = hotPlug ? ownersOf(draft.state, changes) : null;
  const ids = draft.state.mdevs.map((mdev) => mdev.id);
  const losing = new Set<number>();
  const lastBind = new Map<number, number>();
  for (const [at, { apqn, to }] of changes.entries()) {
    const owner = owners?.[apqn] ?? -1;
    if (owner < 0) continue;
    if (draft.state.queues.state[apqn] === QUEUE.VFIO_AP) losing.add(owner);
    if (to === QUEUE.VFIO_AP) lastBind.set(owner, at);
  }
  const filtered = new Set<number>();
  for (const [at, { apqn, to }] of changes.entries()) {
    const owner = owners?.[apqn] ?? -1;
    const mdev = () => (owner < 0 ? undefined : findMdev(draft.state, ids[owner]!));
    if (draft.state.queues.state[apqn] === QUEUE.VFIO_AP && hotPlug) queueLeaves(draft, mdev(), apqn);
    draft.setQueue(apqn, to);
    if (to !== QUEUE.VFIO_AP) continue;
    forgetResetCode(draft, apqn);
    const linkedTo = mdev();
    if (!linkedTo || hasPendingQueues(linkedTo)) continue;
    if (losing.has(owner) || !filtered.has(owner) || lastBind.get(owner) === at) runFilter(draft, linkedTo);
    filtered.add(owner);
  }
}

function refusedByOverride(state: ApState, mask: 'apmask' | 'aqmask'): Failure | null {
  if (!hasOverrides(state)) return null;
  const apqn = [...state.queues.overrides.keys()][0];
  const text = `${mask} cannot be written while a queue has a driver_override (${formatApqn(apqn ?? 0)} has one).`;
  return { errno: 'EINVAL', rule: 'AP-M1', kind: 'plain', text, ...(apqn === undefined ? {} : { apqn }) };
}

/** Active mdevs that have cells which the new mask would reserve for the host (AP-M4). */
function usersOfReserved(
  state: ApState,
  which: 'apmask' | 'aqmask',
  reserved: Mask,
): { mdev: string; cells: Apqn[] }[] {
  const { maskInUse } = rulesOf(state);
  if (maskInUse === 'not checked' || !state.vfioApLoaded || isEmptyMask(reserved)) return [];
  const other = maskInUse === 'all ids' ? FULL_MASK : which === 'apmask' ? state.aqmask : state.apmask;
  const area = which === 'apmask' ? { apm: reserved, aqm: other } : { apm: other, aqm: reserved };
  return state.mdevs
    .filter(
      ({ active, type, matrix }) =>
        active &&
        type === 'passthrough' &&
        masksMeet(matrix.apm, area.apm) &&
        masksMeet(matrix.aqm, area.aqm),
    )
    .map(({ id, matrix }) => ({
      mdev: id,
      cells: cellsOf({ apm: intersect(matrix.apm, area.apm), aqm: intersect(matrix.aqm, area.aqm) }),
    }));
}

/** AP-M5: queues whose driver no longer fits the masks. A queue without driver goes to the host driver only. */
function revisedQueues(state: ApState): Rebinding[] {
  const changes: Rebinding[] = [];
  const table = state.queues.state;
  for (let apqn = 0; apqn < table.length; apqn++) {
    if (table[apqn] === QUEUE.ABSENT) continue;
    if (hostMask(state, apqn) !== (table[apqn] === QUEUE.CEX4QUEUE))
      changes.push({ apqn, to: probe(state, apqn) });
  }
  return changes;
}

export function writeMask(draft: Draft, which: 'apmask' | 'aqmask', text: string): Failure | null {
  const override = refusedByOverride(draft.state, which);
  if (override) return override;
  const before = draft.state[which];
  const parsed = parseMask(text, before);
  if (!parsed.ok)
    return {
      errno: parsed.errno,
      rule: 'AP-M2',
      kind: 'parse',
      file: which,
      text,
      expected: parsed.expected,
    };
  const after = parsed.value;
  if (sameMask(before, after)) return null;
  const users = usersOfReserved(draft.state, which, minus(after, before));
  if (users.length > 0) return { errno: 'EBUSY', rule: 'AP-M4', kind: 'mask-in-use', mask: which, users };
  draft.change(which === 'apmask' ? { apmask: after } : { aqmask: after });
  rebind(draft, revisedQueues(draft.state));
  return null;
}

/** Drivers whose directory exists below `/sys/bus/ap/drivers`. */
function driverExists(state: ApState, driver: string): boolean {
  return (
    driver === 'cex4queue' ||
    (driver === 'vfio_ap' && state.vfioApLoaded) ||
    state.queues.otherDrivers.includes(driver)
  );
}

function noDriver(state: ApState, driver: string): Failure {
  const text =
    driver === 'vfio_ap' && !state.vfioApLoaded
      ? 'Module vfio_ap is not loaded, so it has no bind and unbind files.'
      : `This host has no AP queue driver called ${driver}.`;
  return { errno: 'ENOENT', rule: 'AP-C7', kind: 'plain', text };
}

/**
 * Whether masks decide which driver may bind. Assumed for version 9 of the series, which had no mask files (ap.md 3.3):
 * masks of all ones stand for none; a state that names others has them, as the cases of that profile do.
 */
export function probeRuleHolds(state: ApState): boolean {
  return rulesOf(state).hostMasks || !sameMask(state.apmask, FULL_MASK) || !sameMask(state.aqmask, FULL_MASK);
}

export function bindQueue(draft: Draft, apqn: Apqn, driver: string): Failure | null {
  const { state } = draft;
  const name = formatApqn(apqn);
  if (!driverExists(state, driver)) return noDriver(state, driver);
  const fail = (errno: string, rule: string, text: string): Failure => ({
    errno,
    rule,
    kind: 'plain',
    text,
    apqn,
  });
  const now = state.queues.state[apqn]!;
  if (now === QUEUE.ABSENT) return fail('ENODEV', 'AP-C5', `There is no queue device ${name}.`);
  if (driver === 'vfio_ap' && !vfioSupports(state, adapterOf(apqn)))
    return fail('ENODEV', 'AP-C6', `vfio_ap binds CEX4 to CEX8 queues only, and ${name} is of another type.`);
  if (now !== QUEUE.NO_DRIVER)
    return fail('EBUSY', 'AP-C5', `${name} is bound to ${driverOf(state.queues, apqn)} already.`);
  const other = state.queues.otherDrivers.indexOf(driver);
  const to =
    driver === 'cex4queue' ? QUEUE.CEX4QUEUE : driver === 'vfio_ap' ? QUEUE.VFIO_AP : QUEUE.OTHER + other;
  if (probeRuleHolds(state) && to < QUEUE.OTHER && probe(state, apqn) !== to) {
    const override = state.queues.overrides.get(apqn);
    const why =
      override !== undefined && rulesOf(state).driverOverride
        ? `its driver_override names ${override}`
        : driver === 'vfio_ap'
          ? 'apmask and aqmask reserve it for the host'
          : 'apmask or aqmask gives it to guests';
    return fail('ENODEV', 'AP-M5', `${driver} may not bind ${name}: ${why}.`);
  }
  rebind(draft, [{ apqn, to }]);
  return null;
}

/** AP-C5: never refused by the driver; fails only when the queue is not bound to it. */
export function unbindQueue(draft: Draft, apqn: Apqn, driver: string): Failure | null {
  const { state } = draft;
  if (!driverExists(state, driver)) return noDriver(state, driver);
  if (driverOf(state.queues, apqn) !== driver) {
    const text = `${formatApqn(apqn)} is not bound to ${driver}.`;
    return { errno: 'ENODEV', rule: 'AP-C5', kind: 'plain', text, apqn };
  }
  rebind(draft, [{ apqn, to: QUEUE.NO_DRIVER }]);
  return null;
}

export function writeDriverOverride(draft: Draft, apqn: Apqn, text: string): Failure | null {
  const { state } = draft;
  const fail = (errno: string, rule: string, why: string): Failure => ({
    errno,
    rule,
    kind: 'plain',
    text: why,
    apqn,
  });
  if (!rulesOf(state).driverOverride)
    return fail(
      'ENOENT',
      'AP-V12',
      'Queues have a driver_override file from Linux 6.19 on; this kernel is older.',
    );
  if (state.queues.state[apqn] === QUEUE.ABSENT)
    return fail('ENOENT', 'AP-C5', `There is no queue device ${formatApqn(apqn)}.`);
  // O-1: masks given as kernel parameters are probably not noticed; assumed to count like written ones.
  if (!sameMask(state.apmask, FULL_MASK) || !sameMask(state.aqmask, FULL_MASK))
    return fail('EINVAL', 'AP-O1', 'driver_override is refused unless apmask and aqmask are both all ones.');
  const overrides = new Map(state.queues.overrides);
  const driver = text.replace(/\n$/, '');
  if (driver === '') overrides.delete(apqn);
  else overrides.set(apqn, driver);
  draft.change({ queues: { ...state.queues, overrides } });
  return null;
}

/** Loading the module binds all queues that wait for it. */
export function loadVfioAp(draft: Draft): null {
  if (draft.state.vfioApLoaded) return null;
  draft.change({ vfioApLoaded: true });
  const { state } = draft;
  const changes: Rebinding[] = [];
  for (let apqn = 0; apqn < APQN_COUNT; apqn++)
    if (state.queues.state[apqn] === QUEUE.NO_DRIVER && probe(state, apqn) === QUEUE.VFIO_AP)
      changes.push({ apqn, to: QUEUE.VFIO_AP });
  rebind(draft, changes);
  return null;
}

/** True when the LPAR has the cell: its adapter and its usage domain. */
export function inLpar(state: ApState, apqn: Apqn): boolean {
  return hasId(state.lpar.apm, adapterOf(apqn)) && hasId(state.lpar.aqm, domainOf(apqn));
}
