import { expect, it } from 'vitest';
import { EMPTY_MASK, FULL_MASK, maskOf } from '../../../shared/mask.ts';
import { guestCard } from './derive/guest-card.ts';
import { previewGesture } from './derive/preview.ts';
import { problems } from './derive/problems.ts';
import { applyEdit } from './edits.ts';
import { refreshShadows } from './kernel/filter.ts';
import { createApState, createMdev, masksOf } from './model.ts';
import { idsWords } from './wording.ts';
import { sentence } from '../words.ts';

it('lists ids in both bases and ends sentences without touching their beginning', () => {
  expect([
    idsWords([4, 71]),
    idsWords([0, 1, 2, 3, 8, 9, 10, 16, 17, 18, 19]),
    idsWords([]),
    sentence('apmask has it'),
    sentence('Does it?'),
  ]).toEqual([
    '4 and 71 (0x47)',
    '0 to 3, 8, 9, 10 (0xa) and 16 to 19 (0x10 to 0x13)',
    'none',
    'apmask has it.',
    'Does it?',
  ]);
});

it('never alters the name of a guest, whatever sentence begins with it', () => {
  const mdevs = [
    createMdev('a', { name: 'iDB-äß', matrix: masksOf([5, 9], [4, 71], [71]), guest: 'iDB-äß' }),
    createMdev('b', { name: 'mQ', matrix: masksOf([5], [4], [71]) }),
  ];
  const state = refreshShadows(createApState({ lpar: masksOf([5, 6], [4, 71]), apmask: FULL_MASK, mdevs }));
  const gesture = { mdev: 'a', adapters: [6], domains: [4], mode: 'paint' as const };
  const said = [
    ...problems(state, state).flatMap(({ message, fixes }) => [message, ...fixes.map(({ label }) => label)]),
    ...state.mdevs.flatMap((mdev) => {
      const { hidden, notes, control, stopping, deleting } = guestCard(state, mdev);
      return [
        ...hidden.map((one) => one.sentence),
        ...[...notes, ...control].map(({ text }) => text),
        ...stopping,
        ...deleting,
      ];
    }),
    ...(['usage', 'control', 'masks'] as const).flatMap((target) =>
      previewGesture(state, { ...gesture, target }).choices.flatMap(({ label, notes, refusal }) => [
        label,
        ...notes,
        ...(refusal === null ? [] : [refusal.message, ...refusal.fixes.map((fix) => fix.label)]),
      ]),
    ),
  ];
  const altered = said.filter((text) => /idb-äß|\bmq\b/i.test(text.replaceAll(/iDB-äß|\bmQ\b/g, '')));
  expect([said.length > 15, altered]).toEqual([true, []]);
});

it('AP-C2 a queue that several guests have is counted once', () => {
  const mdevs = [
    createMdev('a', { matrix: masksOf([], [4, 71]) }),
    createMdev('b', { matrix: masksOf([6], [4]) }),
    createMdev('c', { matrix: masksOf([6], [4, 71]) }),
  ];
  const state = createApState({ lpar: masksOf([6], [4, 71]), apmask: EMPTY_MASK, mdevs });
  const assign = { family: 'ap', op: 'assign', mdev: 'a', adapters: [6], domains: [], controlDomains: [] };
  const answer = applyEdit(state, assign as Parameters<typeof applyEdit>[1]);
  expect(answer.ok ? '' : answer.refusal.message).toBe(
    'a cannot get 2 queues (06.0004 and 06.0047): b and c have them, and a queue belongs to one guest only.',
  );
});

it('AP-Z5 drift of masks says what makes the active ones persistent', () => {
  const drift = (apmask: typeof FULL_MASK) => {
    const state = createApState({ apmask, persistent: { apmask: FULL_MASK, aqmask: null } });
    return problems(state, state).find(({ id }) => id === 'ap:drift:apmask')?.message;
  };
  const ways = [maskOf([0, 1, 2, 7]), EMPTY_MASK].map((mask) => drift(mask)?.split('run on the host: ')[1]);
  expect(ways).toEqual(['chzdev -t ap -p apmask=0-2,7.', 'chzdev -t ap -p apmask=-0-255.']);
});
