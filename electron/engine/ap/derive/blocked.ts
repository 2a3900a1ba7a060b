/** Cells that a refusal with EADDRNOTAVAIL is about, for the grid to mark: all of them, where a sentence names a few. */
import type { ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import { QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../../../shared/apqn.ts';
import type { Refusal } from '../../../../shared/findings.ts';
import { idsOf, isEmptyMask, type Mask, maskUpTo, minus } from '../../../../shared/mask.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { cellsOf, hasOverrides, hostOwnedCells } from '../model.ts';
import { type Cells, cellsFrom, commonCells, rectangle } from './cells.ts';

const NO_CELLS = cellsFrom([]);

function named(refusal: Refusal): Apqn[] {
  return refusal.because.flatMap(({ refs }) =>
    refs.flatMap((ref) => (ref.kind === 'apqn' ? [ref.apqn] : [])),
  );
}

/** The kernel judges the whole matrix, with what the guest has already (AP-U10 step 3, AP-U16). */
function hostCellsOf(state: ApState, matrix: MatrixMasks): Cells {
  if (hasOverrides(state)) return cellsFrom(hostOwnedCells(state, matrix));
  return commonCells(rectangle(matrix), rectangle({ apm: state.apmask, aqm: state.aqmask }));
}

/** The rows or columns of which a 2018 kernel finds no queue at all, as far as the LPAR goes. */
function emptyLines(state: ApState, before: MatrixMasks, wished: MatrixMasks): Cells {
  const across = (lpar: Mask, max: number) => (isEmptyMask(lpar) ? maskUpTo(max) : lpar);
  const rows = minus(wished.apm, before.apm);
  return rectangle(
    isEmptyMask(rows)
      ? { apm: across(state.lpar.apm, state.max.adapter), aqm: minus(wished.aqm, before.aqm) }
      : { apm: rows, aqm: across(state.lpar.aqm, state.max.domain) },
  );
}

export function blockedCells(
  state: ApState,
  before: MatrixMasks,
  wished: MatrixMasks,
  refusal: Refusal | null,
): Cells {
  if (refusal === null) return NO_CELLS;
  if (rulesOf(state).hotPlug) return hostCellsOf(state, wished);
  if (refusal.errno !== 'EADDRNOTAVAIL') return NO_CELLS;
  const domains = idsOf(wished.aqm);
  const added = idsOf(wished.apm).flatMap((adapter) =>
    domains
      .map((domain) => apqnOf(adapter, domain))
      .filter((apqn) => state.queues.state[apqn] !== QUEUE.VFIO_AP),
  );
  const had = new Set(cellsOf(before));
  const cells = [...added.filter((apqn) => !had.has(apqn)), ...named(refusal)];
  return cells.length > 0 ? cellsFrom(cells) : emptyLines(state, before, wished);
}
