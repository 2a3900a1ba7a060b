import './plan.css';
import type { HostView } from '../../shared/view.ts';
import { openDialog } from '../app/dialogs.ts';
import { ago } from '../app/shell/ago.ts';
import { useNow } from '../app/shell/HostChip.tsx';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { useHostAnswer } from './answers.ts';
import { useApplyRun } from './apply-run.ts';

/** Applies that were interrupted: each can go on or be taken back. Nothing is drawn while there are none. */
export function OpenApplies({ host }: { readonly host: HostView }) {
  const now = useNow();
  // A run that has ended may have opened or closed a journal.
  const ended = useApplyRun((state) => state.run?.phase.kind === 'ended' || state.run === null);
  const { value } = useHostAnswer(host, 'apply.open', ended ? { hostId: host.id } : null);
  return (value ?? []).map((open) => (
    <Callout
      key={open.journal}
      tone="warning"
      title={`An apply to ${open.target} is not finished`}
      actions={
        <>
          <Button
            size="small"
            icon="play"
            onClick={() => openDialog({ kind: 'apply', hostId: host.id, interrupted: open })}
          >
            Continue…
          </Button>
          <Button
            size="small"
            icon="revert"
            onClick={() =>
              openDialog({
                kind: 'apply',
                hostId: host.id,
                interrupted: open,
                rollBack: { plan: null },
              })
            }
          >
            Roll back…
          </Button>
        </>
      }
    >
      It began {ago(open.startedAt, now)} and stopped after step {open.done} of {open.total}.
    </Callout>
  ));
}
