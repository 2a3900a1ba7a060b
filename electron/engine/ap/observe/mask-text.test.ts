import { expect, test } from 'vitest';
import { idsOf } from '../../../../shared/mask.ts';
import { parseIdRanges, parseMaskParameter, parseMaskText } from './mask-text.ts';
import { parseChzdevExport, parseLszdev } from './zdev.ts';

test('mask texts: left-aligned, at most 64 digits, nothing else', () => {
  const read = (text: string) => {
    const mask = parseMaskText(text);
    return mask && [idsOf(mask.mask), mask.digits];
  };
  expect([
    read('0x41\n'),
    read('x8'),
    read('8001'),
    read(''),
    read(`0x${'0'.repeat(65)}`),
    read('0x4g'),
    read('0x41\n\n'),
  ]).toEqual([[[1, 7], 2], [[0], 1], [[0, 15], 4], [[], 0], null, null, null]);
});

test('AP-Z2 ranges of lszdev and chzdev', () => {
  const read = (text: string) => {
    const mask = parseIdRanges(text);
    return mask && idsOf(mask);
  };
  expect([read('0-2,0x47'), read(''), read('5'), read('3-1'), read('300'), read('1-2-3'), read('a')]).toEqual(
    [[0, 1, 2, 71], [], [5], null, null, null, null],
  );
});

test('a kernel parameter starts from the zero mask', () => {
  expect([
    idsOf(parseMaskParameter('+1-3,-2')!),
    idsOf(parseMaskParameter('0x41')!),
    parseMaskParameter('all'),
  ]).toEqual([[1, 3], [1, 7], null]);
});

test('AP-Z1 lszdev tells `-` for what is not set, chzdev leaves it out', () => {
  const table = parseLszdev(
    'DEVICE TYPE ap\n  ATTRIBUTE  ACTIVE  PERSISTENT\n  apmask     "0-4"  -\n  aqmask     "x"  "1"\n',
  );
  const file = parseChzdevExport('[active ap]\napmask=0-4\n\n[persistent dasd]\napmask=7\n');
  expect([
    table.active.apmask && idsOf(table.active.apmask),
    table.persistent.apmask,
    table.active.aqmask,
    table.damaged.length,
    file.active.apmask && idsOf(file.active.apmask),
    file.persistent.apmask,
  ]).toEqual([[0, 1, 2, 3, 4], null, undefined, 1, [0, 1, 2, 3, 4], undefined]);
});
