/** A walk through CLP List: what was asked so far, what is asked now, and where the parts of a page are. */
import type { ListPage } from '../../../shared/zpci/cards.ts';
import {
  ENTRY_FIELDS,
  LIST_ENTRY_BYTES,
  LIST_FIELDS,
  LIST_HEADER_BYTES,
  LINUX_LIST_BYTES,
} from '../../../shared/zpci/fields.ts';
import { parseZpciRef } from '../../../shared/zpci/refs.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';

/** Least room for one entry, and the most there is: a request of 32 bytes and its response take 8,192 at most (ZPCI-L1). */
export const LEAST_LENGTH = 48;
export const MOST_LENGTH = 8160;

/** As much as can be asked for here: more than any block, so that the refusal can be seen. */
export const LONGEST_ASKED = 65_536;

/** Lengths worth a click: one entry, what Linux asks for, the greatest, and two that are refused. */
export const LENGTHS: readonly { readonly length: number; readonly words: string }[] = [
  { length: LEAST_LENGTH, words: 'one entry' },
  { length: LINUX_LIST_BYTES, words: 'Linux' },
  { length: MOST_LENGTH, words: 'the most, 508 entries' },
  { length: 40, words: 'too small' },
  { length: 56, words: 'no whole entries' },
];

export interface Walk {
  /** Pages that were followed by another request. */
  readonly earlier: readonly ListPage[];
  readonly rspLen: number;
  readonly token: string;
  /** Page looked at: an index of `earlier`; null = the one asked for now. */
  readonly looked: number | null;
}

export const FIRST: Walk = { earlier: [], rspLen: LINUX_LIST_BYTES, token: '0x0', looked: null };

/** Entries that fit: the header takes 32 bytes (ZPCI-L4). */
export function entriesThatFit(rspLen: number): number {
  return Math.max(0, Math.floor((rspLen - LIST_HEADER_BYTES) / LIST_ENTRY_BYTES));
}

/** `1 entry`, `252 entries` */
export function entriesText(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

/** ZPCI-L1: the instruction ended with a program exception, which writes no response and sets no condition code. */
export function isException({ rsp }: Pick<ListPage, 'rsp'>): boolean {
  return rsp === 'none';
}

/** Null = the number can be asked with; else what was expected. */
export function lengthProblem(text: string): string | null {
  const length = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isInteger(length) && length >= 0 && length <= LONGEST_ASKED
    ? null
    : `A length is a whole number from 0 to ${LONGEST_ASKED.toLocaleString('en')}; the answer is still for the one before.`;
}

/** Where Next goes on; null = this page was the last, or was refused. */
export function nextToken({ token, rsp }: ListPage): string | null {
  return rsp !== '0x0010' || token === null || BigInt(token) === 0n ? null : token;
}

export function following(walk: Walk, page: ListPage): Walk {
  const token = nextToken(page);
  return token === null ? walk : { ...walk, earlier: [...walk.earlier, page], token, looked: null };
}

export function restarted(walk: Walk): Walk {
  return { ...walk, earlier: [], token: '0x0', looked: null };
}

const TOKEN = /^(?:0x)?([0-9a-f]{1,16})$/i;

/** As the call wants it; null = it is no token. */
export function readToken(text: string): string | null {
  const digits = TOKEN.exec(text.trim())?.[1];
  return digits === undefined ? null : `0x${digits.toLowerCase().replace(/^0+(?=.)/, '')}`;
}

export interface ByteRun {
  readonly name: string;
  readonly label: string;
  /** Hex; `··` where a byte is not known. */
  readonly text: string;
}

function hexOf(bytes: readonly (number | null)[]): string {
  return bytes.map((byte) => (byte === null ? '··' : byte.toString(16).padStart(2, '0'))).join('');
}

/** The header's fields with their bytes; what lies between them is reserved. */
export function headerRuns(bytes: readonly (number | null)[]): readonly ByteRun[] {
  let at = 0;
  const runs: ByteRun[] = [];
  for (const { name, label, offset, width } of LIST_FIELDS.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > at)
      runs.push({ name: `reserved ${at}`, label: 'reserved', text: hexOf(bytes.slice(at, offset)) });
    runs.push({ name, label, text: hexOf(bytes.slice(offset, offset + width)) });
    at = offset + width;
  }
  return runs.filter(({ text }) => text !== '');
}

/** The five fields of one entry with their bytes. */
export function entryRuns(bytes: readonly (number | null)[], index: number): readonly ByteRun[] {
  const start = LIST_HEADER_BYTES + index * LIST_ENTRY_BYTES;
  return ENTRY_FIELDS.map(({ name, label, offset, width }) => ({
    name,
    label,
    text: hexOf(bytes.slice(start + offset, start + offset + width)),
  }));
}

/** The guest whose list is asked for: the selected thing's, else the picked one, else the first that has a function. */
export function listedGuest(state: ZpciState, selected: string | null, picked: string | null): string | null {
  const ref = selected === null ? null : parseZpciRef(selected);
  const wanted = [ref !== null && 'guest' in ref ? ref.guest : selected, picked];
  const found = wanted.find((id) => id !== null && state.guests.some((guest) => guest.id === id));
  return found ?? state.guests.find(({ devices }) => devices.length > 0)?.id ?? state.guests[0]?.id ?? null;
}
