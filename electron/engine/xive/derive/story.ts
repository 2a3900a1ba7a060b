/** What happened to a LISN and its pages, step by step, told from the machines before and after each event. */
import type { StoryEntry } from '../../../../shared/xive/cards.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { type HwPage, hwPageName, hwSourceName, isPhbPage, lisnName } from '../../../../shared/xive/pages.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { CHUNK_SHIFT } from '../kernel/sparse-ints.ts';
import { intended, ownerOf, populatedState } from '../kernel/page-state.ts';
import { vmaAt } from '../kernel/vma-list.ts';
import { eventTitle, pageNumber, sideName } from './event-words.ts';
import type { BranchPlace } from './places.ts';
import { deviceOf, isClaimed } from './source-runs.ts';
import { sourceWords } from './names.ts';

/** Steps that are looked at as a whole first: most of a long life is about other LISNs. */
const SEGMENT = 64;
/** As far apart as the check points of a long branch, whose machines are at hand. */
const BLOCK = 512;
/** Steps that are looked at one by one, at most. */
const MOST_WALKED = 8192;
/** The last entries of a very long story are told. */
const MOST_ENTRIES = 400;

export interface StoryOf {
  readonly vm: string;
  readonly lisn: number | null;
  readonly pages: readonly number[];
}

/** Columns and sets in which anything of that story could change between two machines. */
function untouched(left: Machine, right: Machine, { vm: name, lisn, pages }: StoryOf): boolean {
  const [before, after] = [left.vms.get(name), right.vms.get(name)];
  if (before === undefined || after === undefined) return before === after;
  if (before === after) return true;
  const samePages = pages.every((page) => {
    const chunk = page >> CHUNK_SHIFT;
    return before.ptes.chunk(chunk) === after.ptes.chunk(chunk);
  });
  const block = lisn === null ? null : lisn >> CHUNK_SHIFT;
  const sameLisn =
    block === null ||
    (before.pt.chunk(block) === after.pt.chunk(block) && before.ipi.chunk(block) === after.ipi.chunk(block));
  const sameMeaning = before.announced === after.announced && before.regions === after.regions;
  return samePages && sameLisn && sameMeaning && (lisn === null || before.claims === after.claims);
}

function mentions(event: XiveEvent, { lisn, pages }: StoryOf): boolean {
  if ('lisn' in event && event.lisn === lisn) return true;
  return event.op === 'touch' && pages.includes(event.page);
}

function shown(page: HwPage, { config }: Machine): string {
  return hwPageName(page, config.phbPages) ?? 'nothing';
}

interface Between {
  readonly before: Machine;
  readonly after: Machine;
  readonly was: Vm;
  readonly is: Vm;
  readonly step: number;
  /** The event, as the start of a sentence and within one. */
  readonly title: string;
  readonly cause: string;
}

function lisnEntries({ before, after, was, is, step, cause }: Between, lisn: number): readonly StoryEntry[] {
  const entries: StoryEntry[] = [];
  const name = lisnName(lisn);
  const tell = (text: string, hw: HwPage | null = null) => entries.push({ step, text, hw, tone: 'plain' });
  const claimed = isClaimed(after.config, is, lisn);
  if (claimed && !isClaimed(before.config, was, lisn)) {
    const device = deviceOf(is, lisn);
    tell(
      device === null
        ? `QEMU claims LISN ${name} (${cause}).`
        : `QEMU claims LISN ${name} as vector ${lisn - device.first!} of ${device.name}.`,
    );
  }
  if (was.ipi.get(lisn) === 0 && is.ipi.get(lisn) !== 0)
    tell(`KVM creates LISN ${name} and backs it with ipi(0x${(is.ipi.get(lisn) - 1).toString(16)}).`);
  const [owner, now] = [ownerOf(was, lisn), ownerOf(is, lisn)];
  if (owner !== now && (owner !== 0 || isPhbPage(now)))
    tell(
      isPhbPage(now)
        ? `set_mapped: ${sourceWords(after, is, now)} owns LISN ${name}${owner === 0 ? '' : ` instead of ${hwSourceName(owner)}`}.`
        : `clr_mapped: ${hwSourceName(now) ?? 'nothing'} owns LISN ${name} again, ${hwSourceName(owner)} goes back to the host.`,
      now,
    );
  if (!claimed && isClaimed(before.config, was, lisn))
    tell(`QEMU frees LISN ${name} (${cause}); KVM keeps its source.`);
  return entries;
}

function emptied({ is, step, title }: Between, page: number, had: string): StoryEntry {
  const gone = vmaAt(is.vmas, page) === null;
  return {
    step,
    text: gone
      ? `${title}: page ${pageNumber(page)} is a hole now; it had shown ${had}.`
      : `${title}: page ${pageNumber(page)} is empty again; it had shown ${had}, and the next access asks for the owner anew.`,
    hw: null,
    tone: 'good',
  };
}

function pageEntries(between: Between, page: number): readonly StoryEntry[] {
  const { before, after, was, is, step, title } = between;
  const [had, has] = [was.ptes.get(page), is.ptes.get(page)];
  const stateOf = (machine: Machine, vm: Vm, hw: HwPage) =>
    hw === 0 ? null : populatedState(machine, vm, page, hw);
  const [then, now] = [stateOf(before, was, had), stateOf(after, is, has)];
  const bad = now === 'stale' || now === 'misresolved';
  if (has === 0) {
    if (had === 0) return [];
    const entry = emptied(between, page, shown(had, before));
    return [then === 'fresh' ? { ...entry, tone: 'plain' } : entry];
  }
  const refilled = is.touched.get(page) !== was.touched.get(page);
  if (had !== has || (refilled && is.touched.get(page) >> 2 === step)) {
    const side = intended(is, page);
    const what =
      side === null
        ? `page ${pageNumber(page)}`
        : `page ${pageNumber(page)}, the ${sideName(side.parity)} page of LISN ${lisnName(side.lisn)},`;
    const wrong = bad
      ? `, which is ${now === 'stale' ? 'not what owns the LISN' : 'a page of another LISN'}`
      : '';
    return [
      {
        step,
        text: `${title}: ${what} is populated and shows ${shown(has, after)}${wrong}.`,
        hw: has,
        tone: bad ? 'bad' : 'plain',
      },
    ];
  }
  if (then === now) return [];
  if (bad)
    return [
      {
        step,
        text: `Page ${pageNumber(page)} becomes ${now}: it still shows ${shown(has, after)}, since nothing drops the entry.`,
        hw: has,
        tone: 'bad',
      },
    ];
  return [
    {
      step,
      text: `Page ${pageNumber(page)} is right again: ${shown(has, after)} owns its LISN once more.`,
      hw: has,
      tone: 'good',
    },
  ];
}

function start(machine: Machine, { vm: name, lisn, pages }: StoryOf): readonly StoryEntry[] {
  const vm = machine.vms.get(name);
  if (vm === undefined) return [];
  const entries: StoryEntry[] = [];
  const owner = lisn === null ? 0 : ownerOf(vm, lisn);
  if (owner !== 0)
    entries.push({
      step: 0,
      text: `At the start ${hwSourceName(owner)} owns LISN ${lisnName(lisn!)}.`,
      hw: owner,
      tone: 'plain',
    });
  for (const page of pages) {
    const hw = vm.ptes.get(page);
    if (hw !== 0)
      entries.push({
        step: 0,
        text: `At the start page ${pageNumber(page)} shows ${shown(hw, machine)}.`,
        hw,
        tone: 'plain',
      });
  }
  return entries;
}

function stepEntries({ branch, timeline }: BranchPlace, step: number, of: StoryOf): readonly StoryEntry[] {
  const event = branch.events[step - 1]!;
  const [before, after] = [timeline.at(step - 1), timeline.at(step)];
  const told = mentions(event, of);
  if (!told && untouched(before, after, of)) return [];
  const [was, is] = [before.vms.get(of.vm), after.vms.get(of.vm)];
  if (was === undefined || is === undefined) return [];
  const cause = eventTitle(event, after.vms.size);
  const title = cause.charAt(0).toUpperCase() + cause.slice(1);
  const between = { before, after, was, is, step, title, cause };
  const entries = [
    ...(of.lisn === null ? [] : lisnEntries(between, of.lisn)),
    ...of.pages.flatMap((page) => pageEntries(between, page)),
  ];
  if (!told) return entries;
  const outcome = timeline.outcome(step);
  const turns = outcome.wrongTurns.filter(({ vm, page }) => vm === of.vm && of.pages.includes(page));
  const wrong = turns.map(({ page, shows, expected }): StoryEntry => {
    const right = expected === null ? 'nothing' : shown(expected, after);
    return {
      step,
      text: `${title}: through page ${pageNumber(page)} it reaches ${shown(shows, after)} instead of ${right}.`,
      hw: shows,
      tone: 'bad',
    };
  });
  const refused = outcome.errno ?? outcome.signal;
  const no: readonly StoryEntry[] =
    refused === null
      ? []
      : [{ step, text: `${title}: ${refused}. ${outcome.why ?? ''}`.trimEnd(), hw: null, tone: 'bad' }];
  return [...entries, ...wrong, ...no];
}

/** Nothing of that story in steps `from + 1` to `to`. */
function isQuiet({ branch, timeline }: BranchPlace, from: number, to: number, of: StoryOf): boolean {
  if (!untouched(timeline.at(from), timeline.at(to), of)) return false;
  for (let at = from; at < to; at += 1) if (mentions(branch.events[at]!, of)) return false;
  return true;
}

/** Forwards, since the machine of the next step is one event away. */
function blockEntries(place: BranchPlace, begin: number, end: number, of: StoryOf): readonly StoryEntry[] {
  const entries: StoryEntry[] = [];
  for (let from = begin; from < end; from += SEGMENT) {
    const to = Math.min(end, from + SEGMENT);
    if (isQuiet(place, from, to, of)) continue;
    for (let at = from + 1; at <= to; at += 1) entries.push(...stepEntries(place, at, of));
  }
  return entries;
}

/** From the end backwards, until as many entries are found as are told, or as many steps were looked at one by one. */
export function storyOf(place: BranchPlace, of: StoryOf): readonly StoryEntry[] {
  const blocks: (readonly StoryEntry[])[] = [];
  let [told, walked, end] = [0, 0, place.step];
  while (end > 0 && told < MOST_ENTRIES && walked < MOST_WALKED) {
    const begin = end - 1 - ((end - 1) % BLOCK);
    if (!isQuiet(place, begin, end, of)) {
      const entries = blockEntries(place, begin, end, of);
      blocks.push(entries);
      told += entries.length;
      walked += end - begin;
    }
    end = begin;
  }
  const all = blocks.reverse().flat();
  if (end === 0 && all.length < MOST_ENTRIES) return [...start(place.timeline.at(0), of), ...all];
  const kept = all.slice(-MOST_ENTRIES);
  const from = all.length > MOST_ENTRIES ? kept[0]!.step : end + 1;
  const text = `What was before step ${from} is not told here: the story is too long. Go to an earlier step to read it.`;
  return [{ step: from - 1, text, hw: null, tone: 'plain' }, ...kept];
}
