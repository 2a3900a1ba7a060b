/** How the end of an event looks and reads: never by colour alone. */
import { EVENT_MARKS, type EventMark } from '../../../shared/xive/cards.ts';
import type { Palette } from '../../ui/palette.ts';

export interface MarkLook {
  /** Drawn inside the dot; empty = a plain dot. */
  readonly glyph: string;
  readonly colour: 'accent' | 'danger' | 'warning' | 'success';
  readonly words: string;
}

export const MARK_LOOKS: Readonly<Record<EventMark, MarkLook>> = {
  done: { glyph: '', colour: 'accent', words: 'done' },
  refused: { glyph: '×', colour: 'danger', words: 'refused' },
  signal: { glyph: '!', colour: 'danger', words: 'ended by a signal' },
  staleMade: { glyph: '◆', colour: 'warning', words: 'makes a page stale' },
  wrongTurn: { glyph: '↯', colour: 'danger', words: 'goes through a wrong page' },
  mended: { glyph: '✓', colour: 'success', words: 'mends a page' },
};

/** Where several events fall on one pixel, the worst is drawn. */
const WORST_FIRST: readonly EventMark[] = ['wrongTurn', 'staleMade', 'signal', 'refused', 'mended', 'done'];
const SEVERITY = Uint8Array.from(EVENT_MARKS, (mark) => EVENT_MARKS.length - WORST_FIRST.indexOf(mark));

export function markOf(marks: Uint8Array, step: number): EventMark {
  return EVENT_MARKS[marks[step - 1] ?? 0] ?? 'done';
}

export function isBad(mark: EventMark): boolean {
  return mark === 'staleMade' || mark === 'wrongTurn';
}

/** The worst mark of the steps `first`..`last` (from 1); null where there are none. */
export function worstOf(marks: Uint8Array, first: number, last: number): EventMark | null {
  let worst = -1;
  for (let at = Math.max(0, first - 1); at < Math.min(last, marks.length); at++) {
    const mark = marks[at]!;
    if (worst < 0 || SEVERITY[mark]! > SEVERITY[worst]!) worst = mark;
  }
  return worst < 0 ? null : (EVENT_MARKS[worst] ?? null);
}

export function hasMark(marks: Uint8Array, mark: EventMark, first: number, last: number): boolean {
  return marks.subarray(Math.max(0, first - 1), last).includes(EVENT_MARKS.indexOf(mark));
}

export function colourOf(mark: EventMark, palette: Palette): string {
  return palette[MARK_LOOKS[mark].colour];
}

/** The next step behind `step` that makes a page stale or misresolved, from the start again at the end; null = none does. */
export function nextStaleStep(marks: Uint8Array, step: number): number | null {
  const stale = EVENT_MARKS.indexOf('staleMade');
  const next = marks.indexOf(stale, step);
  const at = next >= 0 ? next : marks.indexOf(stale);
  return at < 0 ? null : at + 1;
}
