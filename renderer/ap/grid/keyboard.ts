/** Keys of the grid, after the ARIA grid pattern, plus zoom and going to an APQN by typing it. Pure. */
import { parseApqn } from '../../../shared/apqn.ts';
import type { Axes } from './geometry.ts';
import type { CellAt } from './interaction.ts';

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  readonly control: boolean;
  readonly alt: boolean;
}

export type KeyIntent =
  | { readonly kind: 'go'; readonly to: CellAt; readonly extend: boolean }
  | { readonly kind: 'act'; readonly what: 'cell' | 'row' | 'column'; readonly alt: boolean }
  | { readonly kind: 'zoom'; readonly direction: 1 | -1 }
  | { readonly kind: 'cancel' }
  /** Text typed so far; '' = the box closes. */
  | { readonly kind: 'typed'; readonly text: string };

export interface KeyContext {
  readonly axes: Axes;
  readonly cursor: CellAt | null;
  /** Rows and columns a page is long. */
  readonly page: { readonly rows: number; readonly columns: number };
  readonly typed: string;
}

/** Null = not a key of the grid; it is left to the rest of the application. */
export function readKey(press: KeyPress, context: KeyContext): KeyIntent | null {
  if (context.typed !== '' || (!press.control && !press.alt && /^[0-9a-f]$/i.test(press.key))) {
    const typing = readTyping(press, context);
    if (typing !== null) return typing;
  }
  if (press.key === 'Escape') return { kind: 'cancel' };
  if (press.key === 'Enter') return { kind: 'act', what: 'cell', alt: press.alt };
  if (press.key === ' ') return { kind: 'act', what: spaceActsOn(press), alt: press.alt };
  const plain = !press.control && !press.alt && !press.shift;
  if (plain && (press.key === 'Delete' || press.key === 'Backspace'))
    return { kind: 'act', what: 'cell', alt: true };
  if (!press.control && (press.key === '+' || press.key === '=')) return { kind: 'zoom', direction: 1 };
  if (!press.control && press.key === '-') return { kind: 'zoom', direction: -1 };
  const to = destination(press, context);
  return to === null ? null : { kind: 'go', to, extend: press.shift };
}

/** Shift+Space is the row and Ctrl+Space the column, as the grid pattern has it. */
function spaceActsOn(press: KeyPress): 'cell' | 'row' | 'column' {
  return press.shift ? 'row' : press.control ? 'column' : 'cell';
}

function destination(press: KeyPress, context: KeyContext): CellAt | null {
  const { row, column } = context.cursor ?? { row: 0, column: 0 };
  const lastRow = context.axes.rows.length - 1;
  const lastColumn = context.axes.columns.length - 1;
  if (lastRow < 0 || lastColumn < 0) return null;
  const at = (toRow: number, toColumn: number): CellAt => ({
    row: Math.min(lastRow, Math.max(0, toRow)),
    column: Math.min(lastColumn, Math.max(0, toColumn)),
  });
  if (press.alt) return null;
  switch (press.key) {
    case 'ArrowUp':
      return press.control ? at(0, column) : at(row - 1, column);
    case 'ArrowDown':
      return press.control ? at(lastRow, column) : at(row + 1, column);
    case 'ArrowLeft':
      return press.control ? at(row, 0) : at(row, column - 1);
    case 'ArrowRight':
      return press.control ? at(row, lastColumn) : at(row, column + 1);
    case 'Home':
      return press.control ? at(0, 0) : at(row, 0);
    case 'End':
      return press.control ? at(lastRow, lastColumn) : at(row, lastColumn);
    case 'PageUp':
      return at(row - context.page.rows, column);
    case 'PageDown':
      return at(row + context.page.rows, column);
    default:
      return null;
  }
}

/** Longest text is `0a.0047`. */
const LONGEST = 7;

function readTyping(press: KeyPress, context: KeyContext): KeyIntent | null {
  if (press.key === 'Escape') return { kind: 'typed', text: '' };
  if (press.key === 'Backspace') return { kind: 'typed', text: context.typed.slice(0, -1) };
  if (press.key === 'Enter') {
    const to = cellOfText(context.typed, context);
    return to === null ? { kind: 'typed', text: '' } : { kind: 'go', to, extend: false };
  }
  if (!/^[0-9a-f.]$/i.test(press.key)) return null;
  const text = (context.typed + press.key.toLowerCase()).slice(0, LONGEST);
  if (text.length === LONGEST) {
    const to = cellOfText(text, context);
    if (to !== null) return { kind: 'go', to, extend: false };
  }
  return { kind: 'typed', text };
}

/** `0a.0047` is the cell, `0a` the row (hex, as sysfs names it); null when the grid does not show it. */
export function cellOfText(text: string, context: Pick<KeyContext, 'axes' | 'cursor'>): CellAt | null {
  const apqn = parseApqn(text.replace(/\.$/, ''));
  if (apqn !== null) {
    const cell = { row: context.axes.rowOf[apqn >> 8]!, column: context.axes.columnOf[apqn & 255]! };
    return cell.row < 0 || cell.column < 0 ? null : cell;
  }
  if (!/^[0-9a-f]{1,2}\.?$/.test(text)) return null;
  const row = context.axes.rowOf[Number.parseInt(text, 16)]!;
  return row < 0 ? null : { row, column: context.cursor?.column ?? 0 };
}
