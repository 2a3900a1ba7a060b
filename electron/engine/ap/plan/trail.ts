/** The steps of a plan while it is made: each is run on the model at once, so a plan holds what was seen to work. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { isEmptyMask, type Mask, minus } from '../../../../shared/mask.ts';
import type { PlanBlock, PlanStep } from '../../../../shared/plan.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Failure, KernelOp } from '../kernel/kernel.ts';
import { findMdev } from '../model.ts';
import { refusalOf } from '../refusals.ts';
import { actionOf } from './actions.ts';
import { unsafeBlock } from './blocks.ts';
import { expectationsOf } from './expectations.ts';
import { reverseOf } from './reverse.ts';
import { runOp } from './run-op.ts';
import { lossesOf, MOST_REFS, needsOf, titleOf } from './words.ts';

/** What a running guest must see all the time: it sees it before and after. */
export interface Watched {
  readonly apm: Mask;
  readonly aqm: Mask;
}

interface TrailOptions {
  /** By mdev id. */
  readonly watched: ReadonlyMap<string, Watched>;
  /** Names and hues for mdevs that are created on the way. */
  readonly wish: ApState;
  /** Queues that a later step gives to a guest. */
  readonly isNeeded: (apqn: Apqn) => boolean;
}

function blockOf(state: ApState, failure: Failure): PlanBlock {
  const { rule, message, because } = refusalOf(state, failure);
  return {
    family: 'ap',
    rule,
    message,
    refs: because.flatMap(({ refs }) => refs).slice(0, MOST_REFS),
    unblock: [],
  };
}

function refsOf(op: KernelOp): Ref[] {
  if ('mdev' in op) return [{ kind: 'guest', id: op.mdev }];
  if ('apqn' in op) return [{ kind: 'apqn', apqn: op.apqn }];
  return op.op === 'apmask' || op.op === 'aqmask' ? [{ kind: 'mask', id: op.op }] : [];
}

export class Trail {
  state: ApState;
  readonly steps: PlanStep[] = [];
  /** Why the model refused an operation; nothing behind it is run. */
  block: PlanBlock | null = null;
  /** A running guest that would lose for a moment what it sees before and after. */
  hurt: string | null = null;
  readonly #options: TrailOptions;

  constructor(state: ApState, options: TrailOptions) {
    this.state = state;
    this.#options = options;
  }

  get isStopped(): boolean {
    return this.block !== null || this.hurt !== null;
  }

  do(op: KernelOp): void {
    if (this.isStopped) return;
    const before = this.state;
    this.block = unsafeBlock(before, op);
    if (this.block !== null) return;
    const result = runOp(before, op);
    if (result.failure) {
      this.block = blockOf(before, result.failure);
      return;
    }
    const after = op.op === 'create' ? this.#named(result.state, op.mdev) : result.state;
    this.steps.push({
      family: 'ap',
      layer: 'active',
      title: titleOf(before, after, op),
      action: actionOf(before, op),
      needs: needsOf(before, after, op),
      loses: lossesOf(before, after, op, result.resets),
      ...reverseOf(before, after, op),
      expect: expectationsOf(before, after, op, this.#options.isNeeded),
      refs: refsOf(op),
    });
    this.state = after;
    this.#watch(before);
  }

  /** A step of the tools, which the caller has checked against their rules. */
  add(step: PlanStep, state: ApState): void {
    this.steps.push(step);
    this.state = state;
  }

  #named(state: ApState, id: string): ApState {
    const wished = findMdev(this.#options.wish, id);
    if (!wished) return state;
    const { name, hue } = wished;
    return { ...state, mdevs: state.mdevs.map((mdev) => (mdev.id === id ? { ...mdev, name, hue } : mdev)) };
  }

  #watch(before: ApState): void {
    // States share the mdevs a step did not touch, so only those that are new here are looked at.
    const earlier = new Set(before.mdevs);
    for (const { id, shadow } of this.state.mdevs.filter((mdev) => !earlier.has(mdev))) {
      const seen = this.#options.watched.get(id);
      if (seen && !(isEmptyMask(minus(seen.apm, shadow.apm)) && isEmptyMask(minus(seen.aqm, shadow.aqm))))
        this.hurt ??= id;
    }
  }
}
