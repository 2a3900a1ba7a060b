/** The state a host has after a plan: the wish in the layers that the style writes, the host as it was in the others. */
import { unfilteredShadow } from '../../../../shared/ap/packed.ts';
import {
  type ApState,
  driverOf,
  type MatrixMasks,
  type Mdev,
  QUEUE,
  type QueueTable,
} from '../../../../shared/ap/types.ts';
import { FULL_MASK, type Mask, sameMask } from '../../../../shared/mask.ts';
import type { PlanStyle } from '../../../../shared/plan.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';

/** What mdevctl is to keep of a guest. */
export interface WishedDefinition {
  readonly start: 'auto' | 'manual';
  readonly masks: MatrixMasks;
}

export function definitionOf(mdev: Mdev | undefined): WishedDefinition | null {
  if (!mdev || mdev.defined === null) return null;
  return { start: mdev.defined, masks: mdev.stored ?? mdev.matrix };
}

export function sameDefinition(left: WishedDefinition | null, right: WishedDefinition | null): boolean {
  if (left === null || right === null) return left === right;
  return left.start === right.start && sameMatrix(left.masks, right.masks);
}

/**
 * The definition a wish means. What was asked for by `persist` stands; otherwise a guest that changed is kept as it is
 * wished to run, and one that did not keeps the definition it has, drift included. A guest the host does not have at
 * all has nothing to drift from: its wish is what was made of it last, whatever was kept in between.
 */
export function wishedDefinition(was: Mdev | undefined, wish: Mdev | undefined): WishedDefinition | null {
  if (!wish || wish.defined === null) return null;
  const before = definitionOf(was);
  if (!was) return { start: wish.defined, masks: wish.matrix };
  if (before === null) return { start: wish.defined, masks: wish.stored ?? wish.matrix };
  if (wish.stored !== null && !sameMatrix(wish.stored, before.masks))
    return { start: wish.defined, masks: wish.stored };
  const isChanged = wish.defined !== before.start || !sameMatrix(wish.matrix, was.matrix);
  return isChanged ? { start: wish.defined, masks: wish.matrix } : before;
}

export function sameOrUnset(left: Mask | null, right: Mask | null): boolean {
  return left === null || right === null ? left === right : sameMask(left, right);
}

/**
 * Queues are with guests by either mask, so one that is kept alone would bring other queues after the next boot: where
 * nothing was kept before and one mask is now, the other is kept with it, unless it reserves everything as at boot. Not where the source does not tell what is kept.
 */
function together(observed: ApState, desired: ApState, wished: ApState['persistent']): ApState['persistent'] {
  const before = observed.persistent;
  const none = before.apmask === null && before.aqmask === null;
  if (!none || observed.unknown.has('persistentMasks') || (wished.apmask === null && wished.aqmask === null))
    return wished;
  const kept = (name: 'apmask' | 'aqmask') =>
    wished[name] ?? (sameMask(desired[name], FULL_MASK) ? null : desired[name]);
  return { apmask: kept('apmask'), aqmask: kept('aqmask') };
}

/** Each mask by itself; a kernel without mask files has nothing to derive from (ap.md 3.3). */
export function wishedPersistent(observed: ApState, desired: ApState): ApState['persistent'] {
  const one = (name: 'apmask' | 'aqmask'): Mask | null => {
    const before = observed.persistent[name];
    const told = desired.persistent[name];
    if (!sameOrUnset(told, before)) return told;
    const follows = rulesOf(desired).hostMasks && !sameMask(desired[name], observed[name]);
    return follows ? desired[name] : before;
  };
  const wished = together(observed, desired, { apmask: one('apmask'), aqmask: one('aqmask') });
  const same =
    sameOrUnset(wished.apmask, observed.persistent.apmask) &&
    sameOrUnset(wished.aqmask, observed.persistent.aqmask);
  return same ? observed.persistent : wished;
}

/** The wished drivers for the queues the host has; which queues exist is no wish. */
function wishedQueues(observed: ApState, desired: ApState): QueueTable {
  const { queues } = observed;
  const names = [...queues.otherDrivers];
  const table = Uint8Array.from(queues.state);
  const wished = desired.queues.state;
  for (let apqn = 0; apqn < table.length; apqn++) {
    const wish = wished[apqn]!;
    if (wish < QUEUE.OTHER && table[apqn] === wish) continue;
    if (table[apqn] === QUEUE.ABSENT || wish === QUEUE.ABSENT) continue;
    if (wish < QUEUE.OTHER) table[apqn] = wish;
    else {
      const name = driverOf(desired.queues, apqn) ?? '';
      if (!names.includes(name)) names.push(name);
      table[apqn] = QUEUE.OTHER + names.indexOf(name);
    }
  }
  return { ...queues, state: table, otherDrivers: names, overrides: desired.queues.overrides };
}

export function onlyDefined(base: Mdev, definition: WishedDefinition, lpar: MatrixMasks): Mdev {
  const { start, masks } = definition;
  return {
    ...base,
    active: false,
    guest: null,
    matrix: masks,
    shadow: unfilteredShadow(masks, lpar),
    defined: start,
    stored: masks,
  };
}

/**
 * What `style` makes of a host: `immediate` takes what runs from the wish and what lasts from the host, `persistent`
 * the other way round. Facts no plan changes (LPAR, default domain, which queues exist) stay the host's.
 */
export function targetState(observed: ApState, desired: ApState, style: PlanStyle): ApState {
  const activeFrom = style === 'persistent' ? observed : desired;
  const persists = style !== 'immediate';
  const ids = new Set([...observed.mdevs, ...desired.mdevs].map(({ id }) => id));
  const mdevs: Mdev[] = [];
  for (const id of ids) {
    const was = findMdev(observed, id);
    const wish = findMdev(desired, id);
    const definition = persists ? wishedDefinition(was, wish) : definitionOf(was);
    const running = findMdev(activeFrom, id);
    const lasting = { defined: definition?.start ?? null, stored: definition?.masks ?? null };
    if (running?.active) mdevs.push({ ...running, ...lasting });
    else if (definition !== null) mdevs.push(onlyDefined(wish ?? was!, definition, observed.lpar));
  }
  const masks = rulesOf(desired).hostMasks ? activeFrom : observed;
  return {
    ...observed,
    profile: desired.profile,
    hasApConfig: desired.hasApConfig,
    profileReason: desired.profileReason,
    apmask: masks.apmask,
    aqmask: masks.aqmask,
    vfioApLoaded: activeFrom.vfioApLoaded,
    queues: activeFrom === observed ? observed.queues : wishedQueues(observed, desired),
    persistent: persists ? wishedPersistent(observed, desired) : observed.persistent,
    mdevs,
  };
}
