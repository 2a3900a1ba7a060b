import { expect, it } from 'vitest';
import { FULL_MASK } from '../../../shared/mask.ts';
import { guestCard } from './derive/guest-card.ts';
import { previewGesture } from './derive/preview.ts';
import { problems } from './derive/problems.ts';
import { refreshShadows } from './kernel/filter.ts';
import { createApState, createMdev, masksOf } from './model.ts';
import { idsWords, sentence } from './wording.ts';

it('lists ids in both bases and ends sentences without touching their beginning', () => {
  expect([idsWords([4, 71]), idsWords([]), sentence('apmask has it'), sentence('Does it?')]).toEqual([
    '4 and 71 (0x47)',
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
