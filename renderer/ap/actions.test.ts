import { expect, test } from 'vitest';
import { apqnOf } from '../../shared/apqn.ts';
import { planActions } from '../plan/actions.ts';
import { SHELL_ACTIONS } from '../app/shell-actions.ts';
import { apActions } from './actions.ts';
import { createApStore } from './ap-store.ts';
import { fixtureState } from './fixture.ts';

const desired = fixtureState();
const store = createApStore({
  hostId: 'h1',
  call: () => new Promise(() => undefined),
  host: () => ({ observed: desired, desired }),
  undoLabel: () => null,
  say: () => undefined,
  refused: () => undefined,
});

test('no shortcut and no id is used twice, also not by the shell or by planning', () => {
  const all = [...SHELL_ACTIONS, ...apActions(() => null), ...planActions(() => null)];
  const ids = all.map((action) => action.id);
  const shortcuts = all.flatMap((action) => action.shortcut ?? []);
  expect([new Set(ids).size, new Set(shortcuts).size]).toEqual([ids.length, shortcuts.length]);
});

test('what cannot run says why, and can run once that is settled', () => {
  const actions = apActions(() => ({
    store,
    desired,
    focusGoTo: () => undefined,
    fittingCellSize: () => 20,
  }));
  const why = (id: string) => actions.find((action) => action.id === id)?.unavailable();
  expect([apActions(() => null)[0]?.unavailable(), why('ap.guest.delete'), why('ap.release')]).toEqual([
    'Open the AP crypto matrix of a host first.',
    'Pick a guest first.',
    'Select a cell first.',
  ]);
  store.getState().pickGuest('payments-a');
  store.getState().setCursor(apqnOf(7, 84));
  expect([why('ap.guest.delete'), why('ap.release'), why('ap.return')]).toEqual([
    null,
    null,
    'The host has 07.0054 already.',
  ]);
});
