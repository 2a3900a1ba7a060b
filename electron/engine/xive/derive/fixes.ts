/** What an admin could do about a wrong page or a refused event, as edits that were tried and do cure it. */
import type { Fix } from '../../../../shared/findings.ts';
import type { XiveEdit } from '../../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { esbPage } from '../../../../shared/xive/pages.ts';
import type { Branch, XiveState } from '../../../../shared/xive/types.ts';
import { applyEdit } from '../edits.ts';
import type { Vm } from '../kernel/machine.ts';
import { intended, pageState } from '../kernel/page-state.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { eventTitle, lisnRange, pageNumber } from './event-words.ts';

const family = 'xive' as const;
/** Each trial plays what an edit changes; longer branches are offered no fixes. */
const MOST_EVENTS = 5000;
/** Events before the page became wrong that are tried behind it. */
const MOST_MOVED = 3;

interface Offer {
  readonly label: string;
  readonly detail?: string;
  readonly edit: XiveEdit;
  /** Branch in which it has to be right. */
  readonly branch: string;
}

/** An id that no branch of the study has. */
function freeId({ branches }: XiveState, wish: string): string {
  const taken = new Set(branches.map(({ id }) => id));
  const base = wish.slice(0, 56);
  let id = base;
  for (let number = 2; taken.has(id); number += 1) id = `${base}-${number}`;
  return id;
}

function freeName({ branches }: XiveState, wish: string): string {
  const taken = new Set(branches.map(({ name }) => name));
  const base = wish.slice(0, 74);
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base} ${number}`;
  return name;
}

/** Every address page that stands for a side of the LISN. */
function addressPagesOf({ announced }: Vm, lisn: number): readonly number[] {
  return announced.flatMap(({ start, end, esb }) =>
    [esbPage(lisn, 0), esbPage(lisn, 1)]
      .map((page) => start + page - esb)
      .filter((page) => page >= start && page < end),
  );
}

function tried(
  state: XiveState,
  offers: readonly Offer[],
  cured: (branch: Branch) => boolean,
): readonly Fix[] {
  return offers.flatMap(({ label, detail, edit, branch: id }): readonly Fix[] => {
    const outcome = applyEdit(state, edit);
    if (!outcome.ok) return [];
    const branch = outcome.state.branches.find((one) => one.id === id);
    if (branch === undefined || !cured(branch)) return [];
    return [{ label, ...(detail === undefined ? {} : { detail }), edits: [edit] }];
  });
}

function underB1(state: XiveState, branch: Branch): readonly Offer[] {
  if (branch.config.strategy === 'B1') return [];
  const id = freeId(state, `${branch.id}-b1`);
  return [
    {
      label: 'Branch here under B1',
      detail:
        'A copy of this timeline under the strategy that was merged: the kernel zaps at every change of owner.',
      edit: {
        family,
        op: 'addBranch',
        id,
        name: freeName(state, `${branch.name} under B1`),
        from: branch.id,
        step: null,
        strategy: 'B1',
      },
      branch: id,
    },
  ];
}

export interface WrongPage {
  readonly vm: string;
  readonly page: number;
  readonly lisn: number;
  readonly since: number;
  readonly state: 'stale' | 'misresolved';
  /** The LISN's other page, where that is wrong as well. */
  readonly also: { readonly page: number; readonly since: number } | null;
}

/** Events that drop entries of that page or put another line there. */
function drops(event: XiveEvent, { page, lisn }: WrongPage): boolean {
  if (event.op === 'zap') return event.lisn === lisn;
  if (event.op === 'munmap' || event.op === 'mmapFixed')
    return page >= event.at && page < event.at + event.pages;
  return false;
}

function moved({ id, events }: Branch, wrong: WrongPage): readonly Offer[] {
  const before = events
    .slice(0, wrong.since)
    .flatMap((event, at) => (drops(event, wrong) && at + 1 < wrong.since ? [at] : []));
  return before.slice(-MOST_MOVED).map((at) => ({
    label: `Move “${eventTitle(events[at]!)}” behind step ${wrong.since}`,
    detail: 'Only what drops the entry after the owner has changed helps.',
    edit: { family, op: 'moveEvents', branch: id, at, count: 1, to: wrong.since },
    branch: id,
  }));
}

/** A line that was cut counts faults from its own start: without the cut nothing is misresolved. */
function uncut({ id, events }: Branch, { since }: WrongPage): readonly Offer[] {
  return events
    .slice(0, since)
    .flatMap((event, at) =>
      event.op === 'munmap' || event.op === 'mmapFixed' || event.op === 'mprotect' ? [at] : [],
    )
    .slice(0, MOST_MOVED)
    .map((at) => ({
      label: `Leave out step ${at + 1}: ${eventTitle(events[at]!)}`,
      edit: { family, op: 'removeEvents', branch: id, at, count: 1 },
      branch: id,
    }));
}

/** LISNs that are zapped one by one in a fix. */
const MOST_ZAPS = 256;

/** Fixes of pages that went wrong in the same step; each of them has to be right then. */
export function wrongPageFixes(
  state: XiveState,
  branch: Branch,
  group: readonly [WrongPage, ...WrongPage[]],
): readonly Fix[] {
  const [first] = group;
  const last = group.at(-1)!;
  if (branch.events.length > MOST_EVENTS || group.length > MOST_ZAPS) return [];
  const { since } = first;
  const all = Math.max(since, ...group.map(({ also }) => also?.since ?? 0));
  const vm = branch.setup.vms.length > 1 ? { vm: first.vm } : {};
  const zapped: Offer = {
    label: `Zap LISN ${lisnRange(first.lisn, last.lisn)} after step ${all}`,
    detail: `The kernel drops the entry of page ${pageNumber(first.page)}${group.length > 1 ? ' and of those that follow' : ''}; the next access asks for the owner anew.`,
    edit: {
      family,
      op: 'insertEvents',
      branch: branch.id,
      at: all,
      events: group.map(({ lisn }): XiveEvent => ({ op: 'zap', lisn, ...vm })),
    },
    branch: branch.id,
  };
  const cured = (after: Branch) => {
    const timeline = timelineOf(after);
    const machine = timeline.at(timeline.steps);
    const guest = machine.vms.get(first.vm);
    if (guest === undefined || !guest.running) return false;
    const right = (page: number) => {
      const now = pageState(machine, guest, page);
      return now !== 'stale' && now !== 'misresolved';
    };
    return group.every(
      ({ page, lisn }) =>
        intended(guest, page)?.lisn === lisn && addressPagesOf(guest, lisn).every((one) => right(one)),
    );
  };
  const offers = [
    ...underB1(state, branch),
    ...(all > 0 ? [zapped] : []),
    ...moved(branch, first),
    ...uncut(branch, first),
  ];
  return tried(state, offers, cured);
}

export function refusedEventFixes(state: XiveState, branch: Branch, step: number): readonly Fix[] {
  if (branch.events.length > MOST_EVENTS) return [];
  const event = branch.events[step - 1]!;
  const { id, config } = branch;
  const anyOffset: Offer = {
    label: 'Let the kernel take any offset',
    detail: 'As the kernels of the proposals would have; no released kernel does.',
    edit: { family, op: 'setConfig', branch: id, config: { accept: 'any' } },
    branch: id,
  };
  const mapping = (event.op === 'mmap' || event.op === 'mmapFixed') && config.accept === 'fixed';
  const accepted = tried(
    state,
    mapping ? [anyOffset] : [],
    (after) => timelineOf(after).outcome(step).errno === null,
  );
  const without: Offer = {
    label: `Leave out step ${step}: ${eventTitle(event)}`,
    edit: { family, op: 'removeEvents', branch: id, at: step - 1, count: 1 },
    branch: id,
  };
  return [
    ...accepted,
    ...tried(state, [without], (after) => after.events.length === branch.events.length - 1),
  ];
}
