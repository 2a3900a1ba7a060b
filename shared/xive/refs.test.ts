import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatXiveRef, parseXiveRef, type XiveRef, xiveRef } from './refs.ts';

describe('names of places in a study', () => {
  test('are written as links carry them', () => {
    const at = { kind: 'branch', branch: 'replug', step: 12 } as const;
    expect([
      formatXiveRef({ at, vm: null, part: null }),
      formatXiveRef({ at, vm: null, part: { kind: 'lisn', lisn: 0x1304 } }),
      formatXiveRef({ at, vm: 'B', part: { kind: 'page', page: -9 } }),
      xiveRef({ at: { kind: 'reading', reading: 'r1' }, vm: null, part: { kind: 'lisn', lisn: 4 } }),
    ]).toEqual([
      'branch:replug@12',
      'branch:replug@12/lisn:0x1304',
      'branch:replug@12/vm:B/page:-9',
      { kind: 'part', family: 'xive', id: 'reading:r1/lisn:0x4' },
    ]);
  });

  test('are null when they are something else', () => {
    expect(
      ['', 'branch:x', 'branch:x@', 'reading:', 'reading:r/lisn:4', 'wq0.3', 'branch:x@1/page:a'].map(
        parseXiveRef,
      ),
    ).toEqual(Array.from({ length: 7 }, () => null));
  });

  test('come back as they were, whatever the ids', () => {
    const id = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[\n\r\u2028\u2029]/.test(text));
    const at = fc.oneof(
      fc.record({ kind: fc.constant('branch' as const), branch: id, step: fc.nat(100_000) }),
      fc.record({ kind: fc.constant('reading' as const), reading: id }),
    );
    const part = fc.oneof(
      fc.record({ kind: fc.constant('lisn' as const), lisn: fc.nat(1_048_575) }),
      fc.record({
        kind: fc.constant('page' as const),
        page: fc.integer({ min: -0x4000_0000, max: 0x3fff_ffff }),
      }),
    );
    fc.assert(
      fc.property(at, fc.option(id), fc.option(part), (where, vm, what) => {
        const ref: XiveRef = { at: where, vm, part: what };
        expect(parseXiveRef(formatXiveRef(ref))).toEqual(ref);
      }),
    );
  });
});
