import type { OpenApply } from '../../shared/plan-calls.ts';
import type { HostView } from '../../shared/view.ts';
import { closeDialog, openDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { startContinue } from './apply-run.ts';
import { targetName } from './apply-target.ts';
import { ExactSteps } from './ExactSteps.tsx';
import { Losses } from './Losses.tsx';
import { counted } from './words.ts';

/** What is left of an interrupted run, as it was agreed to and where it went; a plan that differs by now is told, not run. */
export function ContinueChoice({
  host,
  interrupted,
}: {
  readonly host: HostView;
  readonly interrupted: OpenApply;
}) {
  const { journal, where, kind } = interrupted;
  const answer = useHostAnswer(host, 'apply.remaining', { hostId: host.id, journal });
  const name = targetName(where);
  const left = answer.value === null ? null : answer.value.plan.steps.slice(answer.value.done);
  const changes = kind === 'apply' ? (answer.value?.changes ?? []) : [];
  function start(): void {
    if (answer.value === null) return;
    const { steps, hash } = answer.value.plan;
    const back = kind === 'roll-back';
    void startContinue({ hostId: host.id, target: where, targetName: name, steps, back }, journal, hash);
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title={`Go on with the ${kind} on ${name}`}
      description={`It stopped after step ${interrupted.done} of ${interrupted.total}. The host is read first: only where it is as the run left it, the steps that are left are run, and no others.`}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          {changes.length > 0 && (
            <Button
              icon="refresh"
              onClick={() => openDialog({ kind: 'apply', hostId: host.id, where: interrupted.where })}
            >
              Plan anew…
            </Button>
          )}
          <Button
            variant="primary"
            icon="play"
            disabledReason={left === null || answer.waiting ? 'The journal is being read.' : null}
            onClick={start}
          >
            {left === null ? 'Continue' : `Continue with ${counted(left.length, 'step')} on ${name}`}
          </Button>
        </>
      }
    >
      <div className="plan-apply">
        {changes.length > 0 && (
          <Callout tone="warning" title="A plan made now would be another one">
            <ul className="plan-bullets">
              {changes.slice(0, 12).map((change) => (
                <li key={change}>{change}</li>
              ))}
              {changes.length > 12 && <li>and {changes.length - 12} more</li>}
            </ul>
            Going on runs the steps that were agreed to. To run the others, plan anew.
          </Callout>
        )}
        <Answered answer={answer} doing="Reading the journal">
          {({ plan, done }) => (
            <>
              <ExactSteps steps={plan.steps.slice(done)} label="The exact steps that are left" />
              <Losses steps={plan.steps.slice(done)} />
            </>
          )}
        </Answered>
      </div>
    </Dialog>
  );
}
