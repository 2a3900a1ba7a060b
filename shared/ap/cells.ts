/**
 * What the AP matrix shows: every one of the 65,536 cells as typed arrays, worked out from a state. Pure; about a
 * millisecond for a full machine, because guests write only their own rectangles, so there is no incremental form:
 * callers compare two results with {@link changedCells} and draw the difference.
 */
import { APQN_COUNT } from '../apqn.ts';
import { hasId, idsOf, type Mask, sameMask } from '../mask.ts';
import { usedMasks } from './uses.ts';
import { type ApState, type Mdev, QUEUE } from './types.ts';

/** Who drives the queue of a cell. `ABSENT`: the LPAR has no such queue. */
export const CELL_CLASS = { ABSENT: 0, HOST: 1, FREE: 2, NO_DRIVER: 3, OTHER: 4 } as const;

export const CELL_FLAG = {
  /** At least two guests want the queue (AP-U10). Never set for control domains, which may be shared. */
  CONFLICT: 1,
  /** Assigned, but at least one of its owners does not get it (FILTER, or the CRYCB format in the layer `guest`). */
  HIDDEN: 2,
  /** Assigned although no such queue exists: over-provisioned. */
  OVER: 4,
  DECONFIGURED: 8,
  CHECKSTOPPED: 16,
  /** Driver or set of owners is not what the host has. */
  CHANGED: 32,
  /** Read as taken by a mediated device that the source does not tell (AP-P7). */
  UNTOLD: 64,
} as const;

/** Index of every array = APQN. */
export interface ApCells {
  /** {@link CELL_CLASS} */
  readonly classes: Uint8Array;
  /** First guest that has the cell, as index in `state.mdevs` plus 1; 0 = none. */
  readonly owner: Uint16Array;
  /** Second guest that has it, counted alike. */
  readonly second: Uint16Array;
  /** Bits of {@link CELL_FLAG}. */
  readonly flags: Uint8Array;
}

/** `desired` and `host` read the assignment (`matrix`), `guest` also what guests get (`shadow`, cut to the CRYCB format). */
export type CellLayer = 'desired' | 'host' | 'guest';

const CLASS_OF_QUEUE = new Uint8Array(256).fill(CELL_CLASS.OTHER);
CLASS_OF_QUEUE[QUEUE.ABSENT] = CELL_CLASS.ABSENT;
CLASS_OF_QUEUE[QUEUE.NO_DRIVER] = CELL_CLASS.NO_DRIVER;
CLASS_OF_QUEUE[QUEUE.CEX4QUEUE] = CELL_CLASS.HOST;
CLASS_OF_QUEUE[QUEUE.VFIO_AP] = CELL_CLASS.FREE;

function emptyCells(): ApCells {
  return {
    classes: new Uint8Array(APQN_COUNT),
    owner: new Uint16Array(APQN_COUNT),
    second: new Uint16Array(APQN_COUNT),
    flags: new Uint8Array(APQN_COUNT),
  };
}

/** CRYCB formats 0 and 1 carry 64 adapters and 16 domains; higher ids are dropped silently (ap.md 1.2). */
function capacity(mdev: Mdev): { readonly adapters: number; readonly domains: number } {
  return mdev.crycbFormat === 2 ? { adapters: 256, domains: 256 } : { adapters: 64, domains: 16 };
}

function claim(cells: ApCells, apqn: number, owner: number, conflict: number): void {
  if (cells.owner[apqn] === 0) cells.owner[apqn] = owner;
  else {
    if (cells.second[apqn] === 0) cells.second[apqn] = owner;
    cells.flags[apqn]! |= conflict;
  }
}

/** Every request is intercepted, so FILTER hides nothing of a virtual guest; whose queues they are counts all the same (AP-C2). */
function claimCandidates(cells: ApCells, mdev: Mdev, owner: number): void {
  const { apm, aqm } = usedMasks(mdev);
  const domains = idsOf(aqm);
  for (const adapter of idsOf(apm))
    for (const domain of domains) {
      const apqn = adapter * 256 + domain;
      claim(cells, apqn, owner, CELL_FLAG.CONFLICT);
      if (cells.classes[apqn] === CELL_CLASS.ABSENT) cells.flags[apqn]! |= CELL_FLAG.OVER;
    }
}

function claimRectangle(cells: ApCells, mdev: Mdev, owner: number, layer: CellLayer): void {
  if (mdev.type === 'virtual') return claimCandidates(cells, mdev, owner);
  const limit = layer === 'guest' ? capacity(mdev) : { adapters: 256, domains: 256 };
  const domains = idsOf(mdev.matrix.aqm);
  for (const adapter of idsOf(mdev.matrix.apm)) {
    const adapterSeen = hasId(mdev.shadow.apm, adapter) && adapter < limit.adapters;
    for (const domain of domains) {
      const apqn = adapter * 256 + domain;
      claim(cells, apqn, owner, CELL_FLAG.CONFLICT);
      if (cells.classes[apqn] === CELL_CLASS.ABSENT) cells.flags[apqn]! |= CELL_FLAG.OVER;
      if (!adapterSeen || domain >= limit.domains || !hasId(mdev.shadow.aqm, domain))
        cells.flags[apqn]! |= CELL_FLAG.HIDDEN;
    }
  }
}

function markRead(cells: ApCells, state: ApState): void {
  for (const [adapter, card] of state.cards) {
    const flag =
      (card.config === false ? CELL_FLAG.DECONFIGURED : 0) | (card.chkstop ? CELL_FLAG.CHECKSTOPPED : 0);
    if (flag === 0) continue;
    for (let apqn = adapter * 256; apqn < adapter * 256 + 256; apqn++)
      if (cells.classes[apqn] !== CELL_CLASS.ABSENT) cells.flags[apqn]! |= flag;
  }
  for (const apqn of state.queues.untold)
    if (cells.classes[apqn] !== CELL_CLASS.ABSENT) cells.flags[apqn]! |= CELL_FLAG.UNTOLD;
  for (const apqn of state.queues.deconfigured) cells.flags[apqn]! |= CELL_FLAG.DECONFIGURED;
  for (const apqn of state.queues.checkstopped) cells.flags[apqn]! |= CELL_FLAG.CHECKSTOPPED;
}

const NOTHING: Mask = new Uint32Array(8);

/** Marks the symmetric difference of two rectangles. */
function markDifference(cells: ApCells, left: Rectangle, right: Rectangle): void {
  if (sameMask(left.apm, right.apm) && sameMask(left.aqm, right.aqm)) return;
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const domains = idsOf(one.aqm);
    for (const adapter of idsOf(one.apm)) {
      const shared = hasId(other.apm, adapter);
      for (const domain of domains)
        if (!shared || !hasId(other.aqm, domain)) cells.flags[adapter * 256 + domain]! |= CELL_FLAG.CHANGED;
    }
  }
}

interface Rectangle {
  readonly apm: Mask;
  readonly aqm: Mask;
}
const NO_RECTANGLE: Rectangle = { apm: NOTHING, aqm: NOTHING };

/** Guests of both states, paired by id; null where one side does not have it. */
function guestPairs(state: ApState, observed: ApState): (readonly [Mdev | null, Mdev | null])[] {
  const before = new Map(observed.mdevs.map((mdev) => [mdev.id, mdev]));
  const pairs: (readonly [Mdev | null, Mdev | null])[] = [];
  for (const mdev of state.mdevs) {
    pairs.push([mdev, before.get(mdev.id) ?? null]);
    before.delete(mdev.id);
  }
  for (const mdev of before.values()) pairs.push([null, mdev]);
  return pairs;
}

function markChanges(cells: ApCells, state: ApState, observed: ApState, layer: CellLayer): void {
  const [now, then] = [state.queues.state, observed.queues.state];
  if (now !== then)
    for (let apqn = 0; apqn < APQN_COUNT; apqn++)
      if (CLASS_OF_QUEUE[now[apqn]!] !== CLASS_OF_QUEUE[then[apqn]!]) cells.flags[apqn]! |= CELL_FLAG.CHANGED;
  for (const [after, before] of guestPairs(state, observed)) {
    if (after === before) continue;
    markDifference(cells, after ? usedMasks(after) : NO_RECTANGLE, before ? usedMasks(before) : NO_RECTANGLE);
    if (layer === 'guest')
      markDifference(cells, after?.shadow ?? NO_RECTANGLE, before?.shadow ?? NO_RECTANGLE);
  }
}

/** Cells of the usage matrix. `observed` is what changes are told against; null = mark none. */
export function apCells(state: ApState, observed: ApState | null, layer: CellLayer): ApCells {
  const cells = emptyCells();
  const queues = state.queues.state;
  for (let apqn = 0; apqn < APQN_COUNT; apqn++) cells.classes[apqn] = CLASS_OF_QUEUE[queues[apqn]!]!;
  markRead(cells, state);
  state.mdevs.forEach((mdev, index) => claimRectangle(cells, mdev, index + 1, layer));
  if (observed !== null && observed !== state) markChanges(cells, state, observed, layer);
  return cells;
}

/**
 * Who may control which domain, told column-wise: every row is the same, since the right is on a domain of all
 * adapters (ap.md 1.1). `FREE` = the LPAR may control the domain, `ABSENT` = it may not.
 */
export function controlCells(state: ApState, observed: ApState | null): ApCells {
  const cells = emptyCells();
  for (const domain of idsOf(state.lpar.adm)) cells.classes[domain] = CELL_CLASS.FREE;
  state.mdevs.forEach((mdev, index) => {
    for (const domain of idsOf(mdev.matrix.adm)) {
      claim(cells, domain, index + 1, 0);
      if (cells.classes[domain] === CELL_CLASS.ABSENT) cells.flags[domain]! |= CELL_FLAG.OVER;
      if (!hasId(mdev.shadow.adm, domain)) cells.flags[domain]! |= CELL_FLAG.HIDDEN;
    }
  });
  if (observed !== null && observed !== state) {
    for (let domain = 0; domain < 256; domain++)
      if (hasId(state.lpar.adm, domain) !== hasId(observed.lpar.adm, domain))
        cells.flags[domain]! |= CELL_FLAG.CHANGED;
    for (const [after, before] of guestPairs(state, observed))
      for (let domain = 0; domain < 256; domain++)
        if (hasId(after?.matrix.adm ?? NOTHING, domain) !== hasId(before?.matrix.adm ?? NOTHING, domain))
          cells.flags[domain]! |= CELL_FLAG.CHANGED;
  }
  for (const array of [cells.classes, cells.owner, cells.second, cells.flags])
    for (let filled = 256; filled < APQN_COUNT; filled *= 2) array.copyWithin(filled, 0, filled);
  return cells;
}

/** APQNs at which two results differ, ascending. */
export function changedCells(before: ApCells, after: ApCells): number[] {
  const changed: number[] = [];
  for (let apqn = 0; apqn < APQN_COUNT; apqn++)
    if (
      before.classes[apqn] !== after.classes[apqn] ||
      before.owner[apqn] !== after.owner[apqn] ||
      before.second[apqn] !== after.second[apqn] ||
      before.flags[apqn] !== after.flags[apqn]
    )
      changed.push(apqn);
  return changed;
}

/** Guests that may control this domain. */
export function controllersOf(state: ApState, domain: number): Mdev[] {
  return state.mdevs.filter((mdev) => hasId(mdev.matrix.adm, domain));
}
