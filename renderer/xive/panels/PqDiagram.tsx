/** The four states of P and Q and what leads from one to the next (xive.md 1.3). */
import { PQ_NAMES, PQ_STATES, type Pq } from '../../../shared/xive/pq.ts';

const WIDTH = 96;
const HEIGHT = 34;
const AT: Readonly<Record<Pq, { readonly x: number; readonly y: number }>> = {
  '00': { x: 22, y: 26 },
  '10': { x: 182, y: 26 },
  '11': { x: 182, y: 116 },
  '01': { x: 22, y: 116 },
};

interface Arrow {
  readonly from: Pq;
  readonly to: Pq;
  readonly path: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly kind: 'trigger' | 'eoi' | 'mask';
}

const ARROWS: readonly Arrow[] = [
  {
    from: '00',
    to: '10',
    path: 'M118 36H180',
    label: 'trigger ⚡',
    x: 149,
    y: 31,
    anchor: 'middle',
    kind: 'trigger',
  },
  { from: '10', to: '00', path: 'M182 51H120', label: 'EOI', x: 149, y: 64, anchor: 'middle', kind: 'eoi' },
  {
    from: '10',
    to: '11',
    path: 'M218 60V114',
    label: 'trigger',
    x: 214,
    y: 91,
    anchor: 'end',
    kind: 'trigger',
  },
  { from: '11', to: '10', path: 'M244 116V62', label: 'EOI ⚡', x: 249, y: 91, anchor: 'start', kind: 'eoi' },
  { from: '00', to: '01', path: 'M56 60V114', label: 'mask', x: 51, y: 91, anchor: 'end', kind: 'mask' },
  { from: '01', to: '00', path: 'M82 116V62', label: 'unmask', x: 87, y: 91, anchor: 'start', kind: 'mask' },
  {
    from: '10',
    to: '01',
    path: 'M184 61L119 115',
    label: 'mask',
    x: 147,
    y: 107,
    anchor: 'start',
    kind: 'mask',
  },
  {
    from: '11',
    to: '01',
    path: 'M180 133H120',
    label: 'mask',
    x: 149,
    y: 145,
    anchor: 'middle',
    kind: 'mask',
  },
  {
    from: '11',
    to: '11',
    path: 'M206 150c-6 20 40 20 34 2',
    label: 'trigger',
    x: 252,
    y: 170,
    anchor: 'start',
    kind: 'trigger',
  },
  {
    from: '01',
    to: '01',
    path: 'M46 150c-6 20 40 20 34 2',
    label: 'trigger, EOI',
    x: 92,
    y: 170,
    anchor: 'start',
    kind: 'trigger',
  },
];

export interface PqDiagramProps {
  /** Of the source that the guest's pages really drive; null = not known. */
  readonly state: Pq | null;
  /** Of the owner, where the guest drives another one. */
  readonly owner: Pq | null;
  /** Grows with each change, so that the same way is walked again. */
  readonly moved: { readonly from: Pq; readonly to: Pq; readonly serial: number } | null;
}

function words({ state, owner }: PqDiagramProps): string {
  const driven =
    state === null
      ? 'The state is not known'
      : `The guest drives a source that is ${state} ${PQ_NAMES[state]}`;
  return owner === null ? `${driven}.` : `${driven}; the owner is ${owner} ${PQ_NAMES[owner]}.`;
}

export function PqDiagram(props: PqDiagramProps) {
  const { state, owner, moved } = props;
  return (
    <svg className="xive-pq" viewBox="0 0 310 182" role="img" aria-label={`P and Q. ${words(props)}`}>
      <defs>
        <marker
          id="xive-pq-tip"
          viewBox="0 0 8 8"
          refX="6.5"
          refY="4"
          markerWidth="6"
          markerHeight="6"
          orient="auto-start-reverse"
        >
          <path d="M0.5 0.5 7.5 4 0.5 7.5z" />
        </marker>
      </defs>
      {ARROWS.map((arrow) => {
        const walked = moved?.from === arrow.from && moved.to === arrow.to;
        return (
          <g
            key={`${arrow.from} ${arrow.to} ${arrow.label}`}
            data-kind={arrow.kind}
            data-from={state === arrow.from}
          >
            <path className="xive-pq-arrow" d={arrow.path} markerEnd="url(#xive-pq-tip)" />
            {walked && <path key={moved.serial} className="xive-pq-walked" d={arrow.path} pathLength={1} />}
            <text x={arrow.x} y={arrow.y} textAnchor={arrow.anchor}>
              {arrow.label}
            </text>
          </g>
        );
      })}
      {PQ_STATES.map((pq) => {
        const { x, y } = AT[pq];
        return (
          <g key={pq} className="xive-pq-state" data-now={pq === state} data-owner={pq === owner}>
            <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx="6" />
            <text x={x + 12} y={y + 21.5} className="xive-pq-bits">
              {pq}
            </text>
            <text x={x + 36} y={y + 21.5}>
              {PQ_NAMES[pq]}
            </text>
            {pq === owner && (
              <text x={x + WIDTH} y={y - 5} textAnchor="end" className="xive-pq-owner">
                the owner
              </text>
            )}
            {pq === state && owner !== null && (
              <text x={x} y={y - 5} className="xive-pq-driven">
                the guest’s page
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
