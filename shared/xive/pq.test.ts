import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accessed,
  ALL_ONES,
  ended,
  type EsbAccess,
  NEW_SOURCE,
  PQ_STATES,
  type Pq,
  triggered,
} from './pq.ts';

function load(offset: number): EsbAccess {
  return { page: 'management', access: 'load', offset };
}

test('each state answers a trigger and an EOI as the table says', () => {
  expect(PQ_STATES.map((pq) => [pq, triggered(pq), ended(pq)])).toEqual([
    ['00', { after: '10', notify: true }, { after: '00', notify: false }],
    ['10', { after: '11', notify: false }, { after: '00', notify: false }],
    ['11', { after: '11', notify: false }, { after: '10', notify: true }],
    ['01', { after: '01', notify: false }, { after: '01', notify: false }],
  ]);
});

test('E32: a new source is off; unmasking, two triggers and masking go through all four states', () => {
  const trigger: EsbAccess = { page: 'trigger', access: 'store', offset: 0 };
  let pq: Pq = NEW_SOURCE;
  const seen = [trigger, load(0xc00), trigger, trigger, load(0xd00)].map((access) => {
    const { after, value } = accessed(pq, access);
    pq = after;
    return [after, value];
  });
  expect(seen).toEqual([
    ['01', null],
    ['00', 1],
    ['10', null],
    ['11', null],
    ['01', 3],
  ]);
});

test('every band of offsets does what its row says', () => {
  const bands = [0x000, 0x400, 0x800, 0xc00, 0xd00, 0xe00, 0xf00];
  const of = (access: 'load' | 'store', storeEoi: boolean) =>
    bands.map((offset) => {
      const { after, notify, value } = accessed('11', { page: 'management', access, offset, storeEoi });
      return `${after} ${notify} ${value}`;
    });
  expect([of('load', false), of('store', true), of('store', false)]).toEqual([
    ['10 true 1', '10 true 1', '11 false 3', '00 false 3', '01 false 3', '10 false 3', '11 false 3'],
    [
      '11 false null',
      '10 true null',
      '11 false null',
      '00 false null',
      '01 false null',
      '10 false null',
      '11 false null',
    ],
    [
      '11 false null',
      '11 false null',
      '11 false null',
      '00 false null',
      '01 false null',
      '10 false null',
      '11 false null',
    ],
  ]);
});

test('loads of a trigger page change nothing, and 0x40 more changes no load', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PQ_STATES), fc.nat({ max: 0xfbf }), (pq, offset) => {
      expect(accessed(pq, { page: 'trigger', access: 'load', offset })).toEqual({
        after: pq,
        notify: false,
        value: ALL_ONES,
      });
      // Bands are of 0x100 bytes at least; the bit 0x40 is asked for at their beginnings.
      const beginning = offset - (offset % 0x100);
      expect(accessed(pq, load(beginning + 0x40))).toEqual(accessed(pq, load(beginning)));
    }),
  );
});
