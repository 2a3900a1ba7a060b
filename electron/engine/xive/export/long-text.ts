/** Where a text of a long branch ends: nobody reads tens of millions of characters, and writing them takes many seconds. */
import type { Branch } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';

const MOST_CHARACTERS = 8_000_000;

export class LongText {
  private seen = 0;
  private characters = 0;

  /** The last sentence, once the lines of all events so far are too many; null = go on. */
  after(index: number, { events }: Branch, lines: readonly string[]): string | null {
    for (; this.seen < lines.length; this.seen += 1) this.characters += lines[this.seen]!.length;
    const left = events.length - index - 1;
    if (this.characters < MOST_CHARACTERS || left === 0) return null;
    return `This text ends here: ${plural(left, 'further event')} ${left === 1 ? 'is' : 'are'} not told.`;
  }
}
