/** A machine while one event changes it: columns are drafts, the rest is replaced. {@link finish} makes the next machine. */
import type { TraceEntry, TraceStage } from '../../../../shared/xive/cards.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { HwPage } from '../../../../shared/xive/pages.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';
import type { KeptMap } from './kept-map.ts';
import type { Counters, EventOutcome, Machine, Vm } from './machine.ts';
import type { IntsDraft, SparseInts } from './sparse-ints.ts';

export type Mutable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Same fields as {@link Vm}; what is asked of a Vm may be asked of its draft. */
export type VmDraft = { -readonly [Key in keyof Vm]: Vm[Key] extends SparseInts ? IntsDraft : Vm[Key] };

export interface Tracer {
  (entry: TraceEntry): void;
  /** False = the next small step is counted there, and its words need not be made. */
  readonly wants?: () => boolean;
}

export interface Draft {
  readonly config: XiveConfig;
  /** Step that this event leads to; 0 while setting up. */
  readonly step: number;
  readonly base: Machine;
  readonly drafts: Map<string, VmDraft>;
  readonly ipiPq: IntsDraft;
  phbPq: KeptMap<number>;
  readonly counters: Mutable<Counters>;
  takenIpis: number;
  nextIpi: number;
  nextId: number;
  readonly outcome: Mutable<EventOutcome>;
  /** Null = nobody listens, or has heard enough. */
  trace: Tracer | null;
  /** Maps and sets copied in this event: they may be written. */
  readonly own: WeakSet<object>;
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

export function draftOf(machine: Machine, step: number, trace: Tracer | null): Draft {
  return {
    config: machine.config,
    step,
    base: machine,
    drafts: new Map(),
    ipiPq: machine.ipiPq.draft(),
    phbPq: machine.phbPq,
    counters: { ...machine.counters },
    takenIpis: machine.takenIpis,
    nextIpi: machine.nextIpi,
    nextId: machine.nextId,
    outcome: { ...NOTHING_HAPPENED },
    trace,
    own: new WeakSet(),
  };
}

export function vmNames(draft: Draft): readonly string[] {
  const names = [...draft.base.vms.keys()];
  for (const name of draft.drafts.keys()) if (!draft.base.vms.has(name)) names.push(name);
  return names;
}

export function draftVm(vm: Vm): VmDraft {
  return {
    ...vm,
    ptes: vm.ptes.draft(),
    touched: vm.touched.draft(),
    ipi: vm.ipi.draft(),
    flags: vm.flags.draft(),
    pt: vm.pt.draft(),
  };
}

/** Undefined for a guest that is not there. */
export function vmOf(draft: Draft, name: string): VmDraft | undefined {
  const known = draft.drafts.get(name);
  if (known !== undefined) return known;
  const vm = draft.base.vms.get(name);
  if (vm === undefined) return undefined;
  const made = draftVm(vm);
  draft.drafts.set(name, made);
  return made;
}

function finishVm(vm: VmDraft): Vm {
  return {
    ...vm,
    ptes: vm.ptes.done(),
    touched: vm.touched.done(),
    ipi: vm.ipi.done(),
    flags: vm.flags.done(),
    pt: vm.pt.done(),
  };
}

export function finish(draft: Draft): Machine {
  const vms = new Map(draft.base.vms);
  for (const [name, vm] of draft.drafts) vms.set(name, finishVm(vm));
  return {
    config: draft.config,
    step: draft.step,
    vms,
    ipiPq: draft.ipiPq.done(),
    phbPq: draft.phbPq,
    counters: draft.counters,
    takenIpis: draft.takenIpis,
    nextIpi: draft.nextIpi,
    nextId: draft.nextId,
  };
}

/** A map of the draft that may be written: copied once an event. */
export function ownMap<Key, Value>(draft: Draft, map: ReadonlyMap<Key, Value>): Map<Key, Value> {
  if (draft.own.has(map)) return map as Map<Key, Value>;
  const copy = new Map(map);
  draft.own.add(copy);
  return copy;
}

export function ownSet<Value>(draft: Draft, set: ReadonlySet<Value>): Set<Value> {
  if (draft.own.has(set)) return set as Set<Value>;
  const copy = new Set(set);
  draft.own.add(copy);
  return copy;
}

/** The first refusal of an event is what came of it; later ones stay in the trace. */
export function refuse(draft: Draft, errno: string, rule: string, why: string): string {
  if (draft.outcome.errno === null && draft.outcome.signal === null)
    Object.assign(draft.outcome, { errno, rule, why });
  return errno;
}

export interface Step {
  readonly who: TraceEntry['who'];
  readonly text: string;
  readonly rule: string;
  readonly call?: string;
  readonly lisns?: readonly [number, number];
  readonly pages?: readonly [number, number];
  readonly hw?: HwPage;
  readonly outcome?: TraceEntry['outcome'];
  readonly event?: XiveEvent;
}

/** Tells a small step when somebody listens; its words are not made otherwise. */
export function tell(draft: Draft, vm: { readonly name: string }, stage: TraceStage, step: () => Step): void {
  if (draft.trace === null || draft.trace.wants?.() === false) return;
  const { who, text, rule, call, lisns, pages, hw, outcome, event } = step();
  draft.trace({
    who,
    stage,
    text,
    call: call ?? null,
    rule,
    vm: vm.name,
    lisns: lisns ?? null,
    pages: pages ?? null,
    hw: hw ?? null,
    outcome: outcome ?? 'done',
    event: event ?? null,
  });
}

/** The guest an event is about, said in the event only where there are several. */
export function vmKey(draft: Draft, vm: { readonly name: string }): { readonly vm?: string } {
  return draft.base.vms.size > 1 ? { vm: vm.name } : {};
}
