import '../figures/figures.css';
import './zpci-figures.css';
import '../../zpci/explain/explain.css';
import '../../zpci/explain/life.css';
import { useState } from 'react';
import { LifePlayer } from '../../zpci/explain/LifePlayer.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';
import { SMALL_LIVES } from './small-life.ts';

export function PlugChapter() {
  const [at, setAt] = useState('0');
  const run = SMALL_LIVES[Number(at)]!;
  return (
    <>
      <p>
        Two things are plugged for each function: a <Term id="zpci-device">zpci device</Term> with its
        numbers, and the card. Then the guest is told by an{' '}
        <Term id="availability-event" after=".">
          event
        </Term>{' '}
        Taking away goes the other way round: the guest is <em>asked</em>, and QEMU waits for its answer.
      </p>
      <div className="figure figure-wide">
        <Segmented
          label="Life"
          value={at}
          options={SMALL_LIVES.map(({ title }, index) => ({ value: String(index), label: title }))}
          onChange={setAt}
        />
        <div className="zl-player">
          <LifePlayer key={run.life} run={run} />
        </div>
      </div>
      <p>
        What stays after an unplug: the UID and FID are free again, the index of the handle is not, and a
        simulated group is kept until QEMU ends. A function in <Term id="standby">standby</Term> is removed at
        once, for there is nobody to ask.
      </p>
      <p>
        The display <em>Life</em> plays eight lives of this kind for a function of your own guests, on the
        model.
      </p>
      <RuleLinks rules={['ZPCI-E1', 'ZPCI-E2', 'ZPCI-E3', 'ZPCI-E5', 'ZPCI-R1', 'ZPCI-K18']} />
    </>
  );
}
