/** Answers of CLP instructions as text (zpci.md 4.2): entries of the list, functions and groups. RAW words are authoritative. */
import { MOST } from '../../../../shared/zpci/bounds.ts';
import type { HostFunction } from '../../../../shared/zpci/types.ts';
import { createFunction } from '../model.ts';
import { addressOf, bytesOfHex, numberOf, textOfEbcdic } from './numbers.ts';

export interface ListEntry {
  readonly fid: number;
  readonly fh: number;
  readonly vendor: string;
  readonly device: string;
  readonly configured: boolean;
}

/** One Query Function or Query Group that succeeded. */
interface Answer {
  readonly facts: Readonly<Record<string, string>>;
  /** Normalised: words of eight digits, one blank between them. */
  readonly raw: string | null;
}

export interface ClpText {
  /** Of the last complete walk through the list. */
  readonly entries: readonly ListEntry[];
  /** As the lengths of that walk tell; null where no length is told. */
  readonly listed: number | null;
  /** Walks through the list in the text: more than one with other entries is more than one moment or machine. */
  readonly walks: number;
  readonly functions: ReadonlyMap<number, Answer>;
  readonly groups: ReadonlyMap<number, Answer>;
  readonly uidChecking: boolean | null;
  /** Mask of the simulated byte of handles. */
  readonly mdd: number | null;
}

const MOST_LINES = 1_000_000;
const MOST_ANSWERS = 65_536;

function wordsOf(text: string): string | null {
  const words = text.trim().toLowerCase().split(/\s+/);
  return words.length * 9 <= MOST.answerLetters && words.every((word) => /^[0-9a-f]{8}$/.test(word))
    ? words.join(' ')
    : null;
}

function pairsIn(line: string): readonly (readonly [string, string])[] {
  return [...line.matchAll(/\b([a-z_]{2,16})=(\S+)/g)].map(([, name, value]) => [name!, value!] as const);
}

class ClpReading {
  entries = new Map<number, ListEntry>();
  listed: number | null = null;
  walks = 0;
  readonly functions = new Map<number, Answer>();
  readonly groups = new Map<number, Answer>();
  uidChecking: boolean | null = null;
  mdd: number | null = null;
  #block: { kind: 'fn' | 'grp'; facts: Record<string, string>; raw: string | null } | null = null;

  take(line: string): void {
    const list = /^\s*LIST page=(\d{1,6}) .*\brsp=(0x[0-9a-f]{4})/.exec(line);
    if (list) this.#beginList(Number(list[1]), list[2]!);
    else if (/^QUERY_FN\b/.test(line)) this.#begin('fn', line);
    else if (/^QUERY_GRP\b/.test(line)) this.#begin('grp', line);
    else if (/^\s+ENTRY\b/.test(line)) this.#entry(line);
    else if (/^\s+rsp_len=/.test(line)) this.#header(line);
    else if (/^\s*vfn=0x/.test(line)) this.#facts(line);
    else if (this.#block !== null) this.#within(line);
  }

  /** What was read so far of a block ends where the next begins. */
  finish(): void {
    const block = this.#block;
    this.#block = null;
    if (block === null) return;
    const bytes = bytesOfHex(block.raw ?? '');
    const answered = bytes !== null && bytes.length >= 4 ? ((bytes[2]! << 8) | bytes[3]!) === 0x10 : null;
    if (answered === false) return;
    if (block.kind === 'fn') {
      const fid =
        bytes !== null && bytes.length >= 24
          ? wordAt(bytes, 20)
          : numberOf(block.facts['fid'], 0xff_ff_ff_ff);
      if (fid !== null && this.functions.size < MOST_ANSWERS) this.functions.set(fid, block);
    } else {
      const group = numberOf(block.facts['pfgid'], 0xff);
      const hasFacts = block.raw !== null || block.facts['noi'] !== undefined;
      if (group !== null && hasFacts) this.groups.set(group, block);
    }
  }

  #beginList(page: number, rsp: string): void {
    this.finish();
    if (rsp !== '0x0010' || page > 0) return;
    this.walks += 1;
    this.entries = new Map();
    this.listed = 0;
  }

  #begin(kind: 'fn' | 'grp', line: string): void {
    this.finish();
    const facts = Object.fromEntries(pairsIn(line));
    this.#block = facts['rsp'] === undefined || facts['rsp'] === '0x0010' ? { kind, facts, raw: null } : null;
  }

  #header(line: string): void {
    const facts = Object.fromEntries(pairsIn(line));
    const length = numberOf(facts['rsp_len'], 0xff_ff);
    const flags = numberOf(facts['flags'], 0xff);
    if (length !== null && length >= 32) this.listed = (this.listed ?? 0) + Math.floor((length - 32) / 16);
    if (flags !== null) this.uidChecking = (flags & 1) === 1;
    this.mdd = numberOf(facts['mdd'], 0xff_ff_ff_ff) ?? this.mdd;
  }

  #entry(line: string): void {
    const facts = Object.fromEntries(pairsIn(line));
    const fid = numberOf(facts['fid'], 0xff_ff_ff_ff);
    const fh = numberOf(facts['fh'], 0xff_ff_ff_ff);
    const config = numberOf(facts['config'], 0xff_ff_ff_ff);
    const vendor = numberOf(facts['vendor'], 0xff_ff);
    const device = numberOf(facts['device'], 0xff_ff);
    // An empty entry is skipped (2.2).
    if (fid === null || fh === null || config === null || !vendor || device === null) return;
    if (this.entries.size >= MOST_ANSWERS) return;
    const hex = (value: number) => `0x${value.toString(16).padStart(4, '0')}`;
    this.entries.set(fid, {
      fid,
      fh,
      vendor: hex(vendor),
      device: hex(device),
      configured: config >= 0x80_00_00_00,
    });
  }

  /** Lines of a function whose first line was cut off. */
  #facts(line: string): void {
    const facts = Object.fromEntries(pairsIn(line));
    if (this.#block === null || this.#block.facts['fid'] !== undefined) {
      this.finish();
      this.#block = { kind: 'fn', facts, raw: null };
    } else Object.assign(this.#block.facts, facts);
  }

  #within(line: string): void {
    const block = this.#block!;
    const raw = /^ RAW ((?:[0-9a-fA-F]{8} ?)+)\s*$/.exec(line)?.[1];
    if (raw !== undefined) block.raw ??= wordsOf(raw);
    else if (/^ (?:sdma|noi)=/.test(line)) Object.assign(block.facts, Object.fromEntries(pairsIn(line)));
    else if (line.startsWith(' bar_size=')) return;
    else if (!line.startsWith(' UTIL ')) this.finish();
  }
}

/** Null when nothing of CLP is in it. */
export function readClpText(text: string): ClpText | null {
  const reading = new ClpReading();
  for (const line of text.split('\n', MOST_LINES)) reading.take(line.length > 20_000 ? '' : line);
  reading.finish();
  const { walks, functions, groups } = reading;
  const entries = [...reading.entries.values()];
  if (walks === 0 && entries.length === 0 && functions.size === 0 && groups.size === 0) return null;
  const { listed, uidChecking, mdd } = reading;
  return { entries, listed, walks, functions, groups, uidChecking, mdd };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

/** Facts of a Query Function answer by the offsets of zpci.md 2.3. */
function rawFunction(raw: string): Partial<HostFunction> | null {
  const bytes = bytesOfHex(raw);
  if (bytes === null || bytes.length < 128) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const flags = bytes[18]!;
  const util = (flags & 1) === 0 ? '' : bytes.length >= 192 ? textOfEbcdic(bytes.subarray(128, 192)) : null;
  return {
    vfn: view.getUint16(16),
    group: bytes[19]!,
    pchid: view.getUint16(30),
    path: [...bytes.subarray(56, 60)].map((part) => part.toString(16).padStart(2, '0')).join('.'),
    port: view.getUint16(60) & 0xf,
    fmbLength: bytes[62]! * 4,
    pft: bytes[63]!,
    platformWindow: { start: addressOf(view.getBigUint64(64)), end: addressOf(view.getBigUint64(72)) },
    uid: view.getUint32(124) & 0xff_ff,
    ...(util === null ? {} : { util }),
    barSizes: [...bytes.subarray(24, 30)],
    bars: [0, 1, 2, 3, 4, 5].map((bar) => view.getUint32(32 + 4 * bar, true)),
    answer: raw,
  };
}

/** The same from the lines that a person reads, where there is no RAW. */
function toldFunction(facts: Answer['facts']): Partial<HostFunction> {
  const number = (name: string, most: number) => numberOf(facts[name], most);
  const window = [facts['sdma'], facts['edma']].map((text) =>
    /^0x[0-9a-f]{1,16}$/.test(text ?? '') ? addressOf(BigInt(text!)) : null,
  );
  const fmbl = number('fmbl', 0xff);
  return {
    vfn: number('vfn', 0xff_ff),
    group: number('pfgid', 0xff),
    pchid: number('pchid', 0xff_ff),
    pft: number('pft', 0xff),
    uid: number('uid', 0xff_ff),
    fmbLength: fmbl === null ? null : fmbl * 4,
    path: /^[0-9a-f]{2}(?:\.[0-9a-f]{2}){3}$/.test(facts['pfip'] ?? '') ? facts['pfip']! : null,
    platformWindow: window[0] && window[1] ? { start: window[0], end: window[1] } : null,
  };
}

function rawGroup(raw: string): Partial<HostFunction> | null {
  const bytes = bytesOfHex(raw);
  if (bytes === null || bytes.length < 48) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const flags = bytes[19]!;
  return {
    noi: view.getUint16(16) & 0xfff,
    version: bytes[18]!,
    refresh: (flags & 0x01) !== 0,
    frame: (flags & 0x02) !== 0,
    rtr: (flags & 0x20) !== 0,
    maxstbl: view.getUint16(20) & 0x1fff,
    mui: view.getUint16(22),
    dtsm: bytes[24]!,
    dasm: addressOf(view.getBigUint64(32)),
    msia: addressOf(view.getBigUint64(40)),
    groupAnswer: raw,
  };
}

function told(parts: Partial<HostFunction>): Partial<HostFunction> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
}

/** The functions with what CLP said of them; those that only CLP names come last. */
export function withClp(functions: readonly HostFunction[], clp: ClpText): readonly HostFunction[] {
  const byFid = new Map(functions.map((one) => [one.fid, one]));
  for (const entry of clp.entries)
    if (!byFid.has(entry.fid))
      byFid.set(
        entry.fid,
        createFunction({ fid: entry.fid, state: entry.configured ? 'configured' : 'standby' }),
      );
  // With a list, an answer of a function that is not in it is of another moment.
  for (const fid of clp.functions.keys())
    if (!byFid.has(fid) && clp.walks === 0) byFid.set(fid, createFunction({ fid }));
  const entries = new Map(clp.entries.map((entry) => [entry.fid, entry]));
  return [...byFid.values()].map((one) => {
    const entry = entries.get(one.fid);
    const answer = clp.functions.get(one.fid);
    if (entry === undefined && answer === undefined) return one;
    const read =
      answer === undefined ? {} : told(rawFunction(answer.raw ?? '') ?? toldFunction(answer.facts));
    const group = clp.groups.get(read.group ?? one.group ?? -1);
    const bars = one.bars === null ? {} : { bars: one.bars };
    return {
      ...one,
      ...(entry
        ? { fh: entry.fh, vendor: one.vendor ?? entry.vendor, device: one.device ?? entry.device }
        : {}),
      ...read,
      ...bars,
      ...(group?.raw ? told(rawGroup(group.raw) ?? {}) : {}),
      toldBy: one.toldBy.includes('clp') ? one.toldBy : [...one.toldBy, 'clp' as const],
    };
  });
}
