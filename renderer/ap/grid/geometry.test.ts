import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellOrigin,
  cellsBetween,
  fitCell,
  hitTest,
  labelStep,
  layOut,
  scrollAfterZoom,
  scrollToShow,
  stepCell,
  visibleWindow,
} from './geometry.ts';

const ids = Array.from({ length: 256 }, (_, id) => id);
const index = Int16Array.from(ids);
const axes = { rows: ids, columns: ids, rowOf: index, columnOf: index };
const layout = fc
  .tuple(fc.integer({ min: 2, max: 56 }), fc.constantFrom(1, 1.25, 1.5, 2))
  .map(([size, ratio]) => layOut(axes, size, ratio));
const scrolls = fc.record({ x: fc.integer({ min: 0, max: 3000 }), y: fc.integer({ min: 0, max: 3000 }) });
const at = fc.integer({ min: 0, max: 255 });

test('the whole matrix fits 900 x 860 pixels and less, large cells fit a small one, and what is too much is told', () => {
  const view = { width: 900, height: 860 };
  expect([
    fitCell(axes, view, 1),
    fitCell(axes, { width: 875, height: 587 }, 1),
    fitCell({ ...axes, rows: [1, 2], columns: [4, 5, 6] }, view, 1),
    fitCell(axes, { width: 500, height: 500 }, 2),
    fitCell(axes, { width: 100, height: 100 }, 1),
  ]).toEqual([
    [3, true],
    [2, true],
    [44, true],
    [1.5, true],
    [2, false],
  ]);
});

test('a point in a cell hits that cell, if no header covers it', () => {
  fc.assert(
    fc.property(layout, scrolls, at, at, (geometry, scroll, row, column) => {
      const origin = cellOrigin(geometry, scroll, row, column);
      const point = { x: origin.x + geometry.pitch - 1, y: origin.y + geometry.pitch - 1 };
      fc.pre(point.x >= geometry.headerWidth && point.y >= geometry.headerHeight);
      expect(hitTest(geometry, scroll, point)).toEqual({ area: 'cell', row, column });
    }),
  );
});

test('a cell that was scrolled to is whole in the window', () => {
  fc.assert(
    fc.property(
      layout,
      scrolls,
      at,
      at,
      fc.constantFrom(0, 40, 900),
      (geometry, scroll, row, column, margin) => {
        const view = { width: 1000, height: 700 };
        const to = scrollToShow(geometry, scroll, view, row, column, margin);
        const origin = cellOrigin(geometry, to, row, column);
        expect(
          origin.x >= geometry.headerWidth &&
            origin.y >= geometry.headerHeight &&
            origin.x + geometry.pitch <= view.width &&
            origin.y + geometry.pitch <= view.height,
        ).toBe(true);
        const window = visibleWindow(geometry, to, view);
        expect(row >= window.firstRow && row <= window.lastRow).toBe(true);
      },
    ),
  );
});

test('zoom keeps what is under the pointer', () => {
  fc.assert(
    fc.property(layout, layout, scrolls, (before, after, scroll) => {
      fc.pre(before.ratio === after.ratio);
      const point = { x: 800, y: 600 };
      const to = scrollAfterZoom(before, after, scroll, point);
      fc.pre(to.x > 0 && to.y > 0);
      const place = (geometry: typeof before, position: number) =>
        (position + point.x - geometry.headerWidth) / geometry.pitch;
      expect(place(after, to.x)).toBeCloseTo(place(before, scroll.x), 6);
    }),
  );
});

test('sizes step, labels thin out, lines skip no cell', () => {
  expect([stepCell(2, -1), stepCell(3, 1), stepCell(44, 1), stepCell(56, 1), stepCell(45, -1)]).toEqual([
    2, 4, 48, 56, 44,
  ]);
  expect([labelStep(44, 36), labelStep(12, 36), labelStep(3, 36)]).toEqual([1, 4, 16]);
  expect(cellsBetween({ row: 0, column: 0 }, { row: 1, column: 3 })).toEqual([
    { row: 0, column: 0 },
    { row: 0, column: 1 },
    { row: 1, column: 2 },
    { row: 1, column: 3 },
  ]);
});
