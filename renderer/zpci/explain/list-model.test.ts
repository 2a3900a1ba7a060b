import { expect, test } from 'vitest';
import type { ListPage } from '../../../shared/zpci/cards.ts';
import {
  entriesThatFit,
  entryRuns,
  FIRST,
  following,
  headerRuns,
  isException,
  lengthProblem,
  MOST_LENGTH,
  nextToken,
  readToken,
  restarted,
} from './list-model.ts';

function bytesOf(hex: string): readonly number[] {
  return hex.match(/../g)!.map((byte) => Number.parseInt(byte, 16));
}

const PAGE: ListPage = {
  request: { rspLen: 4064, token: '0x0' },
  rsp: '0x0010',
  meaning: 'Done.',
  conditionCode: 0,
  rule: null,
  len: 64,
  token: '0xfc',
  entries: [],
  bytes: [
    ...bytesOf(
      '0040001000000000000000000000000000000000000000fc00ff000010000110101715b3800000000000004100010000',
    ).slice(0, -1),
    null,
  ],
  total: 260,
  leftOut: [],
};

test('ZPCI-L1 ZPCI-L4 252 entries fit into what Linux asks for, one into the smallest block', () => {
  expect([4064, 48, MOST_LENGTH, 40, 0].map(entriesThatFit)).toEqual([252, 1, 508, 0, 0]);
});

test('ZPCI-L5 the next page is asked with the token of this one; 0 and a refusal end the walk', () => {
  const second = following(FIRST, PAGE);
  expect([second.token, second.earlier.length, restarted(second)]).toEqual(['0xfc', 1, FIRST]);
  expect(
    [
      { ...PAGE, token: '0x0' },
      { ...PAGE, rsp: '0x010a' },
      { ...PAGE, token: null },
    ].map(nextToken),
  ).toEqual([null, null, null]);
  expect(following(FIRST, { ...PAGE, token: '0x0' })).toBe(FIRST);
});

test('the bytes of a page are cut at its fields, and a byte that is not known is not a zero', () => {
  expect(headerRuns(PAGE.bytes).map(({ label, text }) => `${label} ${text}`)).toEqual([
    'length 0040',
    'response code 0010',
    'reserved 000000000000000000000000',
    'resume token 00000000000000fc',
    'handle mask 00ff0000',
    'most functions 1000',
    'flags 01',
    'entry size 10',
  ]);
  expect(entryRuns(PAGE.bytes, 0).map(({ text }) => text)).toEqual([
    '1017',
    '15b3',
    '80000000',
    '00000041',
    '000100··',
  ]);
});

test('tokens are read as people write them', () => {
  expect(['0xFC', 'fc', ' 0x00 ', '0', 'next', ''].map(readToken)).toEqual([
    '0xfc',
    '0xfc',
    '0x0',
    '0x0',
    null,
    null,
  ]);
});

test('ZPCI-L1 an operand exception is no refusal, and a length that cannot be asked with says why', () => {
  expect([isException({ rsp: 'none' }), isException({ rsp: '0x0050' })]).toEqual([true, false]);
  expect(['0', '44', '65536', '-8', '4.5', '', '65537'].map((text) => lengthProblem(text) === null)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
