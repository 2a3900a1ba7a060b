/** The model kernel: a set-up becomes a machine, an event makes the next one. Pure; never throws for what a guest or admin does. */
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { type Draft, draftOf, finish, refuse, type Tracer, type VmDraft, vmOf } from './draft.ts';
import { HANDLERS } from './handlers.ts';
import type { EventOutcome, Machine } from './machine.ts';

export { type Tracer } from './draft.ts';
export { startMachine } from './start.ts';

export interface Ran {
  readonly machine: Machine;
  readonly outcome: EventOutcome;
}

/** The guest an event names, or the first one. */
function meant(draft: Draft, event: XiveEvent): VmDraft | undefined {
  const name = event.vm ?? draft.base.vms.keys().next().value;
  return name === undefined ? undefined : vmOf(draft, name);
}

/** `trace` is told every small step, in order; without it none are made, which is faster. */
export function runEvent(machine: Machine, event: XiveEvent, trace?: Tracer): Ran {
  const draft = draftOf(machine, machine.step + 1, trace ?? null);
  const vm = meant(draft, event);
  if (vm === undefined)
    refuse(draft, 'ENOENT', 'XIVE-R1', `There is no guest named ${event.vm ?? 'so'} on this host.`);
  else (HANDLERS[event.op] as (draft: Draft, vm: VmDraft, event: XiveEvent) => void)(draft, vm, event);
  return { machine: finish(draft), outcome: draft.outcome };
}
