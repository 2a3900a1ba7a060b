/** Populated pages as runs, chunk by chunk: what an event did not touch is taken as it was derived before. */
import {
  type PackedRuns,
  packRuns,
  type PageRun,
  RUN_WORDS,
  runWords,
  TOUCHED_BY,
} from '../../../../shared/xive/moment.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { populatedState, wrongSince } from '../kernel/page-state.ts';
import { CHUNK } from '../kernel/sparse-ints.ts';
import { chunkNumbersOf } from '../timeline/columns.ts';
import { basisHolds, basisOf, type ChunkBasis } from '../timeline/page-tally.ts';

interface ChunkRuns {
  readonly basis: ChunkBasis;
  readonly touched: Int32Array | undefined;
  readonly runs: readonly PageRun[];
}
const cache = new WeakMap<Int32Array, ChunkRuns>();

function alike(left: PageRun, right: PageRun): boolean {
  return (
    left.state === right.state &&
    left.by === right.by &&
    left.step === right.step &&
    left.since === right.since
  );
}

/** Both as one run; null when they are none. The right one follows the left one. */
function joined(left: PageRun, right: PageRun): PageRun | null {
  const stride = right.page - left.page - (left.count - 1) * left.stride;
  if ((stride !== 1 && stride !== 2) || !alike(left, right)) return null;
  const hwStep = right.hw - left.hw - (left.count - 1) * left.hwStep;
  const fits = (run: PageRun) => run.count === 1 || (run.stride === stride && run.hwStep === hwStep);
  return fits(left) && fits(right) ? { ...left, count: left.count + right.count, stride, hwStep } : null;
}

/** Adds a run, as the longer one it makes with the last where it does. */
function add(runs: PageRun[], run: PageRun): void {
  const last = runs.at(-1);
  const one = last === undefined ? null : joined(last, run);
  if (one === null) runs.push(run);
  else runs[runs.length - 1] = one;
}

function runsIn(machine: Machine, vm: Vm, number: number, chunk: Int32Array): readonly PageRun[] {
  const touched = vm.touched.chunk(number);
  const known = cache.get(chunk);
  if (known !== undefined && known.touched === touched && basisHolds(known.basis, vm, number))
    return known.runs;
  const runs: PageRun[] = [];
  for (let at = 0; at < CHUNK; at += 1) {
    const hw = chunk[at]!;
    if (hw === 0) continue;
    const page = number * CHUNK + at;
    const state = populatedState(machine, vm, page, hw);
    const code = touched?.[at] ?? 0;
    const step = Math.floor(code / 4);
    const since = state === 'fresh' ? step : wrongSince(machine, vm, page);
    add(runs, { page, count: 1, stride: 1, hw, hwStep: 0, state, by: TOUCHED_BY[code & 3]!, step, since });
  }
  cache.set(chunk, { basis: basisOf(vm, number), touched, runs });
  return runs;
}

export function pageRuns(machine: Machine, vm: Vm): readonly PageRun[] {
  const runs: PageRun[] = [];
  for (const number of chunkNumbersOf(vm.ptes))
    for (const run of runsIn(machine, vm, number, vm.ptes.chunk(number)!)) add(runs, run);
  return runs;
}

const packed = new WeakMap<readonly PageRun[], Int32Array>();

function wordsOf(runs: readonly PageRun[]): Int32Array {
  const known = packed.get(runs);
  if (known !== undefined) return known;
  const words = runWords(packRuns(runs));
  packed.set(runs, words);
  return words;
}

/** {@link pageRuns} as they travel: runs that go on from chunk to chunk are one; the rest is copied as it was packed before. */
export function packedPages(machine: Machine, vm: Vm): PackedRuns {
  const parts: { readonly words: Int32Array; readonly at: number }[] = [];
  const longer = new Map<number, PageRun>();
  let last: PageRun | null = null;
  let count = 0;
  for (const number of chunkNumbersOf(vm.ptes)) {
    const runs = runsIn(machine, vm, number, vm.ptes.chunk(number)!);
    let taken = 0;
    for (; last !== null && taken < runs.length; taken += 1) {
      const one: PageRun | null = joined(last, runs[taken]!);
      if (one === null) break;
      last = one;
      longer.set(count - 1, one);
    }
    if (taken === runs.length) continue;
    parts.push({ words: wordsOf(runs).subarray(taken * RUN_WORDS), at: count * RUN_WORDS });
    count += runs.length - taken;
    last = runs.at(-1)!;
  }
  const words = new Int32Array(count * RUN_WORDS);
  for (const part of parts) words.set(part.words, part.at);
  for (const [at, run] of longer) words.set(wordsOf([run]), at * RUN_WORDS);
  return { count, bytes: new Uint8Array(words.buffer) };
}
