import './plan.css';
import type { OpenDialog } from '../app/dialogs.ts';
import { useWorkspace } from '../store/studio.ts';
import { useApplyRun } from './apply-run.ts';
import { ApplyChoice } from './ApplyChoice.tsx';
import { ApplyProgress } from './ApplyProgress.tsx';
import { ContinueChoice } from './ContinueChoice.tsx';
import { RollBackChoice } from './RollBackChoice.tsx';

/** From the choice of a host to what happened on it. */
export function ApplyDialog({ dialog }: { readonly dialog: Extract<OpenDialog, { kind: 'apply' }> }) {
  const host = useWorkspace()?.hosts.find((each) => each.id === dialog.hostId);
  const run = useApplyRun((state) => state.run);
  if (host === undefined) return null;
  if (run !== null) return <ApplyProgress host={host} run={run} />;
  const { interrupted, rollBack, where } = dialog;
  if (rollBack !== undefined && interrupted !== undefined)
    return <RollBackChoice host={host} interrupted={interrupted} known={rollBack.plan} />;
  if (interrupted !== undefined) return <ContinueChoice host={host} interrupted={interrupted} />;
  return <ApplyChoice host={host} where={where ?? null} />;
}
