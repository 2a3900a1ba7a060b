/** A branch that starts where a reading of a real guest stands: its sources, owners, mappings and the pages a trace told. */
import { StudioError } from '../../../../shared/errors.ts';
import {
  ESB_PGOFF,
  hwPageName,
  hwSourceName,
  ipiPage,
  MOST_PHBS,
  phbPage,
} from '../../../../shared/xive/pages.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  ONLY_VM,
  type Reading,
  type ReadSource,
  type SetupDevice,
  type SetupSources,
  type SetupVma,
  type XiveConfig,
} from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import { isOrphan } from '../observe/facts.ts';
import { BASE_MAPPING, pseriesSetup, pseriesVmas } from './pseries.ts';

interface Studied {
  readonly branch: Branch;
  readonly notes: readonly string[];
}

/** HW numbers of the lab's bridges, where a reading does not tell its own (xive.md 2.3). */
const LAB_PHBS = [
  { phb: 0, first: 0xfe000, last: 0xfefff },
  { phb: 1, first: 0xfd800, last: 0xfdfff },
  { phb: 2, first: 0xfd000, last: 0xfd7ff },
] as const;
const FIRST_FREE_IPI = 0x14;

function phbSource(reading: Reading, hw: number): string | null {
  const phbs = reading.phbs.length > 0 ? reading.phbs : LAB_PHBS;
  const found = phbs.find(({ first, last }) => hw >= first && hw <= last);
  if (found === undefined || found.phb >= MOST_PHBS) return null;
  return hwPageName(phbPage(found.phb, hw - found.first, 0));
}

/** What KVM has; where there is no KVM table, what QEMU has claimed. */
function existing(reading: Reading): readonly ReadSource[] {
  const inKvm = reading.sources.filter(({ kvm }) => kvm !== null);
  const known = inKvm.length > 0 ? inKvm : reading.sources.filter(({ pic }) => pic !== null);
  return [...known].sort((left, right) => left.lisn - right.lisn);
}

/** IPI numbers as told; a vector that is passed through hides its own, which the trace or a free number stands in for. */
function ipiNumbers(reading: Reading, sources: readonly ReadSource[]): ReadonlyMap<number, number> {
  const told = new Map<number, number>();
  for (const { event } of reading.trace)
    if (event.kind === 'source' && event.hw < 0xff_ffff) told.set(event.lisn, event.hw);
  for (const { lisn, kvm } of sources) if (kvm?.type === 'IPI') told.set(lisn, kvm.hw);
  const taken = new Set(told.values());
  let free = FIRST_FREE_IPI;
  for (const { lisn } of sources) {
    if (told.has(lisn)) continue;
    while (taken.has(free)) free += 1;
    told.set(lisn, free);
    taken.add(free);
  }
  return told;
}

function sourceRuns(sources: readonly ReadSource[], ipis: ReadonlyMap<number, number>): SetupSources[] {
  const runs: { from: number; to: number; ipi: number; lsi: boolean }[] = [];
  for (const { lisn, kvm, pic } of sources) {
    const ipi = ipis.get(lisn)!;
    const lsi = (kvm?.lsi ?? pic?.lsi) === true;
    const last = runs.at(-1);
    if (last !== undefined && last.to + 1 === lisn && last.ipi + lisn - last.from === ipi && last.lsi === lsi)
      last.to = lisn;
    else runs.push({ from: lisn, to: lisn, ipi, lsi });
  }
  return runs;
}

interface Vector {
  readonly lisn: number;
  readonly owner: string;
  readonly mapped: boolean;
  readonly device: string | null;
}

function bridgeOf(owner: string): string {
  return owner.replace(/\[.*$/, '');
}

/** MSIs one behind the other that one function has, or else one bridge, are one device. */
function devicesOf(
  reading: Reading,
  sources: readonly ReadSource[],
  ipis: ReadonlyMap<number, number>,
): SetupDevice[] {
  const { msiBase, msiCount } = DEFAULT_CONFIG;
  const vectors = sources.flatMap((source): Vector[] => {
    const { lisn, kvm, device } = source;
    if (lisn < msiBase || lisn >= msiBase + msiCount) return [];
    const owner = kvm?.type === 'PT' ? phbSource(reading, kvm.hw) : null;
    if (owner !== null) return [{ lisn, owner, mapped: true, device: device?.bdf ?? null }];
    if (device === null || isOrphan(reading, source)) return [];
    return [{ lisn, owner: hwSourceName(ipiPage(ipis.get(lisn)!, 0))!, mapped: false, device: device.bdf }];
  });
  const groups: Vector[][] = [];
  for (const vector of vectors) {
    const last = groups.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.lisn + 1 === vector.lisn &&
      last.mapped === vector.mapped &&
      bridgeOf(last.owner).slice(0, 3) === bridgeOf(vector.owner).slice(0, 3) &&
      (last.device === null || vector.device === null || last.device === vector.device) &&
      (!last.mapped || bridgeOf(last.owner) === bridgeOf(vector.owner));
    if (goesOn) groups.at(-1)!.push(vector);
    else groups.push([vector]);
  }
  const names = new Set<string>();
  return groups.map((group) => {
    const [head] = group;
    const bdf = group.find(({ device }) => device !== null)?.device ?? null;
    const wished = nameOf(reading, bdf) ?? bridgeOf(head!.owner);
    let name = wished;
    for (let count = 2; names.has(name); count += 1) name = `${wished}-${count}`;
    names.add(name);
    return { name, owners: group.map(({ owner }) => owner), first: head!.lisn, mapped: head!.mapped };
  });
}

/** QEMU's id of the function, by slot and function of its address in the guest. */
function nameOf(reading: Reading, bdf: string | null): string | null {
  if (bdf === null) return null;
  const found = reading.devices.find(({ id, address }) => id !== null && bdf.endsWith(address));
  return (found?.id ?? bdf).slice(0, 60);
}

/** Claimed by QEMU, but nobody has them. Without `info pic` there is nothing to tell by. */
function orphansOf(reading: Reading, devices: readonly SetupDevice[]): (readonly [number, number])[] {
  const { msiBase, msiCount } = DEFAULT_CONFIG;
  const had = new Set(devices.flatMap(({ first, owners }) => owners.map((_, index) => first + index)));
  const runs: [number, number][] = [];
  const lisns = reading.sources
    .filter(({ lisn, pic }) => pic !== null && lisn >= msiBase && lisn < msiBase + msiCount && !had.has(lisn))
    .map(({ lisn }) => lisn)
    .sort((left, right) => left - right);
  for (const lisn of lisns) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1 === lisn) last[1] = lisn;
    else runs.push([lisn, lisn]);
  }
  return runs;
}

function vmasOf(
  reading: Reading,
  config: XiveConfig,
): { readonly vmas: readonly SetupVma[]; readonly base: number | null } {
  const { pageSize } = config;
  const lines = [...reading.vmas].sort((left, right) => left.start - right.start);
  const esb = lines.filter(({ offset }) => offset >= ESB_PGOFF * pageSize);
  if (esb.length === 0) return { vmas: pseriesVmas(config), base: null };
  const base = esb[0]!.start;
  const vmas = lines.map(({ start, end, offset }) => ({
    start: (start - base) / pageSize,
    end: (end - base) / pageSize,
    pgoff: offset / pageSize,
    // Pieces of one mapping keep its name; what is what shows by the offset.
    name: offset >= ESB_PGOFF * pageSize ? BASE_MAPPING : 'TIMA',
  }));
  return { vmas, base };
}

/** Throws StudioError `bad-request` for a reading that tells of no source. */
export function fromReading(
  reading: Reading,
  { id, name }: { readonly id: string; readonly name: string },
): Studied {
  const config: XiveConfig = { ...DEFAULT_CONFIG, pageSize: reading.pageSize ?? DEFAULT_CONFIG.pageSize };
  const sources = existing(reading);
  if (sources.length === 0)
    throw new StudioError(
      'bad-request',
      `${reading.name} tells of no interrupt source: it would need info pic, or KVM’s table of sources.`,
    );
  const ipis = ipiNumbers(reading, sources);
  const devices = devicesOf(reading, sources, ipis);
  const orphans = orphansOf(reading, devices);
  const { vmas, base } = vmasOf(reading, config);
  const pages =
    base === null
      ? []
      : (reading.populated?.pages ?? []).map(({ address }) => Math.floor((address - base) / config.pageSize));
  const populated = pages.filter((page) => vmas.some(({ start, end }) => page >= start && page < end));
  const fallback = pseriesSetup(config, { vcpus: 1 }).vms[0]!;
  const hidden = sources.filter(({ kvm }) => kvm?.type === 'PT').length;
  const branch: Branch = {
    id,
    name,
    about: `Goes on from the reading ${reading.name}.`,
    parent: null,
    config,
    setup: {
      vms: [
        {
          ...fallback,
          name: ONLY_VM,
          vcpus: Math.max(1, reading.vcpus.length),
          sources: sourceRuns(sources, ipis),
          vmas,
          populated,
          devices,
          orphans,
        },
      ],
    },
    events: [],
  };
  return {
    branch,
    notes: [
      ...(base === null
        ? ['The reading has no mappings of KVM, so those of a default guest are taken.']
        : []),
      ...(reading.populated === null
        ? ['No trace tells which pages are populated, so none is.']
        : [`${plural(populated.length, 'page')} are populated as the trace tells.`]),
      ...(hidden > 0
        ? [
            `KVM’s table does not show the IPI numbers behind ${plural(hidden, 'passed-through vector')}; those the trace does not tell are free ones.`,
          ]
        : []),
    ],
  };
}
