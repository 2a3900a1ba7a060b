/** An apply from the first click to its report. It outlives its dialog: closing a window must not lose what happened. */
import { create } from 'zustand';
import { StudioError } from '../../shared/errors.ts';
import type { ApplyReport, ApplyTarget, PlanStep } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { call, sentenceOf } from '../store/api.ts';
import { toast, withWork } from '../store/notices.ts';
import { useStudio } from '../store/studio.ts';
import { openDialog, useDialog } from '../app/dialogs.ts';
import { forgetAnswers } from './answers.ts';
import type { PlanQuestion } from './plan-store.ts';

export type ApplyPhase =
  | {
      readonly kind: 'running';
      /** What the engine is doing now. */
      readonly text: string;
      /** Index of the step that runs; null before the first and after the last. */
      readonly step: number | null;
      readonly stopping: boolean;
    }
  | { readonly kind: 'ended'; readonly report: ApplyReport }
  /** Stopped before the first step: nothing was done. */
  | { readonly kind: 'untouched' }
  | { readonly kind: 'failed'; readonly message: string };

export interface ApplyRun {
  readonly hostId: string;
  readonly target: ApplyTarget;
  readonly targetName: string;
  readonly back: boolean;
  readonly steps: readonly Pick<PlanStep, 'title' | 'action'>[];
  readonly phase: ApplyPhase;
  readonly stop: () => void;
}

/** At most one: a host must not be changed from two sides. */
export const useApplyRun = create<{ readonly run: ApplyRun | null }>(() => ({ run: null }));

export function clearApplyRun(): void {
  useApplyRun.setState({ run: null });
}

/** Which step a progress report is about: its fraction is how many of all are done. */
export function stepOf(fraction: number | null, total: number): number | null {
  if (fraction === null || total === 0) return null;
  const step = Math.round(fraction * total);
  return step < total ? step : null;
}

function setPhase(phase: ApplyPhase): void {
  useApplyRun.setState(({ run }) => ({ run: run === null ? null : { ...run, phase } }));
}

function hostView(hostId: string): HostView | undefined {
  return useStudio.getState().view?.workspace?.hosts.find((host) => host.id === hostId);
}

interface Undertaking {
  readonly hostId: string;
  readonly target: ApplyTarget;
  readonly targetName: string;
  readonly steps: ApplyRun['steps'];
  readonly back: boolean;
}

async function undertake(
  undertaking: Undertaking,
  run: (
    signal: AbortSignal,
    onProgress: (text: string, fraction: number | null) => void,
  ) => Promise<ApplyReport>,
): Promise<void> {
  const { hostId, targetName, back, steps } = undertaking;
  const label = back ? `Rolling back ${targetName}` : `Applying to ${targetName}`;
  try {
    const report = await withWork(label, (signal, onProgress) => {
      const started = stoppable(signal);
      useApplyRun.setState({
        run: {
          ...undertaking,
          phase: { kind: 'running', text: '', step: null, stopping: false },
          stop: started.stop,
        },
      });
      return run(started.signal, (text, fraction) => {
        onProgress(text, fraction);
        const phase = useApplyRun.getState().run?.phase;
        const stopping = phase?.kind === 'running' && phase.stopping;
        setPhase({ kind: 'running', text, step: stepOf(fraction, steps.length), stopping });
      });
    });
    setPhase({ kind: 'ended', report });
  } catch (thrown) {
    setPhase(phaseOf(thrown));
  }
  const host = hostView(hostId);
  if (host !== undefined) forgetAnswers(host);
  if (useDialog.getState().open?.kind === 'apply') return;
  toast('info', `${label}: ended.`, {
    action: { label: 'Show', run: () => openDialog({ kind: 'apply', hostId }) },
  });
}

/** The engine answers once a step was begun; only while it still reads the host a stop cuts that short. */
function phaseOf(thrown: unknown): ApplyPhase {
  return thrown instanceof StudioError && thrown.code === 'cancelled'
    ? { kind: 'untouched' }
    : { kind: 'failed', message: sentenceOf(thrown) };
}

/** A signal that both the status bar's Cancel and the dialog's button give. */
function stoppable(outer: AbortSignal): { readonly signal: AbortSignal; readonly stop: () => void } {
  const inner = new AbortController();
  function stop(): void {
    const phase = useApplyRun.getState().run?.phase;
    if (phase?.kind === 'running') setPhase({ ...phase, stopping: true });
    inner.abort();
  }
  outer.addEventListener('abort', stop, { once: true });
  return { signal: inner.signal, stop };
}

export function startApply(
  undertaking: Omit<Undertaking, 'hostId' | 'back'>,
  question: PlanQuestion,
  hash: string,
): Promise<void> {
  const { target } = undertaking;
  return undertake({ ...undertaking, hostId: question.hostId, back: false }, (signal, onProgress) =>
    call('apply.start', { ...question, hash, target }, { signal, onProgress, awaitsAnswer: true }),
  );
}

/** `hash` names the way back that was shown. */
export function startRollBack(
  undertaking: Omit<Undertaking, 'back'>,
  journal: string,
  hash: string,
): Promise<void> {
  const { hostId, target } = undertaking;
  return undertake({ ...undertaking, back: true }, (signal, onProgress) =>
    call('apply.rollBack', { hostId, journal, target, hash }, { signal, onProgress, awaitsAnswer: true }),
  );
}

/** `hash` names all the steps that were agreed to; those that are done are not run again. */
export function startContinue(undertaking: Undertaking, journal: string, hash: string): Promise<void> {
  const { hostId, target } = undertaking;
  return undertake(undertaking, (signal, onProgress) =>
    call('apply.resume', { hostId, journal, target, hash }, { signal, onProgress, awaitsAnswer: true }),
  );
}
