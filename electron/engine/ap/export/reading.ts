/** The end of every reading of AP files. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { notRead } from '../../export/reading.ts';

/** Null = the masks cannot be wished for on this host. */
export function lasting(state: ApState | null, notes: readonly string[]): ReadFormat<ApState> {
  if (state !== null) return { ok: true, state, notes };
  return notRead(
    'AP-M1',
    'A queue of this host has a driver_override, and then the kernel takes no masks. Clear the override first.',
  );
}
