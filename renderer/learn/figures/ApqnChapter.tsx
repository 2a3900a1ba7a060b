import { useState } from 'react';
import { apqnOf, bothBases, formatApqn } from '../../../shared/apqn.ts';
import { Term } from '../../ui/Term.tsx';
import { Board, type BoardCell } from './Board.tsx';
import { Figure } from './Figure.tsx';
import { type Cell, cell } from './figure-model.ts';

interface Try {
  readonly owners: ReadonlyMap<Cell, 'a' | 'b'>;
  readonly last: { readonly adapter: number; readonly domain: number; readonly refused: boolean } | null;
  readonly painting: 'a' | 'b';
}

const START: Try = { owners: new Map([[cell(5, 71), 'a']]), last: null, painting: 'b' };
const LOOKS: Readonly<Record<'a' | 'b', BoardCell>> = {
  a: { look: 'a', glyph: 'A', says: 'payments' },
  b: { look: 'b', glyph: 'B', says: 'hsm' },
};
const FREE: BoardCell = { look: 'free', glyph: '', says: 'free' };

function given(state: Try, adapter: number, domain: number): Try {
  const key = cell(adapter, domain);
  const owner = state.owners.get(key);
  if (owner !== undefined && owner !== state.painting)
    return { ...state, last: { adapter, domain, refused: true } };
  return {
    ...state,
    owners: new Map(state.owners).set(key, state.painting),
    last: { adapter, domain, refused: false },
  };
}

export function ApqnChapter() {
  const [state, setState] = useState(START);
  const { last } = state;
  return (
    <>
      <p>
        A crypto card holds several{' '}
        <Term id="domain" after=".">
          domains
        </Term>{' '}
        Each keeps its own <Term id="master-key">master keys</Term> inside, where nothing can read them. A
        program never gets the key itself; it gets a sealed blob that only this domain of this card can use.
      </p>
      <p>
        One <Term id="adapter">adapter</Term> and one domain together make a queue, and the queue’s number is
        its{' '}
        <Term id="apqn" after=":">
          APQN
        </Term>{' '}
        <code>05.0047</code> is adapter 5, domain 0x47, which is 71. Whoever can put a request on that queue
        can use every key sealed there. So the kernel gives each queue to the host or to one guest, and says
        no to the second one with <code>EADDRINUSE</code>.
      </p>
      <Figure
        board={
          <Board
            label="Queues of four adapters and four domains"
            at={(adapter, domain) => {
              const owner = state.owners.get(cell(adapter, domain));
              const refused = last?.refused === true && last.adapter === adapter && last.domain === domain;
              if (refused) return { look: 'clash', glyph: '!', says: 'refused: belongs to payments' };
              return owner === undefined ? FREE : LOOKS[owner];
            }}
            onCell={(adapter, domain) => setState(given(state, adapter, domain))}
          />
        }
        hint="Give queues to guest B by clicking cells. Then click the one that is A’s."
        tone={last === null ? 'plain' : last.refused ? 'bad' : 'good'}
        says={
          last === null
            ? 'Guest A has one queue: 05.0047.'
            : last.refused
              ? `${formatApqn(apqnOf(last.adapter, last.domain))} belongs to guest A. With it, guest B could use A’s keys: EADDRINUSE.`
              : `Guest B gets ${formatApqn(apqnOf(last.adapter, last.domain))}: adapter ${bothBases(last.adapter)}, domain ${bothBases(last.domain)}.`
        }
        onReset={() => setState(START)}
      />
      <p>
        Adapters may be shared, and so may domain numbers: A can have domain 71 on adapter 5 while B has
        domain 71 on adapter 6. Only the pair must be one guest’s alone.
      </p>
    </>
  );
}
