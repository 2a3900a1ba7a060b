/** The CLP instructions of a guest: List, Query Function, Query Group, and their bytes (zpci.md 2, 3.9). */
import type { GuestFunction, GuestGroup, GuestMachine } from './machine.ts';

/** Bytes from the header on; null = the host's value is not known. `rspLen` as the guest asked: 384 for Linux. */
export function functionBytes(_one: GuestFunction, _rspLen: number): readonly (number | null)[] {
  return [];
}

/** `rspLen` 64 for Linux. */
export function groupBytes(_group: GuestGroup, _rspLen: number): readonly (number | null)[] {
  return [];
}

export interface ListAnswer {
  /** 0x0010 = success. */
  readonly rsp: number;
  readonly conditionCode: 0 | 3;
  /** Rule of a refusal, `ZPCI-L3`. */
  readonly rule: string | null;
  readonly len: number;
  readonly token: bigint;
  readonly entries: readonly GuestFunction[];
  readonly bytes: readonly (number | null)[];
}

/** One List with the response length and resume token the guest sends. */
export function listFunctions(_machine: GuestMachine, rspLen: number, _token: bigint): ListAnswer {
  return { rsp: 0x0010, conditionCode: 0, rule: null, len: rspLen, token: 0n, entries: [], bytes: [] };
}
