import type { BranchView } from '../../../shared/xive/view.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import { nextStaleStep } from './marks.ts';
import { moveSmallSteps, playerOf, SPEEDS, usePlayer } from './player.ts';
import type { ShownTimeline } from './use-timeline.ts';

function SpeedChoice() {
  const { store } = useXive();
  const speed = usePlayer((state) => state.speed);
  return (
    <label className="xive-speed">
      <span className="visually-hidden">Speed</span>
      <select
        value={speed}
        onChange={(event) => {
          const next = SPEEDS.find((each) => each === Number(event.target.value));
          if (next !== undefined) playerOf(store).setState({ speed: next });
        }}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each === 0.5 ? '½' : each}×
          </option>
        ))}
      </select>
    </label>
  );
}

export interface TransportProps {
  readonly branch: BranchView;
  readonly step: number;
  readonly timeline: ShownTimeline;
}

/** First, back, play, forward, last; speed, and the two questions: what goes stale next, what happens inside. */
export function Transport({ branch, step, timeline }: TransportProps) {
  const { store } = useXive();
  const playing = useXiveState((state) => state.playing);
  const { goToStep, play, set } = store.getState();
  const last = branch.events;
  const atStart = step === 0 ? 'This is the start: nothing has happened yet.' : null;
  const atEnd = step === last ? 'This is the last event.' : null;
  const stale = nextStaleStep(timeline.marks, step);
  function onPlay(): void {
    if (!playing) moveSmallSteps(store, { kind: 'close' }, 0);
    play(!playing);
  }
  return (
    <div className="xive-transport" role="group" aria-label="Play the timeline">
      <span className="xive-transport-group">
        <IconButton
          icon="chevronLeft"
          size="small"
          className="xive-to-start"
          label="Go to the start"
          disabledReason={atStart}
          onClick={() => goToStep(0)}
        />
        <IconButton
          icon="chevronLeft"
          size="small"
          label="One event back"
          disabledReason={atStart}
          onClick={() => goToStep(step - 1)}
        />
        <Button
          size="small"
          icon={playing ? 'stop' : 'play'}
          className="xive-play"
          disabledReason={last === 0 ? 'There is nothing to play.' : null}
          onClick={onPlay}
        >
          {playing ? 'Pause' : 'Play'}
        </Button>
        <IconButton
          icon="chevronRight"
          size="small"
          label="One event on"
          disabledReason={atEnd}
          onClick={() => goToStep(step + 1)}
        />
        <IconButton
          icon="chevronRight"
          size="small"
          className="xive-to-end"
          label="Go to the last event"
          disabledReason={atEnd}
          onClick={() => goToStep(last)}
        />
      </span>
      <SpeedChoice />
      <span className="xive-place tabular" aria-live={playing ? 'off' : 'polite'}>
        step {step} of {last}
      </span>
      <Button
        size="small"
        variant="quiet"
        icon="layers"
        disabledReason={step === 0 ? 'No event leads to the start.' : null}
        hint="See who does what inside this event, one small step after the other"
        onClick={() => {
          play(false);
          playerOf(store).setState({ clock: 0, smallPlaying: true });
          set({ small: 0 });
        }}
      >
        Small steps
      </Button>
      <Button
        size="small"
        variant="quiet"
        icon="warning"
        aria-label="Next step that makes a page stale"
        className="xive-next-stale"
        disabledReason={stale === null ? 'No event of this branch makes a page stale.' : null}
        hint="Go to the next event that makes a page stale or misresolved"
        onClick={() => {
          if (stale !== null) goToStep(stale);
        }}
      >
        Next stale
      </Button>
    </div>
  );
}
