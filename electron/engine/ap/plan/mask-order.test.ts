import { describe, expect, it } from 'vitest';
import { hasId, idsOf, maskOf } from '../../../../shared/mask.ts';
import { masksOf } from '../model.ts';
import { type MaskWish, maskOrder } from './mask-order.ts';

/** Rows and columns change places between host and guests, and each write alone would take a guest's queue. */
const CROSSED: MaskWish = {
  from: { apmask: maskOf([0]), aqmask: maskOf([4, 71]) },
  to: { apmask: maskOf([5]), aqmask: maskOf([4, 72]) },
  held: [masksOf([5], [71]), masksOf([0], [72])],
  check: 'other mask',
  keepsDefault: null,
};

function order(wish: MaskWish): (readonly [string, number[]])[] | null {
  return maskOrder(wish)?.map(({ mask, value }) => [mask, idsOf(value)] as const) ?? null;
}

describe('order of mask writes', () => {
  it('AP-M4 whole masks where they are accepted, else what leaves the host first', () => {
    expect(order({ ...CROSSED, held: [] })).toEqual([
      ['apmask', [5]],
      ['aqmask', [4, 72]],
    ]);
    expect(order(CROSSED)).toEqual([
      ['apmask', []],
      ['aqmask', [4, 72]],
      ['apmask', [5]],
    ]);
  });

  it('AP-M4 from 6.19 on no order helps while a guest has a queue in the row', () => {
    expect(order({ ...CROSSED, check: 'all ids' })).toBeNull();
  });

  it('AP-V9 where the kernel checks nothing, a guest’s queue is not taken for a moment either', () => {
    const all = order({ ...CROSSED, check: 'not checked' })!;
    let now = CROSSED.from;
    for (const [mask, ids] of all) {
      now = { ...now, [mask]: maskOf(ids) };
      expect(hasId(now.apmask, 5) && hasId(now.aqmask, 71)).toBe(false);
      expect(hasId(now.apmask, 0) && hasId(now.aqmask, 72)).toBe(false);
    }
    expect(now).toEqual(CROSSED.to);
  });

  it('AP-M5 the host keeps its default domain on the way when it has it at both ends', () => {
    const keepsDefault: MaskWish['keepsDefault'] = ({ apmask, aqmask }) =>
      hasId(aqmask, 4) && idsOf(apmask).length > 0;
    expect(order({ ...CROSSED, keepsDefault })).toEqual([
      ['aqmask', [4]],
      ['apmask', [5]],
      ['aqmask', [4, 72]],
    ]);
  });
});
