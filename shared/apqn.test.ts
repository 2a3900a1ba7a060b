import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bothBases, formatApqn, parseApqn } from './apqn.ts';

test('every APQN prints as sysfs does and reads back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), (apqn) => {
      expect(parseApqn(formatApqn(apqn))).toBe(apqn);
    }),
  );
  expect([formatApqn(0x0a47), formatApqn(5 * 256 + 171)]).toEqual(['0a.0047', '05.00ab']);
});

test('what is no APQN is not one', () => {
  const texts = ['', '5', '05.', '.0047', '05.0100', '100.0000', '05.0047.1', '05,0047', '0x05.0047'];
  expect(texts.map((text) => parseApqn(text))).toEqual(texts.map(() => null));
});

test('numbers show both bases where they differ', () => {
  expect([bothBases(4), bothBases(10), bothBases(71), bothBases(255)]).toEqual([
    '4',
    '10 (0xa)',
    '71 (0x47)',
    '255 (0xff)',
  ]);
});
