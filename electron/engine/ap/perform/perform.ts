/** The literal steps of plans and scripts against the model of kernel and tools (ap.md 2, 3, 5; management.md 1, 2). */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { StepAction } from '../../../../shared/plan.ts';
import type { Performed } from '../../plan/planning.ts';
import { performRun } from './run.ts';
import { performWrite } from './write.ts';

/**
 * A device that was created a step ago has no name yet: its domain's XML, which nobody here has read, ties them. The
 * guest that the step is about is the one that virsh names.
 */
function withGuestName(state: ApState, action: StepAction, refs: readonly Ref[]): ApState {
  const [guest] = refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : []));
  const argv = action.kind === 'run' ? (action.commands[0]?.argv ?? []) : [];
  const name = argv.at(-1);
  if (guest === undefined || name === undefined || argv[0] !== 'virsh' || argv[1] !== 'start') return state;
  if (state.mdevs.some((mdev) => mdev.guest === name)) return state;
  return { ...state, mdevs: state.mdevs.map((mdev) => (mdev.id === guest ? { ...mdev, name } : mdev)) };
}

/**
 * One action. `refs` = what the step that has it is about, where there is one. `message` null = it ended well; else `errno` and `rule` say why, and the state is what was left (the very
 * same object for a refused write). Null when the action concerns nothing of AP.
 */
export function performAction(
  state: ApState,
  action: StepAction,
  refs: readonly Ref[] = [],
): Performed<ApState> | null {
  return action.kind === 'write'
    ? performWrite(state, action.path, action.text)
    : performRun(withGuestName(state, action, refs), action);
}
