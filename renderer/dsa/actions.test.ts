import { expect, test } from 'vitest';
import { SHELL_ACTIONS } from '../app/shell-actions.ts';
import { planActions } from '../plan/actions.ts';
import { isIconName } from '../ui/icons.tsx';
import { dsaActions } from './actions.ts';
import { createDsaStore } from './dsa-store.ts';
import { busyHost } from './graph/fixture.ts';

const desired = busyHost();
const focusSearch = () => undefined;
const store = createDsaStore({
  hostId: 'h1',
  call: () => new Promise(() => undefined),
  host: () => ({ observed: desired, desired }),
  undoLabel: () => null,
  say: () => undefined,
  refused: () => undefined,
});

test('no shortcut and no id is used twice, also not by the shell or by planning, and every icon exists', () => {
  const all = [...SHELL_ACTIONS, ...dsaActions(() => null, focusSearch), ...planActions(() => null)];
  const ids = all.map((action) => action.id);
  const shortcuts = all.flatMap((action) => action.shortcut ?? []);
  const strange = dsaActions(() => null, focusSearch).filter((action) => !isIconName(action.icon));
  expect([new Set(ids).size, new Set(shortcuts).size, strange]).toEqual([ids.length, shortcuts.length, []]);
});

test('what cannot run says why, and can run once that is settled', () => {
  const actions = dsaActions(() => ({ store, desired }), focusSearch);
  const why = (id: string) => actions.find((action) => action.id === `dsa.${id}`)?.unavailable();
  expect([
    dsaActions(() => null, focusSearch)[0]?.unavailable(),
    why('give'),
    why('take'),
    why('enable'),
  ]).toEqual([
    'Open the DSA work queues of a host first.',
    'Select a work queue or pick a guest first.',
    'Select the mediated device of a guest first.',
    'Select a device or a work queue first.',
  ]);
  store.getState().select('wq0.3');
  expect([why('give'), why('enable'), why('disable'), why('guest.rename')]).toEqual([
    null,
    null,
    'wq0.3 is disabled already.',
    'Pick a guest first.',
  ]);
  store.getState().set({ dialog: { kind: 'load-config' } });
  expect(why('give')).toBe('Close the dialog first.');
});
