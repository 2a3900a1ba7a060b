/** The rehearsal of a host that is looked at, and the device state at the place in it. */
import { useEffect, useMemo, useState } from 'react';
import type { HostView } from '../../shared/view.ts';
import { askOnce, type HostAnswer, useHostAnswer } from './answers.ts';
import { usePlan, usePlanQuestion, usePlanState } from './plan-context.tsx';
import { type Run, runOfPlan, runOfScript } from './run.ts';
import { neighbours, stateShown } from './scrubber.ts';

/** `value` null without an error while nothing is rehearsed, or its answer is on its way. */
export function useRun(host: HostView, wanted: boolean): HostAnswer<Run> {
  const source = usePlanState(host, (state) => state.source);
  const script = usePlanState(host, (state) => state.rehearsed);
  const question = usePlanQuestion(host);
  const ofPlan = wanted && source === 'plan';
  const plan = usePlan(host);
  const rehearsal = useHostAnswer(host, 'plan.rehearse', ofPlan ? question : null);
  const ofScript = wanted && source === 'script' && script !== null;
  const lines = useHostAnswer(
    host,
    'plan.rehearseScript',
    ofScript ? { hostId: host.id, text: script } : null,
  );
  const planned = plan.value;
  const rehearsed = rehearsal.value;
  const run = useMemo(() => {
    if (ofPlan) return planned === null || rehearsed === null ? null : runOfPlan(planned, rehearsed);
    return lines.value === null ? null : runOfScript(lines.value);
  }, [ofPlan, planned, rehearsed, lines.value]);
  return ofPlan
    ? { value: run, error: plan.error ?? rehearsal.error, waiting: plan.waiting || rehearsal.waiting }
    : { value: run, error: lines.error, waiting: lines.waiting };
}

type States = Readonly<Record<string, unknown>>;

/** What the device view draws instead of the wish; by family, as differences from what was read. */
export interface ShownRehearsal {
  readonly shown: States;
  /** The state that `shown` is drawn against: what the step of now has changed. */
  readonly before: States;
}

/** Null while the rehearsal is not shown. Stays at the last state while the next one is on its way. */
export function useShownRehearsal(host: HostView): ShownRehearsal | null {
  const showing = usePlanState(host, (state) => state.showing);
  const scrubber = usePlanState(host, (state) => state.scrubber);
  const source = usePlanState(host, (state) => state.source);
  const script = usePlanState(host, (state) => state.rehearsed);
  const { style, restart } = usePlanQuestion(host);
  const run = useRun(host, showing).value;
  const of = useMemo(
    () =>
      source === 'plan'
        ? ({ kind: 'plan', style, restart } as const)
        : ({ kind: 'script', text: script ?? '' } as const),
    [source, style, restart, script],
  );
  const reached = showing && run !== null && run.entries.length > 0 ? run.reached : null;
  const at = Math.min(stateShown(scrubber), reached ?? 0);
  const first = Math.max(0, Math.min(scrubber.at, reached ?? 0) - 1);
  const question = (step: number) => (reached === null ? null : { hostId: host.id, of, step });
  const shown = useHostAnswer(host, 'plan.stateAt', question(at)).value;
  const before = useHostAnswer(host, 'plan.stateAt', question(first)).value;
  useEffect(() => {
    if (reached === null) return;
    for (const step of neighbours(at, reached))
      askOnce(host, 'plan.stateAt', { hostId: host.id, of, step }).catch(() => {
        // Only fetched ahead: whoever needs it asks again and says what is wrong.
      });
  }, [host, of, at, reached]);
  const [last, setLast] = useState<ShownRehearsal | null>(null);
  if (reached === null && (!showing || run !== null)) {
    if (last !== null) setLast(null);
    return null;
  }
  if (shown !== null && before !== null && (last?.shown !== shown || last.before !== before))
    setLast({ shown, before });
  return last;
}
