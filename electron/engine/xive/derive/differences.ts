/** What two moments of a guest differ in, as runs of LISNs: pages the guest reaches, owners, lines, slots, devices. */
import type { Difference } from '../../../../shared/xive/cards.ts';
import type { VmMoment } from '../../../../shared/xive/moment.ts';
import { hwPageName, hwSourceName } from '../../../../shared/xive/pages.ts';
import { countOf } from '../../summary.ts';
import { lisnRange, pageNumber, sideName } from './event-words.ts';
import { hwAt, ownerSegments, type Segment, shownSegments, type Unlike, unlikeRows } from './segments.ts';

/** Pages of a PHB source on each side: two on machines that keep its P/Q in the interrupt controller. */
export type PhbPages = readonly [left: 1 | 2, right: 1 | 2];

function span(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

/** What both sides have at the ends of neighbouring rows that differ alike. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly alike: string;
  readonly first: readonly [left: string, right: string];
  readonly last: readonly [left: string, right: string];
}

interface Words {
  readonly at: (segment: Segment | undefined, lisn: number, side: 0 | 1) => string;
  /** Rows with equal ones are told as one. */
  readonly kind: (segment: Segment | undefined, lisn: number) => string;
}

function runsOf(rows: readonly Unlike[], { at, kind }: Words): readonly Run[] {
  const runs: Run[] = [];
  for (const { from, to, left, right } of rows) {
    const alike = `${kind(left, from)}|${kind(right, from)}`;
    const ends = (lisn: number) => [at(left, lisn, 0), at(right, lisn, 1)] as const;
    const run = runs.at(-1);
    if (run !== undefined && run.alike === alike && run.to + 1 === from)
      runs[runs.length - 1] = { ...run, to, last: ends(to) };
    else runs.push({ from, to, alike, first: ends(from), last: ends(to) });
  }
  return runs;
}

function pageDifferences(left: VmMoment, right: VmMoment, phbPages: PhbPages): readonly Difference[] {
  const words: Words = {
    at: (segment, lisn, side) =>
      segment === undefined
        ? 'empty'
        : `${hwPageName(hwAt(segment, lisn), phbPages[side]) ?? 'no known source'} (${segment.state})`,
    kind: (segment, lisn) =>
      segment === undefined
        ? 'empty'
        : `${segment.state} ${hwSourceName(hwAt(segment, lisn))?.replace(/[[(].*/, '')}`,
  };
  return ([0, 1] as const).flatMap((parity) => {
    const rows = unlikeRows(shownSegments(left, parity), shownSegments(right, parity));
    return runsOf(rows, words).map(({ from, to, first, last }): Difference => {
      const [was, is] = [span(first[0], last[0]), span(first[1], last[1])];
      return {
        kind: 'page',
        text: `${sideName(parity) === 'trigger' ? 'Trigger' : 'Management'} page of LISN ${lisnRange(from, to)}: ${was} on the left, ${is} on the right.`,
        lisns: [from, to],
        left: was,
        right: is,
      };
    });
  });
}

function ownerDifferences(left: VmMoment, right: VmMoment): readonly Difference[] {
  const at = (segment: Segment | undefined, lisn: number) =>
    segment === undefined ? 'IPI source' : (hwSourceName(hwAt(segment, lisn)) ?? 'none');
  const words: Words = { at, kind: (segment, lisn) => at(segment, lisn).replace(/\[.*/, '') };
  const rows = unlikeRows(ownerSegments(left), ownerSegments(right));
  return runsOf(rows, words).map(({ from, to, first, last }): Difference => {
    const [was, is] = [span(first[0], last[0]), span(first[1], last[1])];
    return {
      kind: 'owner',
      text: `LISN ${lisnRange(from, to)} is owned by ${was} on the left, by ${is} on the right.`,
      lisns: [from, to],
      left: was,
      right: is,
    };
  });
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
export function differencesOf(left: VmMoment, right: VmMoment, phbPages: PhbPages): readonly Difference[] {
  return [
    ...pageDifferences(left, right, phbPages),
    ...ownerDifferences(left, right),
    ...onlyIn('device', 'Device', devices(left), devices(right)),
    ...onlyIn('vma', 'Line', lines(left), lines(right)),
    ...onlyIn('slot', 'Memory slot', slots(left), slots(right)),
    ...onlyIn('source', 'Sources', sources(left), sources(right)),
  ];
}

/** A guest that only one side has: a forked child, or a second guest. */
export function lonelyGuest({ vm, counts }: VmMoment, side: 'left' | 'right'): Difference {
  const words = `${vm}: ${countOf(counts.sources, 'source')}, ${countOf(counts.populated, 'populated page')}`;
  return {
    kind: 'guest',
    text: `Guest ${vm} is only on the ${side}, with ${countOf(counts.sources, 'source')} and ${countOf(counts.populated, 'populated page')}.`,
    lisns: null,
    left: side === 'left' ? words : null,
    right: side === 'right' ? words : null,
  };
}
