/** What is wrong with a set-up or a config before it is played: it could never have come about (XIVE-T6, XIVE-T9). */
import {
  ESB_PGOFF,
  hex,
  isPhbPage,
  KVM_LISNS,
  lisnName,
  LONGEST_MAPPING,
  parseHwPage,
  TIMA_PAGES,
} from '../../../../shared/xive/pages.ts';
import { setupSchema } from '../../../../shared/xive/edits.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Setup, SetupVm, SetupVma, XiveConfig } from '../../../../shared/xive/types.ts';
import { isTima } from './tima.ts';

/** CPU IPIs have LISN 0 to 0xfff on a pseries machine (xive.md 2.4). */
const MOST_VCPUS = 4096;
/** Last file page that a mapping of a study can begin with. */
const LAST_FILE_PAGE = 0x3fff_ffff;
/** More sentences than these are the same mistake over and over. */
const MOST_SENTENCES = 20;

interface Span {
  readonly first: number;
  readonly last: number;
  readonly words: string;
}

function overlaps(spans: readonly Span[], what: string): string[] {
  const sorted = [...spans].sort((left, right) => left.first - right.first);
  const said: string[] = [];
  let reach = sorted[0];
  for (const span of sorted.slice(1)) {
    if (reach !== undefined && span.first <= reach.last)
      said.push(`${reach.words} and ${span.words} overlap in ${what}.`);
    if (reach === undefined || span.last > reach.last) reach = span;
  }
  return said;
}

function twice(names: readonly string[], what: string): string[] {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    if (seen.has(name)) return [`There are two ${what} called ${name}.`];
    seen.add(name);
    return [];
  });
}

function checkSources({ sources }: SetupVm): string[] {
  const said = sources.flatMap(({ from, to }) =>
    from > to ? [`Sources ${lisnName(from)} to ${lisnName(to)}: the last one comes before the first.`] : [],
  );
  if (said.length > 0) return said;
  const words = (from: number, to: number) => `Sources ${lisnName(from)} to ${lisnName(to)}`;
  return [
    ...overlaps(
      sources.map(({ from, to }) => ({ first: from, last: to, words: words(from, to) })),
      'their LISNs',
    ),
    ...overlaps(
      sources.map(({ from, to, ipi }) => ({ first: ipi, last: ipi + to - from, words: words(from, to) })),
      'their IPI numbers',
    ),
  ];
}

function checkVma(vma: SetupVma, config: XiveConfig): string[] {
  const { name, start, end, pgoff } = vma;
  const pages = end - start;
  if (pages <= 0) return [`Mapping ${name} ends before it starts.`];
  if (pgoff < 0)
    return [`Mapping ${name} would begin ${-pgoff} pages before the file does; LISN 0 is at ${ESB_PGOFF}.`];
  if (pgoff > LAST_FILE_PAGE) return [`Mapping ${name} begins beyond file page ${hex(LAST_FILE_PAGE)}.`];
  if (isTima(vma, config))
    return pgoff + pages > TIMA_PAGES
      ? [`Mapping ${name} is longer than the ${TIMA_PAGES} pages of the TIMA.`]
      : [];
  const first = config.strategy === 'D' ? 0 : ESB_PGOFF;
  if (pages > LONGEST_MAPPING || pgoff + pages > first + 2 * KVM_LISNS)
    return [
      `Mapping ${name} reaches beyond the pages of the last LISN that KVM knows, ${lisnName(KVM_LISNS - 1)}.`,
    ];
  return [];
}

function checkPopulated({ populated, vmas }: SetupVm): string[] {
  const sorted = [...vmas].sort((left, right) => left.start - right.start);
  const covered = (page: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]!.start <= page) low = middle + 1;
      else high = middle;
    }
    return low > 0 && page < sorted[low - 1]!.end;
  };
  const bare = populated.find((page) => !covered(page));
  return bare === undefined
    ? []
    : [`Page 0x${bare.toString(16)} is said to be populated, but no mapping covers it.`];
}

function checkDevices({ devices, orphans }: SetupVm, config: XiveConfig): string[] {
  const said = twice(
    devices.map(({ name }) => name),
    'devices',
  );
  const taken = new Map<number, string>();
  for (const { name, owners, first, mapped } of devices) {
    const last = first + owners.length - 1;
    const inMsis = first >= config.msiBase && last < config.msiBase + config.msiCount;
    const inRangeC = config.rangeC !== null && first >= config.rangeC[0] && last < config.rangeC[1];
    if (!inMsis && !inRangeC)
      said.push(`${name} has LISNs ${lisnName(first)} to ${lisnName(last)}, outside the range of MSIs.`);
    for (const owner of owners) {
      const page = parseHwPage(owner);
      if (page === null || (mapped && !isPhbPage(page))) {
        said.push(`${name} names ${owner}, which is no PHB source such as phb1[0].`);
        continue;
      }
      const other = taken.get(page);
      if (other !== undefined) said.push(`${owner} is said to belong to ${other} and to ${name}.`);
      taken.set(page, name);
    }
  }
  const spans = [
    ...devices.map(({ name, first, owners }) => ({ first, last: first + owners.length - 1, words: name })),
    ...orphans.map(([first, last]) => ({
      first,
      last,
      words: `orphans ${lisnName(first)} to ${lisnName(last)}`,
    })),
  ];
  const turned = orphans.filter(([first, last]) => first > last);
  return [
    ...said,
    ...turned.map(
      ([first, last]) =>
        `Orphans ${lisnName(first)} to ${lisnName(last)}: the last one comes before the first.`,
    ),
    ...(turned.length > 0 ? [] : overlaps(spans, 'their LISNs')),
  ];
}

function checkVm(vm: SetupVm, config: XiveConfig): string[] {
  const tooMany = vm.vcpus > MOST_VCPUS ? [`${vm.vcpus} vCPUs: a guest has IPIs for ${MOST_VCPUS}.`] : [];
  const lengths = vm.vmas.flatMap((vma) => checkVma(vma, config));
  const spans = vm.vmas.map(({ name, start, end }) => ({ first: start, last: end - 1, words: name }));
  return [
    ...tooMany,
    ...checkSources(vm),
    ...lengths,
    ...(lengths.length > 0 ? [] : overlaps(spans, 'their addresses')),
    ...checkPopulated(vm),
    ...checkDevices(vm, config),
  ];
}

/** Sentences; none = it can be played. */
export function checkSetup(setup: Setup, config: XiveConfig): readonly string[] {
  const created = setup.vms.reduce(
    (sum, vm) => sum + vm.sources.reduce((all, { from, to }) => all + Math.max(0, to - from + 1), 0),
    0,
  );
  return [
    ...twice(
      setup.vms.map(({ name }) => name),
      'guests',
    ),
    ...(created > config.freeHwIrqs
      ? [
          `${created} sources are created, but the host has only ${config.freeHwIrqs} interrupt numbers to give.`,
        ]
      : []),
    ...setup.vms.flatMap((vm) => {
      const said = checkVm(vm, config);
      return setup.vms.length > 1 ? said.map((sentence) => `${vm.name}: ${sentence}`) : said;
    }),
  ].slice(0, MOST_SENTENCES);
}

/** What a damaged text may tell: numbers that no guest of a study can have, by where they are. */
export function beyondBounds(setup: Setup): readonly string[] {
  const parsed = setupSchema.safeParse(setup);
  if (parsed.success) return [];
  return parsed.error.issues
    .slice(0, MOST_SENTENCES)
    .map(({ path, message }) => `${path.slice(2).join(' ')} is not what a guest can have: ${message}.`);
}

/** Mappings of the timeline that no file has (XIVE-T6). */
export function checkOffsets(events: readonly XiveEvent[]): readonly string[] {
  return events
    .flatMap((event, index) => {
      if (event.op !== 'mmap' && event.op !== 'mmapFixed') return [];
      const { pgoff } = event;
      if (pgoff < 0)
        return [`Event ${index + 1} would map from ${-pgoff} pages before the beginning of the file on.`];
      return pgoff > LAST_FILE_PAGE
        ? [`Event ${index + 1} would map from beyond file page ${hex(LAST_FILE_PAGE)} on.`]
        : [];
    })
    .slice(0, MOST_SENTENCES);
}

/** What of a config contradicts another part of it. */
export function checkConfig(config: XiveConfig): readonly string[] {
  const { nrIrqs, msiBase, msiCount, rangeC, strategy } = config;
  const said: string[] = [];
  if (msiBase + msiCount > nrIrqs)
    said.push(
      `MSIs ${lisnName(msiBase)} to ${lisnName(msiBase + msiCount - 1)} are more than the machine has: its last LISN is ${lisnName(nrIrqs - 1)}.`,
    );
  if (msiCount < 1) said.push('No MSI is left for emulated devices; there has to be one at least.');
  if (rangeC !== null && rangeC[0] >= rangeC[1])
    said.push(
      `The range of strategy C ends at ${lisnName(rangeC[1])}, before its first number ${lisnName(rangeC[0])}.`,
    );
  else if (rangeC !== null && rangeC[1] > nrIrqs)
    said.push(
      `The range of strategy C ends at ${lisnName(rangeC[1])}, beyond the last LISN of the machine, ${lisnName(nrIrqs - 1)}.`,
    );
  if (strategy === 'C' && rangeC === null)
    said.push('Strategy C takes numbers from a range of its own, but no range is given.');
  return said;
}
