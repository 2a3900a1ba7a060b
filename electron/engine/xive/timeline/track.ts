/**
 * Machines of a branch at check points, and what came of each event. Tracks of the branches played last are kept, so
 * that a branch which begins like one of them goes on from its check points: an edit late in a timeline is cheap.
 */
import { EVENT_MARKS, type EventMark } from '../../../../shared/xive/cards.ts';
import type { MomentCounts } from '../../../../shared/xive/moment.ts';
import type { Branch, XiveConfig } from '../../../../shared/xive/types.ts';
import type { EventOutcome, Machine } from '../kernel/machine.ts';
import { type Ran, runEvent, startMachine } from '../kernel/run.ts';
import { COUNT_WORDS, hostCounts, writeCounts } from './counts.ts';

/** Steps between check points of a branch of some thousand events. */
const STRIDE = 64;
/** Longer branches have them further apart, so that their number is bounded. */
const MOST_CHECKPOINTS = 256;
/** Machines that were asked for last: the next step is one event away. */
const MOST_RECENT = 16;
/** Branches that keep their machines; the others keep nothing. */
const MOST_TRACKS = 24;

function strideOf(events: number): number {
  let stride = STRIDE;
  while (events / stride > MOST_CHECKPOINTS) stride *= 2;
  return stride;
}

export function markOf(outcome: EventOutcome, before: MomentCounts, after: MomentCounts): EventMark {
  if (outcome.errno !== null) return 'refused';
  if (outcome.signal !== null) return 'signal';
  if (outcome.wrongTurns.length > 0) return 'wrongTurn';
  const grown = after.stale + after.misresolved - before.stale - before.misresolved;
  if (grown === 0) return 'done';
  return grown > 0 ? 'staleMade' : 'mended';
}

export class Track {
  readonly branch: Branch;
  /** Index into EVENT_MARKS for each event, as far as it was run. */
  readonly marks: Uint8Array;
  readonly counts: Int32Array;
  /** Steps whose marks and counts are known. */
  ranTo = 0;
  readonly #stride: number;
  readonly #checkpoints = new Map<number, Machine>();
  readonly #recent = new Map<number, Machine>();

  constructor(branch: Branch, like: { readonly track: Track; readonly steps: number } | null) {
    this.branch = branch;
    const { events, config, setup } = branch;
    this.marks = new Uint8Array(events.length);
    this.counts = new Int32Array((events.length + 1) * COUNT_WORDS);
    this.#stride = strideOf(events.length);
    if (like === null) {
      const start = startMachine(config, setup);
      this.#checkpoints.set(0, start);
      writeCounts(this.counts, 0, hostCounts(start));
      return;
    }
    const shared = Math.min(like.steps, like.track.ranTo);
    this.ranTo = shared;
    this.marks.set(like.track.marks.subarray(0, shared));
    this.counts.set(like.track.counts.subarray(0, (shared + 1) * COUNT_WORDS));
    const spare = Math.max(1, MOST_CHECKPOINTS >> 1);
    for (const [step, machine] of like.track.#checkpoints)
      if (step <= like.steps && (step % this.#stride === 0 || this.#checkpoints.size < spare))
        this.#checkpoints.set(step, machine);
    for (const [step, machine] of like.track.#recent) if (step <= like.steps) this.#keepRecent(step, machine);
  }

  at(step: number): Machine {
    const recent = this.#recent.get(step) ?? this.#checkpoints.get(step);
    if (recent !== undefined) return this.#keepRecent(step, recent);
    let [from, machine] = this.#before(step);
    for (; from < step; from += 1) machine = this.#next(machine, from).machine;
    return this.#keepRecent(step, machine);
  }

  run(step: number): Ran {
    const ran = this.#next(this.at(step - 1), step - 1);
    this.#keepRecent(step, ran.machine);
    return ran;
  }

  /** Marks and counts of all steps up to that one. */
  runTo(step: number): void {
    if (this.ranTo >= step) return;
    let machine = this.at(this.ranTo);
    let before = hostCounts(machine);
    for (let at = this.ranTo; at < step; at += 1) {
      const ran = this.#next(machine, at);
      const after = hostCounts(ran.machine);
      this.marks[at] = EVENT_MARKS.indexOf(markOf(ran.outcome, before, after));
      writeCounts(this.counts, at + 1, after);
      machine = ran.machine;
      before = after;
    }
    this.ranTo = step;
    this.#keepRecent(step, machine);
  }

  #next(machine: Machine, at: number): Ran {
    const ran = runEvent(machine, this.branch.events[at]!);
    if ((at + 1) % this.#stride === 0 && !this.#checkpoints.has(at + 1))
      this.#checkpoints.set(at + 1, ran.machine);
    return ran;
  }

  /** The nearest machine that is kept. */
  #before(step: number): [step: number, machine: Machine] {
    let best = step - (step % this.#stride);
    while (best > 0 && !this.#checkpoints.has(best)) best -= this.#stride;
    let machine = this.#checkpoints.get(Math.max(0, best))!;
    best = Math.max(0, best);
    for (const [at, kept] of this.#recent) if (at > best && at <= step) [best, machine] = [at, kept];
    return [best, machine];
  }

  #keepRecent(step: number, machine: Machine): Machine {
    this.#recent.delete(step);
    this.#recent.set(step, machine);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
    return machine;
  }
}

let tracks = new WeakMap<Branch, Track>();
/** The branch played last is the last. */
const played: Track[] = [];

function sameConfig(left: XiveConfig, right: XiveConfig): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** Events that two branches begin with, the very same objects; 0 also when nothing else is alike. */
function commonSteps(left: Branch, right: Branch): number {
  if (left.setup !== right.setup || !sameConfig(left.config, right.config)) return 0;
  const most = Math.min(left.events.length, right.events.length);
  let steps = 0;
  while (steps < most && left.events[steps] === right.events[steps]) steps += 1;
  return steps;
}

function likest(branch: Branch): { readonly track: Track; readonly steps: number } | null {
  let best: { readonly track: Track; readonly steps: number } | null = null;
  for (const track of played) {
    const steps = commonSteps(branch, track.branch);
    if (steps > (best?.steps ?? 0)) best = { track, steps };
  }
  return best;
}

export function trackOf(branch: Branch): Track {
  const known = tracks.get(branch);
  const track = known ?? new Track(branch, likest(branch));
  if (played.at(-1) === track) return track;
  const at = played.indexOf(track);
  if (at >= 0) played.splice(at, 1);
  played.push(track);
  tracks.set(branch, track);
  if (played.length > MOST_TRACKS) tracks.delete(played.shift()!.branch);
  return track;
}

/** For tests and measurements: as if no branch had been played. */
export function forgetTracks(): void {
  tracks = new WeakMap();
  played.length = 0;
}
