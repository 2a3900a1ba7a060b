/**
 * Populated and wrong pages of a guest, counted anew only where something changed: a chunk of PTEs keeps its count while
 * it, what its pages stand for, and the owners of those LISNs are the same objects.
 */
import { TOUCHED_BY } from '../../../../shared/xive/moment.ts';
import { pageState } from '../kernel/page-state.ts';
import type { Announced, Machine, OverlayRegion, Vm } from '../kernel/machine.ts';
import { CHUNK, CHUNK_SHIFT, type SparseInts } from '../kernel/sparse-ints.ts';
import { chunkNumbersOf } from './columns.ts';

export interface PageTally {
  readonly populated: number;
  readonly fromSetup: number;
  readonly stale: number;
  readonly misresolved: number;
}

/** LISN chunks that pages of a chunk stand for, with the columns their owners are in. */
type Owners = readonly (Int32Array | undefined)[];

/** What the states of a chunk's pages follow from, besides the chunk. */
export interface ChunkBasis {
  readonly announced: readonly Announced[];
  readonly regions: readonly OverlayRegion[];
  readonly owners: Owners;
}

interface Standing {
  readonly start: number;
  readonly end: number;
  readonly esb: number;
}
/** Chunks of LISNs that the pages of a chunk may stand for, whichever region or mapping wins. */
type LisnChunks = Map<number, readonly number[]>;
const lisnChunks = new WeakMap<object, WeakMap<object, LisnChunks>>();

function lisnChunksIn(standing: readonly Standing[], number: number): readonly number[] {
  const found = new Set<number>();
  const [first, end] = [number * CHUNK, (number + 1) * CHUNK];
  for (const range of standing) {
    const [from, to] = [Math.max(first, range.start), Math.min(end, range.end)];
    if (from >= to) continue;
    const last = (range.esb + to - 1 - range.start) >> 1;
    for (let at = ((range.esb + from - range.start) >> 1) >> CHUNK_SHIFT; at <= last >> CHUNK_SHIFT; at += 1)
      found.add(at);
  }
  return [...found];
}

function lisnChunksOf({ announced, regions }: Vm, number: number): readonly number[] {
  let byRegions = lisnChunks.get(announced);
  if (byRegions === undefined) lisnChunks.set(announced, (byRegions = new WeakMap()));
  let byChunk = byRegions.get(regions);
  if (byChunk === undefined) byRegions.set(regions, (byChunk = new Map()));
  const known = byChunk.get(number);
  if (known !== undefined) return known;
  const overlays = regions.map(({ start, count, firstLisn }) => ({
    start,
    end: start + 2 * count,
    esb: 2 * firstLisn,
  }));
  const list = lisnChunksIn([...announced, ...overlays], number);
  byChunk.set(number, list);
  return list;
}

export function basisOf(vm: Vm, number: number): ChunkBasis {
  const owners: (Int32Array | undefined)[] = [];
  for (const at of lisnChunksOf(vm, number)) owners.push(vm.pt.chunk(at), vm.ipi.chunk(at));
  return { announced: vm.announced, regions: vm.regions, owners };
}

/** Whether that basis is still the one of the chunk in this guest. */
export function basisHolds(basis: ChunkBasis, vm: Vm, number: number): boolean {
  if (basis.announced !== vm.announced || basis.regions !== vm.regions) return false;
  let index = 0;
  for (const at of lisnChunksOf(vm, number)) {
    if (basis.owners[index] !== vm.pt.chunk(at) || basis.owners[index + 1] !== vm.ipi.chunk(at)) return false;
    index += 2;
  }
  return true;
}

interface ChunkTally extends PageTally {
  readonly basis: ChunkBasis;
  readonly touched: Int32Array | undefined;
}
/** As kept in the column: step 0, by the set-up. */
const FROM_SETUP = TOUCHED_BY.indexOf('setup');
const tallies = new WeakMap<Int32Array, ChunkTally>();

function chunkTally(machine: Machine, vm: Vm, number: number, chunk: Int32Array): ChunkTally {
  const known = tallies.get(chunk);
  const touched = vm.touched.chunk(number);
  if (known !== undefined && known.touched === touched && basisHolds(known.basis, vm, number)) return known;
  let [populated, fromSetup, stale, misresolved] = [0, 0, 0, 0];
  for (let at = 0; at < CHUNK; at += 1) {
    if (chunk[at] === 0) continue;
    populated += 1;
    // A chunk that nobody touched since the start is not kept.
    if ((touched?.[at] ?? FROM_SETUP) === FROM_SETUP) fromSetup += 1;
    const state = pageState(machine, vm, number * CHUNK + at);
    if (state === 'stale') stale += 1;
    else if (state === 'misresolved') misresolved += 1;
  }
  const tally = { populated, fromSetup, stale, misresolved, basis: basisOf(vm, number), touched };
  tallies.set(chunk, tally);
  return tally;
}

interface VmTally extends PageTally {
  readonly touched: SparseInts;
  readonly pt: SparseInts;
  readonly ipi: SparseInts;
  readonly announced: readonly Announced[];
  readonly regions: readonly OverlayRegion[];
}
const ofPtes = new WeakMap<SparseInts, VmTally>();

/** Most events leave all of it as it was. */
function unchanged(tally: VmTally, { touched, pt, ipi, announced, regions }: Vm): boolean {
  return (
    tally.touched === touched &&
    tally.pt === pt &&
    tally.ipi === ipi &&
    tally.announced === announced &&
    tally.regions === regions
  );
}

export function pageTally(machine: Machine, vm: Vm): PageTally {
  const known = ofPtes.get(vm.ptes);
  if (known !== undefined && unchanged(known, vm)) {
    const { populated, fromSetup, stale, misresolved } = known;
    return { populated, fromSetup, stale, misresolved };
  }
  let [populated, fromSetup, stale, misresolved] = [0, 0, 0, 0];
  for (const number of chunkNumbersOf(vm.ptes)) {
    const tally = chunkTally(machine, vm, number, vm.ptes.chunk(number)!);
    populated += tally.populated;
    fromSetup += tally.fromSetup;
    stale += tally.stale;
    misresolved += tally.misresolved;
  }
  const { touched, pt, ipi, announced, regions } = vm;
  ofPtes.set(vm.ptes, { populated, fromSetup, stale, misresolved, touched, pt, ipi, announced, regions });
  return { populated, fromSetup, stale, misresolved };
}
