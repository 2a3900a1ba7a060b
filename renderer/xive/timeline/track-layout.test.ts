import { describe, expect, it } from 'vitest';
import {
  clampSpacing,
  columnSteps,
  fitSpacing,
  keepInView,
  panBy,
  placeLabels,
  seenSteps,
  stepAt,
  trackView,
  USUAL_SPACING,
  xOf,
  zoomAt,
} from './track-layout.ts';

describe('layout of the timeline’s track', () => {
  it('gives a short timeline all of the width, and a long one the spacing that reads well', () => {
    const short = trackView(800, 6, null, null);
    const long = trackView(800, 10_000, null, null);
    expect({
      shortEnds: [Math.round(xOf(short, 0)), Math.round(xOf(short, 6))],
      longSpacing: long.spacing,
      longSeen: seenSteps(long),
    }).toEqual({ shortEnds: [40, 760], longSpacing: USUAL_SPACING, longSeen: [0, 12] });
  });

  it('finds the step that is nearest to a place, never one outside', () => {
    const view = trackView(800, 100, 20, 10);
    expect([stepAt(view, xOf(view, 17) + 9), stepAt(view, -1e6), stepAt(view, 1e6)]).toEqual([17, 0, 100]);
  });

  it('moves only as far as needed to have the step in the middle of the view', () => {
    const view = trackView(800, 1000, 20, 100);
    const right = keepInView(view, 138);
    expect([keepInView(view, 120).left, right.left, keepInView(view, 101).left]).toEqual([100, 106, 93]);
    expect(xOf(keepInView(view, 1000), 1000)).toBe(760);
  });

  it('zooms about the pointer and stops where all is seen', () => {
    const view = trackView(800, 10_000, 64, 500);
    const step = view.left + 300 / view.spacing;
    const closer = zoomAt(view, 2, 300);
    expect(closer.left + 300 / closer.spacing).toBeCloseTo(step);
    const all = zoomAt(view, 1e-9, 300);
    expect([all.spacing, seenSteps(all)]).toEqual([fitSpacing(800, 10_000), [0, 10_000]]);
    expect(clampSpacing(1e9, 800, 10)).toBe(180);
    expect(panBy(view, -1e9).left).toBeLessThan(0);
  });

  it('alternates labels above and below, keeps them apart, and gives the weightiest its place first', () => {
    const view = trackView(400, 10, 40, -1);
    const wishes = Array.from({ length: 11 }, (_, step) => ({ step, width: 90, weight: step === 5 ? 9 : 0 }));
    const placed = placeLabels(view, wishes);
    const apart = placed.every((left) =>
      placed.every(
        (right) =>
          left === right ||
          left.side !== right.side ||
          left.x + left.width <= right.x ||
          right.x + right.width <= left.x,
      ),
    );
    expect({
      apart,
      five: placed.find(({ step }) => step === 5)?.side,
      sides: new Set(placed.map(({ side }) => side)),
    }).toEqual({ apart: true, five: 'below', sides: new Set(['above', 'below']) });
    expect(placed.every(({ x, width }) => x >= 0 && x + width <= 400)).toBe(true);
  });

  it('covers every step once in the overview strip', () => {
    const covered = Array.from({ length: 300 }, (_, at) => columnSteps(10_000, 300, at)).flatMap(([a, b]) =>
      Array.from({ length: b - a + 1 }, (_, offset) => a + offset),
    );
    expect(covered).toEqual(Array.from({ length: 10_000 }, (_, at) => at + 1));
  });
});
