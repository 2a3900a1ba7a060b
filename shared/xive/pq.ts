/**
 * The event state buffer of one source: what a trigger, an EOI and each load and store in its two pages do to P and Q
 * (xive.md 1.3). Pure, for the diagram and the lessons.
 */
import { ESB_OFFSET } from './events.ts';

/** P then Q: `00` ready, `10` pending, `11` pending and fired again, `01` off. */
export const PQ_STATES = ['00', '10', '11', '01'] as const;
export type Pq = (typeof PQ_STATES)[number];

/** A new or newly claimed source is off (XIVE-R2). */
export const NEW_SOURCE: Pq = '01';

export const PQ_NAMES: Readonly<Record<Pq, string>> = {
  '00': 'ready',
  '10': 'pending',
  '11': 'queued',
  '01': 'off',
};

/** What a load of a trigger page returns: 64 bits set. */
export const ALL_ONES = 0xffff_ffff_ffff_ffffn;

export interface PqOutcome {
  readonly after: Pq;
  /** A notification goes to the routing engine. */
  readonly notify: boolean;
}

const TRIGGERED: Readonly<Record<Pq, PqOutcome>> = {
  '00': { after: '10', notify: true },
  '10': { after: '11', notify: false },
  '11': { after: '11', notify: false },
  '01': { after: '01', notify: false },
};

const ENDED: Readonly<Record<Pq, PqOutcome>> = {
  '00': { after: '00', notify: false },
  '10': { after: '00', notify: false },
  '11': { after: '10', notify: true },
  '01': { after: '01', notify: false },
};

export function triggered(pq: Pq): PqOutcome {
  return TRIGGERED[pq];
}

export function ended(pq: Pq): PqOutcome {
  return ENDED[pq];
}

/** The value of a load: P is worth 2, Q is worth 1. */
export function pqValue(pq: Pq): number {
  return Number.parseInt(pq, 2);
}

export interface EsbAccess {
  readonly page: 'trigger' | 'management';
  readonly access: 'load' | 'store';
  /** 0 to 0xfff, bytes within the page. Adding 0x40 asks for load-after-store order and changes nothing else. */
  readonly offset: number;
  /** The source takes an EOI as a store. */
  readonly storeEoi?: boolean;
}

export interface EsbAnswer extends PqOutcome {
  /** What a load returns; null for a store. */
  readonly value: number | typeof ALL_ONES | null;
}

/** The state that accesses of 0xc00 to 0xfff set. */
function setBy(offset: number): Pq {
  if (offset >= ESB_OFFSET.set11) return '11';
  if (offset >= ESB_OFFSET.set10) return '10';
  return offset >= ESB_OFFSET.set01 ? '01' : '00';
}

function stored(pq: Pq, offset: number, storeEoi: boolean): PqOutcome {
  if (offset < ESB_OFFSET.storeEoi) return triggered(pq);
  // Without store EOI the source ignores it; 0x800 is not defined for stores, and taken as nothing.
  if (offset < ESB_OFFSET.get) return storeEoi ? ended(pq) : { after: pq, notify: false };
  if (offset < ESB_OFFSET.set00) return { after: pq, notify: false };
  return { after: setBy(offset), notify: false };
}

export function accessed(pq: Pq, { page, access, offset, storeEoi = false }: EsbAccess): EsbAnswer {
  if (page === 'trigger')
    return access === 'store'
      ? { ...triggered(pq), value: null }
      : { after: pq, notify: false, value: ALL_ONES };
  if (access === 'store') return { ...stored(pq, offset, storeEoi), value: null };
  if (offset < ESB_OFFSET.get) {
    const end = ended(pq);
    return { ...end, value: end.notify ? 1 : 0 };
  }
  return { after: offset < ESB_OFFSET.set00 ? pq : setBy(offset), notify: false, value: pqValue(pq) };
}
