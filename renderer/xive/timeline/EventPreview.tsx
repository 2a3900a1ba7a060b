import { useEffect, useState } from 'react';
import type { Place } from '../../../shared/xive/moment.ts';
import type { XiveEvent } from '../../../shared/xive/events.ts';
import { WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Badge, Spinner, type Tone } from '../../ui/Callout.tsx';
import { useXive } from '../xive-context.ts';
import { WHO_WORDS } from './FaultSteps.tsx';
import { MARK_LOOKS } from './marks.ts';
import { inOrder } from './small-steps.ts';

const TONES: Readonly<Record<(typeof MARK_LOOKS)[keyof typeof MARK_LOOKS]['colour'], Tone>> = {
  accent: 'accent',
  danger: 'danger',
  warning: 'warning',
  success: 'success',
};

/** Milliseconds without a key until the engine is asked. */
const REST = 250;

/** The event once it was left alone for a moment; each key would else be a question of its own. */
function useRested(event: XiveEvent): XiveEvent {
  const key = JSON.stringify(event);
  const [rested, setRested] = useState({ key, event });
  useEffect(() => {
    const timer = setTimeout(() => setRested({ key, event: JSON.parse(key) as XiveEvent }), REST);
    return () => clearTimeout(timer);
  }, [key]);
  return rested.event;
}

/** What the event would do there, before it is put in. */
export function EventPreview({ place, event: typed }: { readonly place: Place; readonly event: XiveEvent }) {
  const { host } = useXive();
  const event = useRested(typed);
  const { value, error } = useEngineQuery(host, 'xive.preview', { hostId: host.host.id, place, event });
  if (error !== null)
    return (
      <section className="xive-preview" aria-label="What it would do">
        <p className="field-error">{error}</p>
      </section>
    );
  if (value === null)
    return (
      <section className="xive-preview" aria-label="What it would do">
        <Spinner label="Asking what it would do" />
      </section>
    );
  const { row } = value;
  const trace = inOrder(value.trace);
  const look = MARK_LOOKS[row.mark];
  const rule = trace.find(({ outcome, rule: id }) => outcome !== 'done' && id !== '')?.rule;
  return (
    <section className="xive-preview" aria-label="What it would do" aria-live="polite">
      <div className="xive-preview-head">
        <Badge tone={TONES[look.colour]}>
          {look.glyph} {row.errno ?? look.words}
        </Badge>
        <strong>{row.title}</strong>
        <span className="quiet">{row.result}</span>
        {rule !== undefined && <WhyLink rule={rule} />}
      </div>
      {trace.length > 0 && (
        <ol>
          {trace.slice(0, 40).map((entry, at) => (
            // Two small steps may be alike but for their place.
            <li key={`${at} ${entry.stage}`}>
              <span className="xive-who" data-who={entry.who}>
                {WHO_WORDS[entry.who]}
              </span>
              <span>{entry.text}</span>
            </li>
          ))}
          {trace.length > 40 && <li className="quiet">and {trace.length - 40} more</li>}
        </ol>
      )}
    </section>
  );
}
