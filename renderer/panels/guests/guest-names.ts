/** What may be a guest's name, and the hue a new one gets: the same in every family. */
import type { Edit } from '../../../shared/edit.ts';

/** Edits with the label undo shows. */
export interface LabelledEdits<One extends Edit = Edit> {
  readonly label: string;
  readonly edits: readonly One[];
}

interface Named {
  readonly id: string;
  readonly name: string;
  /** 0..7 */
  readonly hue: number;
}

/** Null when a guest (`own`: the one that has it so far) can have this name, else what is wrong with it. */
export function nameError(guests: readonly Named[], text: string, own?: string): string | null {
  const name = text.trim();
  if (name === '') return 'A guest needs a name.';
  if (name.length > 64) return 'A name has at most 64 characters.';
  return guests.some((guest) => guest.name === name && guest.id !== own)
    ? 'Another guest has this name.'
    : null;
}

/** The hue used least so far. */
export function nextHue(guests: readonly Named[]): number {
  const used = Array.from({ length: 8 }, (_, hue) => guests.filter((guest) => guest.hue === hue).length);
  return used.indexOf(Math.min(...used));
}
