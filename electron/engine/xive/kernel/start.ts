/** A set-up as a machine: sources as ranges, mappings, devices, then the pages that were touched. */
import { BLOCK_LISNS, parseHwPage, NO_PAGE, sourceOfHwPage } from '../../../../shared/xive/pages.ts';
import type { Setup, SetupSources, SetupVm, XiveConfig } from '../../../../shared/xive/types.ts';
import { type Draft, draftOf, draftVm, finish, type VmDraft } from './draft.ts';
import { keepDevice } from './devices.ts';
import { access } from './faults.ts';
import { KeptMap } from './kept-map.ts';
import { addRange } from './intervals.ts';
import type { Machine, Vm } from './machine.ts';
import { kindOf, place } from './mapping.ts';
import { createSource, setMapped } from './owners.ts';
import { CHUNK, CHUNK_SHIFT, SparseInts } from './sparse-ints.ts';

/** First IPI number KVM gives out where a set-up says nothing: the ones before are the host's own. */
const FIRST_IPI = 0x14;

/** File page offset of LISN 0 (xive.md 3.4): in a descriptor of its own where the guest's first mapping starts, else 0. */
function esbOffsetOf(config: XiveConfig, vm: SetupVm): number {
  if (config.esbOffset !== null) return config.esbOffset;
  if (config.strategy !== 'D') return 4;
  return vm.vmas.find(({ name }) => !/tima/i.test(name))?.pgoff ?? 0;
}

/** `1 + ipi` of every LISN of the ranges, whole chunks at once; the first number a LISN gets stays (XIVE-R2). */
function columns(ranges: readonly SetupSources[]): {
  readonly ipi: SparseInts;
  readonly flags: SparseInts;
  readonly blocks: Set<number>;
} {
  const ipi = new Map<number, Int32Array>();
  const flags = new Map<number, Int32Array>();
  const blocks = new Set<number>();
  const chunk = (map: Map<number, Int32Array>, number: number): Int32Array => {
    const known = map.get(number);
    if (known !== undefined) return known;
    const made = new Int32Array(CHUNK);
    map.set(number, made);
    return made;
  };
  for (const { from, to, ipi: first, lsi } of ranges)
    for (let number = from >> CHUNK_SHIFT; number <= to >> CHUNK_SHIFT; number += 1) {
      const values = chunk(ipi, number);
      const start = number * CHUNK;
      const [low, high] = [Math.max(from, start), Math.min(to, start + CHUNK - 1)];
      for (let lisn = low; lisn <= high; lisn += 1)
        if (values[lisn - start] === 0) values[lisn - start] = 1 + first + lisn - from;
      if (lsi) chunk(flags, number).fill(1, low - start, high - start + 1);
      blocks.add(Math.floor(start / BLOCK_LISNS));
    }
  return { ipi: new SparseInts(ipi), flags: new SparseInts(flags), blocks };
}

function emptyVm(config: XiveConfig, setup: SetupVm): Vm {
  const empty = new SparseInts();
  const { ipi, flags, blocks } = columns(setup.sources);
  return {
    name: setup.name,
    vcpus: setup.vcpus,
    device: true,
    running: true,
    vmas: [],
    announced: [],
    regions: [],
    esbOffset: esbOffsetOf(config, setup),
    remembered: null,
    ptes: empty,
    touched: empty,
    ipi,
    flags,
    pt: empty,
    owners: new KeptMap(),
    blocks,
    claims: [],
    orphans: setup.orphans.reduce<Vm['orphans']>((set, [first, last]) => addRange(set, first, last), []),
    freed: [],
    devices: new Map(),
    connected: new Set(),
    targets: new Map(),
    nextInRange: 0,
  };
}

function plugged(draft: Draft, vm: VmDraft, { devices }: SetupVm): void {
  for (const { name, owners, first, mapped } of devices) {
    const pages = owners.map((owner) => sourceOfHwPage(parseHwPage(owner) ?? NO_PAGE));
    keepDevice(draft, vm, { name, owners: pages, kind: 'msix', first, vectors: pages.length, plugged: true });
    vm.claims = addRange(vm.claims, first, first + pages.length - 1);
    vm.nextInRange = Math.max(vm.nextInRange, first + pages.length);
    for (const [vector, page] of pages.entries()) {
      if (vm.ipi.get(first + vector) === 0) createSource(draft, vm, { lisn: first + vector });
      if (mapped) setMapped(draft, vm, first + vector, page);
    }
  }
}

type Piece = Pick<SetupVm['vmas'][number], 'start' | 'end' | 'pgoff'>;

/**
 * End of the mapping that a first line is a piece of: later lines whose addresses and offsets are the same apart were cut
 * from it, so what lies between was announced with it, whatever is mapped there now.
 */
function extentOf(vmas: readonly Piece[], first: Piece): number {
  return vmas
    .filter(({ start, pgoff }) => start >= first.start && pgoff - start === first.pgoff - first.start)
    .reduce((end, vma) => Math.max(end, vma.end), first.end);
}

function startVm(draft: Draft, vm: VmDraft, setup: SetupVm): void {
  const { config } = draft;
  for (const { start, end, pgoff, name } of setup.vmas) {
    const named = config.strategy === 'D' && /tima/i.test(name);
    const kind = named ? 'tima' : kindOf(vm.esbOffset, pgoff);
    const first = kind === 'esb' && vm.announced.length === 0;
    const announcedEnd = first ? extentOf(setup.vmas, { start, end, pgoff }) : end;
    place(draft, vm, { at: start, pages: end - start, pgoff, name }, { kind, announcedEnd });
  }
  for (const [first, last] of vm.orphans) {
    vm.claims = addRange(vm.claims, first, last);
    for (let lisn = first; lisn <= last; lisn += 1)
      if (vm.ipi.get(lisn) === 0) createSource(draft, vm, { lisn });
  }
  plugged(draft, vm, setup);
  for (const page of setup.populated) access(draft, vm, page, { by: 'setup', kind: 'load' });
}

export function startMachine(config: XiveConfig, setup: Setup): Machine {
  const empty: Machine = {
    config,
    step: 0,
    vms: new Map(),
    ipiPq: new SparseInts(),
    phbPq: new KeptMap(),
    counters: { zaps: 0, sets: 0, clears: 0, faults: 0 },
    takenIpis: 0,
    nextIpi: setup.vms
      .flatMap(({ sources }) => sources)
      .reduce((next, { from, to, ipi }) => Math.max(next, ipi + to - from + 1), FIRST_IPI),
    nextId: 1,
  };
  const draft = draftOf(empty, 0, null);
  for (const vm of setup.vms) draft.drafts.set(vm.name, draftVm(emptyVm(config, vm)));
  for (const vm of setup.vms) startVm(draft, draft.drafts.get(vm.name)!, vm);
  return { ...finish(draft), takenIpis: 0, counters: empty.counters };
}
