import { useState } from 'react';
import { apqnOf, bothBases, formatApqn } from '../../../shared/apqn.ts';
import { Term } from '../../ui/Term.tsx';
import { Board } from './Board.tsx';
import { Figure } from './Figure.tsx';
import { adaptersSeen, type Cell, cell, toggled } from './figure-model.ts';

const ADAPTERS: ReadonlySet<number> = new Set([4, 5, 6]);
const DOMAINS: ReadonlySet<number> = new Set([6, 71]);
const START: ReadonlySet<Cell> = new Set();

export function FilterChapter() {
  const [unbound, setUnbound] = useState(START);
  const seen = adaptersSeen(ADAPTERS, DOMAINS, unbound);
  const hidden = [...ADAPTERS].filter((adapter) => !seen.has(adapter));
  const culprits = [...ADAPTERS].flatMap((adapter) =>
    [...DOMAINS]
      .filter((domain) => unbound.has(cell(adapter, domain)))
      .map((domain) => formatApqn(apqnOf(adapter, domain))),
  );
  return (
    <>
      <p>
        A guest’s matrix is a wish. What the guest gets is worked out from it each time something is added,
        and can be read in{' '}
        <Term id="guest-matrix" after=".">
          guest_matrix
        </Term>{' '}
        The kernel goes through the adapters one by one. If a single queue of an adapter is not bound to
        vfio_ap, the hardware, which knows only rectangles, cannot skip it, so the kernel leaves the{' '}
        <em>whole adapter</em> out.
      </p>
      <Figure
        board={
          <Board
            label="What a guest sees of its matrix"
            at={(adapter, domain) => {
              if (!ADAPTERS.has(adapter) || !DOMAINS.has(domain))
                return { look: 'free', glyph: '', says: 'not in the matrix' };
              if (unbound.has(cell(adapter, domain)))
                return { look: 'broken', glyph: '!', says: 'not bound to vfio_ap' };
              return seen.has(adapter)
                ? { look: 'a', glyph: 'A', says: 'the guest sees it' }
                : { look: 'hidden', glyph: '·', says: 'in the matrix, hidden from the guest' };
            }}
            onCell={(adapter, domain) => {
              if (ADAPTERS.has(adapter) && DOMAINS.has(domain))
                setUnbound(toggled(unbound, cell(adapter, domain)));
            }}
          />
        }
        hint="Click a queue of guest A to take it away from vfio_ap, and again to give it back."
        tone={hidden.length === 0 ? 'good' : 'bad'}
        says={
          hidden.length === 0
            ? 'All six queues are bound to vfio_ap. The guest sees all of its matrix.'
            : `Adapter ${hidden.map(bothBases).join(' and ')} is hidden because of ${culprits.join(', ')}. The guest sees ${seen.size * DOMAINS.size} of 6 queues.`
        }
        onReset={() => setUnbound(START)}
      />
      <p>
        Two surprises follow. Adding a <em>domain</em> to a running guest can take <em>adapters</em> away from
        it. And the kernel does not look again when something is <em>removed</em>: after the bad domain is
        gone the adapter stays hidden until the guest is{' '}
        <Term id="re-apply" after=".">
          re-applied
        </Term>{' '}
        The studio draws both layers, names the queue to blame and offers the cure. In 2018 kernels there is
        no filter: they refuse instead.
      </p>
    </>
  );
}
