/** What the readers of all texts share: lines of bounded length, whatever ends them, and complaints about damaged rows. */

import type { ZodType } from 'zod';

/** A row of /proc/interrupts of 2048 CPUs has 23,000 characters. */
const LONGEST_LINE = 40_000;
const MOST_LINES = 400_000;

export function linesOf(text: string): string[] {
  return text
    .split('\n', MOST_LINES)
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => line.length <= LONGEST_LINE);
}

/** Rows of a text, and those that began like a row and were none: cut off or damaged. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly damaged: readonly string[];
}

/** `bounds` = those of a saved reading, so that what is read can be written and read again. */
export function rowsOf<Row>(
  text: string,
  looksLike: RegExp,
  read: (line: string) => Row | null,
  bounds: ZodType,
): Rows<Row> {
  const rows: Row[] = [];
  const damaged: string[] = [];
  for (const line of linesOf(text)) {
    if (!looksLike.test(line)) continue;
    const row = read(line);
    if (row === null || !bounds.safeParse(row).success) damaged.push(line);
    else rows.push(row);
  }
  return { rows, damaged };
}

export function hex(text: string): number {
  return Number.parseInt(text, 16);
}

/** `P-` -> `10` */
export function pqOf(text: string): string {
  return `${text[0] === 'P' ? 1 : 0}${text[1] === 'Q' ? 1 : 0}`;
}

/** Of any amount: a call with a hundred thousand arguments would overflow the stack. */
export function highest(numbers: Iterable<number>, least = -Infinity): number {
  let found = least;
  for (const number of numbers) if (number > found) found = number;
  return found;
}

export function lowest(numbers: Iterable<number>): number {
  let found = Infinity;
  for (const number of numbers) if (number < found) found = number;
  return found;
}
