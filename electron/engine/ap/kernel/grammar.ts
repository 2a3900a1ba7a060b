/** The kernel's input grammars (ap.md 2.6). Results are typed; nothing here throws for bad text. */
import { EMPTY_MASK, type Mask, maskOf, minus, union } from '../../../../shared/mask.ts';

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errno: 'EINVAL' | 'ERANGE'; readonly expected: string };

const ID_EXAMPLE = 'one number such as 71, 0x47 or 0107 (octal)';
const MASK_EXAMPLE = 'a hex mask such as 0x41 (left-aligned), or changes such as +4,-0x47,+0-4';
const CONFIG_EXAMPLE = 'three hex masks with commas between them: adapters, usage domains, control domains';
const MAX_U64 = (1n << 64n) - 1n;

function invalid(expected: string): { ok: false; errno: 'EINVAL'; expected: string } {
  return { ok: false, errno: 'EINVAL', expected };
}

/**
 * The longest base-0 number at `at`: `0x` needs a hex digit behind it, any other leading `0` means octal. Null when
 * there is no digit at all.
 */
function scanNumber(text: string, at: number): { readonly value: bigint; readonly end: number } | null {
  const rest = text.slice(at);
  const hex = /^0x[0-9a-f]+/i.exec(rest);
  if (hex) return { value: BigInt(hex[0]), end: at + hex[0].length };
  const octal = /^0[0-7]*/.exec(rest);
  if (octal) return { value: BigInt(`0o${octal[0]}`), end: at + octal[0].length };
  const decimal = /^[1-9][0-9]*/.exec(rest);
  return decimal ? { value: BigInt(decimal[0]), end: at + decimal[0].length } : null;
}

/** What the six `assign_`/`unassign_` files read. Numbers above 64 bits are ERANGE, even with rubbish behind them. */
export function parseId(text: string): Parsed<bigint> {
  const number = scanNumber(text, text.startsWith('+') ? 1 : 0);
  if (number === null) return invalid(ID_EXAMPLE);
  if (number.value > MAX_U64) return { ok: false, errno: 'ERANGE', expected: ID_EXAMPLE };
  const rest = text.slice(number.end);
  return rest === '' || rest === '\n' ? { ok: true, value: number.value } : invalid(ID_EXAMPLE);
}

/** Absolute mask: digits are left-aligned, and no digit at all is the zero mask (mistake 23). */
export function parseAbsoluteMask(text: string): Parsed<Mask> {
  const match = /^(?:0x|x)?([0-9a-fA-F]{0,64})\n?$/.exec(text);
  if (!match) return invalid(MASK_EXAMPLE);
  const ids: number[] = [];
  const digits = match[1]!;
  for (let at = 0; at < digits.length; at++) {
    const bits = Number.parseInt(digits.charAt(at), 16);
    for (let bit = 0; bit < 4; bit++) if (bits & (8 >> bit)) ids.push(at * 4 + bit);
  }
  return { ok: true, value: maskOf(ids) };
}

function idRange(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Changes `+n`, `-n`, `+n-m`, `-n-m` applied to `current` from left to right. */
export function parseRelativeMask(text: string, current: Mask): Parsed<Mask> {
  let mask = current;
  let at = 0;
  while (at < text.length) {
    const sign = text[at];
    if (sign !== '+' && sign !== '-') return invalid(MASK_EXAMPLE);
    const first = scanNumber(text, at + 1);
    if (first === null || first.value > 255n) return invalid(MASK_EXAMPLE);
    let last = first;
    if (text[first.end] === '-') {
      const end = scanNumber(text, first.end + 1);
      if (end === null || end.value > 255n || end.value < first.value) return invalid(MASK_EXAMPLE);
      last = end;
    }
    const ids = maskOf(idRange(Number(first.value), Number(last.value)));
    mask = sign === '+' ? union(mask, ids) : minus(mask, ids);
    at = last.end;
    while (text[at] === ',' || text[at] === '\n') at++;
  }
  return { ok: true, value: mask };
}

/** What `apmask` and `aqmask` read; the first character chooses the form. */
export function parseMask(text: string, current: Mask): Parsed<Mask> {
  return text.startsWith('+') || text.startsWith('-')
    ? parseRelativeMask(text, current)
    : parseAbsoluteMask(text);
}

/** `0x` + 64 digits three times, two commas, one newline: as much as the kernel looks at. */
const CONFIG_LENGTH = 201;

/** What `ap_config` reads: APM, AQM, ADM. An empty token is the zero mask, a missing third one an error. */
export function parseApConfig(text: string): Parsed<{ apm: Mask; aqm: Mask; adm: Mask }> {
  const tokens = text.slice(0, CONFIG_LENGTH).split(/[,\n]/);
  const masks: Mask[] = [];
  for (let index = 0; index < 3; index++) {
    const token = tokens[index];
    if (token === undefined) return invalid(CONFIG_EXAMPLE);
    const mask = parseAbsoluteMask(token);
    if (!mask.ok) return invalid(CONFIG_EXAMPLE);
    masks.push(mask.value);
  }
  const [apm = EMPTY_MASK, aqm = EMPTY_MASK, adm = EMPTY_MASK] = masks;
  return { ok: true, value: { apm, aqm, adm } };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n?$/i;

/** What `create` reads: 36 characters, hyphenated; directories carry it in lower case (AP-C7). */
export function parseUuid(text: string): Parsed<string> {
  return UUID.test(text)
    ? { ok: true, value: text.trim().toLowerCase() }
    : invalid('a UUID of 36 characters such as 62177883-f1bb-47f0-914d-32a22e3a8804');
}
