/** Putting events in, taking them out, moving and changing them. Whether the kernel likes them is seen when they are played. */
import type { XiveEdit } from '../../../../shared/xive/edits.ts';
import { MOST_EVENTS, type XiveEvent } from '../../../../shared/xive/events.ts';
import type { Branch, XiveState } from '../../../../shared/xive/types.ts';
import { listWords, plural } from '../../words.ts';
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

/** XIVE-T2. */
export function beyondEnd(branch: Branch, message: string, fix: XiveEdit | null, label: string): Step {
  return refuse(
    'XIVE-T2',
    message,
    [
      {
        text: `${branch.name} has ${plural(branch.events.length, 'event')}.`,
        refs: [branchRef(branch.id)],
      },
    ],
    fix === null ? [] : [{ label, edits: [fix] }],
  );
}

/** Guests that an event can name at its place: those of the set-up, and children of earlier events. */
function strangerIn(
  branch: Branch,
  events: readonly XiveEvent[],
): { readonly at: number; readonly vm: string } | null {
  const known = new Set(branch.setup.vms.map(({ name }) => name));
  for (const [at, event] of events.entries()) {
    if (event.vm !== undefined && !known.has(event.vm)) return { at, vm: event.vm };
    if (event.op === 'fork') known.add(event.name);
  }
  return null;
}

/** XIVE-T5 and XIVE-T8: no timeline may be without end, or tell of a guest that is not there. */
export function takeEvents(
  state: XiveState,
  branch: Branch,
  events: readonly XiveEvent[],
  renamed: ((vm: string, other: string) => XiveEdit | null) | null,
): Step {
  if (events.length > MOST_EVENTS)
    return refuse(
      'XIVE-T5',
      `A branch can have ${MOST_EVENTS} events; this one would have ${events.length}.`,
      [
        {
          text: `${branch.name} has ${plural(branch.events.length, 'event')}.`,
          refs: [branchRef(branch.id)],
        },
      ],
      [],
    );
  const stranger = strangerIn(branch, events);
  if (stranger === null) return done(withEvents(state, branch.id, events));
  const names = branch.setup.vms.map(({ name }) => name);
  const fixes = names.slice(0, 2).flatMap((other) => {
    const edit = renamed?.(stranger.vm, other) ?? null;
    return edit === null ? [] : [{ label: `Let it happen to ${other}`, edits: [edit] }];
  });
  return refuse(
    'XIVE-T8',
    `Event ${stranger.at + 1} would happen to the guest ${stranger.vm}, which is not there then.`,
    [`The set-up has ${listWords(names)}; a fork would have to come first to make another one.`],
    fixes,
  );
}

function toGuest(event: XiveEvent, vm: string, other: string): XiveEvent {
  return event.vm === vm ? { ...event, vm: other } : event;
}

export function insertEvents(state: XiveState, edit: EditOf<'insertEvents'>): Step {
  const branch = findBranch(state, edit.branch, (other) => ({
    ...edit,
    branch: other.id,
    at: Math.min(edit.at, other.events.length),
  }));
  if (isRefused(branch)) return branch;
  const { at, events } = edit;
  const end = branch.events.length;
  if (at > end)
    return beyondEnd(
      branch,
      `Nothing can be put in at step ${at}: the timeline ends before it.`,
      { ...edit, at: end },
      'Put it at the end',
    );
  const all = [...branch.events.slice(0, at), ...events, ...branch.events.slice(at)];
  const room = MOST_EVENTS - end;
  const taken = takeEvents(state, branch, all, (vm, other) => ({
    ...edit,
    events: events.map((event) => toGuest(event, vm, other)),
  }));
  if (taken.ok || taken.refused.rule !== 'XIVE-T5' || room === 0) return taken;
  const fix = {
    label: `Put in the first ${plural(room, 'event')} only`,
    edits: [{ ...edit, events: events.slice(0, room) }],
  };
  return { ok: false, refused: { ...taken.refused, fixes: [fix] } };
}

/** Takes the event that would be left without its guest with it. */
function withoutStrangers(branch: Branch, events: readonly XiveEvent[]): readonly XiveEvent[] {
  const known = new Set(branch.setup.vms.map(({ name }) => name));
  return events.filter((event) => {
    if (event.vm !== undefined && !known.has(event.vm)) return false;
    if (event.op === 'fork') known.add(event.name);
    return true;
  });
}

export function removeEvents(state: XiveState, edit: EditOf<'removeEvents'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const { at, count } = edit;
  const end = branch.events.length;
  if (at + count > end)
    return beyondEnd(
      branch,
      `Events ${at + 1} to ${at + count} cannot be taken out: not all of them are there.`,
      at < end ? { ...edit, count: end - at } : null,
      `Take out the ${plural(Math.max(0, end - at), 'event')} from there on`,
    );
  const left = [...branch.events.slice(0, at), ...branch.events.slice(at + count)];
  const kept = withoutStrangers(branch, left);
  const dropped = left.length - kept.length;
  return done(
    withEvents(state, branch.id, kept),
    dropped === 0 ? [] : [`${plural(dropped, 'event')} of a guest that is not made any more went with them.`],
  );
}

export function moveEvents(state: XiveState, edit: EditOf<'moveEvents'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const { at, count, to } = edit;
  const { events } = branch;
  const end = events.length;
  if (at + count > end)
    return beyondEnd(
      branch,
      `Events ${at + 1} to ${at + count} cannot be moved: not all of them are there.`,
      at < end ? { ...edit, count: end - at } : null,
      `Move the ${plural(Math.max(0, end - at), 'event')} from there on`,
    );
  if (to > end)
    return beyondEnd(
      branch,
      `Nothing can be moved before event ${to + 1}: there is none.`,
      { ...edit, to: end },
      'Move to the end',
    );
  if (to >= at && to <= at + count) return done(state);
  const moved = events.slice(at, at + count);
  const rest = [...events.slice(0, at), ...events.slice(at + count)];
  const place = to > at ? to - count : to;
  return takeEvents(state, branch, [...rest.slice(0, place), ...moved, ...rest.slice(place)], null);
}

export function changeEvent(state: XiveState, edit: EditOf<'changeEvent'>): Step {
  const branch = findBranch(state, edit.branch);
  if (isRefused(branch)) return branch;
  const end = branch.events.length;
  if (edit.at >= end)
    return beyondEnd(
      branch,
      `Event ${edit.at + 1} cannot be changed: there is none.`,
      { family: 'xive', op: 'insertEvents', branch: branch.id, at: end, events: [edit.event] },
      'Put it at the end as a new event',
    );
  const events = branch.events.map((event, index) => (index === edit.at ? edit.event : event));
  return takeEvents(state, branch, events, (vm, other) => ({
    ...edit,
    event: toGuest(edit.event, vm, other),
  }));
}
