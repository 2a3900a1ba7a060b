import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packRuns, type PageRun } from '../../../shared/xive/moment.ts';
import { axisOf, extentOf, zoomed } from './axis.ts';
import { columnsOf } from './columns.ts';
import { page, replugMoment, seedMoment, SEED_HUES } from './fixture.ts';
import { groundOf } from './ground.ts';
import { classesOf } from './owner-classes.ts';
import {
  differenceIndex,
  levelsOf,
  OWNERS_DIFFER,
  pageIndex,
  PAGES_DIFFER,
  STALE_BIT,
  WRONG_BITS,
} from './page-index.ts';
import { spaceOf } from './space.ts';

describe('levels of detail', () => {
  it('gathers the same bits and counts as looking at every page', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0x3fff }), { minLength: 1, maxLength: 700 }),
        fc.nat(710),
        fc.nat(710),
        (list, one, two) => {
          const [from, to] = [Math.min(one, two), Math.max(one, two)];
          const levels = levelsOf(Uint16Array.from(list));
          const part = list.slice(from, to);
          expect([levels.bits(from, to), levels.count(from, to)]).toEqual([
            part.reduce((found, bits) => found | bits, 0),
            part.filter((bits) => bits !== 0).length,
          ]);
        },
      ),
    );
  });
});

describe('columns of pixels', () => {
  it('never lose a stale page, at any zoom', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 16_383 }), { minLength: 1, maxLength: 40 }),
        fc.nat(39),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 700 }),
        (pages, which, power, x) => {
          const stale = pages[which % pages.length]!;
          const runs: PageRun[] = pages.map((at) => page(at, 5, { state: at === stale ? 'stale' : 'fresh' }));
          const moment = {
            ...seedMoment(),
            regions: [],
            vmas: seedMoment().vmas.slice(0, 1),
            pages: packRuns(runs),
          };
          const ground = groundOf(moment, null, 'guest', SEED_HUES);
          const axis = zoomed(axisOf(ground.extent, null, 0, 700), 2 ** power, x);
          const seen = axis.x(stale + 1) > 0 && axis.x(stale) < 700;
          const found = columnsOf(axis, ground.pages, 0, 700).some(
            (column) =>
              (column.bits & STALE_BIT) !== 0 &&
              column.x <= axis.x(stale + 1) &&
              column.x + column.width >= axis.x(stale),
          );
          expect(found || !seen).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('index of pages', () => {
  const moment = replugMoment();
  const classes = classesOf(moment, SEED_HUES);

  it('holds owner and state of what a page shows, in each view', () => {
    for (const [view, unit] of [
      ['guest', 0x2608],
      ['file', 0x260c],
      ['qemu', 0x2608],
    ] as const) {
      const index = pageIndex(moment, spaceOf(moment, view), classes);
      expect([view, index.bits(unit, unit + 1), index.count(unit - 20, unit + 20)]).toEqual([
        view,
        (1 << 1) | STALE_BIT,
        6,
      ]);
    }
  });

  it('shows the guest the pages of the overlay and not those below it', () => {
    const seed = seedMoment();
    const under = { ...seed, pages: packRuns([page(2 * 0x1304, 9, { state: 'stale' })]) };
    const counts = (['guest', 'file', 'qemu'] as const).map((view) =>
      pageIndex(under, spaceOf(under, view), classes).count(0, 100_000),
    );
    expect(counts).toEqual([0, 1, 1]);
  });

  it('takes pages in steps of two', () => {
    const run = page(8, 101, { count: 4, stride: 2, hwStep: 2 });
    const many = { ...moment, pages: packRuns([run]) };
    const index = pageIndex(many, spaceOf(many, 'guest'), classes);
    expect([8, 9, 10, 14, 15, 16].map((at) => index.count(at, at + 1))).toEqual([1, 0, 1, 1, 0, 0]);
  });

  it('finds nothing wrong where nothing is', () => {
    const seed = seedMoment();
    expect(pageIndex(seed, spaceOf(seed, 'guest'), classes).bits(0, 16_384) & WRONG_BITS).toBe(0);
  });
});

describe('differences', () => {
  it('are none between a moment and itself, and pages and owners between two', () => {
    const [left, right] = [replugMoment(), seedMoment()];
    const [mine, theirs] = [spaceOf(left, 'guest'), spaceOf(right, 'guest')];
    const between = differenceIndex(left, mine, right, theirs);
    expect([
      differenceIndex(left, mine, left, mine).bits(0, 16_384),
      between.bits(2 * 0x1304, 2 * 0x1304 + 1),
      between.bits(2 * 0x1318, 2 * 0x1318 + 1) & OWNERS_DIFFER,
      between.bits(1, 2) & PAGES_DIFFER,
    ]).toEqual([0, PAGES_DIFFER | OWNERS_DIFFER, OWNERS_DIFFER, 0]);
  });

  it('keeps the folds of the axis apart from it', () => {
    expect(extentOf(spaceOf(seedMoment(), 'qemu')).folds.length).toBeGreaterThan(3);
  });
});
