/** Mask texts as kernel and tools print them. Bit 0 is the leftmost (ap.md 1.2, 2.6). */
import { EMPTY_MASK, type Mask, maskFromHex, maskOf } from '../../../../shared/mask.ts';
import { parseMask } from '../kernel/grammar.ts';

export interface MaskText {
  readonly mask: Mask;
  /** Digits that were there; the kernel always prints 64, fewer are left-aligned when written. */
  readonly digits: number;
}

/** The kernel's absolute form: optional `0x` or `x`, up to 64 hex digits, optional newline; null for anything else. */
export function parseMaskText(text: string): MaskText | null {
  const match = /^(?:0x|x)?([0-9a-f]{0,64})\n?$/i.exec(text);
  if (!match) return null;
  const digits = match[1]!;
  const mask = maskFromHex(`0x${digits.padEnd(64, '0')}`);
  return mask && { mask, digits: digits.length };
}

function idOf(text: string): number | null {
  if (!/^(?:0x[0-9a-f]{1,4}|0[0-7]{0,6}|[1-9][0-9]{0,5})$/i.test(text)) return null;
  const octal = text.length > 1 && text.startsWith('0') && !/^0x/i.test(text);
  return Number.parseInt(text, /^0x/i.test(text) ? 16 : octal ? 8 : 10);
}

/** One number as the kernel's automatic base reads it: `0x47`, `0107` (octal), `71`; null when it is none or above 255. */
export function parseId(text: string): number | null {
  const id = idOf(text);
  return id === null || id > 255 ? null : id;
}

/** `0-4,16-31` of lszdev and chzdev (AP-Z2): entries `n` or `n-m`, base 0; null for anything else. */
export function parseIdRanges(text: string): Mask | null {
  const trimmed = text.trim();
  if (trimmed === '') return EMPTY_MASK;
  const ids: number[] = [];
  for (const part of trimmed.split(',')) {
    const [first, last, more] = part.trim().split('-');
    const low = parseId(first ?? '');
    const high = last === undefined ? low : parseId(last);
    if (more !== undefined || low === null || high === null || high < low) return null;
    for (let id = low; id <= high; id++) ids.push(id);
  }
  return maskOf(ids);
}

/**
 * Kernel parameter `ap.apmask=`: like the sysfs file, but the relative form starts from the zero mask (ap.md 2.1),
 * so `+1-6` keeps 1 to 6. Null when the kernel would ignore the text as an error.
 */
export function parseMaskParameter(text: string): Mask | null {
  const parsed = parseMask(text, EMPTY_MASK);
  return parsed.ok ? parsed.value : null;
}
