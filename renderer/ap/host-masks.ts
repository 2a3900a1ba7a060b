/** What a gesture means in the host-masks and control-domain modes: the edits, and which cells change hands. Pure. */
import type { ApEdit } from '../../shared/ap/edits.ts';
import type { CellRows, PaintChoice } from '../../shared/ap/preview.ts';
import { type ApState, type Mdev, QUEUE } from '../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf, bothBases, domainOf } from '../../shared/apqn.ts';
import {
  formatRanges,
  hasId,
  idsOf,
  type Mask,
  maskFromText,
  maskOf,
  maskToText,
  minus,
  union,
} from '../../shared/mask.ts';
import type { GridGesture } from './model.ts';

/** Cells as the rows the wire uses. */
export function rowsOf(cells: Iterable<Apqn>): CellRows {
  const rows = new Map<number, number[]>();
  for (const apqn of cells) rows.set(adapterOf(apqn), [...(rows.get(adapterOf(apqn)) ?? []), domainOf(apqn)]);
  return [...rows].map(([adapter, domains]) => [adapter, maskToText(maskOf(domains))]);
}

export function cellsOf(rows: CellRows): Apqn[] {
  return rows.flatMap(([adapter, text]) => {
    const domains = maskFromText(text);
    return domains === null ? [] : idsOf(domains).map((domain) => apqnOf(adapter, domain));
  });
}

export function countCells(rows: CellRows): number {
  return rows.reduce((count, [, text]) => count + idsOf(maskFromText(text) ?? maskOf([])).length, 0);
}

/** Cells a gesture names: whole rows or columns of the LPAR when it names one axis. */
export function gestureCells(state: ApState, gesture: Pick<GridGesture, 'adapters' | 'domains'>): Apqn[] {
  const adapters = gesture.adapters.length > 0 ? gesture.adapters : idsOf(state.lpar.apm);
  const domains = gesture.domains.length > 0 ? gesture.domains : idsOf(state.lpar.aqm);
  return adapters.flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)));
}

/** Relative form of a mask write, every range with its sign: `-5,-7-9` (ap.md 2.6). */
export function relativeMask(sign: '+' | '-', ids: readonly number[]): string {
  return formatRanges([...ids].sort((left, right) => left - right))
    .split(',')
    .map((range) => `${sign}${range}`)
    .join(',');
}

/** Queues that would change between host and vfio pool if the masks became these. */
function movedCells(state: ApState, apmask: Mask, aqmask: Mask): { toHost: Apqn[]; toGuests: Apqn[] } {
  const toHost: Apqn[] = [];
  const toGuests: Apqn[] = [];
  for (const apqn of gestureCells(state, { adapters: [], domains: [] })) {
    if (state.queues.state[apqn] === QUEUE.ABSENT || state.queues.overrides.has(apqn)) continue;
    const before = hasId(state.apmask, adapterOf(apqn)) && hasId(state.aqmask, domainOf(apqn));
    const after = hasId(apmask, adapterOf(apqn)) && hasId(aqmask, domainOf(apqn));
    if (after && !before) toHost.push(apqn);
    if (before && !after) toGuests.push(apqn);
  }
  return { toHost, toGuests };
}

export interface MaskChange {
  readonly kind: 'change';
  readonly label: string;
  readonly edits: readonly ApEdit[];
  readonly toHost: readonly Apqn[];
  readonly toGuests: readonly Apqn[];
  /** Cells that change hands although the gesture did not name them. */
  readonly collateral: readonly Apqn[];
  readonly givesAwayDefaultDomain: boolean;
}

export type MaskGesture =
  | { readonly kind: 'release'; readonly cells: readonly Apqn[]; readonly label: string }
  | MaskChange
  | { readonly kind: 'nothing'; readonly label: string };

function queues(count: number): string {
  return count === 1 ? '1 queue' : `${count} queues`;
}

function named(what: 'adapter' | 'domain', ids: readonly number[]): string {
  const shown =
    ids.length > 4
      ? `${ids.length} ${what}s`
      : `${what}${ids.length > 1 ? 's' : ''} ${ids.map(bothBases).join(', ')}`;
  return shown;
}

function headerChange(state: ApState, mask: 'apmask' | 'aqmask', ids: readonly number[]): MaskChange {
  const releases = ids.every((id) => hasId(state[mask], id));
  const sign = releases ? '-' : '+';
  const next = releases ? minus(state[mask], maskOf(ids)) : union(state[mask], maskOf(ids));
  const moved = movedCells(
    state,
    mask === 'apmask' ? next : state.apmask,
    mask === 'aqmask' ? next : state.aqmask,
  );
  const what = named(mask === 'apmask' ? 'adapter' : 'domain', ids);
  const label = releases
    ? `Release ${what} for guests: the host gives up ${queues(moved.toGuests.length)}`
    : `Keep ${what} for the host: it gets ${queues(moved.toHost.length)}`;
  return {
    kind: 'change',
    label,
    edits: [{ family: 'ap', op: 'writeMask', mask, value: relativeMask(sign, ids) }],
    ...moved,
    collateral: [],
    givesAwayDefaultDomain: moved.toGuests.some((apqn) => domainOf(apqn) === state.defaultDomain),
  };
}

/** Releases host-owned cells (the engine knows the ways), returns free ones, or flips one bit for a header. */
export function maskGesture(state: ApState, gesture: Pick<GridGesture, 'adapters' | 'domains'>): MaskGesture {
  if (gesture.adapters.length === 0 && gesture.domains.length === 0)
    return { kind: 'nothing', label: 'Nothing is under the pointer.' };
  if (gesture.domains.length === 0) return headerChange(state, 'apmask', gesture.adapters);
  if (gesture.adapters.length === 0) return headerChange(state, 'aqmask', gesture.domains);
  const named = gestureCells(state, gesture).filter((apqn) => state.queues.state[apqn] !== QUEUE.ABSENT);
  const owned = named.filter(
    (apqn) => hasId(state.apmask, adapterOf(apqn)) && hasId(state.aqmask, domainOf(apqn)),
  );
  if (owned.length > 0)
    return {
      kind: 'release',
      cells: owned,
      label: `Release ${queues(owned.length)} for guests: click to compare the ways`,
    };
  if (named.length === 0) return { kind: 'nothing', label: 'The LPAR has no queue here.' };
  return returnToHost(state, named);
}

/** Sets the mask bits that keep these cells with the host; the rest of their rows and columns may come along. */
export function returnToHost(state: ApState, cells: readonly Apqn[]): MaskChange {
  const adapters = [...new Set(cells.map(adapterOf))].filter((id) => !hasId(state.apmask, id));
  const domains = [...new Set(cells.map(domainOf))].filter((id) => !hasId(state.aqmask, id));
  const moved = movedCells(
    state,
    union(state.apmask, maskOf(adapters)),
    union(state.aqmask, maskOf(domains)),
  );
  const wanted = new Set(cells);
  const collateral = moved.toHost.filter((apqn) => !wanted.has(apqn));
  const edits: ApEdit[] = [];
  if (adapters.length > 0)
    edits.push({ family: 'ap', op: 'writeMask', mask: 'apmask', value: relativeMask('+', adapters) });
  if (domains.length > 0)
    edits.push({ family: 'ap', op: 'writeMask', mask: 'aqmask', value: relativeMask('+', domains) });
  const more = collateral.length > 0 ? `, ${collateral.length} of them come along unasked` : '';
  return {
    kind: 'change',
    label: `Return ${queues(moved.toHost.length)} to the host${more}`,
    edits,
    ...moved,
    collateral,
    givesAwayDefaultDomain: false,
  };
}

/** A choice for the grid's tooltip from something the renderer worked out itself. */
export function localChoice(
  label: string,
  edits: readonly ApEdit[],
  cells: Partial<PaintChoice> = {},
): PaintChoice {
  return {
    label,
    edits,
    refusal: null,
    adds: [],
    removes: [],
    takenByGuest: [],
    hostOwned: [],
    hides: [],
    reveals: [],
    notes: [],
    ...cells,
  };
}

/** Toggles control domains of a guest: takes them away when it has all of them, else adds the missing ones. */
export function controlChoice(state: ApState, mdev: Mdev, domains: readonly number[]): PaintChoice {
  const has = domains.every((domain) => hasId(mdev.matrix.adm, domain));
  const changed = has ? domains : domains.filter((domain) => !hasId(mdev.matrix.adm, domain));
  const what = named('domain', changed);
  const notes = has
    ? []
    : state.mdevs
        .filter((other) => other.id !== mdev.id && changed.some((domain) => hasId(other.matrix.aqm, domain)))
        .map(
          (other) => `${other.name} uses it as a usage domain: ${mdev.name} could change its master keys.`,
        );
  const absent = changed.filter((domain) => !hasId(state.lpar.adm, domain));
  if (!has && absent.length > 0)
    notes.push(`The LPAR may not control ${named('domain', absent)}: the guest does not get it.`);
  return localChoice(
    has ? `Takes control of ${what} from ${mdev.name}` : `Lets ${mdev.name} control ${what}`,
    [
      {
        family: 'ap',
        op: has ? 'unassign' : 'assign',
        mdev: mdev.id,
        adapters: [],
        domains: [],
        controlDomains: [...changed],
      },
    ],
    { notes },
  );
}
