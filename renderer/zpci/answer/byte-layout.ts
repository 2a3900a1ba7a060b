/** Which field each byte of an answer belongs to, and the answer as text (zpci.md 2.1, 2.9). */
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import type { FieldClass } from '../../../shared/zpci/fields.ts';

export type AnswerBlock = 'function' | 'group';

export interface ByteCell {
  readonly offset: number;
  /** Null = not known. */
  readonly value: number | null;
  /** Names of the fields with bits in it, none for a byte that says nothing. */
  readonly names: readonly string[];
  readonly cls: FieldClass | null;
  /** What it is, for who points at it. */
  readonly what: string;
  readonly isChanged: boolean;
  readonly isLie: boolean;
}

/** Request and response begin with 16 bytes that look alike. */
const HEADER_BYTES = 16;

function whatElse(offset: number): string {
  if (offset >= HEADER_BYTES) return 'not used';
  if (offset < 4) return 'header';
  return offset < 8 ? 'header: format (4 bits) and reserved' : 'header: reserved';
}

export function bytesOf(card: AnswerCard, block: AnswerBlock): readonly (number | null)[] {
  return block === 'function' ? card.functionBytes : card.groupBytes;
}

export function layoutOf(card: AnswerCard, block: AnswerBlock): readonly ByteCell[] {
  const fields = card.fields.filter((field) => field.block === block);
  return bytesOf(card, block).map((value, offset) => {
    const here = fields.filter((field) => field.offset <= offset && offset < field.offset + field.width);
    return {
      offset,
      value,
      names: here.map(({ name }) => name),
      cls: here[0]?.cls ?? null,
      what: here.length === 0 ? whatElse(offset) : here.map(({ label }) => label).join(', '),
      isChanged: here.some(({ changedFrom }) => changedFrom !== null),
      isLie: here.some(({ lie }) => lie !== null),
    };
  });
}

export function byteText(value: number | null): string {
  return value === null ? '??' : value.toString(16).padStart(2, '0');
}

/** `01800010 00000000`, big-endian words of 32 bits. */
export function wordsOf(bytes: readonly (number | null)[]): string {
  const text = bytes.map(byteText).join('');
  return (text.match(/.{1,8}/g) ?? []).join(' ');
}

/** Both answers in the form in which captures hold what a guest's CLP calls returned (zpci.md 4.2). */
export function captureText(card: AnswerCard): string {
  const group = card.group === null ? '??' : card.group.toString(16).padStart(2, '0');
  return [
    `QUERY_FN fh=${card.handle} ioctl_rc=0 rsp=0x0010`,
    ` RAW ${wordsOf(card.functionBytes)}`,
    `QUERY_GRP pfgid=0x${group} ioctl_rc=0 rsp=0x0010`,
    ` RAW ${wordsOf(card.groupBytes)}`,
    '',
  ].join('\n');
}

/** Bytes of words in hex, as a host's own answer is kept; null when it is no such text. */
export function parseWords(text: string): readonly number[] | null {
  const digits = text.replaceAll(/\s+/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return null;
  return Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16),
  );
}

/** The number a field's bytes say; null where one of them is not known. Whole bytes: bits are not masked. */
export function numberAt(
  bytes: readonly (number | null)[],
  { offset, width }: { readonly offset: number; readonly width: number },
  littleEndian: boolean,
): number | null {
  const part = bytes.slice(offset, offset + width);
  if (part.length < width || part.includes(null)) return null;
  const ordered = littleEndian ? part.toReversed() : part;
  return ordered.reduce<number>((sum, byte) => sum * 0x100 + (byte ?? 0), 0);
}

const RESERVED = 'reserved ';

/** A byte of no field, where the place of a field is asked for. */
export function reservedName(offset: number): string {
  return `${RESERVED}${offset}`;
}

/** Offset of a byte of no field; null = the name is a field's. */
export function reservedOffset(name: string): number | null {
  return name.startsWith(RESERVED) ? Number(name.slice(RESERVED.length)) : null;
}
