import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf } from './answer.fixture.ts';
import { dmaRows, dmaWords, placeLabels, scaleOf, sizeText } from './dma-scale.ts';

const CUT = {
  ...answerOf().dma,
  platform: { start: '0x100000000', end: '0x1ffffffffffffff' },
  host: { start: '0x100000000', end: '0x1bfffffff' },
  guest: { start: '0x100000000', end: '0x10fffefff' },
};

describe('sizes of windows', () => {
  test('are said in the units that fit', () => {
    expect([0x1_0000_0000n, 65_535n * 4096n, 0x1bff_ffffn, 0n, -1n, 4096n].map(sizeText)).toEqual([
      '4 GiB',
      '256 MiB less 4 KiB',
      'about 448 MiB',
      'empty',
      'empty',
      '4 KiB',
    ]);
  });
});

describe('the number line', () => {
  test('ZPCI-D2 ZPCI-D4 hatches what the host and then QEMU cut', () => {
    expect(
      dmaRows(CUT, false).map(({ name, size, lost }) => [
        name,
        size,
        lost.map(({ start, end }) => [start.toString(16), end.toString(16)]),
      ]),
    ).toEqual([
      ['platform', 'about 128 PiB', []],
      ['host', '3 GiB', [['1c0000000', '200000000000000']]],
      ['guest', '256 MiB less 4 KiB', [['10ffff000', '1c0000000']]],
    ]);
  });

  test('ZPCI-D9 an empty window has lost all of the host’s', () => {
    const rows = dmaRows({ ...CUT, guest: { start: '0x100000000', end: '0xffffffff' } }, false);
    expect([rows[2]!.size, rows[2]!.lost]).toEqual(['empty', [rows[1]!.span]]);
  });

  test('ZPCI-D8 of an emulated card has the guest’s window alone', () => {
    expect(dmaRows({ ...CUT, platform: null, host: null }, true).map(({ name }) => name)).toEqual(['guest']);
  });

  test('what is not known is said, not drawn', () => {
    expect(dmaWords(dmaRows({ ...CUT, platform: null }, false), null)).toBe(
      'The machine says: not known. The host handles: 0x100000000 to 0x1bfffffff, 3 GiB. The guest is told: 0x100000000 to 0x10fffefff, 256 MiB less 4 KiB. Where MSI messages go is not known.',
    );
  });

  test('grows with the address, from 0 to 1', () => {
    const address = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(address, address), { minLength: 1, maxLength: 4 }),
        address,
        address,
        (pairs, a, b) => {
          const at = scaleOf(
            pairs.map(([from, to]) => ({ start: from < to ? from : to, end: from < to ? to : from })),
          );
          const [low, high] = a < b ? [a, b] : [b, a];
          expect(at(low)).toBeLessThanOrEqual(at(high));
          expect(at(low)).toBeGreaterThanOrEqual(0);
          expect(at(high)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('labels in one row never meet, and none leaves the picture', () => {
    const mark = fc.record({
      text: fc.string({ minLength: 1, maxLength: 22 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 8 }), (marks) => {
        const labels = placeLabels(marks, 400, 7);
        for (const one of labels) {
          expect(one.left).toBeGreaterThanOrEqual(0);
          expect(one.left + one.width).toBeLessThanOrEqual(400.001);
          for (const other of labels)
            if (one !== other && one.row === other.row)
              expect(one.left + one.width <= other.left || other.left + other.width <= one.left).toBe(true);
        }
      }),
    );
  });
});
