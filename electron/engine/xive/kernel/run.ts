/** The model kernel: a set-up becomes a machine, an event makes the next one. Pure; never throws for what a guest or admin does. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Setup, XiveConfig } from '../../../../shared/xive/types.ts';
import type { EventOutcome, Machine } from './machine.ts';
import { SparseInts } from './sparse-ints.ts';

export type Tracer = (entry: TraceEntry) => void;

export interface Ran {
  readonly machine: Machine;
  readonly outcome: EventOutcome;
}

export function startMachine(config: XiveConfig, _setup: Setup): Machine {
  return {
    config,
    step: 0,
    vms: new Map(),
    ipiPq: new SparseInts(),
    phbPq: new Map(),
    counters: { zaps: 0, sets: 0, clears: 0, faults: 0 },
    nextIpi: 0,
    nextId: 1,
  };
}

export const NOTHING_HAPPENED: EventOutcome = {
  errno: null,
  signal: null,
  rule: null,
  why: null,
  result: null,
  vma: null,
  page: null,
  value: null,
  pq: null,
  first: null,
  counts: null,
  loop: null,
  maps: null,
  wrongTurns: [],
  notified: [],
};

/** `trace` is told every small step, in order; without it none are made, which is faster. */
export function runEvent(machine: Machine, _event: XiveEvent, _trace?: Tracer): Ran {
  return { machine: { ...machine, step: machine.step + 1 }, outcome: NOTHING_HAPPENED };
}
