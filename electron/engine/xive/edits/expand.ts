/** An event replaced by the single calls it is made of, so that something can be put between them. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import { ESB_OFFSET, MOST_EVENTS, type XiveEvent, xiveEventSchema } from '../../../../shared/xive/events.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import type { Machine } from '../kernel/machine.ts';
import { intended } from '../kernel/page-state.ts';
import { runEvent } from '../kernel/run.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { beyondEnd } from './events.ts';
import { sameEnd } from './same-end.ts';
import {
  branchRef,
  done,
  type EditOf,
  findBranch,
  isRefused,
  refuse,
  type Step,
  withEvents,
} from './step.ts';

/** A page that the guest or QEMU reads, as an event of its own. */
function touchOf({ who, stage, pages, vm: name }: TraceEntry, before: Machine): readonly XiveEvent[] {
  const vm = before.vms.get(name);
  if (stage !== 'access' || pages === null || vm === undefined) return [];
  const meant = intended(vm, pages[0]);
  if (meant === null) return [];
  const several = before.vms.size > 1 ? { vm: name } : {};
  const op = who === 'guest' ? ('guestTouch' as const) : ('monitorTouch' as const);
  return [{ op, ...meant, ...several }];
}

/** What the guest's Linux does to end an MSI. */
function handling(event: XiveEvent): readonly XiveEvent[] {
  if (event.op !== 'handle') return [];
  const at = { lisn: event.lisn, ...(event.vm === undefined ? {} : { vm: event.vm }) };
  return [
    { op: 'load', offset: ESB_OFFSET.set00, ...at },
    { op: 'store', offset: 'trigger', ...at },
  ];
}

/** Ways to tell an event as several, the finest first; which of them hold is seen by playing them. */
function candidates(before: Machine, event: XiveEvent): readonly (readonly XiveEvent[])[] {
  const entries: TraceEntry[] = [];
  runEvent(before, event, (entry) => entries.push(entry));
  const zapping = before.config.strategy === 'B0' || before.config.strategy === 'B1';
  const calls = entries
    .flatMap(({ event: call }) => (call === null ? [] : [call]))
    .filter(({ op }) => op !== 'zap' || !zapping);
  const connecting = calls.filter(({ op }) => op !== 'createSource' && op !== 'alloc');
  const clearing = calls.filter(({ op }) => op === 'clrMapped');
  return [
    calls,
    ...(event.op === 'plug' && event.connect !== false
      ? [[{ ...event, connect: false }, ...connecting]]
      : []),
    ...(clearing.length > 0 && event.op !== 'clrMapped' ? [[...clearing, event]] : []),
    handling(event),
    entries.flatMap((entry) => touchOf(entry, before)),
  ].filter((list) => list.length > 1 && list.every((call) => xiveEventSchema.safeParse(call).success));
}

/** XIVE-T7. */
export function expandEvent(state: XiveState, edit: EditOf<'expandEvent'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const event = branch.events[edit.at];
  if (event === undefined)
    return beyondEnd(branch, `Event ${edit.at + 1} cannot be taken apart: there is none.`, null, '');
  const before = timelineOf(branch).at(edit.at);
  const ways = candidates(before, event);
  const refs = [branchRef(branch.id)];
  if (ways.length === 0)
    return refuse('XIVE-T7', `Event ${edit.at + 1} cannot be taken apart.`, [
      { text: `${event.op} is a single call already.`, refs },
    ]);
  const whole = runEvent(before, event).machine;
  const calls = ways.find((way) =>
    sameEnd(
      whole,
      way.reduce((machine, call) => runEvent(machine, call).machine, before),
    ),
  );
  if (calls === undefined)
    return refuse('XIVE-T7', `Event ${edit.at + 1} cannot be taken apart.`, [
      { text: 'The single calls it is made of would not leave the guest in the same state.', refs },
    ]);
  const events = [...branch.events.slice(0, edit.at), ...calls, ...branch.events.slice(edit.at + 1)];
  if (events.length > MOST_EVENTS)
    return refuse(
      'XIVE-T5',
      `A branch can have ${MOST_EVENTS} events; this one would have ${events.length}.`,
      [{ text: `${event.op} is made of ${plural(calls.length, 'call')}.`, refs }],
    );
  return done(withEvents(state, branch.id, events), [
    `${event.op} is now ${plural(calls.length, 'single call')}.`,
  ]);
}
