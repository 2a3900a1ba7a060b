import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Term } from '../../ui/Term.tsx';
import { Figure } from '../figures/Figure.tsx';
import { onKeys } from '../figures/on-keys.ts';
import {
  ONE_MAPPING,
  SMALL_LISNS,
  SMALL_PAGES,
  type SmallGuest,
  type SmallState,
  stateOf,
  touched,
  unmapped,
  zapped,
} from './small-guest.ts';
import { RuleLinks } from './RuleLinks.tsx';

const CELL = 34;
const LEFT = 88;
const LOOKS: Readonly<Record<SmallState, string>> = {
  hole: 'hole',
  empty: 'empty',
  fresh: 'ipi',
  misresolved: 'wrong',
};
/** Pages that the button unmaps. */
const CUT = [4, 6] as const;

interface Shown {
  readonly guest: SmallGuest;
  readonly page: number | null;
  readonly steps: readonly string[];
  readonly tone: 'plain' | 'good' | 'bad';
}

const START: Shown = {
  guest: ONE_MAPPING,
  page: null,
  steps: ['One mmap, one line of maps, sixteen pages of address space. No page is there yet.'],
  tone: 'plain',
};

function PageCell({
  guest,
  page,
  chosen,
  onTouch,
}: {
  readonly guest: SmallGuest;
  readonly page: number;
  readonly chosen: boolean;
  readonly onTouch: () => void;
}) {
  const state = stateOf(guest, page);
  const shows = guest.ptes[page] ?? null;
  const x = LEFT + page * CELL;
  const look = LOOKS[state];
  return (
    <g
      className="lesson-target"
      aria-label={`Page ${page}, ${state}${shows === null ? '' : `, shows ${shows}`}`}
      aria-pressed={chosen}
      {...onKeys(onTouch)}
    >
      <rect
        className={`lesson-page lesson-page-${look}`}
        x={x + 1}
        y={88}
        width={CELL - 2}
        height={40}
        rx={3}
      />
      {shows !== null && (
        <>
          <text className={`lesson-mono lesson-tiny lesson-on-${look}`} x={x + CELL / 2} y={106}>
            {shows.slice(4, 8)}
          </text>
          <text className={`lesson-mono lesson-tiny lesson-on-${look}`} x={x + CELL / 2} y={119}>
            {state === 'misresolved' ? '≠' : shows.slice(-1)}
          </text>
        </>
      )}
      <rect className="lesson-hit" x={x + 1} y={88} width={CELL - 2} height={40} rx={3} />
    </g>
  );
}

function PagesBoard({ shown, onTouch }: { readonly shown: Shown; readonly onTouch: (page: number) => void }) {
  return (
    <svg
      className="lesson-board"
      viewBox="0 0 640 140"
      role="group"
      aria-label="Sixteen pages of a small guest"
    >
      <text className="lesson-lane" x={4} y={22}>
        Guest means
      </text>
      {Array.from({ length: SMALL_LISNS }, (_, lisn) => (
        <text key={lisn} className="lesson-small" x={LEFT + (2 * lisn + 1) * CELL} y={22}>
          LISN {lisn}
        </text>
      ))}
      <text className="lesson-lane" x={4} y={58}>
        VMAs
      </text>
      {shown.guest.pieces.map(({ start, end, pgoff }) => (
        <g key={start}>
          <rect
            className="lesson-piece"
            x={LEFT + start * CELL + 1}
            y={38}
            width={(end - start) * CELL - 2}
            height={32}
            rx={5}
          />
          <text className="lesson-small" x={LEFT + ((start + end) * CELL) / 2} y={58}>
            offset {pgoff}
          </text>
        </g>
      ))}
      <text className="lesson-lane" x={4} y={112}>
        PTEs
      </text>
      {Array.from({ length: SMALL_PAGES }, (_, page) => (
        <PageCell
          key={page}
          guest={shown.guest}
          page={page}
          chosen={page === shown.page}
          onTouch={() => onTouch(page)}
        />
      ))}
    </svg>
  );
}

export function VmaChapter() {
  const [shown, setShown] = useState(START);
  const { guest } = shown;
  const last = shown.page === null ? null : Math.floor(shown.page / 2);
  const cut = stateOf(guest, CUT[0]) === 'hole';
  function touch(page: number) {
    const { guest: next, steps, outcome } = touched(guest, page);
    const bad = outcome === 'wrong' || outcome === 'signal';
    setShown({ guest: next, page, steps, tone: bad ? 'bad' : 'good' });
  }
  return (
    <>
      <p>
        QEMU maps the ESB pages of all LISNs at once, when the VM starts. That gives one{' '}
        <Term id="vma" after=",">
          VMA
        </Term>{' '}
        one line of <code>/proc/&lt;pid&gt;/maps</code>, and not a single page. A page gets there with its
        first access: the processor finds no <Term id="pte" after="," /> the kernel takes the{' '}
        <Term id="page-fault" after=",">
          fault
        </Term>{' '}
        works out the LISN, asks which source owns it <em>now</em>, and puts that source’s page in. After that
        the kernel is out of it.
      </p>
      <Figure
        wide
        board={
          <>
            <PagesBoard shown={shown} onTouch={touch} />
            <div className="lesson-buttons">
              <Button
                size="small"
                disabledReason={last === null ? 'Touch a page first.' : null}
                onClick={() =>
                  setShown({
                    guest: zapped(guest, last!),
                    page: shown.page,
                    steps: [`LISN ${last} was zapped: its PTEs are gone, and the VMAs are what they were.`],
                    tone: 'plain',
                  })
                }
              >
                {last === null ? 'Zap a LISN' : `Zap LISN ${last}`}
              </Button>
              <Button
                size="small"
                disabledReason={cut ? 'They are unmapped already.' : null}
                onClick={() =>
                  setShown({
                    guest: unmapped(guest, ...CUT),
                    page: null,
                    steps: [
                      'munmap cut the line in two. The PTEs outside stayed; now touch pages behind the hole.',
                    ],
                    tone: 'plain',
                  })
                }
              >
                Unmap pages 4 and 5
              </Button>
            </div>
          </>
        }
        hint="Click pages to touch them; twice the same one, too. Then cut a hole, and touch what is behind it."
        tone={shown.tone}
        says={
          shown.steps.length === 1 ? (
            shown.steps[0]
          ) : (
            <ol className="lesson-steps">
              {shown.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )
        }
        onReset={() => setShown(START)}
      />
      <p>
        Three things are easily taken for one. The VMA says what <em>may</em> be there, the PTE what{' '}
        <em>is</em> there, the owner what <em>would be</em> put there now. A <Term id="zap">zap</Term> drops
        PTEs and changes no line of maps, so after plugging a device the maps file looks as before, and people
        conclude that nothing happened.
      </p>
      <p>
        Behind the hole you met a <Term id="misresolved">misresolved</Term> page. The handler of the merged
        kernel counts from the start of the VMA, which is right while that VMA begins with LISN 0, and the
        kernel takes no other. The offset in maps is right for the tail; the page served is not. And a page
        from before the cut stays right until something drops it, so the mistake can wait for weeks.
      </p>
      <RuleLinks rules={['XIVE-R3', 'XIVE-R5', 'XIVE-R6', 'XIVE-R10', 'XIVE-R11']} />
    </>
  );
}
