import { expect, test } from 'vitest';
import { LIVES } from '../../../shared/zpci/cards.ts';
import {
  CONDITIONS,
  type Condition,
  guestGroups,
  guestWindow,
  handledWindow,
  libvirtAddresses,
  modeOf,
  octalUid,
  sizeText,
  type Written,
} from './zpci-figure-model.ts';
import { MISTAKES } from './mistakes.ts';
import { SMALL_LIVES } from './small-life.ts';

const SETTING = { start: 4, memory: 4, factor: 1, limit: 65_535, relaxed: false } as const;

test('ZPCI-D2 ZPCI-D4 the windows of the worked numbers', () => {
  const ends = [1, 2, 3, 4].map((memory) => handledWindow({ ...SETTING, memory }).end.toString(16));
  expect(ends).toEqual(['13fffffff', '17fffffff', '1bfffffff', '1ffffffff']);
  expect(handledWindow({ ...SETTING, factor: 0 }).end.toString(16)).toBe('3ffffffffff');
  const cut = [65_535, 1000].map((limit) => guestWindow({ ...SETTING, limit }).end.toString(16));
  expect(cut).toEqual(['10fffefff', '1003e7fff']);
  expect(
    [{ relaxed: true }, { limit: null }].map((part) => sizeText(guestWindow({ ...SETTING, ...part }))),
  ).toEqual(['4 GiB', '4 GiB']);
  expect(sizeText(guestWindow(SETTING))).toBe('255.996 MiB');
});

function given(uid: number | null, fid: number | null): Written {
  return { uid, fid };
}

test('ZPCI-V5 half-given addresses are filled before the rest is looked at', () => {
  expect(libvirtAddresses([given(5, null), given(null, 0x1f), given(null, null)])).toEqual({
    chosen: [
      { uid: 5, fid: 0 },
      { uid: 1, fid: 0x1f },
      { uid: 2, fid: 1 },
    ],
    refused: null,
  });
  expect(libvirtAddresses([given(1, null), given(2, 0)]).refused).toEqual({
    at: 1,
    by: 0,
    what: 'fid',
    number: 0,
  });
});

test('ZPCI-V4 the number of the message is read as octal', () => {
  expect([octalUid('11064'), octalUid(' 61 '), octalUid('9'), octalUid('')]).toEqual([
    0x1234,
    0x31,
    null,
    null,
  ]);
});

test('ZPCI-G3 ZPCI-G7 the sixteenth group falls into QEMU’s own, an interpreted one keeps its number', () => {
  const sixteen = Array.from({ length: 16 }, (_, index) => index + 1);
  const numbers = guestGroups(sixteen, false).map(({ number }) => number);
  expect([numbers[0], numbers[14], numbers[15]]).toEqual([0xf0, 0xfe, 0xff]);
  expect(guestGroups([7], true)).toEqual([{ hostGroup: 7, number: 7, kind: 'host' }]);
});

test('ZPCI-I2 ZPCI-I4 each missing condition falls back silently, an old BASE is refused', () => {
  const all = Object.fromEntries(CONDITIONS.map(({ key }) => [key, true])) as Record<Condition, boolean>;
  expect(modeOf(all)).toBe('interpret');
  expect(CONDITIONS.map(({ key }) => modeOf({ ...all, [key]: false }))).toEqual([
    'intercept',
    'intercept',
    'intercept',
    'intercept',
    'refused',
  ]);
  expect(modeOf({ ...all, kvm: false, handle: false })).toBe('intercept');
});

test('ZPCI-E1 ZPCI-E3 ZPCI-R1 the lives of the chapter end where the rules say', () => {
  expect(SMALL_LIVES.map(({ life, frames }) => [life, frames.at(-1)!.state])).toEqual([
    ['plug', 'enabled'],
    ['unplug', 'gone'],
    ['plug-waiting', 'disabled'],
  ]);
  expect(SMALL_LIVES.every(({ life }) => LIVES.includes(life))).toBe(true);
});

test('all 25 mistakes have an answer, a rule and a place', () => {
  expect(MISTAKES.map(({ number }) => number)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  expect(
    MISTAKES.filter(
      ({ rule, advice, where }) => !/^ZPCI-[A-Z]\d+$/.test(rule) || advice === '' || where === '',
    ),
  ).toEqual([]);
});
