import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { findCovers } from './cover.ts';
import { createApState, createMdev, hostOwned, masksOf } from '../model.ts';
import { releaseAlternatives, returnToHost } from './planner.ts';
import { applyGesture } from '../edits.ts';

/** Best rectangle by trying every pair of subsets. */
function bestByForce(wanted: readonly (readonly [number, number])[], height: number, width: number): number {
  let best = -1;
  for (let rows = 0; rows < 1 << height; rows++)
    for (let columns = 0; columns < 1 << width; columns++) {
      if (!wanted.every(([row, column]) => (rows >> row) & 1 || (columns >> column) & 1)) continue;
      const count = (bits: number) => bits.toString(2).replaceAll('0', '').length;
      best = Math.max(best, (height - count(rows)) * (width - count(columns)));
    }
  return best;
}

describe('release planner', () => {
  it('finds the rectangle that leaves the host most, as brute force does', () => {
    const cell = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 4 }));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 12 }), (wanted) => {
        const rows = new Map<number, Set<number>>();
        for (const [row, column] of wanted) rows.set(row, (rows.get(row) ?? new Set()).add(column));
        const { covers, exact } = findCovers(rows, 4, 5);
        expect(exact).toBe(true);
        expect(covers[0]?.keeps).toBe(bestByForce(wanted, 4, 5));
        for (const cover of covers)
          expect(wanted.every(([r, c]) => cover.rows.includes(r) || cover.columns.includes(c))).toBe(true);
      }),
    );
  });

  it('covers irregular wishes of more than 16 rows and columns, and says that it is not proven to be the best', () => {
    const rows = new Map(Array.from({ length: 30 }, (_, row) => [row, new Set([row, (row * 7 + 1) % 30])]));
    const { covers, exact } = findCovers(rows, 40, 40);
    expect(exact).toBe(false);
    for (const cover of covers)
      for (const [row, columns] of rows)
        for (const column of columns)
          expect(cover.rows.includes(row) || cover.columns.includes(column)).toBe(true);
  });

  const host = createApState({ lpar: masksOf([0, 1, 10], [1, 2, 4, 27]), defaultDomain: 27 });

  it('AP-M5 tells the collateral and the host’s default domain; every alternative releases the cells', () => {
    const wanted = [0x1b, 0x011b];
    const alternatives = releaseAlternatives(host, wanted);
    expect(
      alternatives.map(({ adapters, domains, hostKeeps, givesAwayDefaultDomain }) => ({
        adapters,
        domains,
        hostKeeps,
        givesAwayDefaultDomain,
      })),
    ).toEqual([
      { adapters: [], domains: [27], hostKeeps: 9, givesAwayDefaultDomain: true },
      { adapters: [0, 1], domains: [], hostKeeps: 4, givesAwayDefaultDomain: false },
      { adapters: [], domains: [], hostKeeps: 10, givesAwayDefaultDomain: false },
    ]);
    expect(alternatives[0]!.collateral).toEqual([[10, '27']]);
    for (const alternative of alternatives) {
      const outcome = applyGesture(host, alternative.edits);
      expect(outcome.ok && wanted.some((apqn) => hostOwned(outcome.state, apqn))).toBe(false);
      expect(outcome.ok).toBe(true);
    }
  });

  it('AP-O4 offers driver_override only on 6.19 with both masks all ones', () => {
    const label = (state: typeof host) =>
      releaseAlternatives(state, [0x1b]).filter(
        ({ adapters, domains }) => adapters.length + domains.length === 0,
      ).length;
    expect([
      label(host),
      label({ ...host, profile: 'upstream-6.18' }),
      label({ ...host, apmask: minus(FULL_MASK, maskOf([200])) }),
    ]).toEqual([1, 0, 0]);
  });

  it('AP-O4 queues that an override took already are not counted as kept', () => {
    const first = releaseAlternatives(host, [0x1b]).at(-1)!;
    const outcome = applyGesture(host, first.edits);
    const next = outcome.ok ? releaseAlternatives(outcome.state, [0x0101, 0x0102]).at(-1) : undefined;
    expect([first.hostKeeps, first.label.slice(0, 21), next?.hostKeeps, next?.label.slice(0, 24)]).toEqual([
      11,
      'Give only this queue ',
      9,
      'Give only these 2 queues',
    ]);
  });

  it('AP-M4 giving back says why it is refused', () => {
    const busy = createApState({
      lpar: masksOf([1], [1]),
      apmask: minus(FULL_MASK, maskOf([1])),
      mdevs: [createMdev('m', { matrix: masksOf([1], [1]) })],
    });
    expect(returnToHost(busy, [0x0101])?.refusal?.rule).toBe('AP-M4');
    expect(returnToHost({ ...busy, mdevs: [] }, [0x0101])?.refusal).toBeNull();
    expect(returnToHost(host, [0x0101])).toBeNull();
  });
});
