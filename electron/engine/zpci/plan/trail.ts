/** Steps one after the other, each seen to work on the model before the next is planned. */
import type { Ref } from '../../../../shared/findings.ts';
import type {
  Expectation,
  Loss,
  PlanBlock,
  PlanStep,
  ReverseStep,
  StepAction,
} from '../../../../shared/plan.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { performAction } from '../perform/perform.ts';

export interface Draft {
  readonly title: string;
  readonly action: StepAction;
  readonly refs: readonly Ref[];
  readonly layer?: PlanStep['layer'];
  readonly needs?: readonly string[];
  readonly loses?: readonly Loss[];
  /** Null with `irreversible`. */
  readonly reverse: readonly ReverseStep[];
  readonly irreversible?: string;
  readonly expect?: readonly Expectation[];
}

export class Trail {
  state: ZpciState;
  /** The host before the first step. */
  readonly start: ZpciState;
  readonly steps: PlanStep[] = [];
  readonly blocks: PlanBlock[] = [];
  readonly notes = new Set<string>();

  constructor(state: ZpciState) {
    this.state = state;
    this.start = state;
  }

  /** False where the model refuses: then it stands among the blocks, and nothing behind it can be planned. */
  do(draft: Draft): boolean {
    if (this.blocks.length > 0) return false;
    const outcome = performAction(this.state, draft.action, draft.refs);
    if (outcome === null || outcome.message !== null) {
      this.block(
        outcome?.rule ?? 'ZPCI-A22',
        outcome?.message ?? `“${draft.title}” has no function of this host to act on.`,
        draft.refs,
      );
      return false;
    }
    this.state = outcome.state;
    this.steps.push({
      family: 'zpci',
      layer: draft.layer ?? 'active',
      title: draft.title,
      action: draft.action,
      needs: draft.needs ?? [],
      loses: draft.loses ?? [],
      reverse: draft.reverse,
      irreversible: draft.irreversible ?? null,
      expect: draft.expect ?? [],
      refs: draft.refs,
    });
    return true;
  }

  block(rule: string, message: string, refs: readonly Ref[], unblock: PlanBlock['unblock'] = []): void {
    this.blocks.push({ family: 'zpci', rule, message, refs, unblock });
  }
}
