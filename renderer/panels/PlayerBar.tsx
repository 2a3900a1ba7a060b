import './player-bar.css';
import type { ScrubberMove } from '../plan/scrubber.ts';
import { IconButton } from '../ui/Button.tsx';

export interface PlayerBarProps {
  /** Written at the end. */
  readonly place: string;
  readonly at: number;
  /** Last place of the longest run. */
  readonly last: number;
  readonly playing: boolean;
  /** What the slider says of its place. */
  readonly spoken: string;
  readonly onMove: (move: ScrubberMove) => void;
}

/** Play, one step back or on, and the slider. */
export function PlayerBar({ place, at, last, playing, spoken, onMove }: PlayerBarProps) {
  return (
    <div className="player-bar" role="group" aria-label="Step of the life">
      <IconButton
        icon={playing ? 'stop' : 'play'}
        label={playing ? 'Pause' : 'Play the steps one after the other'}
        shortcut="Space"
        onClick={() => onMove({ kind: playing ? 'pause' : 'play' })}
      />
      <IconButton
        icon="chevronLeft"
        label="One step back"
        shortcut="ArrowLeft"
        disabledReason={at === 0 ? 'This is the first step.' : null}
        onClick={() => onMove({ kind: 'by', steps: -1 })}
      />
      <IconButton
        icon="chevronRight"
        label="One step on"
        shortcut="ArrowRight"
        disabledReason={at === last ? 'This is the last step.' : null}
        onClick={() => onMove({ kind: 'by', steps: 1 })}
      />
      <input
        type="range"
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={at}
        aria-label="Step of the life"
        aria-valuetext={spoken}
        onChange={(event) => onMove({ kind: 'go', at: Number(event.target.value) })}
      />
      <span className="player-place tabular" aria-hidden="true">
        {place}
      </span>
    </div>
  );
}
