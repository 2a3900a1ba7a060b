/** Numbers, hardware pages and ranges of a case as its author wrote them: decimal or hex, in any order. */
import {
  type HwPage,
  hwPageName,
  hwSource,
  parseHwPage,
  sourceOfHwPage,
  TIMA_PAGE,
} from '../../../../shared/xive/pages.ts';
import { addRange } from '../kernel/intervals.ts';
import type { Intervals } from '../kernel/machine.ts';

const NUMBER = /^-?(?:0x[0-9a-f]+|\d+)$/i;

/** The number a JSON value stands for; NaN when it is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return Number.NaN;
  const text = value.trim();
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
}

/** Numbers wherever a text is one; everything else as it is. Texts under the keys of `keep` stay texts. */
export function withNumbers(value: unknown, keep: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => withNumbers(one, keep));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, keep.has(key) ? one : withNumbers(one, keep)]),
    );
  const number = typeof value === 'string' ? numberOf(value) : Number.NaN;
  return Number.isNaN(number) ? value : number;
}

/** 64 bits; a JSON number beyond 2^53 is only about right, so it is compared as one. */
export function sameValue(wanted: unknown, got: bigint | null): boolean {
  if (wanted === null || got === null) return wanted === got;
  if (typeof wanted === 'string' && NUMBER.test(wanted.trim()) && !wanted.trim().startsWith('-'))
    return BigInt(wanted.trim()) === got;
  const number = numberOf(wanted);
  if (Number.isNaN(number)) return false;
  return Number.isSafeInteger(number) ? BigInt.asUintN(64, BigInt(number)) === got : Number(got) === number;
}

/** A page by name; the TIMA's as `tima:os`, whatever is said behind `tima` or `os`. Undefined = no such name. */
function pageNamed(text: string): HwPage | undefined {
  return parseHwPage(text) ?? (/^(?:tima|os)/i.test(text.trim()) ? TIMA_PAGE : undefined);
}

export function sameHwPage(wanted: unknown, got: HwPage | null, phbPages: 1 | 2): boolean {
  if (wanted === null || got === null) return wanted === got;
  if (typeof wanted !== 'string') return false;
  const page = pageNamed(wanted);
  if (page === undefined) return false;
  if (page === got) return true;
  const unsided = phbPages === 1 && hwSource(got)?.kind === 'phb';
  return unsided && sourceOfHwPage(page) === sourceOfHwPage(got);
}

/** An owner: a source by name, or just `ipi` or `phb`. */
export function sameOwner(wanted: unknown, got: HwPage | null): boolean {
  if (wanted === null || got === null) return wanted === got;
  if (typeof wanted !== 'string') return false;
  const kind = hwSource(got)?.kind;
  if (/^(?:ipi|phb)$/i.test(wanted.trim())) return wanted.trim().toLowerCase() === kind;
  if (/^pt$/i.test(wanted.trim())) return kind === 'phb';
  const page = pageNamed(wanted);
  return page !== undefined && sourceOfHwPage(page) === sourceOfHwPage(got);
}

export function hwText(page: HwPage | null, phbPages: 1 | 2): string | null {
  return page === null ? null : hwPageName(page, phbPages);
}

/** Ranges with neighbours joined; null when the value is no list of pairs. */
export function intervalsOf(value: unknown): Intervals | null {
  if (!Array.isArray(value)) return null;
  let set: Intervals = [];
  for (const pair of value as readonly unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [first, last] = pair.map(numberOf);
    if (!Number.isInteger(first) || !Number.isInteger(last)) return null;
    set = addRange(set, first!, last!);
  }
  return set;
}
