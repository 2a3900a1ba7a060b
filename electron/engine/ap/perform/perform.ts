/** The literal steps of plans and scripts against the model of kernel and tools (ap.md 2, 3, 5; management.md 1, 2). */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { StepAction } from '../../../../shared/plan.ts';
import type { Performed } from '../../plan/planning.ts';
import { performRun } from './run.ts';
import { performWrite } from './write.ts';

/**
 * One action. `message` null = it ended well; else `errno` and `rule` say why, and the state is what was left (the very
 * same object for a refused write). Null when the action concerns nothing of AP.
 */
export function performAction(state: ApState, action: StepAction): Performed<ApState> | null {
  return action.kind === 'write'
    ? performWrite(state, action.path, action.text)
    : performRun(state, action.commands, action.files);
}
