import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';
import { CONDITIONS, type Condition, modeOf } from './zpci-figure-model.ts';

const START: Readonly<Record<Condition, boolean>> = {
  asked: true,
  kvm: true,
  machine: true,
  open: false,
  handle: true,
};

const WORK = [
  ['Load, store, store block', 'QEMU', 'hardware, with the host’s handle'],
  ['Registering interrupts', 'QEMU, adapter routes', 'QEMU, then KVM, then the host'],
  ['Registering translation, RPCIT', 'QEMU shadows the tables', 'the same'],
  ['CLP, events, configure', 'QEMU', 'QEMU'],
  ['Interruption controls (SIC)', 'QEMU', 'hardware'],
  ['Group the guest reads', '0xf0 to 0xfe', 'the host’s'],
  ['Longest store block', '128', 'the card’s own'],
] as const;

const SAYS = {
  interpret:
    'Interpreted: load and store go to the card without QEMU, and the guest has the host’s handle and group.',
  intercept:
    'Intercepted. QEMU starts all the same and says nothing: the studio tells which condition is missing.',
  refused: 'The guest does not start: “Plug failed for zPCI device in interpretation mode: -1”.',
} as const;

export function ModesChapter() {
  const [met, setMet] = useState(START);
  const mode = modeOf(met);
  return (
    <>
      <p>
        With <Term id="interception">interception</Term> each PCI instruction of the guest traps, and QEMU
        does it. With <Term id="interpretation">interpretation</Term> the hardware does loads and stores
        itself. That is faster, and it changes what the guest reads.
      </p>
      <Figure
        wide
        board={
          <div className="zl-checks">
            {CONDITIONS.map(({ key, asks, falls }) => (
              <Toggle
                key={key}
                label={asks}
                description={met[key] ? undefined : `Falls back ${falls}.`}
                checked={met[key]}
                onChange={(checked) => setMet({ ...met, [key]: checked })}
              />
            ))}
          </div>
        }
        hint="What interpretation needs. Find out which missing one is told, and which is not."
        tone={mode === 'interpret' ? 'good' : mode === 'refused' ? 'bad' : 'plain'}
        says={SAYS[mode]}
        onReset={() => setMet(START)}
      />
      <table className="zl-table">
        <thead>
          <tr>
            <th scope="col">Who does it</th>
            <th scope="col" data-on={mode === 'intercept'}>
              Intercepted
            </th>
            <th scope="col" data-on={mode === 'interpret'}>
              Interpreted
            </th>
          </tr>
        </thead>
        <tbody>
          {WORK.map(([what, intercepted, interpreted]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td data-on={mode === 'intercept'}>{intercepted}</td>
              <td data-on={mode === 'interpret'}>{interpreted}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <Term id="ism">ISM</Term> has no MSI-X and works by interpretation only. CLP itself is never
        interpreted, in neither mode: the answer is always QEMU’s.
      </p>
      <RuleLinks rules={['ZPCI-I1', 'ZPCI-I2', 'ZPCI-I3', 'ZPCI-I4', 'ZPCI-I8', 'ZPCI-I9', 'ZPCI-K17']} />
    </>
  );
}
