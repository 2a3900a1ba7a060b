/** The CLP instructions of a guest: List, Query Function, Query Group, and their bytes (zpci.md 2, 3.9). */
import {
  FUNCTION_BYTES,
  GROUP_BYTES,
  LIST_ENTRY_BYTES,
  LIST_HEADER_BYTES,
} from '../../../../shared/zpci/fields.ts';
import { NEWEST_PROFILE } from '../../../../shared/zpci/profiles.ts';
import type { ProfileId } from '../../../../shared/zpci/types.ts';
import { AnswerBytes, type MaybeByte } from './bytes.ts';
import { INDEX_MASK, SIMULATED_MASK } from './constants.ts';
import { toEbcdic } from './ebcdic.ts';
import { emulatedModel } from './emulated-models.ts';
import { byHandle } from './life.ts';
import type { GuestFunction, GuestGroup, GuestMachine, Told } from './machine.ts';
import { switchesOf } from './switches.ts';

export const SUCCESS = 0x0010;
const REQUEST_BYTES = 32;
const SMALLEST_LIST = LIST_HEADER_BYTES + LIST_ENTRY_BYTES;
/** So many QEMU announces in its list, whatever a guest has. */
export const MOST_FUNCTIONS = 4096;
const UID_CHECKING = 0x01;
const CONFIGURED = 0x8000_0000;

function framed(length: number, rspLen: number, rsp: number): AnswerBytes {
  const answer = new AnswerBytes(length);
  answer.put(0, 2, rspLen);
  answer.put(2, 2, rsp);
  return answer;
}

function littleEndian(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

/** BAR registers are little-endian, and were not until 10.0. */
function barBytes(bars: Told<readonly number[]>, inOrder: boolean): readonly MaybeByte[] {
  if (bars === null) return Array.from({ length: 24 }, () => null);
  return bars.flatMap((bar) => (inOrder ? littleEndian(bar) : littleEndian(bar).toReversed()));
}

function pathBytes(path: Told<string>): readonly MaybeByte[] {
  return path === null
    ? [null, null, null, null]
    : path.split('.').map((segment) => Number.parseInt(segment, 16));
}

function utilBytes(util: Told<string>): readonly MaybeByte[] {
  if (util === null) return Array.from({ length: 64 }, () => null);
  return util === '' ? [] : toEbcdic(util, 64);
}

/** A group below 0 stands for one whose number is not known. */
function groupNumber(group: number): Told<number> {
  return group < 0 ? null : group;
}

/**
 * What QEMU fills of the answer, from the header on: up to 192 bytes, the rest stays as the guest wrote it; null = the host's
 * value is not known. `rspLen` as the guest asked, 384 for Linux.
 */
export function functionBytes(
  one: GuestFunction,
  rspLen: number,
  profile: ProfileId = NEWEST_PROFILE,
): readonly (number | null)[] {
  const { values } = one;
  const answer = framed(Math.min(rspLen, FUNCTION_BYTES), rspLen, SUCCESS);
  answer.put(16, 2, values.vfn);
  answer.put(18, 1, values.flags);
  answer.put(19, 1, groupNumber(one.group));
  answer.put(20, 4, one.fid);
  answer.putBytes(24, values.barSizes ?? [null, null, null, null, null, null]);
  answer.put(30, 2, values.pchid);
  answer.putBytes(32, barBytes(values.bars, switchesOf({ profile, machine: null }).barsInOrder));
  answer.putBytes(56, pathBytes(values.path));
  answer.put(60, 2, values.port);
  answer.put(62, 1, values.fmbl);
  answer.put(63, 1, values.pft);
  answer.put(64, 8, values.sdma);
  answer.put(72, 8, values.edma);
  answer.put(124, 4, one.uid);
  answer.putBytes(128, utilBytes(values.util));
  return answer.all;
}

const REFRESH_BIT = 0x01;
const FRAME_BIT = 0x02;
const RTR_BIT = 0x20;

/** Byte `fr` of a group; null where one of its bits is not known. */
export function groupFlags({ values }: Pick<GuestGroup, 'values'>): Told<number> {
  const { refresh, frame, rtr } = values;
  if (refresh === null || rtr === null) return null;
  return (refresh ? REFRESH_BIT : 0) | (frame ? FRAME_BIT : 0) | (rtr ? RTR_BIT : 0);
}

/** `rspLen` 64 for Linux. */
export function groupBytes(group: GuestGroup, rspLen: number): readonly (number | null)[] {
  const { values } = group;
  const answer = framed(Math.min(rspLen, GROUP_BYTES), rspLen, SUCCESS);
  answer.put(16, 2, values.noi);
  answer.put(18, 1, values.version);
  answer.put(19, 1, groupFlags(group));
  answer.put(20, 2, values.maxstbl);
  answer.put(22, 2, values.mui);
  answer.put(24, 1, values.dtsm);
  answer.put(32, 8, values.dasm);
  answer.put(40, 8, values.msia);
  return answer.all;
}

/** Query Function: the handle has to match exactly, in every state but RESERVED (L-6). */
export function queryFunction(
  machine: GuestMachine,
  fh: number,
): { readonly rsp: number; readonly found: GuestFunction | null } {
  const found = byHandle(machine, fh);
  return found === undefined ? { rsp: 0x0101, found: null } : { rsp: SUCCESS, found };
}

/** Query Group: an id that no function brought is unknown, but not before 5.2 (G-10, P-1). */
export function queryGroup(
  machine: GuestMachine,
  id: number,
): { readonly rsp: number; readonly found: GuestGroup | null } {
  const { groups, setup } = machine;
  const anyNumber = switchesOf(setup).design === 'fixed';
  const found = groups.find((group) => group.id === id) ?? (anyNumber ? groups[0] : undefined);
  return found === undefined ? { rsp: 0x010b, found: null } : { rsp: SUCCESS, found };
}

export interface ListAnswer {
  /** 0x0010 = success. */
  readonly rsp: number;
  readonly conditionCode: 0 | 3;
  /** Rule of a refusal, `ZPCI-L3`; with `ZPCI-L1` there is no answer but an operand exception. */
  readonly rule: string | null;
  readonly len: number;
  readonly token: bigint;
  readonly entries: readonly GuestFunction[];
  readonly bytes: readonly (number | null)[];
}

/** PCI ids of the card. */
export function pciIds({ card }: GuestFunction): {
  readonly vendor: Told<number>;
  readonly device: Told<number>;
} {
  if (card?.kind === 'vfio') return card.report;
  const model = card === null ? null : emulatedModel(card.driver);
  return { vendor: model?.vendor ?? null, device: model?.device ?? null };
}

function listBytes(answer: Pick<ListAnswer, 'len' | 'token' | 'entries'>): readonly (number | null)[] {
  const bytes = framed(answer.len, answer.len, SUCCESS);
  bytes.put(16, 8, answer.token);
  bytes.put(24, 4, SIMULATED_MASK);
  bytes.put(28, 2, MOST_FUNCTIONS);
  bytes.put(30, 1, UID_CHECKING);
  bytes.put(31, 1, LIST_ENTRY_BYTES);
  for (const [place, one] of answer.entries.entries()) {
    const offset = LIST_HEADER_BYTES + place * LIST_ENTRY_BYTES;
    const { vendor, device } = pciIds(one);
    bytes.put(offset, 2, device);
    bytes.put(offset + 2, 2, vendor);
    bytes.put(offset + 4, 4, one.state === 'standby' ? 0 : CONFIGURED);
    bytes.put(offset + 8, 4, one.fid);
    bytes.put(offset + 12, 4, one.fh);
  }
  return bytes.all;
}

function noList(rule: string, rsp: number, rspLen: number, conditionCode: 0 | 3 = 0): ListAnswer {
  return {
    rsp,
    conditionCode,
    rule,
    len: rspLen,
    token: 0n,
    entries: [],
    bytes: rsp === 0 ? [] : framed(Math.min(rspLen, LIST_HEADER_BYTES), rspLen, rsp).all,
  };
}

/** Block lengths any CLP instruction takes (L-1). */
export function lengthsFit(request: number, response: number): boolean {
  return (
    request >= 16 &&
    request <= 8184 &&
    response >= 8 &&
    response <= 8176 &&
    request % 8 === 0 &&
    response % 8 === 0 &&
    request + response <= 8192
  );
}

/** One List with the response length and resume token the guest sends; the checks in the order of L-3. */
export function listFunctions(machine: GuestMachine, rspLen: number, token: bigint): ListAnswer {
  if (!lengthsFit(REQUEST_BYTES, rspLen)) return noList('ZPCI-L1', 0, rspLen);
  const { functions } = machine;
  const start = token === 0n ? 0 : functions.findIndex(({ index }) => BigInt(index) === token);
  if (start < 0) return noList('ZPCI-L3', 0x010a, rspLen);
  if (rspLen < SMALLEST_LIST) return noList('ZPCI-L3', 0x0060, rspLen);
  if ((rspLen - LIST_HEADER_BYTES) % LIST_ENTRY_BYTES !== 0) return noList('ZPCI-L3', 0x0050, rspLen, 3);
  const visible = functions.slice(start).filter(({ state }) => state !== 'reserved');
  const room = (rspLen - LIST_HEADER_BYTES) / LIST_ENTRY_BYTES;
  const entries = visible.slice(0, room);
  const next = visible[room];
  const answer = {
    len: LIST_HEADER_BYTES + entries.length * LIST_ENTRY_BYTES,
    token: next === undefined ? 0n : BigInt(next.fh & INDEX_MASK),
    entries,
  };
  return { rsp: SUCCESS, conditionCode: 0, rule: null, ...answer, bytes: listBytes(answer) };
}
