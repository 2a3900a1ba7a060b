import { useEffect, useRef } from 'react';
import type { ApplyReport } from '../../shared/plan.ts';
import type { OpenApply } from '../../shared/plan-calls.ts';
import type { HostView } from '../../shared/view.ts';
import { refreshHost } from '../app/refresh-host.ts';
import { closeDialog, openDialog } from '../app/dialogs.ts';
import { ask, askLong } from '../store/api.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, Progress } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { type ApplyRun, clearApplyRun, useApplyRun } from './apply-run.ts';
import { StatusMark } from './RunList.tsx';
import { answerWords, counted } from './words.ts';

type Row = {
  readonly title: string;
  readonly words: string;
  readonly state: 'done' | 'failed' | 'now' | 'waiting' | 'before';
};

/** Every step with where it stands: from the report when there is one, else from the progress. */
function rowsOf({ steps, phase }: ApplyRun): readonly Row[] {
  const report = phase.kind === 'ended' ? phase.report : null;
  if (report !== null && steps.length === 0)
    return report.steps.map((step) => ({
      title: step.title,
      words: answerWords(step),
      state: step.ok ? 'done' : 'failed',
    }));
  const now = phase.kind === 'running' ? phase.step : null;
  const resumed = report?.resumedAfter ?? 0;
  return steps.map(({ title }, at) => {
    if (report === null)
      return {
        title,
        words: at === now ? 'running' : '',
        state: now === null || at > now ? 'waiting' : at === now ? 'now' : 'done',
      };
    if (at < resumed) return { title, words: 'done before', state: 'before' };
    const answer = report.steps[at - resumed];
    if (answer === undefined) return { title, words: 'not run', state: 'waiting' };
    return { title, words: answerWords(answer), state: answer.ok ? 'done' : 'failed' };
  });
}

const MARKS = {
  done: 'ok',
  failed: 'failed',
  now: 'running',
  waiting: 'waiting',
  before: 'ok',
} as const;

function Rows({ run }: { readonly run: ApplyRun }) {
  const list = useRef<HTMLOListElement>(null);
  const rows = rowsOf(run);
  const mark = rows.findIndex(({ state }) => state === 'now' || state === 'failed');
  useEffect(() => {
    list.current?.children[mark]?.scrollIntoView({ block: 'nearest' });
  }, [mark]);
  return (
    <ol className="plan-progress-rows" ref={list} tabIndex={0} aria-label="Steps">
      {rows.map((row, at) => (
        <li key={`${at} ${row.title}`} data-state={row.state}>
          <span className="plan-run-number tabular">{at + 1}</span>
          <StatusMark status={MARKS[row.state]} />
          <span>{row.title}</span>
          <span className="plan-run-answer">{row.words}</span>
        </li>
      ))}
    </ol>
  );
}

function Differences({ report }: { readonly report: ApplyReport }) {
  if (report.differences.length === 0) return null;
  return (
    <ul className="plan-bullets">
      {report.differences.slice(0, 30).map((difference) => (
        <li key={difference}>{difference}</li>
      ))}
      {report.differences.length > 30 && <li>and {report.differences.length - 30} more</li>}
    </ul>
  );
}

function Outcome({ run, report }: { readonly run: ApplyRun; readonly report: ApplyReport }) {
  const done = report.resumedAfter + report.steps.filter((step) => step.ok).length;
  const { targetName: where } = run;
  switch (report.status) {
    case 'done':
      return (
        <Callout
          tone="success"
          title={run.back ? `${where} is as it was before` : `Done: ${where} is as wished`}
        >
          {counted(report.total, 'step')} ran and read back as planned.
        </Callout>
      );
    case 'nothing':
      return (
        <Callout tone="success" title="Nothing was left to do">
          {where} is as wished already. Nothing was run.
        </Callout>
      );
    case 'cancelled':
      return (
        <Callout tone="warning" title={`Stopped after step ${done} of ${report.total}`}>
          As you asked. Nothing behind it was run; it can go on, now or later, or be rolled back.
        </Callout>
      );
    case 'surprise':
      return (
        <Callout
          tone="danger"
          title={
            done < report.total
              ? `Step ${done + 1} of ${report.total} did not answer as planned`
              : 'The host does not end as planned'
          }
        >
          Nothing behind it was run.
          <Differences report={report} />
        </Callout>
      );
    case 'stale':
      return (
        <Callout tone="warning" title="The host is not in the state this was planned for">
          Nothing was run. {report.advice}
          <Differences report={report} />
        </Callout>
      );
  }
}

function leave(): void {
  clearApplyRun();
  closeDialog();
}

async function journaled(hostId: string, journal: string): Promise<OpenApply | null> {
  const [open, last] = await Promise.all([ask('apply.open', { hostId }), ask('apply.last', { hostId })]);
  const done = last?.value?.journal === journal ? last.value : null;
  return open?.value.find((each) => each.journal === journal) ?? done;
}

/** From the report to where every apply is taken back: the host is read, and the exact steps are shown before any is run. */
async function showWayBack({ id: hostId }: HostView, run: ApplyRun, journal: string): Promise<void> {
  const { target } = run;
  const way = await askLong('Working out the way back', 'apply.wayBack', { hostId, journal, target });
  const interrupted = way === null ? null : await journaled(hostId, journal);
  const left = useApplyRun.getState().run !== run;
  if (way === null || interrupted === null || left) return;
  openDialog({ kind: 'apply', hostId, interrupted, rollBack: { plan: way.value } });
  clearApplyRun();
}

/** To the steps that are left. */
async function showRest({ id: hostId }: HostView, run: ApplyRun, journal: string): Promise<void> {
  const interrupted = await journaled(hostId, journal);
  if (interrupted === null || useApplyRun.getState().run !== run) return;
  openDialog({ kind: 'apply', hostId, interrupted });
  clearApplyRun();
}

/** An apply while it runs, and what came of it. */
export function ApplyProgress({ host, run }: { readonly host: HostView; readonly run: ApplyRun }) {
  const { phase, steps, targetName, target } = run;
  const running = phase.kind === 'running';
  const report = phase.kind === 'ended' ? phase.report : null;
  const journal = report?.journal ?? null;
  const back = report?.rollBack ?? null;
  const canGoBack =
    back !== null && back.steps.length > 0 && journal !== null && !(run.back && report?.status === 'done');
  const canGoOn = journal !== null && report?.status === 'cancelled';
  function chooseAgain(): void {
    openDialog({ kind: 'apply', hostId: host.id, where: target });
    clearApplyRun();
  }
  async function readAgain(): Promise<void> {
    chooseAgain();
    if (!(await refreshHost(host, target))) closeDialog();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        // While it runs only its own button stops it; closing the window would look as if it did.
        if (!open && !running) leave();
      }}
      width="wide"
      title={`${run.back ? 'Rolling back' : 'Applying to'} ${targetName}`}
      footer={
        running ? (
          <Button
            variant="danger"
            icon="stop"
            disabledReason={phase.stopping ? 'It stops when the step that runs has been read back.' : null}
            onClick={run.stop}
          >
            {phase.stopping ? 'Stopping…' : 'Stop after this step'}
          </Button>
        ) : (
          <>
            {canGoBack && (
              <Button icon="revert" variant="danger" onClick={() => void showWayBack(host, run, journal)}>
                Roll back…
              </Button>
            )}
            {(phase.kind === 'failed' || phase.kind === 'untouched') && !run.back && (
              <Button className="dialog-other" onClick={chooseAgain}>
                Back
              </Button>
            )}
            <Button onClick={leave}>Close</Button>
            {canGoOn && (
              <Button icon="play" variant="primary" onClick={() => void showRest(host, run, journal)}>
                Continue…
              </Button>
            )}
            {report?.status === 'stale' && (
              <Button icon="refresh" variant="primary" onClick={() => void readAgain()}>
                Read again and re-plan
              </Button>
            )}
          </>
        )
      }
    >
      <div className="plan-apply">
        {running && (
          <Progress
            label={
              phase.step === null
                ? phase.text === ''
                  ? 'Starting'
                  : phase.text
                : `Step ${phase.step + 1} of ${steps.length}`
            }
            text={phase.step === null ? '' : (steps[phase.step]?.title ?? '')}
            fraction={phase.step === null ? null : phase.step / Math.max(1, steps.length)}
          />
        )}
        {phase.kind === 'failed' && (
          <Callout tone="danger" title={run.back ? 'The roll-back broke off' : 'The apply broke off'}>
            {phase.message}
          </Callout>
        )}
        {phase.kind === 'untouched' && (
          <Callout tone="info" title="Stopped before the first step">
            As you asked. Nothing was run on {targetName}; it is as it was.
          </Callout>
        )}
        {report !== null && <Outcome run={run} report={report} />}
        <Rows run={run} />
        {back !== null && back.blocks.length > 0 && (
          <Callout tone="warning" title="There is no legal way back">
            {back.blocks.map((block) => block.message).join(' ')}
          </Callout>
        )}
        {journal !== null && (
          <p className="faint">
            Journal: <code>{journal}</code>
          </p>
        )}
      </div>
    </Dialog>
  );
}
