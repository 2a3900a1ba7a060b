import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';

interface Told {
  readonly field: string;
  readonly real: string;
  readonly constant: string;
  readonly follows: string;
}

const TOLD: readonly Told[] = [
  {
    field: 'window',
    real: 'from 128 MiB',
    constant: 'from 4 GiB',
    follows: 'DMA below 4 GiB, which this card could do, is never used, and above the host’s end it fails.',
  },
  {
    field: 'interrupts',
    real: '64',
    constant: '128',
    follows: 'The driver asks for more vectors than the host can deliver; some queues never answer.',
  },
  {
    field: 'store block',
    real: '128 on this path',
    constant: '4096',
    follows: 'A long store is refused with a specification exception, in the middle of the driver.',
  },
  {
    field: 'MSI address',
    real: 'where QEMU listens',
    constant: 'another one',
    follows: 'Nobody listens at the address that was told: every interrupt is lost.',
  },
];

export function ClpChapter() {
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const lies = TOLD.filter(({ field }) => wrong.has(field));
  return (
    <>
      <p>
        On IBM Z a PCI card has no subchannel. Linux reaches it in two ways only: by PCI instructions, and by
        DMA into its memory. <Term id="zpci">zPCI</Term> is the layer that makes an ordinary PCI device of
        that. What it has to know first, it asks with one more instruction,{' '}
        <Term id="clp" after=":">
          CLP
        </Term>{' '}
        which functions are there, where may each do DMA, how many interrupts does it have, how long may a
        block be.
      </p>
      <p>
        In a guest this instruction always traps, and QEMU composes the answer. But the card behind it was set
        up by the <em>host</em>. If the two disagree, nothing is refused at first. It fails later and
        somewhere else.
      </p>
      <Figure
        wide
        board={
          <table className="zl-table">
            <thead>
              <tr>
                <th scope="col">Told wrongly</th>
                <th scope="col">Right here</th>
                <th scope="col">The guest is told</th>
              </tr>
            </thead>
            <tbody>
              {TOLD.map(({ field, real, constant }) => {
                const isWrong = wrong.has(field);
                return (
                  <tr key={field}>
                    <td>
                      <Toggle
                        label={field}
                        checked={isWrong}
                        onChange={(checked) => {
                          const next = new Set(wrong);
                          if (checked) next.add(field);
                          else next.delete(field);
                          setWrong(next);
                        }}
                      />
                    </td>
                    <td>{real}</td>
                    <td className={isWrong ? 'zl-bad' : undefined}>{isWrong ? constant : real}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        }
        hint="Let the guest be told something else than what holds on this path."
        tone={lies.length === 0 ? 'good' : 'bad'}
        says={
          lies.length === 0
            ? 'All values are those of this path: the driver works.'
            : lies.map(({ follows }) => follows).join(' ')
        }
        onReset={() => setWrong(new Set())}
      />
      <p>
        So each field of the answer has its own right source, and there is no single block of bytes that could
        be handed through. The view shows for every field what the host has, what happens on the way, and what
        the guest reads.
      </p>
      <RuleLinks rules={['ZPCI-Q3', 'ZPCI-N3', 'ZPCI-B4', 'ZPCI-D12']} />
    </>
  );
}
