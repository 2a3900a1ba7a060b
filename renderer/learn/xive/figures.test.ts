import { expect, test } from 'vitest';
import { ONE_MAPPING, SMALL_PAGES, stateOf, touched, unmapped, zapped } from './small-guest.ts';
import { lifeOf, MEASURES } from './vector-life.ts';

test('XIVE-R10 XIVE-R11 one access fills one page, and a zap empties both of its LISN', () => {
  const filled = touched(touched(ONE_MAPPING, 5).guest, 4).guest;
  expect([filled.ptes[4], filled.ptes[5], filled.ptes.filter((pte) => pte !== null).length]).toEqual([
    'ipi(0x42):T',
    'ipi(0x42):E',
    2,
  ]);
  expect([touched(filled, 5).outcome, zapped(filled, 2)]).toEqual(['hit', ONE_MAPPING]);
});

test('XIVE-R5 E12: after a split old pages stay right, new faults go wrong, until a zap shows it everywhere', () => {
  const early = touched(ONE_MAPPING, 9).guest;
  const split = unmapped(early, 4, 6);
  expect(split.pieces).toEqual([
    { start: 0, end: 4, pgoff: 4 },
    { start: 6, end: SMALL_PAGES, pgoff: 10 },
  ]);
  const later = touched(split, 11);
  const afterZap = touched(zapped(split, 4), 9);
  expect([
    stateOf(split, 9),
    stateOf(split, 5),
    touched(split, 5).outcome,
    later.guest.ptes[11],
    later.outcome,
    afterZap.guest.ptes[9],
  ]).toEqual(['fresh', 'hole', 'signal', 'ipi(0x42):E', 'wrong', 'ipi(0x41):E']);
});

function harms(measure: (typeof MEASURES)[number], first: 'lab' | 'late') {
  const life = lifeOf(measure, first);
  const last = life.at(-1)!;
  return [life.filter(({ harm }) => harm !== null).length, last.shows, last.stale];
}

test('only zaps at every change keep the page right; one remap a plug leaves gaps while it is plugged', () => {
  expect(MEASURES.map((measure) => [measure, harms(measure, 'lab'), harms(measure, 'late')])).toEqual([
    ['none', [4, 'ipi(0x1e):E', true], [3, 'phb1[0]', true]],
    ['zap', [0, 'phb2[0]', false], [0, 'phb2[0]', false]],
    ['remap', [2, 'phb2[0]', false], [1, 'phb2[0]', false]],
  ]);
});
