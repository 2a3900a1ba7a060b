/** Typed reads of a function's attributes; a missing file is unknown, never 0 (M-1). */
import { quoted, TreeReader } from '../../hosts/tree-reader.ts';
import { numberOf } from './numbers.ts';

export class ZpciReader extends TreeReader {
  value(path: string): string | undefined {
    return this.text(path)?.replace(/\n$/, '');
  }

  /** Decimal or 0x; null when absent or, with a finding, when it is none or too large. */
  number(path: string, most: number): number | null {
    const text = this.value(path);
    if (text === undefined) return null;
    const value = numberOf(text, most);
    if (value === null)
      this.find(
        'warning',
        path,
        `A number up to 0x${most.toString(16)} was expected, found ${quoted(text)}; taken as unknown.`,
        `number ${most}`,
      );
    return value;
  }
}
