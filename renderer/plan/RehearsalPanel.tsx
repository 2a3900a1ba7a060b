import { useEffect } from 'react';
import { openDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { Badge, EmptyState } from '../ui/Callout.tsx';
import { Answered } from './Answered.tsx';
import { Blocks } from './Blocks.tsx';
import { usePlan, usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import { countRun, type Run } from './run.ts';
import { EntryDetail, RunSummary } from './RunDetail.tsx';
import { RunList } from './RunList.tsx';
import { ScriptEditor } from './ScriptEditor.tsx';
import { ScrubberBar } from './Scrubber.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { useRun } from './use-run.ts';
import { counted } from './words.ts';

function summaryOf(run: Run): string {
  const { ok, unknown } = countRun(run);
  const failed = run.failedAt === null ? undefined : run.entries[run.failedAt];
  if (failed !== undefined) return `${run.word} ${failed.number} fails`;
  const doubt = unknown === 0 ? '' : `, ${unknown} not understood`;
  const end = run.differences.length === 0 ? '' : ', but not what is wished';
  return `${counted(ok, run.word)} work${ok === 1 ? 's' : ''}${doubt}${end}`;
}

function RunBadge({ run }: { readonly run: Run }) {
  const bad = run.failedAt !== null;
  const doubt = run.differences.length > 0 || countRun(run).unknown > 0;
  return (
    <Badge
      tone={bad ? 'danger' : doubt ? 'warning' : 'success'}
      icon={bad ? 'error' : doubt ? 'warning' : 'check'}
    >
      {summaryOf(run)}
    </Badge>
  );
}

/** List and scrubber left, what the chosen step answered right. */
function RunView({ run }: { readonly run: Run }) {
  const { host } = usePlanPlace();
  const at = usePlanState(host, (state) => state.scrubber.at);
  const entry = at === 0 ? undefined : run.entries[at - 1];
  const { failedAt } = run;
  useEffect(() => {
    // What fails is what one wants to see first; where one already is somewhere, one stays.
    const store = planStoreOf(host).getState();
    if (failedAt !== null && store.scrubber.at === 0) store.showStep(failedAt + 1, failedAt + 1);
  }, [host, failedAt]);
  return (
    <>
      <ScrubberBar run={run} />
      <div className="plan-run-columns">
        <RunList run={run} summary={summaryOf(run)} />
        {entry === undefined ? <RunSummary run={run} /> : <EntryDetail entry={entry} word={run.word} />}
      </div>
    </>
  );
}

function OfPlan() {
  const { host } = usePlanPlace();
  const plan = usePlan(host);
  const run = useRun(host, true);
  if (plan.value !== null && plan.value.steps.length === 0)
    return (
      <div className="plan-scroll">
        {plan.value.blocks.length > 0 ? (
          <Blocks blocks={plan.value.blocks} />
        ) : (
          <EmptyState icon="play" title="There is nothing to rehearse">
            The host has what is wished. Change something in the picture, or paste a script: it is judged line
            by line against the same rules.
          </EmptyState>
        )}
      </div>
    );
  return (
    <Answered answer={run} doing="Rehearsing">
      {(value) => <RunView run={value} />}
    </Answered>
  );
}

function OfScript() {
  const { host } = usePlanPlace();
  const script = usePlanState(host, (state) => state.script);
  const rehearsed = usePlanState(host, (state) => state.rehearsed);
  const run = useRun(host, rehearsed !== null);
  if (rehearsed === null || rehearsed !== script) return <ScriptEditor />;
  return (
    <Answered answer={run} doing="Rehearsing the script">
      {(value) =>
        value.entries.length === 0 ? (
          <EmptyState icon="terminal" title="This script has no lines to run">
            There are only comments and empty lines in it.
          </EmptyState>
        ) : (
          <RunView run={value} />
        )
      }
    </Answered>
  );
}

function HeadEnd() {
  const { host } = usePlanPlace();
  const source = usePlanState(host, (state) => state.source);
  const script = usePlanState(host, (state) => state.script);
  const rehearsed = usePlanState(host, (state) => state.rehearsed);
  const judged = source === 'plan' || (rehearsed !== null && rehearsed === script);
  const run = useRun(host, judged).value;
  const worked = run !== null && run.failedAt === null && run.entries.length > 0;
  return (
    <span className="plan-bar-end">
      {judged && run !== null && run.entries.length > 0 && <RunBadge run={run} />}
      {source === 'script' && judged && (
        <Button
          size="small"
          icon="edit"
          onClick={() => {
            const store = planStoreOf(host).getState();
            store.leave();
            store.set({ rehearsed: null });
          }}
        >
          Edit the script
        </Button>
      )}
      {source === 'plan' && (
        <Button
          size="small"
          variant={worked ? 'primary' : 'plain'}
          disabledReason={
            run === null || run.entries.length === 0
              ? 'There are no steps to apply.'
              : worked
                ? null
                : 'The rehearsal fails: solve that first.'
          }
          onClick={() => openDialog({ kind: 'apply', hostId: host.id })}
        >
          Apply…
        </Button>
      )}
    </span>
  );
}

/** The steps, or a script of one's own, run against the model of the kernel: the host is untouched. */
export function RehearsalPanel() {
  const { host } = usePlanPlace();
  const source = usePlanState(host, (state) => state.source);
  return (
    <PlanPanel
      label="What is rehearsed"
      value={source}
      options={[
        { value: 'plan', label: 'The plan' },
        { value: 'script', label: 'Paste a script', hint: 'Judge a script of your own, line by line.' },
      ]}
      onChange={(next) => planStoreOf(host).getState().set({ source: next })}
      styled="plan"
      end={<HeadEnd />}
    >
      {source === 'plan' ? <OfPlan /> : <OfScript />}
    </PlanPanel>
  );
}
