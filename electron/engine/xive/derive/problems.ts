/** What is wrong in a study or a reading: stale and misresolved pages, refused events, contradictions, orphans. */
import type { Problem } from '../../../../shared/findings.ts';
import { EVENT_MARKS } from '../../../../shared/xive/cards.ts';
import { lisnName } from '../../../../shared/xive/pages.ts';
import { type XiveRef, xiveRef } from '../../../../shared/xive/refs.ts';
import { STRATEGIES } from '../../../../shared/xive/strategies.ts';
import type { Branch, Reading, XiveState } from '../../../../shared/xive/types.ts';
import { countOf } from '../../summary.ts';
import type { Machine } from '../kernel/machine.ts';
import { intended } from '../kernel/page-state.ts';
import { readingConflicts } from '../observe/conflicts.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { consequencesOf, shortConsequence } from './consequences.ts';
import { eventTitle, lisnRange } from './event-words.ts';
import { refusedEventFixes, type WrongPage, wrongPageFixes } from './fixes.ts';
import { pageRuns } from './page-runs.ts';
import { isClaimed } from './source-runs.ts';

/** Ranges of LISNs of a branch that are told one by one; the rest is counted. */
const MOST_LISNS = 8;
/** Refused events that are told one by one. */
const MOST_REFUSED = 6;
/** Problems of a branch whose fixes are tried. */
const MOST_FIXED = 4;

type Part = XiveRef['part'];

function branchRef(branch: Branch, step: number, vm: string | null = null, part: Part = null) {
  return xiveRef({ at: { kind: 'branch', branch: branch.id, step }, vm, part });
}

/** Wrong pages of a machine, at most one of each LISN and guest: the management page before the trigger page. */
function wrongPages(machine: Machine): readonly WrongPage[] {
  const found = new Map<string, WrongPage & { readonly parity: number }>();
  for (const vm of machine.vms.values())
    for (const { state, page: first, count, stride, since } of pageRuns(machine, vm)) {
      if (state !== 'stale' && state !== 'misresolved') continue;
      for (let at = 0; at < count; at += 1) {
        const page = first + at * stride;
        const stands = intended(vm, page);
        if (stands === null) continue;
        const key = `${vm.name} ${stands.lisn}`;
        const one = { vm: vm.name, page, lisn: stands.lisn, since, state, parity: stands.parity, also: null };
        const had = found.get(key);
        if (had === undefined) found.set(key, one);
        else if (had.parity === 0 && stands.parity === 1) found.set(key, { ...one, also: had });
        else if (had.also === null) found.set(key, { ...had, also: one });
      }
    }
  return [...found.values()];
}

/** Neighbours that went wrong in the same step are one problem. */
function grouped(pages: readonly WrongPage[]): readonly (readonly [WrongPage, ...WrongPage[]])[] {
  const groups: [WrongPage, ...WrongPage[]][] = [];
  for (const one of pages) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const goesOn =
      last !== undefined &&
      last.vm === one.vm &&
      last.state === one.state &&
      last.since === one.since &&
      last.lisn + 1 === one.lisn;
    if (goesOn) group!.push(one);
    else groups.push([one]);
  }
  return groups;
}

function wrongPageProblems(state: XiveState, branch: Branch): readonly Problem[] {
  const timeline = timelineOf(branch);
  const { steps } = timeline;
  const machine = timeline.at(steps);
  const groups = grouped(wrongPages(machine));
  const several = machine.vms.size > 1;
  const place = { kind: 'branch', branch: branch.id, step: steps } as const;
  const each = groups.slice(0, MOST_LISNS).map((group, index): Problem => {
    const [one] = group;
    const vm = machine.vms.get(one.vm)!;
    const [consequence] = consequencesOf(machine, vm, one.page, place);
    const made =
      one.since === 0
        ? 'since the set-up'
        : `since step ${one.since} (${eventTitle(branch.events[one.since - 1]!)})`;
    const rest = group.slice(1);
    const alike =
      rest.length === 0
        ? ''
        : ` The same holds for ${countOf(rest.length, 'more LISN')}, ${lisnRange(rest[0]!.lisn, rest.at(-1)!.lisn)}.`;
    const guest = several ? one.vm : null;
    const lisn = { kind: 'lisn', lisn: one.lisn } as const;
    return {
      id: `wrong ${branch.id} ${one.vm} ${lisnName(one.lisn)}`,
      severity: isClaimed(machine.config, vm, one.lisn) ? 'error' : 'warning',
      rule: consequence?.rule ?? 'XIVE-R10',
      message: `${branch.name}: ${shortConsequence(machine, vm, one.page)} It has been so ${made}. ${consequence?.text ?? ''}${alike}`,
      refs: [
        branchRef(branch, steps, guest, lisn),
        ...(one.since > 0 && one.since < steps ? [branchRef(branch, one.since, guest, lisn)] : []),
        ...(consequence?.refs.slice(1) ?? []),
      ],
      fixes: index < MOST_FIXED ? wrongPageFixes(state, branch, group) : [],
    };
  });
  const rest = groups.slice(MOST_LISNS).flat();
  if (rest.length === 0) return each;
  const first = rest[0]!;
  return [
    ...each,
    {
      id: `wrong ${branch.id} more`,
      severity: 'error',
      rule: 'XIVE-R10',
      message: `${branch.name}: pages of ${countOf(rest.length, 'more LISN')} are wrong at the end, the first of them ${lisnName(first.lisn)}.`,
      refs: [branchRef(branch, steps, several ? first.vm : null, { kind: 'lisn', lisn: first.lisn })],
      fixes: [],
    },
  ];
}

function stepsMarked(branch: Branch, mark: (typeof EVENT_MARKS)[number]): readonly number[] {
  const code = EVENT_MARKS.indexOf(mark);
  const steps: number[] = [];
  for (const [at, one] of timelineOf(branch).markCodes().entries()) if (one === code) steps.push(at + 1);
  return steps;
}

/** Accesses that went astray on the way, whether or not the page is wrong in the end. */
function wrongTurnProblems(branch: Branch): readonly Problem[] {
  const turns = stepsMarked(branch, 'wrongTurn');
  const first = turns[0];
  if (first !== undefined) {
    const [turn] = timelineOf(branch).outcome(first).wrongTurns;
    const title = eventTitle(branch.events[first - 1]!);
    const named = turn === undefined ? '' : `LISN ${lisnName(turn.lisn)}`;
    const lisn = named === '' || title.includes(named) ? '' : ` (${named})`;
    return [
      {
        id: `turns ${branch.id}`,
        severity: 'error',
        rule: 'XIVE-R10',
        message: `${branch.name}: ${countOf(turns.length, 'event')} went through a wrong page, first in step ${first}: ${title}${lisn}.`,
        refs: [branchRef(branch, first, null, turn === undefined ? null : { kind: 'lisn', lisn: turn.lisn })],
        fixes: [],
      },
    ];
  }
  const made = stepsMarked(branch, 'staleMade')[0];
  const timeline = timelineOf(branch);
  const end = timeline.counts(timeline.steps);
  if (made === undefined || end.stale + end.misresolved > 0) return [];
  return [
    {
      id: `stale on the way ${branch.id}`,
      severity: 'warning',
      rule: 'XIVE-S5',
      message: `${branch.name}: pages were wrong from step ${made} on (${eventTitle(branch.events[made - 1]!)}), but nobody used them before they were mended.`,
      refs: [branchRef(branch, made)],
      fixes: [],
    },
  ];
}

function pausedProblems(branch: Branch): readonly Problem[] {
  const timeline = timelineOf(branch);
  const { vms } = timeline.at(timeline.steps);
  const several = vms.size > 1;
  const paused = [...vms.values()].filter(({ running }) => !running);
  if (paused.length === 0) return [];
  const step =
    stepsMarked(branch, 'signal').find((one) => timeline.outcome(one).signal !== null) ?? timeline.steps;
  const why = step === 0 ? null : timeline.outcome(step).why;
  return [
    {
      id: `paused ${branch.id}`,
      severity: 'error',
      rule: 'XIVE-R10',
      message: `${branch.name}: ${several ? `guest ${paused[0]!.name}` : 'the guest'} is paused (internal-error) since an access that KVM could not serve.${why === null ? '' : ` ${why}`}`,
      refs: [branchRef(branch, step)],
      fixes: [],
    },
  ];
}

const EXHAUSTED: ReadonlySet<string> = new Set(['ENOSPC', 'EAGAIN', 'ENXIO', 'ENOMEM']);

function refusedProblems(state: XiveState, branch: Branch): readonly Problem[] {
  const refused = stepsMarked(branch, 'refused');
  const timeline = timelineOf(branch);
  const each = refused.slice(0, MOST_REFUSED).map((step, index): Problem => {
    const { errno, rule, why } = timeline.outcome(step);
    const ends = errno !== null && EXHAUSTED.has(errno) ? ' Something is used up.' : '';
    return {
      id: `refused ${branch.id} ${step}`,
      severity: 'warning',
      rule: rule ?? 'XIVE-R3',
      message:
        `${branch.name}: step ${step}, ${eventTitle(branch.events[step - 1]!)}, is refused with ${errno}. ${why ?? ''}${ends}`.trimEnd(),
      refs: [branchRef(branch, step)],
      fixes: index < MOST_FIXED ? refusedEventFixes(state, branch, step) : [],
    };
  });
  const rest = refused.length - MOST_REFUSED;
  if (rest <= 0) return each;
  return [
    ...each,
    {
      id: `refused ${branch.id} more`,
      severity: 'warning',
      rule: 'XIVE-R3',
      message: `${branch.name}: ${countOf(rest, 'more event')} ${rest === 1 ? 'is' : 'are'} refused.`,
      refs: [branchRef(branch, refused[MOST_REFUSED]!)],
      fixes: [],
    },
  ];
}

function orphanProblems(branch: Branch): readonly Problem[] {
  const timeline = timelineOf(branch);
  const { steps } = timeline;
  const { vms } = timeline.at(steps);
  return [...vms.values()].flatMap(({ name, orphans }): readonly Problem[] => {
    const first = orphans[0];
    if (first === undefined) return [];
    const numbers = orphans.slice(0, 4).map(([from, to]) => lisnRange(from, to));
    const more = orphans.length > 4 ? ` and ${orphans.length - 4} more ranges` : '';
    return [
      {
        id: `orphans ${branch.id} ${name}`,
        severity: 'info',
        rule: 'XIVE-R19',
        message: `${branch.name}: LISNs ${numbers.join(', ')}${more} are claimed but have no device; they are lost until the machine is reset.`,
        refs: [branchRef(branch, steps, vms.size > 1 ? name : null, { kind: 'lisn', lisn: first[0] })],
        fixes: [],
      },
    ];
  });
}

/** A list entry as the end of a sentence. */
function lowered(words: string): string {
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`.replace(/\.$/, '');
}

function strategyProblems(branch: Branch): readonly Problem[] {
  const strategy = STRATEGIES.find(({ id }) => id === branch.config.strategy);
  if (strategy === undefined || strategy.needs === null) return [];
  return [
    {
      id: `strategy ${branch.id}`,
      severity: 'info',
      rule: strategy.rule,
      message: `${branch.name} runs under ${strategy.id}, which the merged kernel does not have. It needs ${lowered(strategy.needs)}.`,
      refs: [branchRef(branch, 0)],
      fixes: [],
    },
  ];
}

/** Fixes name branches that must not be there yet, so what was derived holds for the same branches only. */
const derived = new WeakMap<Branch, { readonly branches: string; readonly problems: readonly Problem[] }>();

function branchProblems(state: XiveState, branch: Branch): readonly Problem[] {
  const branches = state.branches.map(({ id, name }) => `${id}\n${name}`).join('\n');
  const known = derived.get(branch);
  if (known?.branches === branches) return known.problems;
  const problems = [
    ...wrongPageProblems(state, branch),
    ...wrongTurnProblems(branch),
    ...pausedProblems(branch),
    ...refusedProblems(state, branch),
    ...orphanProblems(branch),
    ...strategyProblems(branch),
  ];
  derived.set(branch, { branches, problems });
  return problems;
}

function readingProblems(reading: Reading): readonly Problem[] {
  return readingConflicts(reading).map(({ lisns, text, rule }, at) => ({
    id: `reading ${reading.id} ${rule} ${lisns?.[0] ?? at}`,
    severity: rule === 'XIVE-F2' ? 'warning' : 'info',
    rule,
    message: `${reading.name}: ${text}`,
    refs: [
      xiveRef({
        at: { kind: 'reading', reading: reading.id },
        vm: null,
        part: lisns === null ? null : { kind: 'lisn', lisn: lisns[0] },
      }),
    ],
    fixes: [],
  }));
}

export function problems(_observed: XiveState, desired: XiveState): readonly Problem[] {
  return [
    ...desired.branches.flatMap((branch) => branchProblems(desired, branch)),
    ...desired.readings.flatMap(readingProblems),
  ];
}
