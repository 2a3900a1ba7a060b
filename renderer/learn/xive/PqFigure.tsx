import { useState } from 'react';
import { ESB_OFFSET } from '../../../shared/xive/events.ts';
import {
  accessed,
  type EsbAccess,
  type EsbAnswer,
  NEW_SOURCE,
  PQ_NAMES,
  PQ_STATES,
  type Pq,
} from '../../../shared/xive/pq.ts';
import { Button } from '../../ui/Button.tsx';
import { Figure } from '../figures/Figure.tsx';

interface Pressed {
  readonly pq: Pq;
  /** EISNs in the guest's queue. */
  readonly queue: number;
  readonly from: Pq | null;
  readonly says: string;
  readonly notified: boolean;
}

const START: Pressed = {
  pq: NEW_SOURCE,
  queue: 0,
  from: null,
  says: 'A new source is off, 01. Triggers are ignored until the guest unmasks it.',
  notified: false,
};

const PLACES: Readonly<Record<Pq, { readonly x: number; readonly y: number }>> = {
  '00': { x: 30, y: 36 },
  '10': { x: 256, y: 36 },
  '11': { x: 482, y: 36 },
  '01': { x: 256, y: 148 },
};
const BOX = { width: 128, height: 50 };

interface Arrow {
  readonly from: Pq;
  readonly to: Pq;
  readonly path: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

const ARROWS: readonly Arrow[] = [
  { from: '00', to: '10', path: 'M158 52 H252 m-7 -4 l7 4 l-7 4', label: 'trigger: notifies', x: 206, y: 44 },
  { from: '10', to: '00', path: 'M256 70 H162 m7 -4 l-7 4 l7 4', label: 'EOI', x: 207, y: 86 },
  { from: '10', to: '11', path: 'M384 52 H478 m-7 -4 l7 4 l-7 4', label: 'trigger', x: 431, y: 44 },
  { from: '11', to: '10', path: 'M482 70 H388 m7 -4 l-7 4 l7 4', label: 'EOI: notifies', x: 434, y: 86 },
  {
    from: '00',
    to: '01',
    path: 'M94 86 C94 160 160 180 252 180 m-7 -4 l7 4 l-7 4',
    label: 'mask',
    x: 120,
    y: 178,
  },
  {
    from: '01',
    to: '00',
    path: 'M256 162 C180 158 130 130 116 90 m-3 7 l3 -7 l5 5',
    label: 'unmask',
    x: 196,
    y: 142,
  },
  { from: '10', to: '01', path: 'M320 86 V144 m-4 -7 l4 7 l4 -7', label: 'mask', x: 340, y: 120 },
  {
    from: '11',
    to: '01',
    path: 'M546 86 C546 150 480 174 388 174 m7 -4 l-7 4 l7 4',
    label: 'mask',
    x: 528,
    y: 156,
  },
];

function PqBoard({ pq, from, queue, notified }: Pressed) {
  return (
    <svg
      className="lesson-board"
      viewBox="0 0 640 216"
      role="img"
      aria-label={`State ${pq}, ${PQ_NAMES[pq]}. ${queue} in the guest’s queue.`}
    >
      {ARROWS.map((arrow) => {
        const live = arrow.from === from && arrow.to === pq;
        return (
          <g key={`${arrow.from} ${arrow.to}`}>
            <path className={live ? 'lesson-line-live' : 'lesson-line'} d={arrow.path} />
            <text className={live ? 'lesson-small lesson-said' : 'lesson-small'} x={arrow.x} y={arrow.y}>
              {arrow.label}
            </text>
          </g>
        );
      })}
      {PQ_STATES.map((state) => (
        <g key={state} className="lesson-box" data-on={state === pq}>
          <rect x={PLACES[state].x} y={PLACES[state].y} rx={8} {...BOX} />
          <text className="lesson-mono" x={PLACES[state].x + 64} y={PLACES[state].y + 22}>
            {state}
          </text>
          <text className="lesson-small" x={PLACES[state].x + 64} y={PLACES[state].y + 39}>
            {PQ_NAMES[state]}
          </text>
        </g>
      ))}
      <text
        className={notified ? 'lesson-small lesson-said lesson-end' : 'lesson-small lesson-end'}
        x={630}
        y={206}
      >
        {`in the guest’s queue: ${queue}`}
      </text>
    </svg>
  );
}

const TRIGGER: EsbAccess = { page: 'trigger', access: 'store', offset: 0 };

function load(offset: number): EsbAccess {
  return { page: 'management', access: 'load', offset };
}

interface Press {
  readonly label: string;
  /** What the guest or the device really does. */
  readonly does: string;
  readonly access: EsbAccess;
}

const PRESSES: readonly Press[] = [
  { label: 'Trigger', does: 'A store to the trigger page', access: TRIGGER },
  { label: 'EOI', does: 'A load at 0x000 of the management page', access: load(ESB_OFFSET.eoi) },
  { label: 'Mask', does: 'A load at 0xd00', access: load(ESB_OFFSET.set01) },
  { label: 'Unmask', does: 'A load at 0xc00', access: load(ESB_OFFSET.set00) },
  { label: 'Read', does: 'A load at 0x800', access: load(ESB_OFFSET.get) },
];

function sentence(does: string, before: Pq, { after, notify, value }: EsbAnswer): string {
  const returned = value === null ? '' : ` returned ${value}`;
  const moved = before === after ? `${before} stays` : `${before} became ${after}`;
  return `${does}${returned}: ${moved}, ${notify ? 'and a notification went out' : 'no notification'}.`;
}

function pressed(now: Pressed, { does, access }: Press): Pressed {
  const answer = accessed(now.pq, access);
  return {
    pq: answer.after,
    queue: now.queue + (answer.notify ? 1 : 0),
    from: now.pq,
    says: sentence(does, now.pq, answer),
    notified: answer.notify,
  };
}

/** One source, pressed by the reader as its device and its guest would. */
export function PqFigure() {
  const [now, setNow] = useState(START);
  return (
    <Figure
      wide
      board={
        <>
          <PqBoard {...now} />
          <div className="lesson-buttons" role="group" aria-label="What happens to the source">
            {PRESSES.map((press) => (
              <Button
                key={press.label}
                size="small"
                hint={press.does}
                onClick={() => setNow(pressed(now, press))}
              >
                {press.label}
              </Button>
            ))}
          </div>
        </>
      }
      hint="Unmask the source, trigger it twice, and end the interrupt twice."
      tone={now.notified ? 'good' : 'plain'}
      says={now.says}
      onReset={() => setNow(START)}
    />
  );
}
