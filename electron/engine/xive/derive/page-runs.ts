/** Populated pages as runs, chunk by chunk: what an event did not touch is taken as it was derived before. */
import { type PageRun, TOUCHED_BY } from '../../../../shared/xive/moment.ts';
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
