import { useState } from 'react';
import type { ApplyTarget, NamedPlan } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { closeDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { startApply } from './apply-run.ts';
import { ApplyTargetFields } from './ApplyTargetFields.tsx';
import { Losses } from './Losses.tsx';
import { usePlan, usePlanQuestion } from './plan-context.tsx';
import { ExactSteps } from './ExactSteps.tsx';
import { useTargetDraft } from './use-target-draft.ts';
import { counted, lossesOf, STYLES } from './words.ts';

function PlanParts({
  plan,
  read,
  onRead,
}: {
  readonly plan: NamedPlan;
  readonly read: boolean;
  readonly onRead: (read: boolean) => void;
}) {
  const losses = lossesOf(plan.steps);
  if (plan.blocks.length > 0)
    return (
      <Callout tone="danger" title="There is no legal way to the wish">
        {plan.blocks[0]!.message} The tab Changes tells what would help.
      </Callout>
    );
  if (plan.steps.length === 0)
    return (
      <Callout tone="info" title="There is nothing to apply">
        The host has what is wished.
      </Callout>
    );
  return (
    <>
      <ExactSteps
        steps={plan.steps}
        label={`The exact steps (${STYLES.find(({ value }) => value === plan.style)?.label.toLowerCase()})`}
      />
      {losses.length > 0 && (
        <>
          <Losses steps={plan.steps} />
          <label className="plan-confirm">
            <input type="checkbox" checked={read} onChange={(event) => onRead(event.target.checked)} />I have
            read what is lost
          </label>
        </>
      )}
    </>
  );
}

/** Which host, the exact steps, what they cost; one button that says how many steps go where. */
export function ApplyChoice({
  host,
  where,
}: {
  readonly host: HostView;
  /** Where an apply went just now. */
  readonly where: ApplyTarget | null;
}) {
  const question = usePlanQuestion(host);
  const plan = usePlan(host);
  const rehearsal = useHostAnswer(host, 'plan.rehearse', question);
  const failing = rehearsal.value?.failedAt ?? null;
  const choice = useTargetDraft(host, where);
  const [read, setRead] = useState<string | null>(null);
  const steps = plan.value?.steps ?? [];
  const hash = plan.value?.hash ?? '';
  const why =
    plan.value === null || plan.waiting || rehearsal.waiting
      ? 'The steps are being planned.'
      : plan.value.blocks.length > 0
        ? 'There is no legal way to the wish.'
        : steps.length === 0
          ? 'The host has what is wished.'
          : failing !== null
            ? 'The rehearsal fails: solve that first.'
            : (choice.fault ??
              (lossesOf(steps).length > 0 && read !== hash
                ? 'Read what is lost, and tick the box below it.'
                : null));
  const to = choice.fault === null ? ` to ${choice.name}` : '';
  function start(): void {
    choice.remember();
    void startApply({ target: choice.target, targetName: choice.name, steps }, question, hash);
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title={`Apply the changes of ${host.name}${to}`}
      description="The host is read first: if it is not as it was when this was planned, nothing is run. Every step is read back; the first surprise stops it."
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="primary" disabledReason={why} onClick={start}>
            {steps.length === 0 ? 'Apply' : `Apply ${counted(steps.length, 'step')}${to}`}
          </Button>
        </>
      }
    >
      <div className="plan-apply">
        <ApplyTargetFields hostName={host.name} choice={choice} />
        {failing !== null && (
          <Callout tone="danger" title={`The rehearsal fails at step ${failing + 1}`}>
            {rehearsal.value?.steps[failing]?.message ?? 'The model does not end as planned.'} The tab
            Rehearsal tells more.
          </Callout>
        )}
        <Answered answer={plan} doing="Planning">
          {(value) => (
            <PlanParts
              plan={value}
              read={read === value.hash}
              onRead={(yes) => setRead(yes ? value.hash : null)}
            />
          )}
        </Answered>
      </div>
    </Dialog>
  );
}
