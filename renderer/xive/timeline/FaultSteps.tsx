import type { TraceEntry } from '../../../shared/xive/cards.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import { moveSmallSteps, usePlayer } from './player.ts';
import type { SmallMove } from './small-steps.ts';
import { useTrace } from './use-timeline.ts';

export const WHO_WORDS: Readonly<Record<TraceEntry['who'], string>> = {
  guest: 'Guest',
  qemu: 'QEMU',
  kernel: 'Host kernel',
  hardware: 'Hardware',
};

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function Ladder({
  trace,
  at,
  move,
}: {
  trace: readonly TraceEntry[];
  at: number;
  move: (move: SmallMove) => void;
}) {
  return (
    <ol className="xive-ladder" aria-label="Small steps">
      {trace.map((entry, index) => (
        // Two small steps may be alike but for their place.
        <li key={`${index} ${entry.stage}`}>
          <button
            type="button"
            className="xive-rung"
            data-who={entry.who}
            data-done={index <= at}
            data-outcome={entry.outcome}
            aria-current={index === at ? 'step' : undefined}
            ref={index === at ? intoView : undefined}
            aria-label={`Small step ${index + 1}: ${WHO_WORDS[entry.who]}, ${entry.stage}`}
            onClick={() => move({ kind: 'go', at: index })}
          >
            {entry.stage}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** More rungs than this say less than a number. */
const MOST_RUNGS = 14;

/** What happens inside the event that is shown, as one large sentence at a time. */
export function FaultSteps() {
  const { store } = useXive();
  const small = useXiveState((state) => state.small);
  const playing = usePlayer((state) => state.smallPlaying);
  const trace = useTrace(small !== null);
  if (small === null) return null;
  const total = trace?.length ?? 0;
  const move = (next: SmallMove) => moveSmallSteps(store, next, total);
  const close = () => moveSmallSteps(store, { kind: 'close' }, 0);
  if (trace === null)
    return (
      <section className="xive-small" aria-label="Small steps of this event">
        <Spinner label="Asking for the small steps" />
      </section>
    );
  const at = Math.min(small, Math.max(0, total - 1));
  const entry = trace[at];
  return (
    <section className="xive-small" aria-label="Small steps of this event">
      <div className="xive-small-bar">
        <IconButton
          icon="chevronLeft"
          size="small"
          label="One small step back"
          disabledReason={at === 0 ? 'This is the first small step.' : null}
          onClick={() => move({ kind: 'by', steps: -1 })}
        />
        <Button
          size="small"
          icon={playing ? 'stop' : 'play'}
          className="xive-play"
          disabledReason={total === 0 ? 'There is nothing to play.' : null}
          onClick={() => move({ kind: playing ? 'pause' : 'play' })}
        >
          {playing ? 'Pause' : 'Play'}
        </Button>
        <IconButton
          icon="chevronRight"
          size="small"
          label="One small step on"
          disabledReason={at >= total - 1 ? 'This is the last small step.' : null}
          onClick={() => move({ kind: 'by', steps: 1 })}
        />
        <span className="xive-small-place tabular">
          {total === 0 ? 'no small steps' : `${at + 1} of ${total}`}
        </span>
        {total <= MOST_RUNGS && <Ladder trace={trace} at={at} move={move} />}
        <Button
          size="small"
          variant="quiet"
          icon="close"
          className="xive-whole"
          aria-label="Close the small steps"
          onClick={close}
        >
          Close
        </Button>
      </div>
      {entry === undefined ? (
        <p className="xive-small-text quiet">This event changes nothing inside: it has no small steps.</p>
      ) : (
        <div className="xive-small-said" aria-live={playing ? 'off' : 'polite'}>
          <span className="xive-who" data-who={entry.who}>
            {WHO_WORDS[entry.who]}
          </span>
          <p className="xive-small-text" data-outcome={entry.outcome}>
            {entry.text}
            {entry.rule !== '' && (
              <>
                {' '}
                <WhyLink rule={entry.rule} />
              </>
            )}
          </p>
          {entry.call !== null && (
            <p className="xive-small-call">
              <code>{entry.call}</code>
              <CopyButton label="Copy the call" text={entry.call} />
            </p>
          )}
        </div>
      )}
    </section>
  );
}
