/** What a reading of the real guest tells of one LISN or page; what no text tells stays null. */
import type {
  Consequence,
  NumberOf,
  PageCard,
  SourceCard,
  SourcesAnswer,
  StoryEntry,
} from '../../../../shared/xive/cards.ts';
import {
  type PageRun,
  type PageState,
  type ShownVma,
  unpackRuns,
  type VmMoment,
} from '../../../../shared/xive/moment.ts';
import {
  guestAddress,
  hex,
  type HwPage,
  hwPageName,
  hwSourceName,
  ipiPage,
  LISN_RANGES,
  lisnName,
  lisnOfPage,
  NO_PAGE,
  parityOfPage,
} from '../../../../shared/xive/pages.ts';
import { xiveRef } from '../../../../shared/xive/refs.ts';
import type { Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { readingConflicts } from '../observe/conflicts.ts';
import { historyOf } from '../observe/history.ts';
import { tellsClaims } from '../observe/told.ts';
import { sideName } from './event-words.ts';
import { type FilteredSource, sourceFilter } from './source-filter.ts';
import type { SourcesWindow } from './source-rows.ts';

function runAt(moment: VmMoment, page: number): PageRun | null {
  const inside = ({ page: first, count, stride }: PageRun) =>
    page >= first && page <= first + (count - 1) * stride && (page - first) % stride === 0;
  return unpackRuns(moment.pages).find(inside) ?? null;
}

function lineAt(moment: VmMoment, page: number): ShownVma | null {
  return moment.vmas.find(({ start, end }) => page >= start && page < end) ?? null;
}

function stateAt(moment: VmMoment, page: number | null): PageState {
  if (page === null || lineAt(moment, page) === null) return moment.told.vmas ? 'hole' : 'unknown';
  return runAt(moment, page)?.state ?? (moment.pagesKnown ? 'empty' : 'unknown');
}

function reachedPage({ slots, vmas }: VmMoment, lisn: number, parity: 0 | 1): number | null {
  const slot = slots.find(({ firstLisn, lastLisn }) => lisn >= firstLisn && lisn <= lastLisn);
  if (slot !== undefined) return slot.page + 2 * (lisn - slot.firstLisn) + parity;
  const esb = 2 * lisn + parity;
  const line = vmas.find(
    ({ stands, start, end }) => stands !== null && esb >= stands && esb < stands + end - start,
  );
  return line === undefined ? null : line.start + esb - line.stands!;
}

function ipiAt({ sources }: VmMoment, lisn: number): HwPage | null {
  const run = sources.find(({ from, to }) => lisn >= from && lisn <= to);
  return run === undefined || run.ipi === null ? null : ipiPage(run.ipi + lisn - run.from, 0);
}

function ownerAt(moment: VmMoment, lisn: number): HwPage | null {
  const run = moment.owners.find(({ from, to }) => lisn >= from && lisn <= to);
  return run === undefined ? ipiAt(moment, lisn) : run.hw + (lisn - run.from) * run.hwStep;
}

function purposeAt(moment: VmMoment, lisn: number): string {
  const device = moment.devices.find(({ lisns }) => lisns !== null && lisn >= lisns[0] && lisn <= lisns[1]);
  if (device?.lisns) return `vector ${lisn - device.lisns[0]} of ${device.name}`;
  return (
    LISN_RANGES.find(({ first, last }) => lisn >= first && lisn <= last)?.name ?? 'beyond the usual ranges'
  );
}

/** Bytes, as the trace printed it; null = it tells of no entry there. */
function tracedAddress({ populated }: Reading, { base, pageSize }: VmMoment, page: number): number | null {
  const entry = populated?.pages.find(({ address }) => Math.round((address - base) / pageSize) === page);
  return entry === undefined ? null : entry.pfn * pageSize;
}

export function readingPage(reading: Reading, moment: VmMoment, page: number): PageCard {
  const line = lineAt(moment, page);
  const run = runAt(moment, page);
  const esb = line === null || line.stands === null ? null : line.stands + page - line.start;
  const stands = esb === null ? null : ({ lisn: lisnOfPage(esb), parity: parityOfPage(esb) } as const);
  const traced = run === null ? null : tracedAddress(reading, moment, page);
  const hw = run === null ? NO_PAGE : run.hw + ((page - run.page) / run.stride) * run.hwStep;
  const shows = hw === NO_PAGE ? null : hw;
  const filePage = line === null ? null : line.pgoff + page - line.start;
  const owner = stands === null ? null : ownerAt(moment, stands.lisn);
  const onIpi = stands !== null && owner !== null && owner === ipiAt(moment, stands.lisn);
  const expected = stands === null || owner === null ? null : onIpi ? owner + stands.parity : owner;
  const pte =
    run !== null
      ? `The trace tells of an entry that shows ${hwPageName(hw) ?? 'a page of no known source'}${traced === null ? '' : ` at ${hex(traced)}`}.`
      : moment.pagesKnown
        ? 'No entry, as far as the trace tells.'
        : 'Nothing tells whether there is an entry: pagemap does not show such pages.';
  return {
    vm: moment.vm,
    page,
    state: stateAt(moment, page),
    intended: stands,
    guestAddress: stands === null ? null : guestAddress(stands.lisn, stands.parity),
    hostAddress: moment.base + page * moment.pageSize,
    vma:
      line === null
        ? null
        : { mapping: line.mapping, piece: line.piece, start: line.start, end: line.end, pgoff: line.pgoff },
    filePage,
    fileOffset: filePage === null ? null : filePage * moment.pageSize,
    shows,
    expected,
    hwAddress: traced,
    by: run?.by ?? null,
    populatedStep: null,
    since: null,
    stack: [
      ...(stands === null
        ? []
        : [
            {
              layer: 'gpa',
              text: `Guest address ${hex(guestAddress(stands.lisn, stands.parity))}: ${sideName(stands.parity)} page of LISN ${lisnName(stands.lisn)}.`,
              wins: true,
            } as const,
          ]),
      {
        layer: 'hva',
        text: `Host address ${hex(moment.base + page * moment.pageSize)} of QEMU.`,
        wins: true,
      },
      line === null
        ? {
            layer: 'vma',
            text: moment.told.vmas
              ? 'No line of the maps file covers it.'
              : 'Which line covers it is not known: no maps file is among these texts.',
            wins: false,
          }
        : {
            layer: 'vma',
            text: `${line.mapping}, offset ${hex(line.pgoff)}: file page ${hex(filePage!)}.`,
            wins: true,
          },
      { layer: 'pte', text: pte, wins: run !== null },
    ],
    story: [],
    consequence: [],
  };
}

function numbersOf({ lisn, kvm, pic, guest, linux, host }: ReadSource): readonly NumberOf[] {
  const eisn = pic?.eisn ?? kvm?.eisn ?? null;
  const rows: readonly (NumberOf | null)[] = [
    { what: 'LISN', value: lisnName(lisn), from: `the guest's number, ${lisn} in decimal` },
    kvm && { what: 'HW IRQ', value: hex(kvm.hw), from: `KVM's table, type ${kvm.type}` },
    eisn === null
      ? null
      : { what: 'EISN', value: hex(eisn), from: pic === null ? "KVM's table" : 'info pic' },
    guest?.lirq == null
      ? null
      : { what: 'Linux irq', value: `${guest.lirq}`, from: "the guest's XIVE debugfs" },
    linux && {
      what: linux.chip,
      value: `${linux.number}`,
      from: `the guest's /proc/interrupts, irq ${linux.irq}`,
    },
    host?.linux
      ? {
          what: 'host irq',
          value: `${host.linux.irq}`,
          from: `the host's /proc/interrupts, ${host.linux.name}`,
        }
      : null,
  ];
  return rows.filter((row) => row !== null);
}

/** Lines of the trace that are about the LISN, in the order of time; `step` counts lines. */
function storyOf(reading: Reading, { nrIrqs }: VmMoment, lisn: number): readonly StoryEntry[] {
  return historyOf(reading, nrIrqs).flatMap(({ time, event }, at): readonly StoryEntry[] => {
    const about = 'lisn' in event ? event.lisn : null;
    if (about !== lisn) return [];
    const text = {
      set: 'set_mapped connects a host vector',
      clear: 'clr_mapped takes the host vector away',
      source: 'KVM creates the source',
    }[event.kind as 'set' | 'clear' | 'source'];
    return [{ step: at + 1, text: `${time.toFixed(4)} s: ${text}.`, hw: null, tone: 'plain' }];
  });
}

function conflictsOf(reading: Reading, lisn: number): readonly Consequence[] {
  return readingConflicts(reading)
    .filter(({ lisns }) => lisns !== null && lisn >= lisns[0] && lisn <= lisns[1])
    .map(({ text, rule, tone }) => ({
      text,
      rule,
      ...(tone === 'note' ? { tone: 'info' as const } : {}),
      refs: [
        xiveRef({ at: { kind: 'reading', reading: reading.id }, vm: null, part: { kind: 'lisn', lisn } }),
      ],
    }));
}

/** Server, priority and EISN, from the text that tells them best. */
function targetOf(source: ReadSource | undefined): SourceCard['target'] {
  const { pic = null, kvm = null, guest = null } = source ?? {};
  if (pic?.queue) return { server: pic.queue.cpu, priority: pic.queue.priority, eisn: pic.eisn };
  if (kvm !== null && kvm.priority !== 255)
    return { server: kvm.cpu, priority: kvm.priority, eisn: kvm.eisn };
  if (guest?.target == null || guest.priority === null || guest.priority === 255) return null;
  return { server: guest.target, priority: guest.priority, eisn: guest.lirq ?? 0 };
}

export function readingSource(reading: Reading, moment: VmMoment, lisn: number): SourceCard {
  const source = reading.sources.find((one) => one.lisn === lisn);
  const run = moment.sources.find(({ from, to }) => lisn >= from && lisn <= to);
  const owner = ownerAt(moment, lisn);
  const pages = ([0, 1] as const).flatMap((parity) => {
    const page = reachedPage(moment, lisn, parity);
    return page === null ? [] : [readingPage(reading, moment, page)];
  });
  return {
    vm: moment.vm,
    lisn,
    use: purposeAt(moment, lisn),
    device: run?.device ?? null,
    vector: source?.device?.vector ?? null,
    lsi: source?.kvm?.lsi ?? source?.pic?.lsi ?? run?.lsi ?? false,
    claimed: tellsClaims(reading) ? source?.pic != null : null,
    valid: source?.kvm != null || run !== undefined,
    orphan: run?.orphan ?? false,
    owner,
    ipi: ipiAt(moment, lisn),
    pq: source?.kvm?.pq ?? source?.pic?.pq ?? null,
    ipiPq: source?.kvm?.type === 'IPI' ? source.kvm.pq : null,
    driven: null,
    asserted: source?.kvm?.asserted ?? source?.pic?.asserted ?? false,
    masked: source?.pic?.masked ?? (source?.kvm == null ? null : source.kvm.priority === 255),
    target: targetOf(source),
    numbers: source === undefined ? [] : numbersOf(source),
    pages,
    story: storyOf(reading, moment, lisn),
    consequence: [],
    conflicts: conflictsOf(reading, lisn),
  };
}

export function readingRows(
  reading: Reading,
  moment: VmMoment,
  { from, count, filter }: SourcesWindow,
): SourcesAnswer {
  const { first, last, tests } = sourceFilter(filter);
  const conflicts = readingConflicts(reading).filter(({ tone }) => tone === 'contradiction');
  const rows = reading.sources
    .filter(({ lisn }) => lisn >= first && lisn <= last)
    .map((source): { readonly row: SourcesAnswer['rows'][number]; readonly words: FilteredSource } => {
      const { lisn, kvm, pic } = source;
      const run = moment.sources.find((one) => lisn >= one.from && lisn <= one.to);
      const owner = ownerAt(moment, lisn);
      const target = targetOf(source);
      const state = (parity: 0 | 1) => stateAt(moment, reachedPage(moment, lisn, parity));
      const flags: SourcesAnswer['rows'][number]['flags'][number][] = [];
      if (kvm?.lsi ?? pic?.lsi ?? false) flags.push('lsi');
      if (run?.orphan === true) flags.push('orphan');
      if (run?.claimed === false) flags.push('unclaimed');
      if (pic?.masked === true) flags.push('masked');
      if (kvm?.asserted ?? pic?.asserted ?? false) flags.push('asserted');
      if (conflicts.some(({ lisns }) => lisns !== null && lisn >= lisns[0] && lisn <= lisns[1]))
        flags.push('conflict');
      const row = {
        lisn,
        use: purposeAt(moment, lisn),
        device: run?.device ?? source.device?.bdf ?? null,
        owner,
        ipi: ipiAt(moment, lisn),
        pq: kvm?.pq ?? pic?.pq ?? null,
        target: target === null ? '' : `${target.server}/${target.priority}`,
        eisn: target?.eisn ?? pic?.eisn ?? null,
        pages: [state(0), state(1)],
        flags,
      } as const;
      const name = owner === null ? '' : (hwSourceName(owner) ?? '');
      return {
        row,
        words: { lisn, owner: name, device: row.device, use: row.use, states: row.pages, flags },
      };
    })
    .filter(({ words }) => tests.every((test) => test(words)))
    .map(({ row }) => row);
  return { total: rows.length, rows: rows.slice(from, from + count) };
}
