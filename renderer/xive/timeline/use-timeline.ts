/** Rows and marks of the branch that is shown, asked for by the window that is seen. */
import { useMemo, useRef } from 'react';
import type { TimelineAnswer, TimelineRow, TraceEntry } from '../../../shared/xive/cards.ts';
import type { BranchView } from '../../../shared/xive/view.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { useShownPlace, useXive } from '../xive-context.ts';
import { inOrder } from './small-steps.ts';

/** Rows are asked for in pages, so that a scroll by a row asks nothing. */
const PAGE = 64;

export interface ShownTimeline {
  readonly marks: Uint8Array;
  readonly row: (step: number) => TimelineRow | null;
  readonly error: string | null;
  /** False until the first answer. */
  readonly here: boolean;
}

const NO_MARKS = new Uint8Array();

/** Rows around the steps `first`..`last` are at hand, or on their way. */
export function useTimeline(branch: BranchView, first: number, last: number): ShownTimeline {
  const { host } = useXive();
  const from = Math.max(0, (Math.floor(first / PAGE) - 1) * PAGE);
  const count = Math.min(2000, (Math.ceil((last + 1) / PAGE) + 1) * PAGE - from);
  const { value, error } = useEngineQuery(host, 'xive.timeline', {
    hostId: host.host.id,
    branch: branch.id,
    from,
    count,
  });
  const kept = useRef<{
    branch: string;
    serial: number;
    answer: TimelineAnswer | null;
    rows: Map<number, TimelineRow>;
  }>({ branch: '', serial: -1, answer: null, rows: new Map() });
  const known = kept.current;
  if (known.branch !== branch.id) {
    kept.current = { branch: branch.id, serial: branch.serial, answer: null, rows: new Map() };
  }
  if (value !== null && value !== kept.current.answer) {
    // An answer about the branch as it is now ends what was known of it before.
    const rows = kept.current.serial === branch.serial ? kept.current.rows : new Map<number, TimelineRow>();
    for (const row of value.rows) rows.set(row.step, row);
    kept.current = { branch: branch.id, serial: branch.serial, answer: value, rows };
  }
  const { answer, rows } = kept.current;
  return {
    marks: answer?.marks ?? NO_MARKS,
    row: (step) => rows.get(step) ?? null,
    error,
    here: answer !== null,
  };
}

const NO_TRACE: readonly TraceEntry[] = [];

/** The small steps of the event that led to the place shown, or the lines of a reading's trace; none while not wanted. */
export function useTrace(wanted: boolean): readonly TraceEntry[] | null {
  const { host } = useXive();
  const place = useShownPlace();
  const asked = wanted && place !== null && (place.kind === 'reading' || place.step > 0);
  const { value } = useEngineQuery(host, 'xive.trace', {
    hostId: host.host.id,
    // Nothing led to step 0, so this is the question without an answer.
    place: asked ? place : { kind: 'branch', branch: host.desired.branches[0]?.id ?? 'none', step: 0 },
  });
  const trace = useMemo(() => (value === null ? null : inOrder(value)), [value]);
  return asked ? trace : NO_TRACE;
}
