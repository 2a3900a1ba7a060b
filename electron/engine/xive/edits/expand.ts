/** An event replaced by the single calls it is made of, so that something can be put between them. */
import { MOST_EVENTS, type XiveEvent } from '../../../../shared/xive/events.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import type { Machine } from '../kernel/machine.ts';
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

/** The events that the small steps of an event are, in order. */
function singleCalls(before: Machine, event: XiveEvent): readonly XiveEvent[] {
  const calls: XiveEvent[] = [];
  runEvent(before, event, ({ event: call }) => {
    if (call !== null) calls.push(call);
  });
  const [only] = calls;
  return calls.length === 1 && only!.op === event.op ? [] : calls;
}

/** XIVE-T7. */
export function expandEvent(state: XiveState, edit: EditOf<'expandEvent'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const event = branch.events[edit.at];
  if (event === undefined)
    return beyondEnd(branch, `Event ${edit.at + 1} cannot be taken apart: there is none.`, null, '');
  const before = timelineOf(branch).at(edit.at);
  const calls = singleCalls(before, event);
  const refs = [branchRef(branch.id)];
  if (calls.length === 0)
    return refuse('XIVE-T7', `Event ${edit.at + 1} cannot be taken apart.`, [
      { text: `${event.op} is a single call already.`, refs },
    ]);
  const whole = runEvent(before, event).machine;
  const apart = calls.reduce((machine, call) => runEvent(machine, call).machine, before);
  if (!sameEnd(whole, apart))
    return refuse('XIVE-T7', `Event ${edit.at + 1} cannot be taken apart.`, [
      {
        text: `The ${plural(calls.length, 'call')} it is made of would not leave the guest in the same state.`,
        refs,
      },
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
