/** What two moments of a guest differ in, as runs of LISNs: pages the guest reaches, owners, lines, slots, devices. */
import type { Difference } from '../../../../shared/xive/cards.ts';
import {
  type PopulatedState,
  type ShownVma,
  unpackRuns,
  type VmMoment,
} from '../../../../shared/xive/moment.ts';
import { type HwPage, hwPageName, hwSourceName, lisnOfPage } from '../../../../shared/xive/pages.ts';
import { lisnRange, pageNumber, sideName } from './event-words.ts';

interface Shown {
  readonly hw: HwPage;
  readonly state: PopulatedState;
}

function lineOf(vmas: readonly ShownVma[], page: number): ShownVma | undefined {
  return vmas.find(({ start, end }) => page >= start && page < end);
}

/** ESB page -> what the guest finds there, of all pages it populated or QEMU did for it. */
function shownPages(moment: VmMoment): ReadonlyMap<number, Shown> {
  const shown = new Map<number, Shown>();
  let line: ShownVma | undefined;
  for (const { page: first, count, stride, hw, hwStep, state } of unpackRuns(moment.pages))
    for (let at = 0; at < count; at += 1) {
      const page = first + at * stride;
      if (line === undefined || page < line.start || page >= line.end) line = lineOf(moment.vmas, page);
      if (line === undefined || line.stands === null) continue;
      const esb = line.stands + page - line.start;
      const lisn = lisnOfPage(esb);
      const slot = moment.slots.find(({ firstLisn, lastLisn }) => lisn >= firstLisn && lisn <= lastLisn);
      if (slot !== undefined && slot.page + esb - 2 * slot.firstLisn !== page) continue;
      shown.set(esb, { hw: hw + at * hwStep, state });
    }
  return shown;
}

function ownersOf({ owners }: VmMoment): ReadonlyMap<number, HwPage> {
  const all = new Map<number, HwPage>();
  for (const { from, to, hw, hwStep } of owners)
    for (let lisn = from; lisn <= to; lisn += 1) all.set(lisn, hw + (lisn - from) * hwStep);
  return all;
}

/** One LISN's difference before neighbours are put together; `alike` equal = one row. */
interface Single {
  readonly lisn: number;
  readonly alike: string;
  readonly left: string;
  readonly right: string;
}

interface Run {
  readonly first: Single;
  readonly last: Single;
}

function runsOf(singles: readonly Single[], stride: number): readonly Run[] {
  const runs: Run[] = [];
  for (const single of singles) {
    const run = runs.at(-1);
    if (run !== undefined && run.last.alike === single.alike && single.lisn - run.last.lisn <= stride)
      runs[runs.length - 1] = { ...run, last: single };
    else runs.push({ first: single, last: single });
  }
  return runs;
}

function span(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

function pageDifferences(left: VmMoment, right: VmMoment): readonly Difference[] {
  const [before, after] = [shownPages(left), shownPages(right)];
  const esbs = [...new Set([...before.keys(), ...after.keys()])].sort((one, other) => one - other);
  const words = (shown: Shown | undefined) =>
    shown === undefined ? 'empty' : `${hwPageName(shown.hw)} (${shown.state})`;
  const kind = (shown: Shown | undefined) =>
    shown === undefined ? 'empty' : `${shown.state} ${hwSourceName(shown.hw)?.replace(/[[(].*/, '')}`;
  return ([0, 1] as const).flatMap((parity) => {
    const singles = esbs
      .filter((esb) => esb % 2 === parity)
      .flatMap((esb): readonly Single[] => {
        const [was, is] = [before.get(esb), after.get(esb)];
        if (was?.hw === is?.hw && was?.state === is?.state) return [];
        return [
          { lisn: lisnOfPage(esb), alike: `${kind(was)}|${kind(is)}`, left: words(was), right: words(is) },
        ];
      });
    return runsOf(singles, 1).map(({ first, last }): Difference => {
      const lisns = lisnRange(first.lisn, last.lisn);
      const [was, is] = [span(first.left, last.left), span(first.right, last.right)];
      return {
        kind: 'page',
        text: `${sideName(parity) === 'trigger' ? 'Trigger' : 'Management'} page of LISN ${lisns}: ${was} on the left, ${is} on the right.`,
        lisns: [first.lisn, last.lisn],
        left: was,
        right: is,
      };
    });
  });
}

function ownerDifferences(left: VmMoment, right: VmMoment): readonly Difference[] {
  const [before, after] = [ownersOf(left), ownersOf(right)];
  const lisns = [...new Set([...before.keys(), ...after.keys()])].sort((one, other) => one - other);
  const words = (hw: HwPage | undefined) => (hw === undefined ? 'IPI source' : (hwSourceName(hw) ?? 'none'));
  const singles = lisns.flatMap((lisn): readonly Single[] => {
    const [was, is] = [words(before.get(lisn)), words(after.get(lisn))];
    const kind = (name: string) => name.replace(/\[.*/, '');
    return was === is ? [] : [{ lisn, alike: `${kind(was)}|${kind(is)}`, left: was, right: is }];
  });
  return runsOf(singles, 1).map(({ first, last }) => ({
    kind: 'owner',
    text: `LISN ${lisnRange(first.lisn, last.lisn)} is owned by ${span(first.left, last.left)} on the left, by ${span(first.right, last.right)} on the right.`,
    lisns: [first.lisn, last.lisn],
    left: span(first.left, last.left),
    right: span(first.right, last.right),
  }));
}

interface Named {
  readonly words: string;
  readonly lisns: readonly [first: number, last: number] | null;
}

/** Things that are told whole: those of one side only. */
function onlyIn(kind: Difference['kind'], what: string, left: readonly Named[], right: readonly Named[]) {
  const [before, after] = [new Set(left.map(({ words }) => words)), new Set(right.map(({ words }) => words))];
  const told = ({ words, lisns }: Named, side: 'left' | 'right'): Difference => ({
    kind,
    text: `${what} ${words}: only on the ${side}.`,
    lisns,
    left: side === 'left' ? words : null,
    right: side === 'right' ? words : null,
  });
  return [
    ...left.filter(({ words }) => !after.has(words)).map((one) => told(one, 'left')),
    ...right.filter(({ words }) => !before.has(words)).map((one) => told(one, 'right')),
  ];
}

function lines({ vmas }: VmMoment): readonly Named[] {
  return vmas.map(({ start, end, pgoff, lisns, kind }) => ({
    words: `[${pageNumber(start)}, ${pageNumber(end)}) offset ${pageNumber(pgoff)}${kind === 'tima' ? ' (TIMA)' : ''}`,
    lisns,
  }));
}

function slots({ slots: all }: VmMoment): readonly Named[] {
  return all.map(({ firstLisn, lastLisn, page, region }) => ({
    words: `for LISNs ${lisnRange(firstLisn, lastLisn)} at page ${pageNumber(page)} (${region})`,
    lisns: [firstLisn, lastLisn],
  }));
}

function sources({ sources: all }: VmMoment): readonly Named[] {
  return all.map(({ from, to, claimed, orphan, device, lsi }) => {
    const flags = [lsi ? 'LSI' : 'MSI', claimed ? 'claimed' : 'free', ...(orphan ? ['orphan'] : [])].join(
      ', ',
    );
    return {
      words: `${lisnRange(from, to)} (${flags}${device === null ? '' : `, ${device}`})`,
      lisns: [from, to],
    };
  });
}

function devices({ devices: all }: VmMoment): readonly Named[] {
  return all.map(({ name, about, plugged, lisns, connected, vectors }) => ({
    words: `${name} of ${about}, ${plugged ? 'plugged' : 'unplugged'}, ${connected} of ${vectors} vectors connected${lisns === null ? '' : `, LISNs ${lisnRange(...lisns)}`}`,
    lisns,
  }));
}

/** The gravest kinds first. */
export function differencesOf(left: VmMoment, right: VmMoment): readonly Difference[] {
  return [
    ...pageDifferences(left, right),
    ...ownerDifferences(left, right),
    ...onlyIn('device', 'Device', devices(left), devices(right)),
    ...onlyIn('vma', 'Line', lines(left), lines(right)),
    ...onlyIn('slot', 'Memory slot', slots(left), slots(right)),
    ...onlyIn('source', 'Sources', sources(left), sources(right)),
  ];
}
