/** The limits of a setting in words. Pure. */
import type { AttributeRow } from '../../shared/dsa/cards.ts';

type Limits = Pick<AttributeRow, 'form' | 'least' | 'most' | 'unit'>;

const SINGULAR: Readonly<Record<string, string>> = {
  entries: 'entry',
  bytes: 'byte',
  descriptors: 'descriptor',
};

/** `1 entry`, `48 entries`, `7` without a unit. */
function counted(count: number, unit: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? (SINGULAR[unit] ?? unit) : unit}`.trim();
}

/** Its limit hangs on another setting that leaves nothing yet: the threshold of a wq without entries. */
function leavesNothing({ form, least, most }: Limits): boolean {
  return form === 'number' && least !== null && most !== null && most < least;
}

/** What the row's limits say against a text; null when nothing does. The engine judges the rest. */
export function limitFault(limits: Limits, text: string): string | null {
  const { form, least, most, unit } = limits;
  if (form !== 'number' || text.trim() === '') return null;
  const number = Number(text);
  if (!Number.isFinite(number)) return null;
  if (leavesNothing(limits)) return 'Write the size first.';
  if (least !== null && number < least) return `At least ${counted(least, unit)}.`;
  return most !== null && number > most ? `At most ${counted(most, unit)}.` : null;
}

/** `0 to 48 entries`; empty where there is nothing to say. */
export function limitsOf(limits: Limits): string {
  const { form, least, most, unit } = limits;
  // The row's hint says what to write first.
  if (form !== 'number' || leavesNothing(limits)) return '';
  return least !== null && most !== null ? `${least} to ${counted(most, unit)}` : unit;
}
