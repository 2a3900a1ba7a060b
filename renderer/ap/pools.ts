/** Cells no known guest has: kept by the host driver, free in vfio_ap, taken by somebody unknown, without a driver. Read off what the grid draws. */
import { type ApCells, apCells, CELL_CLASS, CELL_FLAG } from '../../shared/ap/cells.ts';
import type { ApState } from '../../shared/ap/types.ts';
import { APQN_COUNT, type Apqn } from '../../shared/apqn.ts';

export const POOLS = ['host', 'free', 'untold', 'unbound'] as const;
export type Pool = (typeof POOLS)[number];

const CLASS_OF: Readonly<Record<Pool, number>> = {
  host: CELL_CLASS.HOST,
  free: CELL_CLASS.FREE,
  untold: CELL_CLASS.FREE,
  unbound: CELL_CLASS.NO_DRIVER,
};

function isIn(pool: Pool, { classes, owner, flags }: ApCells, apqn: Apqn): boolean {
  if (classes[apqn] !== CLASS_OF[pool]) return false;
  if (pool !== 'free' && pool !== 'untold') return true;
  return owner[apqn] === 0 && ((flags[apqn]! & CELL_FLAG.UNTOLD) !== 0) === (pool === 'untold');
}

export function countPools(state: ApState): Readonly<Record<Pool, number>> {
  const all = apCells(state, null, 'desired');
  const counts = { host: 0, free: 0, untold: 0, unbound: 0 };
  for (let apqn = 0; apqn < APQN_COUNT; apqn++)
    for (const pool of POOLS) if (isIn(pool, all, apqn)) counts[pool]++;
  return counts;
}

/** The first `most` cells of a pool, ascending. */
export function poolCells(state: ApState, pool: Pool, most: number): Apqn[] {
  const all = apCells(state, null, 'desired');
  const cells: Apqn[] = [];
  for (let apqn = 0; apqn < APQN_COUNT && cells.length < most; apqn++)
    if (isIn(pool, all, apqn)) cells.push(apqn);
  return cells;
}
