import type { LifeStep } from './vector-life.ts';
import { onKeys } from '../figures/on-keys.ts';

const LEFT = 86;
const WIDTH = 546;

function lookOf(page: string): 'ipi' | 'phb1' | 'phb2' {
  if (page.startsWith('phb1')) return 'phb1';
  return page.startsWith('phb2') ? 'phb2' : 'ipi';
}

/** Steps in a row that have the same value, as one bar. */
function spans(values: readonly (string | null)[]): { from: number; to: number; value: string | null }[] {
  return values.reduce<{ from: number; to: number; value: string | null }[]>((all, value, index) => {
    const last = all.at(-1);
    if (last !== undefined && last.value === value) last.to = index + 1;
    else all.push({ from: index, to: index + 1, value });
    return all;
  }, []);
}

const LANES = [
  { y: 34, label: 'Owner' },
  { y: 84, label: 'Page shows' },
  { y: 128, label: 'Accesses' },
] as const;

const PHASES = [
  { until: 100, label: 'first device' },
  { until: 130, label: 'unplugged' },
  { until: 1000, label: 'second device, same number' },
] as const;

export interface LifeBoardProps {
  readonly life: readonly LifeStep[];
  readonly at: number;
  readonly onChoose: (step: number) => void;
}

/** Owner and page of one vector over its life; time runs by event, not by the clock. */
export function LifeBoard({ life, at, onChoose }: LifeBoardProps) {
  const cell = WIDTH / life.length;
  const bar = (from: number, to: number) => ({ x: LEFT + from * cell + 1, width: (to - from) * cell - 2 });
  const phaseOf = (time: number) => PHASES.find(({ until }) => time < until)!.label;
  return (
    <svg className="lesson-board" viewBox="0 0 640 160" role="group" aria-label="Life of the vector">
      <rect className="lesson-band" x={LEFT + at * cell} y={18} width={cell} height={138} rx={4} />
      {spans(life.map(({ time }) => phaseOf(time))).map(({ from, to, value }) => (
        <text key={from} className="lesson-small" x={LEFT + ((from + to) * cell) / 2} y={12}>
          {value}
        </text>
      ))}
      {LANES.map(({ y, label }) => (
        <text key={label} className="lesson-lane" x={4} y={y + 15}>
          {label}
        </text>
      ))}
      {spans(life.map(({ owner }) => owner)).map(({ from, to, value }) => (
        <g key={from}>
          <rect className={`lesson-page-${lookOf(value!)}`} y={26} height={26} rx={4} {...bar(from, to)} />
          {to - from > 1 && (
            <text
              className={`lesson-mono lesson-tiny lesson-on-${lookOf(value!)}`}
              x={LEFT + ((from + to) * cell) / 2}
              y={43}
            >
              {value!.replace(':E', '')}
            </text>
          )}
        </g>
      ))}
      {spans(life.map(({ shows, stale }) => (shows === null ? null : `${shows} ${stale}`))).map(
        ({ from, to, value }) => {
          const [page, stale] = value?.split(' ') ?? [];
          if (page === undefined)
            return (
              <rect key={from} className="lesson-page-empty" y={76} height={26} rx={4} {...bar(from, to)} />
            );
          return (
            <g key={from}>
              <rect className={`lesson-page-${lookOf(page)}`} y={76} height={26} rx={4} {...bar(from, to)} />
              {to - from > 1 && (
                <text
                  className={`lesson-mono lesson-tiny lesson-on-${lookOf(page)}`}
                  x={LEFT + ((from + to) * cell) / 2}
                  y={93}
                >
                  {page.replace(':E', '')}
                </text>
              )}
              {stale === 'true' && (
                <>
                  <rect className="lesson-stale" y={72} height={34} rx={6} {...bar(from, to)} />
                  <text className="lesson-tiny lesson-on-wrong" x={LEFT + ((from + to) * cell) / 2} y={116}>
                    stale
                  </text>
                </>
              )}
            </g>
          );
        },
      )}
      {life.map(({ kind, harm, cleaned, text, time }, index) => {
        const x = LEFT + (index + 0.5) * cell;
        return (
          <g
            key={time}
            className="lesson-target"
            aria-label={`${kind === 'settled' ? '' : `${time.toFixed(4)} s: `}${text}${harm === null ? '' : ' Through a stale page.'}`}
            aria-pressed={index === at}
            {...onKeys(() => onChoose(index))}
          >
            {cleaned && <path className="lesson-clean" d={`M${x - cell / 2} 62 V106`} />}
            {kind === 'touch' && (
              <text className={harm === null ? '' : 'lesson-on-wrong'} x={x} y={144}>
                {harm === null ? '✓' : '✗'}
              </text>
            )}
            <rect className="lesson-hit" x={x - cell / 2} y={18} width={cell} height={138} rx={4} />
          </g>
        );
      })}
    </svg>
  );
}
