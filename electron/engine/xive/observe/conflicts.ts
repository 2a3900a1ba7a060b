/** Where the texts of a reading contradict each other, or tell what people take for something else (xive.md 4.7, 6). */
import type { Reading } from '../../../../shared/xive/types.ts';

export interface ReadingConflict {
  /** `[first, last]`; null = of the whole reading. */
  readonly lisns: readonly [first: number, last: number] | null;
  readonly text: string;
  readonly rule: string;
}

export function readingConflicts(_reading: Reading): readonly ReadingConflict[] {
  return [];
}
