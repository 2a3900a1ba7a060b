import type { Place } from '../../../shared/xive/moment.ts';
import type { XiveEvent } from '../../../shared/xive/events.ts';
import { WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Badge, Spinner, type Tone } from '../../ui/Callout.tsx';
import { useXive } from '../xive-context.ts';
import { WHO_WORDS } from './FaultSteps.tsx';
import { MARK_LOOKS } from './marks.ts';

const TONES: Readonly<Record<(typeof MARK_LOOKS)[keyof typeof MARK_LOOKS]['colour'], Tone>> = {
  accent: 'accent',
  danger: 'danger',
  warning: 'warning',
  success: 'success',
};

/** What the event would do there, before it is put in. */
export function EventPreview({ place, event }: { readonly place: Place; readonly event: XiveEvent }) {
  const { host } = useXive();
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
  const { row, trace } = value;
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
