import { expect, test } from 'vitest';
import { type KeyContext, type KeyPress, readKey } from './keyboard.ts';
import { shortLabels } from '../../ui/short-labels.ts';

function index(ids: readonly number[]): Int16Array {
  const found = new Int16Array(256).fill(-1);
  ids.forEach((id, at) => {
    found[id] = at;
  });
  return found;
}
const rows = [0, 3, 10];
const columns = [4, 6, 71, 84];
const context: KeyContext = {
  axes: { rows, columns, rowOf: index(rows), columnOf: index(columns) },
  cursor: { row: 1, column: 2 },
  page: { rows: 2, columns: 2 },
  typed: '',
};

function press(key: string, held: Partial<KeyPress> = {}, typed = '') {
  return readKey({ key, shift: false, control: false, alt: false, ...held }, { ...context, typed });
}
function go(row: number, column: number, extend = false) {
  return { kind: 'go', to: { row, column }, extend };
}

test('keys of the grid pattern move the cursor', () => {
  expect([
    press('ArrowUp'),
    press('ArrowRight', { shift: true }),
    press('Home'),
    press('End'),
    press('Home', { control: true }),
    press('End', { control: true }),
    press('PageDown'),
    press('ArrowLeft', { alt: true }),
    press('F2'),
    press('?'),
  ]).toEqual([go(0, 2), go(1, 3, true), go(1, 0), go(1, 3), go(0, 0), go(2, 3), go(2, 2), null, null, null]);
});

test('Enter, Space and Delete act on cell, row or column; + and - zoom', () => {
  expect([
    press('Enter'),
    press(' ', { alt: true }),
    press(' ', { shift: true }),
    press(' ', { control: true }),
    press('+'),
    press('-'),
    press('Escape'),
    press('Delete'),
    press('Backspace'),
    press('Delete', { alt: true }),
  ]).toEqual([
    { kind: 'act', what: 'cell', alt: false },
    { kind: 'act', what: 'cell', alt: true },
    { kind: 'act', what: 'row', alt: false },
    { kind: 'act', what: 'column', alt: false },
    { kind: 'zoom', direction: 1 },
    { kind: 'zoom', direction: -1 },
    { kind: 'cancel' },
    { kind: 'act', what: 'cell', alt: true },
    { kind: 'act', what: 'cell', alt: true },
    null,
  ]);
});

test('typing an APQN goes there', () => {
  expect([
    press('0'),
    press('.', {}, '0a'),
    press('7', {}, '0a.004'),
    press('Enter', {}, 'a.47'),
    press('Enter', {}, '0a'),
    press('Enter', {}, 'ff'),
    press('Backspace', {}, '0a'),
    press('Escape', {}, '0a'),
    press('a', { control: true }),
  ]).toEqual([
    { kind: 'typed', text: '0' },
    { kind: 'typed', text: '0a.' },
    go(2, 2),
    go(2, 2),
    go(2, 2),
    { kind: 'typed', text: '' },
    { kind: 'typed', text: '0' },
    { kind: 'typed', text: '' },
    null,
  ]);
});

test('short labels are short, unique and stay when a guest is added', () => {
  const names = ['payments-a', 'payments-b', 'hsm-proxy', 'hsm-spare', 'test-ci', 'guest-7', '', 'a'];
  expect(shortLabels(names)).toEqual(['A', 'B', 'H', 'HS', 'T', '7', 'G', 'A1']);
  expect(shortLabels(['guest1', 'guest2', 'dev-1', 'guest-003', 'guest-103', 'guest-203', 'x1'])).toEqual([
    '1',
    '2',
    'D1',
    '03',
    'A3',
    'K3',
    'X1',
  ]);
  const many = shortLabels(Array.from({ length: 400 }, (_, at) => `guest-${at}`));
  expect([new Set(many).size, Math.max(...many.map((label) => label.length))]).toEqual([400, 2]);
});
