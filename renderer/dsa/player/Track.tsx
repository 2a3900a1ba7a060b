import type { CSSProperties } from 'react';
import type { PlayerRun } from '../../../shared/dsa/cards.ts';
import type { Strategy } from '../../../shared/dsa/strategies.ts';
import { Icon } from '../../ui/icons.tsx';
import { ACTORS, actorName, lookOf } from './player-model.ts';

export interface TrackProps {
  readonly run: PlayerRun;
  readonly strategy: Strategy;
  readonly at: number;
  /** Moment of each step: a column. */
  readonly moments: readonly number[];
  readonly columns: number;
  /** Goes to a moment. */
  readonly onGo: (moment: number) => void;
}

const GLYPHS = { refused: 'close', told: 'info', done: null } as const;

/** Who acts when: a lane for each actor, a dot for each step. For eyes and mouse; the slider says the same in words. */
export function Track({ run, strategy, at, moments, columns, onGo }: TrackProps) {
  const { frames, undoFrom } = run;
  const lane = (index: number) => ACTORS.indexOf(frames[index]!.actor);
  const line = frames.map((_, index) => `${moments[index]! + 0.5},${lane(index) + 0.5}`).join(' ');
  return (
    <div className="player-track" aria-hidden="true" style={{ '--columns': columns } as CSSProperties}>
      {ACTORS.map((actor, row) => (
        <span key={actor} className="player-lane" style={{ gridRow: row + 1 }}>
          {actorName(actor, strategy)}
        </span>
      ))}
      <div className="player-lanes" />
      {undoFrom < frames.length && (
        <div
          className="player-undo"
          style={{ gridColumn: `${moments[undoFrom]! + 2} / ${moments.at(-1)! + 3}` }}
          title="The way back"
        />
      )}
      <div className="player-now" style={{ gridColumn: moments[at]! + 2 }} />
      <svg
        className="player-line"
        viewBox={`0 0 ${columns} ${ACTORS.length}`}
        preserveAspectRatio="none"
        style={{ gridColumn: '2 / -1' }}
      >
        <polyline points={line} vectorEffect="non-scaling-stroke" />
      </svg>
      {frames.map((frame, index) => {
        const look = lookOf(frame);
        const glyph = GLYPHS[look];
        return (
          <button
            key={`${index} ${frame.title}`}
            type="button"
            tabIndex={-1}
            className={`player-dot player-dot-${look}`}
            data-now={index === at}
            data-done={index <= at}
            style={{ gridColumn: moments[index]! + 2, gridRow: lane(index) + 1 }}
            title={`${index + 1}. ${frame.title}${frame.errno === null ? '' : ` (${frame.errno})`}`}
            onClick={() => onGo(moments[index]!)}
          >
            <span>{glyph !== null && <Icon name={glyph} size={11} />}</span>
          </button>
        );
      })}
    </div>
  );
}
