/** The small steps of an event, as many as a person could read; the rest is counted. */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import type { Tracer } from '../kernel/run.ts';

const MOST_ENTRIES = 4000;

export interface BoundedTrace {
  readonly tracer: Tracer;
  /** What was told, with a last entry on the rest where there is more. */
  readonly entries: () => readonly TraceEntry[];
}

export function boundedTrace(): BoundedTrace {
  const kept: TraceEntry[] = [];
  let more = 0;
  const wants = () => {
    if (kept.length < MOST_ENTRIES) return true;
    more += 1;
    return false;
  };
  return {
    tracer: Object.assign((entry: TraceEntry) => void kept.push(entry), { wants }),
    entries: () => {
      const last = kept.at(-1);
      if (more === 0 || last === undefined) return kept;
      const text = `${more.toLocaleString('en')} more small steps like these.`;
      const { who, stage, rule, vm } = last;
      const none = {
        call: `# ${text}`,
        lisns: null,
        pages: null,
        hw: null,
        outcome: 'done',
        event: null,
      } as const;
      return [...kept, { who, stage, rule, vm, text, ...none }];
    },
  };
}
