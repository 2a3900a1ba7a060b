/** One life as a ladder: who turns to whom, rung by rung, with the state of the function as a rail beside it. */
import { useEffect, useRef } from 'react';
import type { LifeFrame, LifeRun } from '../../../shared/zpci/cards.ts';
import { Icon } from '../../ui/icons.tsx';
import { arrowsOf, changesState, COLUMNS, lookOf } from './life-model.ts';

export interface LadderProps {
  readonly run: LifeRun;
  readonly at: number;
  readonly onGo: (at: number) => void;
}

interface RungProps {
  readonly frame: LifeFrame;
  readonly index: number;
  readonly at: number;
  readonly knot: boolean;
  readonly onGo: (at: number) => void;
}

function Rung({ frame, index, at, knot, onGo }: RungProps) {
  const column = COLUMNS.indexOf(frame.actor);
  const middle = column * 2 + 2;
  const look = lookOf(frame);
  return (
    <li
      className={`rung rung-${look}`}
      data-now={index === at}
      data-done={index <= at}
      data-end={column > 1}
      aria-current={index === at ? 'step' : undefined}
    >
      <span className={`rung-rail rail-${frame.state}`} data-knot={knot}>
        {knot && <span className="rung-state">{frame.state}</span>}
      </span>
      <button type="button" className="rung-lanes" tabIndex={-1} onClick={() => onGo(index)}>
        <span
          className="rung-title"
          style={column > 1 ? { gridColumn: `1 / ${middle + 2}` } : { gridColumn: `${middle - 1} / -1` }}
        >
          {look === 'refused' && <Icon name="close" size={13} />}
          {frame.title}
          {frame.event !== null && <span className="rung-pec mono">{frame.event.pec}</span>}
          {look === 'refused' && frame.rule !== null && <span className="rung-rule">{frame.rule}</span>}
        </span>
        <span className="rung-dot" style={{ gridColumn: `${middle - 1} / ${middle + 1}` }} />
        {arrowsOf(frame).map(({ from, to, leftward, isEvent }) => (
          <span
            key={String(isEvent)}
            className="rung-arrow"
            data-leftward={leftward}
            data-event={isEvent}
            style={{ gridColumn: `${from} / ${to}` }}
          />
        ))}
      </button>
      <span className="rung-log mono">
        {frame.log.map((line, place) => (
          <span key={`${place} ${line}`}>{line}</span>
        ))}
      </span>
    </li>
  );
}

export function Ladder({ run, at, onGo }: LadderProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div className="ladder">
      <div className="ladder-head" aria-hidden="true">
        <span>state</span>
        <span className="ladder-actors">
          {COLUMNS.map((name) => (
            <span key={name} data-now={run.frames[at]?.actor === name || run.frames[at]?.towards === name}>
              {name}
            </span>
          ))}
        </span>
        <span>the guest’s log</span>
      </div>
      <ol ref={list} className="ladder-rungs" aria-label={run.title}>
        {run.frames.map((frame, index) => (
          <Rung
            key={`${index} ${frame.title}`}
            frame={frame}
            index={index}
            at={at}
            knot={changesState(run.frames, index)}
            onGo={onGo}
          />
        ))}
      </ol>
    </div>
  );
}
