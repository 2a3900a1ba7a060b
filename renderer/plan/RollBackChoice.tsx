import type { OpenApply } from '../../shared/plan-calls.ts';
import type { HostView } from '../../shared/view.ts';
import { closeDialog } from '../app/dialogs.ts';
import { ago } from '../app/shell/ago.ts';
import { useNow } from '../app/shell/HostChip.tsx';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { startRollBack } from './apply-run.ts';
import { ApplyTargetFields } from './ApplyTargetFields.tsx';
import { useTargetDraft } from './use-target-draft.ts';

/** Takes an interrupted apply back. */
export function RollBackChoice({
  host,
  interrupted,
}: {
  readonly host: HostView;
  readonly interrupted: OpenApply;
}) {
  const now = useNow();
  const choice = useTargetDraft(host, interrupted);
  function start(): void {
    choice.remember();
    void startRollBack(
      { hostId: host.id, target: choice.target, targetName: choice.name, steps: [] },
      interrupted.journal,
    );
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title={`Roll ${host.name} back`}
      description={`The apply that began ${ago(interrupted.startedAt, now)} had run ${interrupted.done} of ${interrupted.total} steps.`}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="primary" icon="revert" disabledReason={choice.fault} onClick={start}>
            Roll {choice.name || host.name} back
          </Button>
        </>
      }
    >
      <div className="plan-apply">
        <ApplyTargetFields
          hostName={host.name}
          draft={choice.draft}
          fault={choice.fault}
          onChange={choice.setDraft}
        />
        <Callout tone="info">
          The host is read, and brought back from what it is now to what the journal says it was. Every step
          is read back. Content of queues that was zeroized does not come back.
        </Callout>
      </div>
    </Dialog>
  );
}
