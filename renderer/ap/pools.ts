/** Cells no guest has: kept by the host driver, free in vfio_ap, without a driver. Read off what the grid draws. */
import { apCells, CELL_CLASS } from '../../shared/ap/cells.ts';
import type { ApState } from '../../shared/ap/types.ts';
import type { Apqn } from '../../shared/apqn.ts';

export const POOLS = ['host', 'free', 'unbound'] as const;
export type Pool = (typeof POOLS)[number];

const CLASS_OF: Readonly<Record<Pool, number>> = {
  host: CELL_CLASS.HOST,
  free: CELL_CLASS.FREE,
  unbound: CELL_CLASS.NO_DRIVER,
};

function isIn(pool: Pool, kind: number | undefined, owner: number | undefined): boolean {
  return kind === CLASS_OF[pool] && (pool !== 'free' || owner === 0);
}

export function countPools(state: ApState): Readonly<Record<Pool, number>> {
  const { classes, owner } = apCells(state, null, 'desired');
  const counts = { host: 0, free: 0, unbound: 0 };
  for (let apqn = 0; apqn < classes.length; apqn++)
    for (const pool of POOLS) if (isIn(pool, classes[apqn], owner[apqn])) counts[pool]++;
  return counts;
}

/** The first `most` cells of a pool, ascending. */
export function poolCells(state: ApState, pool: Pool, most: number): Apqn[] {
  const { classes, owner } = apCells(state, null, 'desired');
  const cells: Apqn[] = [];
  for (let apqn = 0; apqn < classes.length && cells.length < most; apqn++)
    if (isIn(pool, classes[apqn], owner[apqn])) cells.push(apqn);
  return cells;
}
