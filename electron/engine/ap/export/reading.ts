/** What all readers of AP files share: refusals in words, and the end of a reading. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { quoted } from '../../hosts/tree-reader.ts';

export function notRead(rule: string, message: string): ReadFormat<ApState> {
  return { ok: false, refusal: { rule, message, because: [], fixes: [] } };
}

/** A piece of a file for a sentence. */
export function quotedLine(text: string): string {
  return quoted(text.slice(0, 200));
}

/** Null = the masks cannot be wished for on this host. */
export function lasting(state: ApState | null, notes: readonly string[]): ReadFormat<ApState> {
  if (state !== null) return { ok: true, state, notes };
  return notRead(
    'AP-M1',
    'A queue of this host has a driver_override, and then the kernel takes no masks. Clear the override first.',
  );
}
