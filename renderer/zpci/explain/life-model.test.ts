import { expect, test } from 'vitest';
import { LIVES, type LifeFrame } from '../../../shared/zpci/cards.ts';
import { arrowsOf, changesState, LIFE_ORDER, lookOf, spokenWords } from './life-model.ts';

const FRAME: LifeFrame = {
  actor: 'QEMU',
  towards: 'guest kernel',
  title: 'Tells the guest',
  detail: '',
  action: '',
  rule: 'ZPCI-E1',
  refusal: '',
  event: { pec: '0x0301', meaning: 'configured', fh: '0x00010000', fid: '0x00000041' },
  log: [],
  state: 'disabled',
  handle: '0x00010000',
  listed: 1,
};

test('every life can be chosen', () => {
  expect(LIFE_ORDER.toSorted()).toEqual(LIVES.toSorted());
});

test('an arrow goes from the middle of one column to that of another', () => {
  const towards = (actor: LifeFrame['actor'], to: LifeFrame['towards']) =>
    arrowsOf({ ...FRAME, event: null, actor, towards: to });
  expect([
    towards('QEMU', 'guest kernel'),
    towards('guest kernel', 'QEMU'),
    towards('administrator', 'host kernel'),
    towards('QEMU', null),
    towards('QEMU', 'QEMU'),
  ]).toEqual([
    [{ from: 4, to: 6, leftward: false, isEvent: false }],
    [{ from: 4, to: 6, leftward: true, isEvent: false }],
    [{ from: 2, to: 8, leftward: false, isEvent: false }],
    [],
    [],
  ]);
});

test('ZPCI-E1 ZPCI-E2 an event goes from QEMU to the guest, also where the administrator was its cause', () => {
  const event = { from: 4, to: 6, leftward: false, isEvent: true };
  expect(
    [FRAME, { ...FRAME, actor: 'administrator' as const, towards: 'QEMU' as const }].map(arrowsOf),
  ).toEqual([[event], [{ from: 2, to: 4, leftward: false, isEvent: false }, event]]);
});

test('ZPCI-R1 a refusal stands out before an event, and the rail has a knot where the state changes', () => {
  const refused = { ...FRAME, refusal: 'QEMU would end.' };
  expect([FRAME, refused, { ...FRAME, event: null }].map(lookOf)).toEqual(['event', 'refused', 'done']);
  const frames = [FRAME, { ...FRAME, state: 'enabled' as const }, { ...FRAME, state: 'enabled' as const }];
  expect(frames.map((_, at) => changesState(frames, at))).toEqual([true, true, false]);
});

test('ZPCI-E1 a step is read out with its event and the state after it', () => {
  expect(spokenWords({ life: 'plug', title: '', about: '', frames: [FRAME] }, 0)).toBe(
    'Step 1 of 1, QEMU: Tells the guest. Event 0x0301: configured. The function is disabled: configured, not in use.',
  );
});
