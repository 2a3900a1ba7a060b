/** A branch as a text to read or to compare: each event with its small steps, and what is stale after it. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import { hwPageName } from '../../../../shared/xive/pages.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { eventTitle, lisnRange, pageNumber, resultWords } from '../derive/event-words.ts';
import { pageState, wrongSince } from '../kernel/page-state.ts';
import type { Machine } from '../kernel/machine.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { LongText } from './long-text.ts';
import { branchLines } from './setup-words.ts';

/** Wrong pages that a step lists by name. */
const MOST_NAMED = 8;
const MOST_STEPS_OF_AN_EVENT = 2000;

function entryLines({ who, stage, text, call, rule, lisns, pages, outcome }: TraceEntry): string[] {
  const about = [
    ...(lisns === null ? [] : [`LISN ${lisnRange(lisns[0], lisns[1])}`]),
    ...(pages === null
      ? []
      : [
          pages[0] === pages[1]
            ? `page ${pageNumber(pages[0])}`
            : `pages ${pageNumber(pages[0])}-${pageNumber(pages[1])}`,
        ]),
  ].join(', ');
  const mark = outcome === 'done' ? ' ' : outcome === 'refused' ? '!' : '#';
  return [
    `  ${mark} ${who.padEnd(8)} ${stage.padEnd(9)} ${text} [${rule}${about === '' ? '' : `; ${about}`}]`,
    ...(call === null ? [] : [`${' '.repeat(23)}${call}`]),
  ];
}

interface WrongPage {
  readonly vm: string;
  readonly page: number;
  readonly state: string;
  readonly shows: string;
  readonly since: number;
}

/** The first pages that are stale or misresolved now, with what they show. */
function wrongPages(machine: Machine): readonly WrongPage[] {
  const found: WrongPage[] = [];
  for (const vm of machine.vms.values())
    for (const number of vm.ptes.chunkNumbers()) {
      const chunk = vm.ptes.chunk(number)!;
      for (const [offset, shows] of chunk.entries()) {
        if (shows === 0) continue;
        const page = number * chunk.length + offset;
        const state = pageState(machine, vm, page);
        if (state !== 'stale' && state !== 'misresolved') continue;
        const name = hwPageName(shows, machine.config.phbPages) ?? 'nothing';
        found.push({ vm: vm.name, page, state, shows: name, since: wrongSince(machine, vm, page) });
        if (found.length === MOST_NAMED) return found;
      }
    }
  return found;
}

export function traceText(branch: Branch): string {
  const timeline = timelineOf(branch);
  const several = branch.setup.vms.length;
  const lines = ['Trace of a XIVE study, played on the model kernel', ...branchLines(branch), ''];
  lines.push(
    'Each line: who, what kind of step, the sentence, [rule; what it is about]. ! refused, # signal.',
    '',
  );
  const cut = new LongText();
  let [before, machine] = [timeline.counts(0), timeline.at(0)];
  for (const [index, event] of branch.events.entries()) {
    const step = index + 1;
    const after = timeline.counts(step);
    const outcome = timeline.outcome(step);
    const trace = timeline.trace(step);
    lines.push(`Step ${step}  ${eventTitle(event, several)}`);
    if (event.note !== undefined) lines.push(`  "${event.note.replaceAll('\n', ' ')}"`);
    for (const entry of trace.slice(0, MOST_STEPS_OF_AN_EVENT)) lines.push(...entryLines(entry));
    if (trace.length > MOST_STEPS_OF_AN_EVENT)
      lines.push(`    … ${trace.length - MOST_STEPS_OF_AN_EVENT} further small steps of the same kind`);
    lines.push(`  => ${resultWords(event, outcome, { before, after, phbPages: branch.config.phbPages })}`);
    const pq = outcome.pq === null ? '' : `; P/Q ${outcome.pq.toString(2).padStart(2, '0')}`;
    lines.push(
      `     ${after.vmas} ESB lines, ${after.slots} slots, ${after.populated} populated, ${after.zaps} zaps, ${after.faults} faults${pq}`,
    );
    machine = timeline.at(step);
    if (after.stale + after.misresolved > 0) {
      const wrong = wrongPages(machine);
      for (const { vm, page, state, shows, since } of wrong)
        lines.push(
          `  * ${several > 1 ? `${vm}: ` : ''}page ${pageNumber(page)} ${state} since step ${since}: shows ${shows}`,
        );
      const more = after.stale + after.misresolved - wrong.length;
      if (more > 0) lines.push(`  * … and ${more} more`);
    }
    lines.push('');
    before = after;
    const left = cut.after(index, branch, lines);
    if (left !== null) {
      lines.push(left);
      break;
    }
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
