import './timeline.css';
import { useState } from 'react';
import type { TraceEntry } from '../../../shared/xive/cards.ts';
import { hex, hwPageName } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Spinner } from '../../ui/Callout.tsx';
import { CodeBlock } from '../../plan/CodeBlock.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { WHO_WORDS } from './FaultSteps.tsx';
import { moveSmallSteps } from './player.ts';
import { useTrace } from './use-timeline.ts';

function rangeWords(range: readonly [number, number] | null): string {
  if (range === null) return '';
  return range[0] === range[1] ? hex(range[0]) : `${hex(range[0])}–${hex(range[1])}`;
}

/** The calls in their order, small steps without one as comments. */
export function callsText(trace: readonly TraceEntry[]): string {
  return trace.map(({ call, text, who }) => call ?? `# ${WHO_WORDS[who]}: ${text}`).join('\n');
}

interface Numbered {
  readonly at: number;
  readonly entry: TraceEntry;
}

function Row({ numbered: { at, entry }, total }: { readonly numbered: Numbered; readonly total: number }) {
  const { store } = useXive();
  const current = useXiveState((state) => state.small === at);
  return (
    <button
      type="button"
      className="xive-call-row"
      aria-current={current ? 'step' : undefined}
      data-outcome={entry.outcome}
      onClick={() => {
        store.getState().play(false);
        moveSmallSteps(store, { kind: 'go', at }, total);
      }}
    >
      <span className="tabular faint">{at + 1}</span>
      <span className="xive-who" data-who={entry.who}>
        {WHO_WORDS[entry.who]}
      </span>
      <span className="xive-two-lines" title={entry.text}>
        {entry.text}
      </span>
      <code className="xive-two-lines xive-call-code" title={entry.call ?? undefined}>
        {entry.call ?? ''}
      </code>
      <code className="truncate" title={rangeWords(entry.lisns)}>
        {rangeWords(entry.lisns)}
      </code>
      <code className="truncate">{entry.hw === null ? '' : (hwPageName(entry.hw) ?? '')}</code>
      <span className="faint truncate">{entry.rule}</span>
    </button>
  );
}

const keyOf = ({ at }: Numbered) => String(at);

/** The small steps of the event that is shown, and the calls they are. */
export function CallsPanel() {
  const { store } = useXive();
  const place = useShownPlace();
  const small = useXiveState((state) => state.small);
  const trace = useTrace(true);
  const [shape, setShape] = useState<'table' | 'text'>('table');
  if (place === null || (place.kind === 'branch' && place.step === 0))
    return (
      <EmptyState icon="terminal" title="No event leads here">
        This is the set-up, before the first event. Go one step on to see who does what in it.
      </EmptyState>
    );
  if (trace === null) return <Spinner label="Asking for the small steps" />;
  if (place.kind === 'reading' && trace.length === 0)
    return (
      <EmptyState icon="terminal" title="No trace was captured">
        A reading is one moment: what led to it was not recorded. Study it as a branch to play events on it.
      </EmptyState>
    );
  const text = callsText(trace);
  return (
    <div className="xive-calls" data-calls={trace.some(({ call }) => call !== null)}>
      <div className="xive-calls-bar">
        <Segmented
          label="Shape of the calls"
          value={shape}
          options={[
            { value: 'table', label: 'Small steps' },
            { value: 'text', label: 'Calls as text' },
          ]}
          onChange={setShape}
        />
        <span className="quiet">
          {trace.length === 1 ? '1 small step' : `${trace.length} small steps`}{' '}
          {place.kind === 'branch' ? `in step ${place.step}` : 'in the kernel’s trace'}
        </span>
        <span className="xive-spacer" />
        {small !== null && (
          <Button size="small" variant="quiet" onClick={() => moveSmallSteps(store, { kind: 'close' }, 0)}>
            Show the whole event
          </Button>
        )}
        <CopyButton label="Copy the calls" text={text} />
      </div>
      {trace.length === 0 ? (
        <p className="quiet xive-calls-none">This event changes nothing inside: it makes no calls.</p>
      ) : shape === 'text' ? (
        <CodeBlock what="The calls of this event" text={text} />
      ) : (
        <WindowedList
          label="Small steps of this event"
          items={trace.map((entry, at) => ({ at, entry }))}
          rowHeight={40}
          keyOf={keyOf}
          shown={small ?? -1}
          renderRow={(numbered) => <Row numbered={numbered} total={trace.length} />}
        />
      )}
    </div>
  );
}
