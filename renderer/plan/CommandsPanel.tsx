import './plan.css';
import type { FormatEntry } from '../../shared/plan-calls.ts';
import type { NamedPlan } from '../../shared/plan.ts';
import { copyText } from '../app/commands.ts';
import { openDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/Callout.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { Blocks } from './Blocks.tsx';
import { stepsText } from './command-text.ts';
import { ExportView } from './ExportView.tsx';
import { useGrowing } from './Growing.tsx';
import { Notes } from './Notes.tsx';
import { usePlan, usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf, type PlanView } from './plan-store.ts';
import { StepCard } from './StepCard.tsx';
import { StyleSwitch } from './StyleSwitch.tsx';
import { counted } from './words.ts';

/** Cards drawn at first; a plan of 60 guests has some 400 steps. */
const PAGE = 40;

function StepList({ plan }: { readonly plan: NamedPlan }) {
  const { shown, more } = useGrowing(plan.steps, PAGE);
  return (
    <>
      <ol className="plan-steps">
        {shown.map((step, at) => (
          <StepCard key={`${at} ${step.title}`} step={step} number={at + 1} />
        ))}
      </ol>
      {more}
    </>
  );
}

function Steps({ plan }: { readonly plan: NamedPlan }) {
  const { host } = usePlanPlace();
  if (plan.steps.length === 0 && plan.blocks.length === 0)
    return (
      <EmptyState icon="terminal" title="No command is needed">
        The host has what is wished{plan.style === 'both' ? '' : ` (${plan.style})`}. Change something in the
        picture, and the commands for it stand here.
      </EmptyState>
    );
  return (
    <div className="plan-stack">
      <Blocks blocks={plan.blocks} />
      <Notes notes={plan.notes} />
      {plan.steps.length > 0 && (
        <div className="plan-bar">
          <span className="quiet">
            {counted(plan.steps.length, 'step')}, in the one order that is legal throughout
          </span>
          <span className="plan-bar-end">
            <Button
              size="small"
              icon="copy"
              onClick={() => void copyText(stepsText(plan.steps), counted(plan.steps.length, 'command'))}
            >
              Copy all
            </Button>
            <Button size="small" icon="play" onClick={() => openDialog({ kind: 'apply', hostId: host.id })}>
              Apply…
            </Button>
          </span>
        </div>
      )}
      <StepList key={plan.hash} plan={plan} />
    </div>
  );
}

function Formats({ formats }: { readonly formats: readonly FormatEntry[] }) {
  const { host } = usePlanPlace();
  const output = usePlanState(host, (state) => state.output);
  const choose = (next: PlanView['output']) => planStoreOf(host).getState().set({ output: next });
  return (
    <nav className="plan-formats" aria-label="Form of the commands">
      <button type="button" aria-pressed={output === 'steps'} onClick={() => choose('steps')}>
        Steps
      </button>
      {formats.map((format) => (
        <button
          key={format.id}
          type="button"
          title={format.about}
          aria-pressed={output === format.id}
          onClick={() => choose(format.id)}
        >
          {format.title}
        </button>
      ))}
    </nav>
  );
}

/** The plan as commands: step by step, or as files for the tools that admins use. */
export function CommandsPanel() {
  const { host } = usePlanPlace();
  const output = usePlanState(host, (state) => state.output);
  const plan = usePlan(host);
  const formats = useHostAnswer(host, 'export.formats', { hostId: host.id });
  const format = formats.value?.find(({ id }) => id === output);
  return (
    <div className="plan-panel">
      <div className="plan-head">
        <StyleSwitch />
        {formats.error !== null && <span className="plan-error">{formats.error}</span>}
      </div>
      <div className="plan-columns">
        <Formats formats={formats.value ?? []} />
        {format === undefined ? (
          <div className="plan-scroll" aria-busy={plan.waiting}>
            <Answered answer={plan} doing="Planning">
              {(value) => <Steps plan={value} />}
            </Answered>
          </div>
        ) : (
          <ExportView key={format.id} format={format} />
        )}
      </div>
    </div>
  );
}
