/** UID, FID and index of a new zpci device. */
import { INDEXES } from './constants.ts';
import type { GuestFunction, GuestMachine } from './machine.ts';
import type { ZpciFailure } from './operations.ts';
import { failureOf } from './results.ts';
import { isAtLeast } from '../../../../shared/zpci/profiles.ts';

export const MOST_UID = 0xffff;
export const MOST_FID = 0xffff_ffff;

type Read =
  | { readonly ok: true; readonly value: number | null }
  | { readonly ok: false; readonly failure: ZpciFailure };

const NUMBER = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/;

/** Null for what is no whole number as QEMU reads it: decimal, 0x hex, or octal behind a 0 (seen with 7.2). */
function numberTyped(typed: string | number): bigint | null {
  if (typeof typed === 'number') return Number.isSafeInteger(typed) ? BigInt(typed) : null;
  if (!NUMBER.test(typed)) return null;
  const digits = typed.replace(/^[+-]/, '');
  const magnitude = BigInt(/^0\d/.test(digits) ? `0o${digits}` : digits);
  return typed.startsWith('-') ? -magnitude : magnitude;
}

/** QEMU of 5.2 and older reads numbers as unsigned ones of 64 bits and says so. */
function notANumber({ setup }: GuestMachine, name: string): string {
  const what = isAtLeast(setup.profile, 'merged-7.0') ? 'integer' : 'uint64';
  return `Parameter '${name}' expects ${what}`;
}

/** The property as typed, within its type; null = not given. */
export function readProperty(
  machine: GuestMachine,
  name: 'uid' | 'fid',
  typed: string | number | null,
): Read {
  if (typed === null) return { ok: true, value: null };
  const rule = name === 'uid' ? 'ZPCI-A3' : 'ZPCI-A6';
  const value = numberTyped(typed);
  if (value === null) return { ok: false, failure: failureOf(rule, notANumber(machine, name)) };
  const [most, type] = name === 'uid' ? [MOST_UID, 'uint16_t'] : [MOST_FID, 'uint32_t'];
  if (value < 0n || value > BigInt(most))
    return { ok: false, failure: failureOf(rule, `Parameter '${name}' expects ${type}`) };
  return { ok: true, value: Number(value) };
}

/**
 * Lowest number from `first` to `last` that no function has; null = none is left. Among as many numbers as there are
 * functions, and one more, there is a free one: a guest of thousands asks for each of them.
 */
function lowestFree(
  functions: GuestMachine['functions'],
  numberOf: (one: GuestFunction) => number,
  first: number,
  last: number,
): number | null {
  const taken = new Uint8Array(functions.length + 1);
  for (const one of functions) {
    const place = numberOf(one) - first;
    if (place >= 0 && place < taken.length) taken[place] = 1;
  }
  const free = first + taken.indexOf(0);
  return free > last ? null : free;
}

/** First unused index from the next one upward, round the end. */
export function freeIndex({ functions, nextIndex }: GuestMachine): number | null {
  const indexOf = ({ index }: GuestFunction): number => index;
  return (
    lowestFree(functions, indexOf, nextIndex, INDEXES - 1) ?? lowestFree(functions, indexOf, 0, nextIndex - 1)
  );
}

/** 0 means "choose"; a used one is refused. */
export function chooseUid({ functions }: GuestMachine, asked: number | null): Read {
  if (asked === null || asked === 0) {
    const value = lowestFree(functions, ({ uid }) => uid, 1, MOST_UID);
    return value === null
      ? { ok: false, failure: failureOf('ZPCI-A5', 'no free uid could be found') }
      : { ok: true, value };
  }
  return functions.some(({ uid }) => uid === asked)
    ? { ok: false, failure: failureOf('ZPCI-A4', `uid ${asked} already in use`) }
    : { ok: true, value: asked };
}

/** 0 is a number like any other. */
export function chooseFid({ functions }: GuestMachine, asked: number | null): Read {
  if (asked === null) {
    const value = lowestFree(functions, ({ fid }) => fid, 0, MOST_FID);
    return value === null
      ? { ok: false, failure: failureOf('ZPCI-A8', 'no free fid could be found') }
      : { ok: true, value };
  }
  return functions.some(({ fid }) => fid === asked)
    ? { ok: false, failure: failureOf('ZPCI-A7', `fid ${asked} already in use`) }
    : { ok: true, value: asked };
}
