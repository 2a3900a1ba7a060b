import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countIds,
  EMPTY_MASK,
  FULL_MASK,
  formatRanges,
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  maskFromHex,
  maskFromText,
  maskOf,
  masksMeet,
  maskToHex,
  maskToText,
  maskUpTo,
  minus,
  sameMask,
  union,
  withId,
  withoutId,
} from './mask.ts';

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 256 });
const ascending = (list: readonly number[]) => [...list].sort((left, right) => left - right);

test('bit 0 is the leftmost bit, as the kernel documentation prints masks', () => {
  expect([maskToHex(maskOf([5, 6])), maskToHex(maskOf([4, 71]))]).toEqual([
    '0x0600000000000000000000000000000000000000000000000000000000000000',
    '0x0800000000000000010000000000000000000000000000000000000000000000',
  ]);
});

test('a mask is the set of its ids, whatever is done to it', () => {
  fc.assert(
    fc.property(ids, ids, (left, right) => {
      const [a, b] = [maskOf(left), maskOf(right)];
      const inRight = new Set(right);
      expect({
        ids: idsOf(a),
        count: countIds(a),
        both: idsOf(intersect(a, b)),
        either: idsOf(union(a, b)),
        only: idsOf(minus(a, b)),
        meet: masksMeet(a, b),
        empty: isEmptyMask(a),
        same: sameMask(a, b),
      }).toEqual({
        ids: ascending(left),
        count: left.length,
        both: ascending(left.filter((id) => inRight.has(id))),
        either: ascending([...new Set([...left, ...right])]),
        only: ascending(left.filter((id) => !inRight.has(id))),
        meet: left.some((id) => inRight.has(id)),
        empty: left.length === 0,
        same: JSON.stringify(ascending(left)) === JSON.stringify(ascending(right)),
      });
    }),
  );
});

test('hex and short text read back to the same mask', () => {
  fc.assert(
    fc.property(ids, (list) => {
      const mask = maskOf(list);
      expect([maskFromHex(maskToHex(mask)), maskFromText(maskToText(mask))]).toEqual([mask, mask]);
      expect(maskToText(mask).length).toBeLessThanOrEqual(65);
    }),
  );
});

test('text that is no mask is refused, never guessed', () => {
  const texts = ['0x', '0xff', '5-', '7-5', '256', '1,,2', 'x12', ' 5', '-1', '0x5'];
  expect(texts.map((text) => maskFromText(text))).toEqual(texts.map(() => null));
  expect(maskFromHex('0x41')).toBeNull();
});

test('single ids come and go without touching the original', () => {
  const mask = maskOf([1, 71]);
  expect([
    idsOf(withId(mask, 255)),
    idsOf(withoutId(mask, 1)),
    idsOf(mask),
    hasId(mask, 71),
    hasId(mask, 70),
  ]).toEqual([[1, 71, 255], [71], [1, 71], true, false]);
});

test('ranges join neighbours; the whole and the empty mask are the shortest', () => {
  expect([
    formatRanges([0, 1, 2, 3, 4, 16, 31]),
    maskToText(FULL_MASK),
    maskToText(EMPTY_MASK),
    maskToText(maskUpTo(84)),
  ]).toEqual(['0-4,16,31', '0-255', '', '0-84']);
});
