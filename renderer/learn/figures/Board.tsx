import './figures.css';
import { bothBases, formatApqn, apqnOf, formatAdapter } from '../../../shared/apqn.ts';
import { BOARD_ADAPTERS, BOARD_DOMAINS } from './figure-model.ts';
import { onKeys } from './on-keys.ts';

export interface BoardCell {
  /** Look of the cell; `figures.css` has one rule for each. */
  readonly look: 'a' | 'b' | 'free' | 'host' | 'clash' | 'hidden' | 'broken' | 'collateral';
  /** One character, so that the look does not rest on colour alone. */
  readonly glyph: string;
  /** What it says to those who cannot see it. */
  readonly says: string;
}

export interface BoardProps {
  readonly label: string;
  readonly at: (adapter: number, domain: number) => BoardCell;
  readonly onCell?: (adapter: number, domain: number) => void;
  readonly adapterOn?: (adapter: number) => boolean;
  readonly domainOn?: (domain: number) => boolean;
  readonly onAdapter?: (adapter: number) => void;
  readonly onDomain?: (domain: number) => void;
}

const SIDE = 44;
const STEP = SIDE + 6;
const LEFT = 78;
const TOP = 48;

/** A small matrix one can click: cells, row heads and column heads, each where a handler is given. */
export function Board({ label, at, onCell, adapterOn, domainOn, onAdapter, onDomain }: BoardProps) {
  const width = LEFT + BOARD_DOMAINS.length * STEP;
  const height = TOP + BOARD_ADAPTERS.length * STEP;
  return (
    <svg className="board" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      {BOARD_DOMAINS.map((domain, column) => {
        const run = onDomain && (() => onDomain(domain));
        return (
          <g
            key={domain}
            className={`board-head ${domainOn?.(domain) === true ? 'board-head-on' : ''}`}
            aria-label={`Domain ${bothBases(domain)}`}
            aria-pressed={run === undefined ? undefined : domainOn?.(domain)}
            {...onKeys(run)}
          >
            <rect x={LEFT + column * STEP} y={2} width={SIDE} height={TOP - 8} rx={5} />
            <text x={LEFT + column * STEP + SIDE / 2} y={19}>
              {domain}
            </text>
            <text className="board-hex" x={LEFT + column * STEP + SIDE / 2} y={33}>
              {`0x${domain.toString(16).padStart(2, '0')}`}
            </text>
          </g>
        );
      })}
      {BOARD_ADAPTERS.map((adapter, row) => {
        const run = onAdapter && (() => onAdapter(adapter));
        return (
          <g
            key={adapter}
            className={`board-head ${adapterOn?.(adapter) === true ? 'board-head-on' : ''}`}
            aria-label={`Adapter ${bothBases(adapter)}`}
            aria-pressed={run === undefined ? undefined : adapterOn?.(adapter)}
            {...onKeys(run)}
          >
            <rect x={2} y={TOP + row * STEP} width={LEFT - 10} height={SIDE} rx={5} />
            <text x={(LEFT - 6) / 2} y={TOP + row * STEP + SIDE / 2 + 4}>
              card {formatAdapter(adapter)}
            </text>
          </g>
        );
      })}
      {BOARD_ADAPTERS.map((adapter, row) =>
        BOARD_DOMAINS.map((domain, column) => {
          const { look, glyph, says } = at(adapter, domain);
          const x = LEFT + column * STEP;
          const y = TOP + row * STEP;
          return (
            <g
              key={`${adapter}.${domain}`}
              className={`board-cell board-cell-${look}`}
              aria-label={`${formatApqn(apqnOf(adapter, domain))}: ${says}`}
              {...onKeys(onCell && (() => onCell(adapter, domain)))}
            >
              <rect x={x} y={y} width={SIDE} height={SIDE} rx={6} />
              <text x={x + SIDE / 2} y={y + SIDE / 2 + 4.5}>
                {glyph}
              </text>
            </g>
          );
        }),
      )}
    </svg>
  );
}
