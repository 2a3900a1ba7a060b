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
            {each === 0.5 ? '½' : each}× speed
          </option>
        ))}
      </select>
    </label>
  );
}

function Zoom() {
  const { store } = useXive();
  const spacing = usePlayer((state) => state.spacing);
  const player = playerOf(store);
  const zoom = (factor: number) => player.setState({ spacing: (spacing ?? 64) * factor });
  return (
    <span className="xive-transport-group" role="group" aria-label="Zoom of the timeline">
      <IconButton icon="zoomOut" size="small" label="Show more events at once" onClick={() => zoom(0.5)} />
      <IconButton icon="zoomIn" size="small" label="Show events larger" onClick={() => zoom(2)} />
      <IconButton
        icon="fit"
        size="small"
        label="Show the whole timeline"
        onClick={() => player.setState({ spacing: 0.01 })}
      />
    </span>
  );
}

export interface TransportProps {
  readonly branch: BranchView;
  readonly step: number;
  readonly timeline: ShownTimeline;
}

/** First, back, play, forward, last; speed, zoom, and the two questions: what goes stale next, what happens inside. */
export function Transport({ branch, step, timeline }: TransportProps) {
  const { store } = useXive();
  const playing = useXiveState((state) => state.playing);
  const small = useXiveState((state) => state.small);
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
        <Button
          size="small"
          variant="quiet"
          aria-label="Go to the start"
          disabledReason={atStart}
          hint="Go to the start"
          onClick={() => goToStep(0)}
        >
          <span aria-hidden="true">⏮&#xFE0E;</span>
        </Button>
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
        <Button
          size="small"
          variant="quiet"
          aria-label="Go to the last event"
          disabledReason={atEnd}
          hint="Go to the last event"
          onClick={() => goToStep(last)}
        >
          <span aria-hidden="true">⏭&#xFE0E;</span>
        </Button>
      </span>
      <SpeedChoice />
      <span className="xive-place tabular" aria-live={playing ? 'off' : 'polite'}>
        step {step} of {last}
      </span>
      <Button
        size="small"
        variant="quiet"
        icon="layers"
        aria-pressed={small !== null}
        disabledReason={step === 0 ? 'No event leads to the start.' : null}
        hint="See who does what inside this event, one small step after the other"
        onClick={() => {
          play(false);
          if (small === null) {
            playerOf(store).setState({ clock: 0, smallPlaying: true });
            set({ small: 0 });
          } else moveSmallSteps(store, { kind: 'close' }, 0);
        }}
      >
        Small steps
      </Button>
      <Button
        size="small"
        variant="quiet"
        icon="warning"
        className="xive-next-stale"
        disabledReason={stale === null ? 'No event of this branch makes a page stale.' : null}
        hint="Go to the next event that makes a page stale or misresolved"
        onClick={() => {
          if (stale !== null) goToStep(stale);
        }}
      >
        Next stale page
      </Button>
      <Zoom />
    </div>
  );
}
