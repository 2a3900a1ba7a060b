import type { StrategyId } from '../../../shared/xive/types.ts';

interface Bar {
  readonly y: number;
  readonly from: number;
  readonly to: number;
  readonly look: string;
  readonly text: string;
  /** Where the text stands. */
  readonly at: number;
}

interface Sketch {
  readonly bars: readonly Bar[];
  /** Where pages are dropped: x in hundredths of the space. */
  readonly zaps: readonly number[];
  readonly says: string;
  /** Where the device's vectors are; {@link DEVICE} where it is left out. */
  readonly device?: readonly [from: number, to: number];
}

function bar(
  y: number,
  from: number,
  to: number,
  text: string,
  look = 'lesson-piece',
  at = (from + to) / 2,
): Bar {
  return { y, from, to, look, text, at };
}

const PHB = 'lesson-piece-second';
/** Vectors of the device, in hundredths of the space drawn. */
const DEVICE = [45, 62] as const;

/** The ESB space of a guest with one device, as each strategy lays it out. */
const SKETCHES: Readonly<Record<StrategyId, Sketch>> = {
  none: {
    bars: [bar(56, 0, 100, 'one VMA, pages as first touched')],
    zaps: [],
    says: 'one mapping, and nothing drops a page',
  },
  A1: {
    bars: [bar(56, 0, 100, 'VMA0'), bar(14, ...DEVICE, 'VMA1', PHB)],
    zaps: [],
    says: 'a second mapping, shown to the guest by a region over the first',
  },
  A2: {
    bars: [
      bar(56, 0, DEVICE[0], 'VMA0.a'),
      bar(56, ...DEVICE, 'VMA1', PHB),
      bar(56, DEVICE[1], 100, 'VMA0.b'),
    ],
    zaps: [],
    says: 'the device’s part is mapped over, which leaves pieces',
  },
  B0: {
    bars: [bar(56, 0, 72, 'the remembered piece', 'lesson-piece', 22), bar(56, 73, 100, 'another piece')],
    zaps: [47, 51],
    says: 'zaps, but only inside one remembered mapping',
  },
  B1: {
    bars: [bar(56, 0, 100, 'one VMA', 'lesson-piece', 20)],
    zaps: [47, 51, 55, 59],
    says: 'one mapping; each change of an owner drops two pages, wherever they are mapped',
  },
  C: {
    bars: [bar(56, 0, 70, 'all other LISNs'), bar(56, 74, 100, 'own range', PHB)],
    zaps: [],
    says: 'passed-through vectors get numbers of a range of their own',
    device: [78, 95],
  },
  D: {
    bars: [bar(56, 0, 100, 'ESB fd, offset 2 × LISN'), bar(14, 0, 24, 'TIMA fd', 'lesson-piece')],
    zaps: [],
    says: 'other files for the same pages; no answer by itself',
  },
};

const LEFT = 4;
const SCALE = 3.12;

export function StrategySketch({ strategy }: { readonly strategy: StrategyId }) {
  const { bars, zaps, says, device = DEVICE } = SKETCHES[strategy];
  return (
    <svg className="lesson-board" viewBox="0 0 320 124" role="img" aria-label={`${strategy}: ${says}`}>
      {bars.map(({ y, from, to, look, text, at }) => (
        <g key={`${y} ${from}`}>
          <rect
            className={look}
            x={LEFT + from * SCALE}
            y={y}
            width={(to - from) * SCALE}
            height={28}
            rx={5}
          />
          <text className="lesson-tiny" x={LEFT + at * SCALE} y={y + 18}>
            {text}
          </text>
        </g>
      ))}
      {zaps.map((at) => (
        <path key={at} className="lesson-clean" d={`M${LEFT + at * SCALE} 48 V92`} />
      ))}
      <text className="lesson-small lesson-start" x={LEFT} y={114}>
        LISN 0
      </text>
      <text className="lesson-small lesson-end" x={316} y={114}>
        0x1fff
      </text>
      <path className="lesson-line" d={`M${LEFT} 98 H316`} />
      <path className="lesson-line-live" d={`M${LEFT + device[0] * SCALE} 98 H${LEFT + device[1] * SCALE}`} />
    </svg>
  );
}
