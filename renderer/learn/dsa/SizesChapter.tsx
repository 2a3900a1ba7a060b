import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Term } from '../../ui/Term.tsx';
import { allowedBounds, sizeFits, TOTAL_ENTRIES, TOTAL_READ_BUFFERS } from './dsa-figure-model.ts';

const START = { sizes: [32, 64, 16] as readonly number[], threshold: 48, refused: null as string | null };
const SHARED = 1;
const WIDTH = 640;
const BAR = { x: 10, y: 24, height: 44 };

function x(entries: number): number {
  return BAR.x + (entries / TOTAL_ENTRIES) * (WIDTH - 20);
}

function SizeBoard({ sizes, threshold }: { readonly sizes: readonly number[]; readonly threshold: number }) {
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const used = sizes.reduce((sum, size) => sum + size, 0);
  const mark = x(starts[SHARED]! + threshold);
  return (
    <svg
      className="queue-board"
      viewBox={`0 0 ${WIDTH} 100`}
      role="img"
      aria-label={`${used} of ${TOTAL_ENTRIES} entries are taken`}
    >
      <rect className="queue-free" x={BAR.x} y={BAR.y} width={WIDTH - 20} height={BAR.height} rx={6} />
      {sizes.map((size, index) => {
        const left = x(starts[index]!);
        const width = x(starts[index]! + size) - left;
        return (
          <g key={`wq0.${index}`}>
            <rect
              className={`queue-part-${index}`}
              x={left}
              y={BAR.y}
              width={width}
              height={BAR.height}
              rx={4}
            />
            {width > 54 && (
              <text className={`queue-on-${index}`} x={left + width / 2} y={BAR.y + 27}>
                wq0.{index}: {size}
              </text>
            )}
          </g>
        );
      })}
      <path className="queue-mark" d={`M${mark} ${BAR.y - 5} V${BAR.y + BAR.height + 5}`} />
      <text className="queue-small" x={Math.min(WIDTH - 70, Math.max(70, mark))} y={BAR.y - 10}>
        threshold of wq0.1: {threshold}
      </text>
      <text className="queue-small queue-start" x={BAR.x} y={92}>
        {TOTAL_ENTRIES - used} of {TOTAL_ENTRIES} entries are free
      </text>
    </svg>
  );
}

export function SizesChapter() {
  const [{ sizes, threshold, refused }, setState] = useState(START);
  const bounds = allowedBounds(2, 16, 40);
  const tooHigh = threshold > sizes[SHARED]!;
  function resize(index: number, size: number): void {
    if (!sizeFits(sizes, index, size)) {
      const others = sizes.reduce((sum, each, at) => (at === index ? sum : sum + each), 0);
      setState({
        sizes,
        threshold,
        refused: `EINVAL: ${size} and the ${others} entries of the other queues are more than ${TOTAL_ENTRIES}.`,
      });
    } else setState({ sizes: sizes.with(index, size), threshold, refused: null });
  }
  return (
    <>
      <p>
        A device has room for a fixed number of waiting orders, usually 128. Each queue’s{' '}
        <Term id="wq-size">size</Term> is taken out of that number, whether the queue is used or not and
        whichever group it is in. A larger queue is not a faster one: it only bears longer bursts.
      </p>
      <p>
        A shared queue also has a{' '}
        <Term id="threshold" after=":">
          threshold
        </Term>{' '}
        programs and guests may fill it up to there, the rest stays for those who may use the unlimited{' '}
        <Term id="portal" after=".">
          portal
        </Term>
      </p>
      <Figure
        wide
        board={
          <>
            <SizeBoard sizes={sizes} threshold={threshold} />
            <div className="queue-controls">
              {sizes.map((size, index) => (
                <label key={`size ${index}`}>
                  Size of wq0.{index}
                  <input
                    type="range"
                    min={8}
                    max={TOTAL_ENTRIES}
                    step={8}
                    value={size}
                    onChange={(event) => resize(index, Number(event.target.value))}
                  />
                  <span className="tabular">{size}</span>
                </label>
              ))}
              <label>
                Threshold of wq0.1
                <input
                  type="range"
                  min={8}
                  max={TOTAL_ENTRIES}
                  step={8}
                  value={threshold}
                  onChange={(event) => {
                    const wanted = Number(event.target.value);
                    if (wanted <= sizes[SHARED]!) setState({ sizes, threshold: wanted, refused: null });
                    else
                      setState({
                        sizes,
                        threshold,
                        refused: `EINVAL: a threshold of ${wanted} is above the queue’s ${sizes[SHARED]!} entries.`,
                      });
                  }}
                />
                <span className="tabular">{threshold}</span>
              </label>
            </div>
          </>
        }
        hint="Move the sizes. Then make wq0.1 smaller than its threshold: the driver does not mind."
        tone={refused !== null || tooHigh ? 'bad' : 'good'}
        says={
          refused ??
          (tooHigh
            ? `wq0.1 holds ${sizes[SHARED]!} entries and its threshold is ${threshold}. The driver looked at the threshold when it was written, not now; whether hardware takes it is not known. The studio flags it.`
            : 'All queues fit.')
        }
        onReset={() => setState(START)}
      />
      <p>
        <Term id="priority">Priorities</Term> weigh the queues of one group against each other. Between groups
        it is <Term id="read-buffer">read buffers</Term> that share out the bandwidth: {TOTAL_READ_BUFFERS}{' '}
        per device. A group can reserve some, and has a ceiling, called allowed. With two engines and 16
        reserved, while 40 are reserved by nobody, that ceiling lies between {bounds.least} (four per engine)
        and {bounds.most}.
      </p>
      <p>
        There is a trap in it: a group nobody touched allows itself all {TOTAL_READ_BUFFERS}, but as soon as
        another group reserves some, that very number can no longer be written. A saved file then cannot be
        loaded again. The studio leaves defaults out of what it writes.
      </p>
    </>
  );
}
