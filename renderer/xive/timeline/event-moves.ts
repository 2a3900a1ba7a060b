/** Edits of a run of events of a list, and which of them are picked afterwards. Steps count from 1; edits from 0. Pure. */
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../shared/xive/events.ts';

/** Steps `first`..`last`. */
export interface Picked {
  readonly first: number;
  readonly last: number;
}

export interface EventChange {
  readonly label: string;
  readonly edits: readonly XiveEdit[];
  /** What is picked when it was made. */
  readonly picked: Picked;
  /** Where the timeline stands then. */
  readonly step: number;
}

/** Picks from where Shift was pressed first to here; both ends may come first. */
export function pickedOf(anchor: number, head: number): Picked | null {
  const [first, last] = [Math.min(anchor, head), Math.max(anchor, head)];
  return last < 1 ? null : { first: Math.max(1, first), last };
}

export function countOf({ first, last }: Picked): number {
  return last - first + 1;
}

export function eventWords(picked: Picked): string {
  return picked.first === picked.last ? `event ${picked.first}` : `events ${picked.first} to ${picked.last}`;
}

/** Puts them before the event that stood at step `before` (steps + 1 = at the end); null when they stand there already. */
export function moveTo(branch: string, picked: Picked, before: number): EventChange | null {
  if (before >= picked.first && before <= picked.last + 1) return null;
  const count = countOf(picked);
  const first = before > picked.last ? before - count : before;
  const moved = { first, last: first + count - 1 };
  return {
    label: `Move ${eventWords(picked)} ${before > picked.last ? 'down' : 'up'}`,
    edits: [{ family: 'xive', op: 'moveEvents', branch, at: picked.first - 1, count, to: before - 1 }],
    picked: moved,
    step: moved.last,
  };
}

/** One place up or down; null at the end of the list. */
export function moveBy(branch: string, picked: Picked, by: -1 | 1, steps: number): EventChange | null {
  if (by < 0) return picked.first === 1 ? null : moveTo(branch, picked, picked.first - 1);
  return picked.last >= steps ? null : moveTo(branch, picked, picked.last + 2);
}

export function removal(branch: string, picked: Picked, steps: number): EventChange {
  const count = countOf(picked);
  const step = Math.min(picked.first - 1, steps - count);
  return {
    label: `Delete ${eventWords(picked)}`,
    edits: [{ family: 'xive', op: 'removeEvents', branch, at: picked.first - 1, count }],
    picked: { first: Math.max(1, step), last: Math.max(1, step) },
    step,
  };
}

export function duplicate(branch: string, picked: Picked, events: readonly XiveEvent[]): EventChange {
  const first = picked.last + 1;
  return {
    label: `Duplicate ${eventWords(picked)}`,
    edits: [{ family: 'xive', op: 'insertEvents', branch, at: picked.last, events: [...events] }],
    picked: { first, last: first + events.length - 1 },
    step: first + events.length - 1,
  };
}

export function split(branch: string, step: number): EventChange {
  return {
    label: `Split event ${step} into single calls`,
    edits: [{ family: 'xive', op: 'expandEvent', branch, at: step - 1 }],
    picked: { first: step, last: step },
    step,
  };
}
