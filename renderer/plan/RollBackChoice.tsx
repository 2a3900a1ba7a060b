import { useState } from 'react';
import type { NamedPlan } from '../../shared/plan.ts';
import type { OpenApply } from '../../shared/plan-calls.ts';
import type { HostView } from '../../shared/view.ts';
import { closeDialog } from '../app/dialogs.ts';
import { ago } from '../app/shell/ago.ts';
import { useNow } from '../app/shell/HostChip.tsx';
import { call, sentenceOf } from '../store/api.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, Spinner } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { startRollBack } from './apply-run.ts';
import { ApplyTargetFields } from './ApplyTargetFields.tsx';
import { ExactSteps } from './ExactSteps.tsx';
import { Losses } from './Losses.tsx';
import { useTargetDraft } from './use-target-draft.ts';
import { counted } from './words.ts';

type Way =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly plan: NamedPlan }
  | { readonly kind: 'failed'; readonly message: string };

function WayBack({ way }: { readonly way: Way }) {
  if (way.kind === 'asking')
    return (
      <p className="quiet">
        <Spinner label="Reading the host" /> Reading the host and working out the way back…
      </p>
    );
  if (way.kind === 'failed')
    return (
      <Callout tone="danger" title="The way back is not known">
        {way.message}
      </Callout>
    );
  if (way.kind === 'unknown')
    return (
      <Callout tone="info">
        The host is read, and the steps from what it is now to what it was before are shown here. Nothing is
        run until you say so.
      </Callout>
    );
  const { blocks, steps } = way.plan;
  if (blocks.length > 0)
    return (
      <Callout tone="danger" title="There is no legal way back">
        {blocks.map((block) => block.message).join(' ')}
      </Callout>
    );
  if (steps.length === 0)
    return (
      <Callout tone="success" title="Nothing is to be taken back">
        The host is what it was before. Rolling back closes the journal.
      </Callout>
    );
  return (
    <>
      <ExactSteps steps={steps} label="The exact steps back" />
      <Losses steps={steps} />
    </>
  );
}

/** Takes an apply back, interrupted or done: which host, then the exact steps, then the button that runs them. */
export function RollBackChoice({
  host,
  interrupted,
  known,
}: {
  readonly host: HostView;
  readonly interrupted: OpenApply;
  /** The way back on the host the apply went to, where it was asked for already. */
  readonly known: NamedPlan | null;
}) {
  const now = useNow();
  const choice = useTargetDraft(host, interrupted.where);
  const [way, setWay] = useState<Way>(known === null ? { kind: 'unknown' } : { kind: 'known', plan: known });
  const { target, name } = choice;
  async function look(): Promise<void> {
    choice.remember();
    setWay({ kind: 'asking' });
    try {
      const { journal } = interrupted;
      setWay({ kind: 'known', plan: await call('apply.wayBack', { hostId: host.id, journal, target }) });
    } catch (thrown) {
      setWay({ kind: 'failed', message: sentenceOf(thrown) });
    }
  }
  const plan = way.kind === 'known' && way.plan.blocks.length === 0 ? way.plan : null;
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title={`Roll ${host.name} back${choice.fault === null ? ` on ${name}` : ''}`}
      description={`The apply that began ${ago(interrupted.startedAt, now)} had run ${interrupted.done} of ${interrupted.total} steps.`}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          {plan === null ? (
            <Button
              variant="primary"
              disabledReason={way.kind === 'asking' ? 'The host is being read.' : choice.fault}
              onClick={() => void look()}
            >
              Show the way back
            </Button>
          ) : (
            <Button
              variant="primary"
              icon="revert"
              onClick={() =>
                void startRollBack(
                  { hostId: host.id, target, targetName: name, steps: plan.steps },
                  interrupted.journal,
                  plan.hash,
                )
              }
            >
              Roll back {counted(plan.steps.length, 'step')} on {name}
            </Button>
          )}
        </>
      }
    >
      <div className="plan-apply">
        <ApplyTargetFields hostName={host.name} choice={choice} onEdit={() => setWay({ kind: 'unknown' })} />
        <WayBack way={way} />
      </div>
    </Dialog>
  );
}
