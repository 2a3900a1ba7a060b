import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellAt, cellOfKey, fieldLayout, reachOf } from './sources-model.ts';

test('the CLP ioctl reaches every function, VFIO only the one that was opened, sysfs a part of what it lists', () => {
  const functions = [
    { fid: 1, state: 'configured' },
    { fid: 2, state: 'standby' },
    { fid: 3, state: 'reserved' },
  ] as const;
  const reach = (way: 'sysfs' | 'clp' | 'vfio') => functions.map((one) => reachOf(way, 1, one));
  expect({ sysfs: reach('sysfs'), clp: reach('clp'), vfio: reach('vfio') }).toEqual({
    sysfs: ['part', 'part', 'none'],
    clp: ['all', 'all', 'all'],
    vfio: ['all', 'none', 'none'],
  });
});

test('4,096 functions fit into a door, and 5 are drawn big', () => {
  expect(fieldLayout(4096, 300, 168)).toEqual({ columns: 100, pitch: 3, height: 123 });
  expect(fieldLayout(5, 300, 168)).toEqual({ columns: 16, pitch: 18, height: 18 });
});

test('every cell is found where it is drawn', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4096 }),
      fc.integer({ min: 40, max: 600 }),
      fc.nat(),
      (count, width, seed) => {
        const layout = fieldLayout(count, width, 168);
        const index = seed % count;
        const x = (index % layout.columns) * layout.pitch + layout.pitch / 2;
        const y = Math.floor(index / layout.columns) * layout.pitch + layout.pitch / 2;
        expect(cellAt(layout, count, x, y)).toBe(index);
      },
    ),
  );
  expect(cellAt(fieldLayout(5, 300, 168), 5, 100, 4)).toBe(null);
});

test('arrow keys move among the cells and stop at the ends', () => {
  const keys = ['ArrowRight', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'a'];
  expect(keys.map((key) => cellOfKey(key, 3, 10, 15))).toEqual([4, 13, 0, 0, 14, null]);
});
