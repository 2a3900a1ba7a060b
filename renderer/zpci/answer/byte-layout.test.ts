import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf, FUNCTION_ANSWER, GROUP_ANSWER } from './answer.fixture.ts';
import { captureText, layoutOf, numberAt, parseWords, wordsOf } from './byte-layout.ts';

/** Runs of bytes with the same fields: `16-17 vfn`. */
function runs(block: 'function' | 'group'): readonly string[] {
  const found: { from: number; to: number; names: string }[] = [];
  for (const { offset, names } of layoutOf(answerOf(), block)) {
    const text = names.join('+');
    const last = found.at(-1);
    if (last?.names === text) last.to = offset;
    else found.push({ from: offset, to: offset, names: text });
  }
  return found.map(({ from, to, names }) => `${from}-${to} ${names}`);
}

describe('bytes of an answer', () => {
  test('belong to the fields of zpci.md 2.4', () => {
    expect(runs('group')).toEqual([
      '0-1 length',
      '2-3 rsp',
      '4-15 ',
      '16-17 noi',
      '18-18 version',
      '19-19 refresh+frame+rtr',
      '20-21 maxstbl',
      '22-23 mui',
      '24-24 dtsm',
      '25-25 ',
      '26-27 maxfaal',
      '28-29 dnoi',
      '30-31 maxcpu',
      '32-39 dasm',
      '40-47 msia',
      '48-63 ',
    ]);
  });

  test('say what the header is, and what nobody uses', () => {
    const cells = layoutOf(answerOf(), 'function');
    expect([0, 2, 5, 12, 72, 90].map((at) => [cells[at]!.what, cells[at]!.cls])).toEqual([
      ['length', 'frame'],
      ['response code', 'frame'],
      ['header: format (4 bits) and reserved', null],
      ['header: reserved', null],
      ['last DMA address', 'H'],
      ['not used', null],
    ]);
  });

  test('carry the mark of a lie and of a change', () => {
    const lie = { rule: 'ZPCI-K6', text: 'Wrong.', notice: 'Late.' };
    const cells = layoutOf(
      answerOf({ edma: { lie }, pchid: { changedFrom: { text: '0x0', meaning: '' } } }),
      'function',
    );
    expect([30, 71, 72, 79].map((at) => [cells[at]!.isLie, cells[at]!.isChanged])).toEqual([
      [false, true],
      [false, false],
      [true, false],
      [true, false],
    ]);
  });

  test('are written as words of 32 bits, with ?? for a byte that is not known', () => {
    expect(wordsOf([0x01, 0x80, null, 0x10, 0xff])).toBe('0180??10 ff');
    expect(captureText(answerOf()).split('\n').slice(2)).toEqual([
      'QUERY_GRP pfgid=0xf0 ioctl_rc=0 rsp=0x0010',
      ` RAW ${wordsOf(GROUP_ANSWER)}`,
      '',
    ]);
  });

  test('come back from the words they were written as', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1 }), (bytes) => {
        expect(parseWords(wordsOf(bytes))).toEqual(bytes);
      }),
    );
    expect(parseWords('0180??10')).toBeNull();
  });

  test('make a number in either order, and none while one is not known', () => {
    expect([
      numberAt(FUNCTION_ANSWER, { offset: 30, width: 2 }, false),
      numberAt(FUNCTION_ANSWER, { offset: 32, width: 4 }, true),
      numberAt([1, null], { offset: 0, width: 2 }, false),
      numberAt([1], { offset: 0, width: 2 }, false),
    ]).toEqual([0x01c0, 4, null, null]);
  });
});
