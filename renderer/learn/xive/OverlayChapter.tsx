import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { guestAddress, lisnName } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Term } from '../../ui/Term.tsx';
import { Figure } from '../figures/Figure.tsx';
import { onKeys } from '../figures/on-keys.ts';
import { NumbersOfVector } from './NumbersOfVector.tsx';
import { RuleLinks } from './RuleLinks.tsx';

const FIRST = 0x1300;
const LISNS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const PAIR = 66;
const LEFT = 106;
/** Vectors of the passed-through device: 0x1302 to 0x1305. */
const DEVICE = { first: 2, count: 4 };
const FIRST_IPI = 0x1e;

function vectorOf(lisn: number): number | null {
  const vector = lisn - DEVICE.first;
  return vector >= 0 && vector < DEVICE.count ? vector : null;
}

interface PairProps {
  readonly lisn: number;
  readonly y: number;
  /** Vector of the device whose page shows; null = the IPI source's pages. */
  readonly vector: number | null;
  readonly hidden?: boolean;
}

/** Both pages of a LISN: two of an IPI source, or twice the same one of a PHB source. */
function Pair({ lisn, y, vector, hidden = false }: PairProps) {
  const x = LEFT + lisn * PAIR;
  const look = vector === null ? 'ipi' : 'phb1';
  const text = hidden ? 'lesson-tiny' : `lesson-mono lesson-tiny lesson-on-${look}`;
  return (
    <>
      {[0, 1].map((parity) => (
        <g key={parity}>
          <rect
            className={hidden ? 'lesson-piece-hidden' : `lesson-page-${look}`}
            x={x + 2 + parity * 31}
            y={y}
            width={29}
            height={30}
            rx={3}
          />
          <text className={text} x={x + 16.5 + parity * 31} y={y + 19}>
            {vector === null ? 'TE'[parity] : `[${vector}]`}
          </text>
        </g>
      ))}
    </>
  );
}

interface OverlayBoardProps {
  readonly plugged: boolean;
  readonly chosen: number;
  readonly onChoose: (lisn: number) => void;
}

function OverlayBoard({ plugged, chosen, onChoose }: OverlayBoardProps) {
  return (
    <svg className="lesson-board" viewBox="0 0 640 206" role="group" aria-label="Eight LISNs of a guest">
      {[
        { y: 20, label: 'LISN' },
        { y: 56, label: 'Guest sees' },
        { y: 116, label: 'PHB 1 pages' },
        { y: 176, label: 'IPI pages' },
      ].map(({ y, label }) => (
        <text key={label} className="lesson-lane" x={4} y={y}>
          {label}
        </text>
      ))}
      {LISNS.map((lisn) => {
        const vector = plugged ? vectorOf(lisn) : null;
        const x = LEFT + lisn * PAIR;
        return (
          <g
            key={lisn}
            className="lesson-target"
            aria-label={`LISN ${lisnName(FIRST + lisn)}, ${vector === null ? 'IPI pages' : `page of PHB source ${vector}`}`}
            aria-pressed={lisn === chosen}
            {...onKeys(() => onChoose(lisn))}
          >
            <text className="lesson-mono lesson-small" x={x + PAIR / 2 - 1} y={20}>
              {lisnName(FIRST + lisn)}
            </text>
            <Pair lisn={lisn} y={36} vector={vector} />
            {vector !== null && <Pair lisn={lisn} y={96} vector={vector} />}
            <path
              className={lisn === chosen ? 'lesson-line-live' : 'lesson-line'}
              d={
                vector === null
                  ? `M${x + 32} 66 V152 m-4 -7 l4 7 l4 -7`
                  : `M${x + 32} 66 V92 m-4 -7 l4 7 l4 -7`
              }
            />
            <Pair lisn={lisn} y={156} vector={null} hidden={vector !== null} />
            <rect className="lesson-hit" x={x - 2} y={6} width={PAIR} height={188} rx={6} />
          </g>
        );
      })}
    </svg>
  );
}

function saysOf(lisn: number, plugged: boolean): string {
  const vector = plugged ? vectorOf(lisn) : null;
  const number = FIRST + lisn;
  const address = `The guest’s address is 0x${guestAddress(number, 0).toString(16)}`;
  const ipi = `ipi(0x${(FIRST_IPI + lisn).toString(16)})`;
  return vector === null
    ? `${lisnName(number)} is owned by ${ipi}: its trigger page and its management page are two pages of the chip. ${address}.`
    : `${lisnName(number)} is owned by phb1[${vector}]. The PHB has one page for it, so both pages of the pair show the same one; ${ipi} waits, off. ${address}, as before.`;
}

export function OverlayChapter() {
  const [plugged, setPlugged] = useState(false);
  const [chosen, setChosen] = useState(3);
  return (
    <>
      <p>
        KVM backs every LISN it makes with a source of the interrupt controller, an{' '}
        <Term id="ipi-source" after=",">
          IPI source
        </Term>{' '}
        whatever it is for. That will do for an emulated device: QEMU triggers it. A passed-through device
        triggers by itself, inside its PCI host bridge, and there the state of its interrupt is kept. So the
        guest has to be given the pages of the <Term id="phb-source">PHB source</Term> in the place of the
        other ones: an{' '}
        <Term id="overlay" after=".">
          overlay
        </Term>
      </p>
      <Figure
        wide
        board={
          <>
            <OverlayBoard plugged={plugged} chosen={chosen} onChoose={setChosen} />
            <div className="lesson-buttons">
              <Button size="small" icon={plugged ? 'minus' : 'plus'} onClick={() => setPlugged(!plugged)}>
                {plugged ? 'Unplug the device' : 'Plug a device with 4 vectors'}
              </Button>
            </div>
          </>
        }
        hint="Plug the device, then click LISNs and see which pages lie behind them."
        tone="plain"
        says={saysOf(chosen, plugged)}
        onReset={() => {
          setPlugged(false);
          setChosen(3);
        }}
      />
      <p>
        The addresses stay, the device tree stays, and nothing in the guest tells it. This is a picture of{' '}
        <Term id="owner">owners</Term> after all has settled; which page is really there is another question,
        and the next chapter’s.
      </p>
      <p>
        One vector now has five numbers, and most confusion comes from taking one for another. These are of a
        real guest, an NVMe at 0x1300:
      </p>
      <NumbersOfVector />
      <RuleLinks rules={['XIVE-R2', 'XIVE-R12', 'XIVE-R13']} />
    </>
  );
}
