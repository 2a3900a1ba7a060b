import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { onKeys } from '../figures/on-keys.ts';
import { Term } from '../../ui/Term.tsx';

interface Piece {
  readonly id: string;
  readonly name: string;
  readonly small: string;
  readonly x: number;
  readonly y: number;
  readonly says: string;
}

const WIDTH = 104;
const HEIGHT = 46;

const PIECES: readonly Piece[] = [
  {
    id: 'engine',
    name: 'engine0.0',
    small: 'engine',
    x: 28,
    y: 40,
    says: 'An engine does the work: it reads memory, copies or compares, and writes the result. It belongs to one group.',
  },
  {
    id: 'engine2',
    name: 'engine0.1',
    small: 'engine',
    x: 28,
    y: 112,
    says: 'A second engine of the same group. Either may take the next order of any queue of the group.',
  },
  {
    id: 'group',
    name: 'group0.0',
    small: 'group',
    x: 170,
    y: 76,
    says: 'The group ties engines and queues together, and has its share of the read bandwidth. Without an engine or without a queue it cannot be enabled.',
  },
  {
    id: 'wq',
    name: 'wq0.0',
    small: 'work queue',
    x: 312,
    y: 40,
    says: 'A queue takes orders of 64 bytes. This one is dedicated: one user, here a guest.',
  },
  {
    id: 'wq2',
    name: 'wq0.1',
    small: 'work queue',
    x: 312,
    y: 112,
    says: 'Another queue of the group: a program of the host uses it. Both share the engines, by their priorities.',
  },
  {
    id: 'mdev',
    name: 'mdev',
    small: 'UUID',
    x: 462,
    y: 40,
    says: 'The mediated device stands for the queue. It has a UUID and looks like a small PCI device to the VM.',
  },
  {
    id: 'guest',
    name: 'vm-web',
    small: 'guest',
    x: 598,
    y: 40,
    says: 'The guest finds a DSA of its own, with one group and one queue. Its orders go straight to the hardware.',
  },
  {
    id: 'program',
    name: 'program',
    small: '/dev/dsa/wq0.1',
    x: 598,
    y: 112,
    says: 'A program of the host opens the queue’s character device. No VM is needed to use an accelerator.',
  },
];

const LINES: readonly (readonly [from: string, to: string])[] = [
  ['engine', 'group'],
  ['engine2', 'group'],
  ['group', 'wq'],
  ['group', 'wq2'],
  ['wq', 'mdev'],
  ['mdev', 'guest'],
  ['wq2', 'program'],
];

function at(id: string): Piece {
  return PIECES.find((piece) => piece.id === id)!;
}

function PathBoard({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <svg className="queue-board" viewBox="0 0 712 178" role="group" aria-label="From engine to guest">
      <rect className="queue-frame" x={12} y={12} width={416} height={158} rx={10} />
      <text className="queue-head queue-start" x={24} y={30}>
        DEVICE dsa0
      </text>
      {LINES.map(([from, to]) => {
        const [left, right] = [at(from), at(to)];
        const [x1, y1, x2, y2] = [left.x + WIDTH, left.y + HEIGHT / 2, right.x, right.y + HEIGHT / 2];
        const live = from === chosen || to === chosen;
        return (
          <path
            key={`${from} ${to}`}
            className={live ? 'queue-line-live' : 'queue-line'}
            d={`M${x1} ${y1} C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`}
          />
        );
      })}
      {PIECES.map((piece) => (
        <g
          key={piece.id}
          className="queue-box"
          aria-label={`${piece.name}, ${piece.small}`}
          aria-pressed={piece.id === chosen}
          {...onKeys(() => onChoose(piece.id))}
        >
          <rect x={piece.x} y={piece.y} width={WIDTH} height={HEIGHT} rx={7} />
          <text x={piece.x + WIDTH / 2} y={piece.y + 20}>
            {piece.name}
          </text>
          <text className="queue-small" x={piece.x + WIDTH / 2} y={piece.y + 36}>
            {piece.small}
          </text>
        </g>
      ))}
    </svg>
  );
}

export function PiecesChapter() {
  const [chosen, setChosen] = useState('engine');
  return (
    <>
      <p>
        Copying memory keeps a processor busy with nothing to think about. Newer Intel processors have devices
        for it: <Term id="dsa">DSA</Term> copies, fills and compares, <Term id="iaa">IAA</Term> compresses and
        filters. A program writes an order, a{' '}
        <Term id="descriptor" after=",">
          descriptor
        </Term>{' '}
        and goes on with something else. The Linux driver of both is called <Term id="idxd" after="." />
      </p>
      <p>
        Inside a device there are few kinds of pieces, and the studio’s picture of a host is made of them.
        Read it from left to right: who does the work, through which queue, for whom.
      </p>
      <Figure
        wide
        board={<PathBoard chosen={chosen} onChoose={setChosen} />}
        hint="Click a piece."
        tone="plain"
        says={at(chosen).says}
        onReset={() => setChosen('engine')}
      />
      <p>
        One <Term id="wq">work queue</Term> is what a guest gets: not the whole device, not an engine. Several
        guests on one device are kept apart by the <Term id="pasid" after="," /> a number on the PCIe bus that
        says whose memory a transfer belongs to. That way of cutting a device up is called{' '}
        <Term id="siov" after=".">
          scalable I/O virtualization
        </Term>
      </p>
      <p>
        Names can surprise: both kinds of device are numbered by one counter, so <code>dsa0, iax1, dsa2</code>{' '}
        is what a usual host has, and there is no <code>dsa1</code> to look for. When cards are added the
        numbers move; the PCI address does not.
      </p>
    </>
  );
}
