import './plan.css';
import type { OpenApply } from '../../shared/plan-calls.ts';
import type { HostView } from '../../shared/view.ts';
import { openDialog } from '../app/dialogs.ts';
import { ago } from '../app/shell/ago.ts';
import { useNow } from '../app/shell/HostChip.tsx';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { useHostAnswer } from './answers.ts';
import { useApplyRun } from './apply-run.ts';
import { targetName } from './apply-target.ts';
import { counted } from './words.ts';

function RollBackButton({ host, run }: { readonly host: HostView; readonly run: OpenApply }) {
  return (
    <Button
      size="small"
      icon="revert"
      onClick={() =>
        openDialog({ kind: 'apply', hostId: host.id, interrupted: run, rollBack: { plan: null } })
      }
    >
      Roll back…
    </Button>
  );
}

/**
 * Applies that were interrupted: each can go on or be taken back. Without one the last that is done, which can be taken
 * back. Nothing is drawn while there is neither.
 */
export function OpenApplies({ host }: { readonly host: HostView }) {
  const now = useNow();
  // A run that has ended may have opened or closed a journal.
  const ended = useApplyRun((state) => state.run === null || state.run.phase.kind !== 'running');
  const question = ended ? { hostId: host.id } : null;
  const { value: runs } = useHostAnswer(host, 'apply.open', question);
  const { value: last } = useHostAnswer(host, 'apply.last', question);
  if (runs === null) return null;
  if (runs.length === 0 && last !== null)
    return (
      <Callout
        tone="info"
        title={`Applied to ${targetName(last.where)}`}
        actions={<RollBackButton host={host} run={last} />}
      >
        It began {ago(last.startedAt, now)}: {counted(last.total, 'step')} ran and read back as planned.
      </Callout>
    );
  return runs.map((open) => (
    <Callout
      key={open.journal}
      tone="warning"
      title={`${open.kind === 'apply' ? 'An apply to' : 'A roll-back on'} ${targetName(open.where)} is not finished`}
      actions={
        <>
          <Button
            size="small"
            icon="play"
            onClick={() => openDialog({ kind: 'apply', hostId: host.id, interrupted: open })}
          >
            Continue…
          </Button>
          <RollBackButton host={host} run={open} />
        </>
      }
    >
      It began {ago(open.startedAt, now)} and stopped after step {open.done} of {open.total}.
    </Callout>
  ));
}
