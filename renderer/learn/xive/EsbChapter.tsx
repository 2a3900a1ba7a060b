import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { Term } from '../../ui/Term.tsx';
import { Figure } from '../figures/Figure.tsx';
import { onKeys } from '../figures/on-keys.ts';
import { PqFigure } from './PqFigure.tsx';
import { RuleLinks } from './RuleLinks.tsx';

const PIECES = [
  {
    id: 'device',
    name: 'Device',
    small: 'disk, NIC, CPU',
    says: 'Something wants attention: a PCI vector fires, or a CPU stores to a trigger page. That is a trigger of one source.',
  },
  {
    id: 'source',
    name: 'Source',
    small: 'P and Q',
    says: 'The source keeps two bits. Ready: the trigger goes on as a notification. Pending: it is only remembered, so that one interrupt is handled at a time.',
  },
  {
    id: 'eas',
    name: 'EAS',
    small: 'LISN → queue',
    says: 'The routing engine looks the source up: which queue, and which number the guest wants to find in it, the EISN. A masked entry goes nowhere.',
  },
  {
    id: 'eq',
    name: 'Event queue',
    small: 'guest memory',
    says: 'The EISN is written into a ring in guest memory, one ring for each vCPU and priority.',
  },
  {
    id: 'vcpu',
    name: 'vCPU',
    small: 'TIMA',
    says: 'The thread that runs the vCPU is told through the thread registers. The guest takes the number from its queue and calls the handler.',
  },
  {
    id: 'eoi',
    name: 'EOI',
    small: 'a load',
    says: 'Done: a load from the management page of the same LISN. If the interrupt fired meanwhile, it goes out again. Nothing of all this asked the hypervisor.',
  },
] as const;

const WIDTH = 92;
const STEP = 108;

function PathBoard({
  chosen,
  onChoose,
}: {
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}) {
  return (
    <svg className="lesson-board" viewBox="0 0 640 92" role="group" aria-label="The way of an interrupt">
      {PIECES.map(({ id, name, small }, index) => {
        const x = 4 + index * STEP;
        return (
          <g key={id}>
            {index > 0 && (
              <path
                className={index === chosen ? 'lesson-line-live' : 'lesson-line'}
                d={`M${x - STEP + WIDTH} 45 H${x - 3} m-5 -4 l5 4 l-5 4`}
              />
            )}
            <g
              className="lesson-box"
              aria-label={`${name}, ${small}`}
              aria-pressed={index === chosen}
              {...onKeys(() => onChoose(index))}
            >
              <rect x={x} y={20} width={WIDTH} height={50} rx={7} />
              <text x={x + WIDTH / 2} y={42}>
                {name}
              </text>
              <text className="lesson-small" x={x + WIDTH / 2} y={58}>
                {small}
              </text>
            </g>
          </g>
        );
      })}
    </svg>
  );
}

export function EsbChapter() {
  const [chosen, setChosen] = useState(1);
  return (
    <>
      <p>
        On POWER9 and later the interrupt controller, <Term id="xive" after="," /> is made to be used by a
        guest without help. Each <Term id="interrupt-source">source</Term> has two pages of its own, its{' '}
        <Term id="esb-pair" after=",">
          pair
        </Term>{' '}
        and the guest maps them like memory. What used to be a hypercall is a load or a store.
      </p>
      <Figure
        wide
        board={<PathBoard chosen={chosen} onChoose={setChosen} />}
        hint="Follow an interrupt from left to right."
        tone="plain"
        says={PIECES[chosen]!.says}
        onReset={() => setChosen(1)}
      />
      <p>
        The even page of a pair is the{' '}
        <Term id="trigger-page" after=":">
          trigger page
        </Term>{' '}
        any store to it fires. The odd one is the{' '}
        <Term id="management-page" after=",">
          management page
        </Term>{' '}
        where the <em>offset</em> of a load says what is meant. Both work on two bits,{' '}
        <Term id="pq" after=".">
          P and Q
        </Term>{' '}
        Here is one source; you are its device and its guest.
      </p>
      <PqFigure />
      <p>
        Q is what makes it safe to be slow: a trigger that comes while the interrupt is handled is not lost,
        the <Term id="eoi">end of interrupt</Term> sends it out. But note what follows when the end goes to a{' '}
        <em>wrong</em> page: P stays set, the next trigger only sets Q, and nothing ever notifies again. A
        wrong page is not a crash. It is a device that works once and falls silent.
      </p>
      <p>
        Two kinds never take this way. <Term id="lsi">LSIs</Term> of a pseries guest use a hypercall instead
        of their pages, and guests with the older <Term id="xics">XICS</Term> model use hypercalls for
        everything.
      </p>
      <RuleLinks rules={['XIVE-R2', 'XIVE-R10']} />
    </>
  );
}
