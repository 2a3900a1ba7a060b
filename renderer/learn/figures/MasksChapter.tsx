import { useState } from 'react';
import { Term } from '../../ui/Term.tsx';
import { Board } from './Board.tsx';
import { Figure } from './Figure.tsx';
import { BOARD_ADAPTERS, BOARD_DOMAINS, hostKeeps, toggled } from './figure-model.ts';

const START = {
  apmask: new Set<number>(BOARD_ADAPTERS) as ReadonlySet<number>,
  aqmask: new Set<number>(BOARD_DOMAINS) as ReadonlySet<number>,
};
/** The one queue somebody asked for. */
const WANTED = { adapter: 6, domain: 71 } as const;

export function MasksChapter() {
  const [{ apmask, aqmask }, setState] = useState(START);
  const free = BOARD_ADAPTERS.flatMap((adapter) =>
    BOARD_DOMAINS.filter((domain) => !hostKeeps(apmask, aqmask, adapter, domain)),
  ).length;
  const released = !hostKeeps(apmask, aqmask, WANTED.adapter, WANTED.domain);
  const collateral = released ? free - 1 : free;
  return (
    <>
      <p>
        Before a guest can have a queue, the host must let go of it. Two masks say what the host keeps:{' '}
        <Term id="apmask">apmask</Term> for adapters and <Term id="aqmask">aqmask</Term> for domains. A queue
        is the host’s only where <em>both</em> bits are set.
      </p>
      <p>
        What the host keeps is therefore always a rectangle, and what it gives up is the rest: whole rows,
        whole columns. Freeing one queue frees its neighbours as{' '}
        <Term id="collateral" after=".">
          collateral
        </Term>{' '}
        The host cannot use those any more, but other guests can.
      </p>
      <Figure
        board={
          <Board
            label="Which queues the host keeps"
            adapterOn={(adapter) => apmask.has(adapter)}
            domainOn={(domain) => aqmask.has(domain)}
            onAdapter={(adapter) => setState({ apmask: toggled(apmask, adapter), aqmask })}
            onDomain={(domain) => setState({ apmask, aqmask: toggled(aqmask, domain) })}
            at={(adapter, domain) => {
              const wanted = adapter === WANTED.adapter && domain === WANTED.domain;
              if (hostKeeps(apmask, aqmask, adapter, domain))
                return wanted
                  ? { look: 'clash', glyph: '?', says: 'wanted, but the host keeps it' }
                  : { look: 'host', glyph: 'H', says: 'kept by the host' };
              return wanted
                ? { look: 'a', glyph: '✓', says: 'wanted and free' }
                : { look: 'collateral', glyph: '', says: 'free, though nobody asked' };
            }}
          />
        }
        hint="Free the marked queue: click its row head or its column head. A highlighted head is reserved for the host."
        tone={released ? 'good' : 'plain'}
        says={
          released
            ? `06.0047 is free. ${collateral} ${collateral === 1 ? 'queue' : 'queues'} left the host with it.`
            : 'The host keeps 06.0047: the bits of adapter 6 and of domain 71 are both set.'
        }
        onReset={() => setState(START)}
      />
      <p>
        Two answers are right here, a row or a column, and they cost different queues. The studio works out
        the choices and shows the price of each. Linux 6.19 adds a third way,{' '}
        <Term id="driver-override" after=",">
          driver_override
        </Term>{' '}
        which frees single queues but does not survive a restart.
      </p>
    </>
  );
}
