import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoomedWindow } from './zoomed-window.ts';
import { axisOf, type Extent, extentOf, isFit, panned, zoomed } from './axis.ts';
import { replugMoment, seedMoment } from './fixture.ts';
import { spaceOf } from './space.ts';

const WIDTH = 800;
const seed = extentOf(spaceOf(seedMoment(), 'guest'));

const extents = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 400_000 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((parts): Extent => {
    let at = 0;
    const used = parts.map(([length, gap]): [number, number] => {
      const from = at;
      at += length + gap;
      return [from, from + length];
    });
    return extentOf({ from: 0, to: at, used });
  });

describe('axis', () => {
  it('folds what is unused, so that few sources of 8192 LISNs can be read', () => {
    const axis = axisOf(seed, null, 0, WIDTH);
    expect({
      folds: axis.pieces.filter(({ folded }) => folded).length,
      pairWide: axis.scale * 2 >= 6,
      whole: [axis.x(0), Math.round(axis.x(16_384))],
    }).toEqual({ folds: 5, pairWide: true, whole: [0, WIDTH] });
  });

  it('is not folded where nothing is unused', () => {
    const axis = axisOf(extentOf({ from: 0, to: 2_000_000, used: [[0, 2_000_000]] }), null, 0, WIDTH);
    expect([axis.pieces.length, Math.round(axis.x(1_000_000))]).toEqual([1, WIDTH / 2]);
  });

  it('has an exact inverse at any zoom and place', () => {
    fc.assert(
      fc.property(
        extents,
        fc.double({ min: 0, max: 16, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: WIDTH }),
        (extent, power, place, x) => {
          const axis = panned(
            zoomed(axisOf(extent, null, 16, WIDTH), 2 ** power, 16 + place * WIDTH),
            place * 5000,
          );
          expect(Math.abs(axis.x(axis.unit(16 + x)) - 16 - x)).toBeLessThan(0.01);
        },
      ),
    );
  });

  it('keeps order and never leaves its ends', () => {
    fc.assert(
      fc.property(
        extents,
        fc.double({ min: 0, max: 14, noNaN: true }),
        fc.integer({ min: -9000, max: 9000 }),
        (extent, power, by) => {
          const { window, unit } = panned(zoomed(axisOf(extent, null, 0, WIDTH), 2 ** power, 300), by);
          expect(window.from).toBeGreaterThanOrEqual(extent.from);
          expect(window.to).toBeLessThanOrEqual(extent.to);
          expect(unit(200)).toBeLessThanOrEqual(unit(201));
        },
      ),
    );
  });

  it('keeps the page under the pointer while zooming, in a fold too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 250, max: 550 }),
        fc.double({ min: 1, max: 9, noNaN: true }),
        (x, power) => {
          const before = zoomed(axisOf(seed, null, 0, WIDTH), 1.5, 400);
          const unit = before.unit(x);
          const after = zoomed(before, 2 ** power, x);
          const clamped = after.x(seed.from) === 0 || Math.abs(after.x(seed.to) - WIDTH) < 0.01;
          if (!clamped) expect(Math.abs(after.x(unit) - x)).toBeLessThan(0.01);
        },
      ),
    );
  });

  it('comes back to the same place from the window it told', () => {
    fc.assert(
      fc.property(
        extents,
        fc.double({ min: 0, max: 12, noNaN: true }),
        fc.integer({ min: 0, max: WIDTH }),
        (extent, power, x) => {
          const axis = zoomed(axisOf(extent, null, 0, WIDTH), 2 ** power, x);
          const again = axisOf(extent, axis.window, 0, WIDTH);
          expect(Math.abs(again.scale / axis.scale - 1)).toBeLessThan(1e-3);
        },
      ),
    );
  });

  it('opens folds when one is close', () => {
    const extent = extentOf(spaceOf(replugMoment(), 'guest'));
    const near = zoomed(axisOf(extent, null, 0, WIDTH), 1e6, 120);
    expect(near.pieces.filter(({ folded }) => folded)).toEqual([]);
  });

  it('tells whether all of it is seen', () => {
    const axis = axisOf(seed, null, 0, WIDTH);
    expect([isFit(axis), isFit(zoomed(axis, 2, 10)), isFit(zoomed(zoomed(axis, 2, 10), 0.4, 10))]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

it('zooms by button around the middle of what is drawn, folds left as they are, and back to all of it', () => {
  const moment = seedMoment();
  const near = zoomedWindow(moment, 'guest', null, 8);
  const axis = (window: typeof near) => axisOf(extentOf(spaceOf(moment, 'guest')), window, 0, 800);
  expect([
    axis(near).unit(400) - axis(null).unit(400) < 0.01,
    Math.round((axis(near).scale / axis(null).scale) * 10) / 10,
    zoomedWindow(moment, 'guest', near, 1 / 8),
  ]).toEqual([true, 8, null]);
});
