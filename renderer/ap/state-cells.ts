/** Sets of cells the view points at or counts, read from the state like the grid's own drawing. Pure. */
import type { ApState } from '../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../shared/apqn.ts';
import type { Ref } from '../../shared/findings.ts';
import { countIds, idsOf, type Mask } from '../../shared/mask.ts';

export function cellCount(apm: Mask, aqm: Mask): number {
  return countIds(apm) * countIds(aqm);
}

/** Cells of the configured matrix that references point at; whole rows and columns for adapters and domains. */
export function cellsOfRefs(state: ApState, refs: readonly Ref[]): Apqn[] {
  const cells = refs.flatMap((ref) => (ref.kind === 'apqn' ? [ref.apqn] : []));
  if (cells.length > 0) return cells;
  const rows = refs.flatMap((ref) => (ref.kind === 'adapter' ? [ref.id] : []));
  const columns = refs.flatMap((ref) => (ref.kind === 'domain' ? [ref.id] : []));
  const guests = refs.flatMap((ref) =>
    ref.kind === 'guest' ? state.mdevs.filter((mdev) => mdev.id === ref.id) : [],
  );
  const apm = rows.length > 0 ? rows : guests[0] ? idsOf(guests[0].matrix.apm) : idsOf(state.lpar.apm);
  const aqm = columns.length > 0 ? columns : guests[0] ? idsOf(guests[0].matrix.aqm) : idsOf(state.lpar.aqm);
  if (rows.length + columns.length + guests.length === 0) return [];
  return apm.flatMap((adapter) => aqm.map((domain) => apqnOf(adapter, domain)));
}
