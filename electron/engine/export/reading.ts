/** What all readers of exported files share: refusals in words. */
import { quoted } from '../hosts/tree-reader.ts';
import type { ReadFormat } from './exporting.ts';

export function notRead(rule: string, message: string): ReadFormat<never> {
  return { ok: false, refusal: { rule, message, because: [], fixes: [] } };
}

/** A piece of a file for a sentence. */
export function quotedLine(text: string): string {
  return quoted(text.slice(0, 200));
}
