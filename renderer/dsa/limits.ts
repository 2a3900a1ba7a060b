/** The limits of a setting in words. Pure. */
import type { AttributeRow } from '../../shared/dsa/cards.ts';

type Limits = Pick<AttributeRow, 'form' | 'least' | 'most' | 'unit'>;

/** What the row's limits say against a text; null when nothing does. The engine judges the rest. */
export function limitFault({ form, least, most, unit }: Limits, text: string): string | null {
  if (form !== 'number' || text.trim() === '') return null;
  const number = Number(text);
  if (!Number.isFinite(number)) return null;
  const words = unit === '' ? '' : ` ${unit}`;
  if (least !== null && number < least) return `At least ${least}${words}.`;
  return most !== null && number > most ? `At most ${most.toLocaleString('en')}${words}.` : null;
}

/** `0 to 48 entries`; empty where there is nothing to say. */
export function limitsOf({ form, least, most, unit }: Limits): string {
  if (form !== 'number') return '';
  if (least !== null && most !== null) return `${least} to ${most.toLocaleString('en')} ${unit}`.trim();
  return unit;
}
