import { useState } from 'react';
import { Term } from '../../ui/Term.tsx';
import { Board } from './Board.tsx';
import { Figure } from './Figure.tsx';
import { toggled } from './figure-model.ts';

const START = {
  adapters: new Set<number>([5]) as ReadonlySet<number>,
  domains: new Set<number>([6, 71]) as ReadonlySet<number>,
};

export function MatrixChapter() {
  const [{ adapters, domains }, setState] = useState(START);
  const count = adapters.size * domains.size;
  return (
    <>
      <p>
        A guest does not get a list of queues. It gets a list of adapters and a list of{' '}
        <Term id="usage-domain" after=",">
          usage domains
        </Term>{' '}
        and the hardware multiplies them: every adapter with every domain. That rectangle is the{' '}
        <Term id="matrix">matrix</Term> of its{' '}
        <Term id="mdev" after=".">
          mediated device
        </Term>
      </p>
      <p>
        There is no way to leave a single cell out. This is what makes planning hard: a new adapter for a
        guest with three domains brings three new queues, and all three have to be free.
      </p>
      <Figure
        board={
          <Board
            label="The matrix of one guest"
            adapterOn={(adapter) => adapters.has(adapter)}
            domainOn={(domain) => domains.has(domain)}
            onAdapter={(adapter) => setState({ adapters: toggled(adapters, adapter), domains })}
            onDomain={(domain) => setState({ adapters, domains: toggled(domains, domain) })}
            at={(adapter, domain) =>
              adapters.has(adapter) && domains.has(domain)
                ? { look: 'a', glyph: 'A', says: 'in the matrix' }
                : { look: 'free', glyph: '', says: 'not in the matrix' }
            }
          />
        }
        hint="Click the heads of rows and columns."
        tone="plain"
        says={`${adapters.size} ${adapters.size === 1 ? 'adapter' : 'adapters'} × ${domains.size} ${domains.size === 1 ? 'domain' : 'domains'} = ${count} ${count === 1 ? 'queue' : 'queues'}.${
          count === 0 && adapters.size + domains.size > 0 ? ' One list alone names no queue at all.' : ''
        }`}
        onReset={() => setState(START)}
      />
      <p>
        In the studio you click cells and it finds the rows and columns behind them. Before you click it shows
        which other cells come along.
      </p>
    </>
  );
}
