import { expect, test } from 'vitest';
import { isIconName } from '../ui/icons.tsx';
import { keysOf } from '../ui/Kbd.tsx';
import type { Action } from './action.ts';
import { allActions, registerActions, runAction } from './actions.ts';
import {
  fileNameComplaint,
  formatSize,
  joinPath,
  shownEntries,
  workspaceFileName,
} from './dialogs/file-names.ts';
import { problemWords } from './rules.tsx';
import { SHELL_ACTIONS } from './shell-actions.ts';
import { actionForKey, isWriting, type KeyPress } from './shortcuts.ts';
import { ago } from './shell/ago.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

test('the shell’s actions have unique ids and shortcuts, sentence-case labels and icons that exist', () => {
  const ids = SHELL_ACTIONS.map((action) => action.id);
  const shortcuts = SHELL_ACTIONS.flatMap((action) => action.shortcut ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(shortcuts).size).toBe(shortcuts.length);
  expect(SHELL_ACTIONS.filter((action) => !/^[A-Z][^.]+$/.test(action.label))).toEqual([]);
  expect(SHELL_ACTIONS.filter((action) => action.icon !== undefined && !isIconName(action.icon))).toEqual([]);
});

test('registered actions join the list once, and leave it again', () => {
  const ran: string[] = [];
  const action: Action = {
    id: 'test.go',
    label: 'Go',
    group: 'grid',
    unavailable: () => null,
    run: () => void ran.push('go'),
  };
  const blocked: Action = { ...action, id: 'test.no', unavailable: () => 'Not now.' };
  const leave = registerActions(() => [action, blocked]);
  const leaveTwice = registerActions(() => [action]);
  expect(allActions().map(({ id }) => id)).toEqual(['test.go', 'test.no']);
  expect([runAction('test.go'), runAction('test.no'), runAction('test.unknown')]).toEqual([
    true,
    false,
    false,
  ]);
  leave();
  leaveTwice();
  expect([allActions(), ran]).toEqual([[], ['go']]);
});

test('keys find their action on both kinds of keyboards, and writing keeps its own keys', () => {
  function found(key: KeyPress, isMac = false, writing = false): string | undefined {
    return actionForKey(SHELL_ACTIONS, key, { isMac, writing })?.id;
  }
  expect([
    found(press('z', { ctrlKey: true })),
    found(press('Z', { ctrlKey: true, shiftKey: true })),
    found(press('y', { ctrlKey: true })),
    found(press('z', { metaKey: true }), true),
    found(press('z', { ctrlKey: true }), true),
    found(press('?', { shiftKey: true })),
    found(press('?', { shiftKey: true }), false, true),
    found(press('z', { ctrlKey: true }), false, true),
    found(press('y', { ctrlKey: true }), false, true),
    found(press('k', { ctrlKey: true }), false, true),
    found(press('k')),
  ]).toEqual([
    'workspace.undo',
    'workspace.redo',
    'workspace.redo',
    'workspace.undo',
    undefined,
    'help.shortcuts',
    undefined,
    undefined,
    undefined,
    'help.palette',
    undefined,
  ]);
  expect([
    isWriting({ tagName: 'INPUT', type: 'text' }),
    isWriting({ tagName: 'INPUT', type: 'radio' }),
    isWriting(null),
  ]).toEqual([true, false, false]);
});

test('shortcuts are shown as the keys of the keyboard', () => {
  expect([keysOf('Mod+Shift+Z'), keysOf('?'), keysOf('Mod++')]).toEqual([
    ['Ctrl', 'Shift', 'Z'],
    ['?'],
    ['Ctrl', '+'],
  ]);
});

test('the file browser orders entries, hides what does not fit, and says what is wrong with a name', () => {
  const entries = [
    { name: 'b.tgz', path: '/b.tgz', kind: 'capture', size: 1 },
    { name: 'notes', path: '/notes', kind: 'other', size: 1 },
    { name: 'z', path: '/z', kind: 'folder', size: 0 },
    { name: '.cache', path: '/.cache', kind: 'folder', size: 0 },
    { name: 'a.pts', path: '/a.pts', kind: 'workspace', size: 1 },
  ] as const;
  const names = (purpose: 'open' | 'import' | 'save', filter = '') =>
    shownEntries(entries, purpose, filter).map((entry) => entry.name);
  expect([names('open'), names('import'), names('save'), names('open', 'B.'), names('open', '.c')]).toEqual([
    ['z', 'a.pts', 'b.tgz', 'notes'],
    ['z', 'b.tgz', 'notes'],
    ['z', 'a.pts'],
    ['b.tgz'],
    ['.cache'],
  ]);
  expect([
    fileNameComplaint('a.pts'),
    fileNameComplaint('a/b.pts') === null,
    fileNameComplaint('a') === null,
    workspaceFileName('a'),
    workspaceFileName(' a.pts '),
  ]).toEqual([null, false, true, 'a.pts', 'a.pts']);
  expect([joinPath('/', 'a'), joinPath('/x', 'a'), joinPath('C:\\x', 'a')]).toEqual([
    '/a',
    '/x/a',
    'C:\\x\\a',
  ]);
  expect([formatSize(999), formatSize(1500), formatSize(999_999), formatSize(12_000_000)]).toEqual([
    '999 B',
    '1.5 kB',
    '1.0 MB',
    '12 MB',
  ]);
});

test('the age of a reading is said in the largest unit that fits', () => {
  const now = Date.parse('2026-01-02T00:00:00Z');
  expect(
    ['2026-01-01T23:59:40Z', '2026-01-01T23:58:00Z', '2026-01-01T00:00:00Z', 'never'].map((time) =>
      ago(time, now),
    ),
  ).toEqual(['just now', '2 minutes ago', '1 day ago', 'never']);
});

test('problems are counted in words that agree in number', () => {
  expect([
    problemWords({ error: 1, warning: 2, info: 0 }),
    problemWords({ info: 1 }),
    problemWords({}),
  ]).toEqual(['1 error, 2 warnings', '1 note', '']);
});
