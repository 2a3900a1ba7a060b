import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { onKeys } from '../figures/on-keys.ts';
import { Term } from '../../ui/Term.tsx';

type How = 'emulated' | 'mediated' | 'passed through';

interface Part {
  readonly id: string;
  readonly name: string;
  readonly how: How;
  readonly host: string;
  readonly says: string;
}

const PARTS: readonly Part[] = [
  {
    id: 'config',
    name: 'PCI config space',
    how: 'emulated',
    host: '',
    says: 'Vendor, device, BARs and capabilities are made up by software: a DSA with two MSI-X vectors. Nothing of the real config space is touched.',
  },
  {
    id: 'registers',
    name: 'BAR0: registers',
    how: 'emulated',
    host: '',
    says: 'Every access traps. Capabilities say one group and one queue, of the size of the real one, with a configuration that is read-only.',
  },
  {
    id: 'commands',
    name: 'BAR0: commands',
    how: 'mediated',
    host: 'one queue only',
    says: 'The guest writes “enable queue” or “drain”; the driver checks it and runs what is safe on the real device, for this one queue. A drain of a shared queue becomes a drain of the guest’s PASID.',
  },
  {
    id: 'vector0',
    name: 'interrupt vector 0',
    how: 'emulated',
    host: '',
    says: 'Commands done, errors, halt: raised by software through an eventfd. It takes no interrupt slot.',
  },
  {
    id: 'vector1',
    name: 'interrupt vector 1',
    how: 'mediated',
    host: 'interrupt slot',
    says: 'Work done. Set up through the driver as one slot of the real device; after that it is delivered straight into the guest. Its mask bit is the slot’s mask bit.',
  },
  {
    id: 'portals',
    name: 'BAR2: portals',
    how: 'passed through',
    host: 'portal pages',
    says: 'The fast path: the guest’s processor writes orders into the real device’s page. A dedicated queue gives both pages, a shared one only the limited page.',
  },
  {
    id: 'dma',
    name: 'DMA',
    how: 'passed through',
    host: 'PASID, IOMMU',
    says: 'The device reads and writes the guest’s memory itself. The PASID in the queue (dedicated) or in each order (shared) keeps guests apart.',
  },
];

const LOOKS: Readonly<Record<How, { readonly look: string; readonly glyph: string }>> = {
  emulated: { look: 'queue-emulated', glyph: 'E' },
  mediated: { look: 'queue-mediated', glyph: 'M' },
  'passed through': { look: 'queue-passed', glyph: 'P' },
};
const STEP = 38;
const TOP = 34;

function GuestBoard({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <svg
      className="queue-board"
      viewBox={`0 0 640 ${TOP + PARTS.length * STEP}`}
      role="group"
      aria-label="Parts of the guest’s device"
    >
      <text className="queue-head" x={120} y={20}>
        WHAT THE GUEST SEES
      </text>
      <text className="queue-head" x={330} y={20}>
        idxd
      </text>
      <text className="queue-head" x={540} y={20}>
        REAL DEVICE
      </text>
      <rect className="queue-frame" x={284} y={TOP - 4} width={92} height={PARTS.length * STEP} rx={8} />
      {PARTS.map((part, index) => {
        const y = TOP + index * STEP;
        const { look, glyph } = LOOKS[part.how];
        const live = part.id === chosen ? 'queue-line-live' : 'queue-line';
        return (
          <g
            key={part.id}
            className={`queue-box ${look}`}
            aria-label={`${part.name}: ${part.how}`}
            aria-pressed={part.id === chosen}
            {...onKeys(() => onChoose(part.id))}
          >
            <rect x={10} y={y} width={220} height={30} rx={6} />
            <text className="queue-start" x={22} y={y + 20}>
              {glyph} · {part.name}
            </text>
            <path className={live} d={`M230 ${y + 15} H${part.how === 'passed through' ? 450 : 330}`} />
            {part.how === 'mediated' && (
              <path className={live} d={`M330 ${y + 15} H450`} strokeDasharray="5 4" />
            )}
            {part.how !== 'passed through' && (
              <circle className="queue-box-shape" cx={330} cy={y + 15} r={6} />
            )}
            {part.host !== '' && (
              <>
                <rect x={450} y={y} width={180} height={30} rx={6} />
                <text x={540} y={y + 20}>
                  {part.host}
                </text>
              </>
            )}
          </g>
        );
      })}
    </svg>
  );
}

export function GuestChapter() {
  const [chosen, setChosen] = useState('portals');
  const part = PARTS.find(({ id }) => id === chosen)!;
  return (
    <>
      <p>
        The guest sees a DSA, the <Term id="vdsa" after=":" /> a PCI function with the real vendor and device
        number, one group and one queue. Its ordinary driver runs it. Three kinds of things are behind that
        picture. Some are <em>emulated</em>: software answers, the device never hears of it. Some are{' '}
        <em>mediated</em>: software looks, then does it on the device. And some are <em>passed through</em>:
        nobody is in between.
      </p>
      <Figure
        wide
        board={<GuestBoard chosen={chosen} onChoose={setChosen} />}
        hint="E = emulated, M = mediated, P = passed through. Click a part."
        tone={part.how === 'passed through' ? 'good' : 'plain'}
        says={`${part.name}, ${part.how}: ${part.says}`}
        onReset={() => setChosen('portals')}
      />
      <p>
        The rule behind it: what is done often goes straight to the device, what is done seldom goes through
        software. The <Term id="portal">portal</Term> is written millions of times a second; the queue is
        enabled once.
      </p>
      <p>
        Interrupts are the odd one. The device’s own MSI-X table has far too few vectors for many guests, so
        it keeps messages in a{' '}
        <Term id="ims" after=",">
          message store
        </Term>{' '}
        and Linux got <Term id="dev-msi" /> to drive such stores. <Term id="emulated-vector">Vector 0</Term>{' '}
        is made by software, vector 1 costs one slot.
      </p>
      <p>
        Who sets what: size, group, engines, mode, priority and threshold are the host’s. Type, name and
        driver name are the guest’s; all else it writes gives EPERM. And when the guest disables its queue,
        today’s driver forgets the mode it had read: the guest reloads the driver to use it again.
      </p>
    </>
  );
}
