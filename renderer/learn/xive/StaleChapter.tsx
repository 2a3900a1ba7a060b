import '../figures/figures.css';
import './lessons.css';
import { useState } from 'react';
import { IconButton } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { Figure } from '../figures/Figure.tsx';
import { LifeBoard } from './LifeBoard.tsx';
import { type FirstTouch, lifeOf, type LifeStep, type Measure } from './vector-life.ts';
import { RuleLinks } from './RuleLinks.tsx';

const MEASURE_OPTIONS = [
  { value: 'none', label: 'No measure' },
  { value: 'zap', label: 'Zap', hint: 'The merged kernel: at every set_mapped and clr_mapped.' },
  { value: 'remap', label: 'Remap', hint: 'QEMU maps the pages anew, once the device is plugged or gone.' },
] as const;

const TOUCH_OPTIONS = [
  { value: 'lab', label: 'Touched before connecting', hint: 'What a Linux guest does.' },
  { value: 'late', label: 'First touched after it' },
] as const;

/** When QEMU is done was not traced; it follows what was. */
function momentOf({ kind, time }: LifeStep): string {
  return kind === 'settled' ? 'Right after:' : `${time.toFixed(4)} s:`;
}

function pageSentence({ owner, shows, stale }: LifeStep): string {
  if (shows === null) return `Owner ${owner}. The page is empty: the next access asks.`;
  return `Owner ${owner}, the page shows ${shows}${stale ? ': stale.' : '.'}`;
}

export function StaleChapter() {
  const [measure, setMeasure] = useState<Measure>('none');
  const [firstTouch, setFirstTouch] = useState<FirstTouch>('lab');
  const [at, setAt] = useState(0);
  const life = lifeOf(measure, firstTouch);
  const shown = Math.min(at, life.length - 1);
  const step = life[shown]!;
  const harmed = life.filter(({ harm }) => harm !== null).length;
  return (
    <>
      <p>
        The fault handler asks for the <Term id="owner">owner</Term> once. If the owner changes after that,
        the page does not: it is{' '}
        <Term id="stale" after=",">
          stale
        </Term>{' '}
        and every access through it reaches a source that the LISN has no more. Three things have to come
        together: the page was touched, then the owner changed, and nothing dropped the PTE <em>after</em> the
        change.
      </p>
      <p>
        So what is never touched early is never wrong, and a short test sees nothing. But a real driver does
        touch early. Here is the life of one vector, <code>0x1300</code>, with the times of a lab: an NVMe is
        plugged, taken out, and another one put into its slot, which gets the same number. Choose what is done
        against old pages.
      </p>
      <Figure
        wide
        board={
          <>
            <div className="lesson-buttons lesson-buttons-first">
              <Segmented
                label="What is done against old pages"
                value={measure}
                options={MEASURE_OPTIONS}
                onChange={setMeasure}
              />
              <Segmented
                label="First touch"
                value={firstTouch}
                options={TOUCH_OPTIONS}
                onChange={setFirstTouch}
              />
            </div>
            <LifeBoard life={life} at={shown} onChoose={setAt} />
            <div className="lesson-buttons">
              <IconButton
                icon="chevronLeft"
                label="Event before"
                disabledReason={shown === 0 ? 'This is the first event.' : null}
                onClick={() => setAt(shown - 1)}
              />
              <input
                type="range"
                aria-label="Event"
                aria-valuetext={step.text}
                min={0}
                max={life.length - 1}
                value={shown}
                onChange={(event) => setAt(Number(event.currentTarget.value))}
              />
              <IconButton
                icon="chevronRight"
                label="Next event"
                disabledReason={shown === life.length - 1 ? 'This is the last event.' : null}
                onClick={() => setAt(shown + 1)}
              />
              <span className="quiet tabular">
                {harmed === 0 ? 'no access went wrong' : `accesses gone wrong: ${harmed}`}
              </span>
            </div>
          </>
        }
        hint="Go through the events. The upper bar is who owns the LISN, the lower one what its management page shows; green marks are where the page was dropped."
        tone={step.harm !== null || step.stale ? 'bad' : 'plain'}
        says={
          <>
            {momentOf(step)} {step.text}
            <br />
            {pageSentence(step)} {step.harm}
          </>
        }
        onReset={() => {
          setMeasure('none');
          setFirstTouch('lab');
          setAt(0);
        }}
      />
      <p>
        Without a measure it matters when the first touch was. Early: the page shows the IPI source for ever,
        the guest ends interrupts of a source that never fires, and the device is silent after its first one.
        Late: the page keeps showing the first device; after unplugging the guest drives a source of the host,
        and after replugging it serves the wrong device.
      </p>
      <p>
        Remapping does drop the pages, but once. While one device of <em>n</em> vectors is plugged, QEMU 7.2
        connects everything anew for each vector, so a number is connected and disconnected about <em>n</em>{' '}
        times. What acts once a plug leaves gaps between. The zap of <Term id="set-mapped">set_mapped</Term>{' '}
        and <Term id="clr-mapped">clr_mapped</Term> is at the change itself, at the price of <em>n²</em> zaps
        a plug.
      </p>
      <p>
        A page that turned stale can be right again by itself, when the old owner comes back: after the unplug
        the early page is fresh. So looking at the end of a test proves little. In the studio every page tells
        since which step it is stale.
      </p>
      <RuleLinks rules={['XIVE-R10', 'XIVE-R11', 'XIVE-R12', 'XIVE-R13', 'XIVE-R16']} />
    </>
  );
}
