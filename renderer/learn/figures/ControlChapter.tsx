import { useState } from 'react';
import { Term } from '../../ui/Term.tsx';
import { Board } from './Board.tsx';
import { Figure } from './Figure.tsx';
import { BOARD_DOMAINS, toggled } from './figure-model.ts';

/** Guest A sends work to adapter 4, domain 6; guest B to adapters 4 and 5, domain 71. */
const A = { adapter: 4, domain: 6 } as const;
const B = { adapters: [4, 5] as readonly number[], domain: 71 } as const;
const START: ReadonlySet<number> = new Set([6]);

export function ControlChapter() {
  const [control, setControl] = useState(START);
  const reachesB = control.has(B.domain);
  const named = BOARD_DOMAINS.filter((domain) => control.has(domain));
  return (
    <>
      <p>
        Sending work to a domain and changing the domain are two rights. The first is{' '}
        <Term id="usage-domain" after=",">
          usage
        </Term>{' '}
        the second is{' '}
        <Term id="control-domain" after=":">
          control
        </Term>{' '}
        with it a guest can load new master keys. The command travels through a queue the guest may use, and
        names the domain to change in its message.
      </p>
      <p>
        Usage is guarded cell by cell. Control is not: it is a plain list of domains, two guests may name the
        same one, and it reaches that domain on <em>every adapter</em> the guest can send to.
      </p>
      <Figure
        board={
          <Board
            label="Usage and control domains of two guests"
            domainOn={(domain) => control.has(domain)}
            onDomain={(domain) => setControl(toggled(control, domain))}
            at={(adapter, domain) => {
              if (adapter === A.adapter && domain === A.domain)
                return { look: 'a', glyph: 'A', says: 'usage of guest A' };
              if (B.adapters.includes(adapter) && domain === B.domain)
                return adapter === A.adapter && reachesB
                  ? { look: 'clash', glyph: 'B!', says: 'usage of guest B, and guest A can change its keys' }
                  : { look: 'b', glyph: 'B', says: 'usage of guest B' };
              return adapter === A.adapter && control.has(domain)
                ? { look: 'collateral', glyph: '✎', says: 'guest A can change it' }
                : { look: 'free', glyph: '', says: 'free' };
            }}
          />
        }
        hint="Click column heads to choose the control domains of guest A."
        tone={reachesB ? 'bad' : 'plain'}
        says={
          reachesB
            ? 'Guest A can change the master keys of 04.0047, which guest B works with. The kernel allows it; the studio warns.'
            : named.length === 0
              ? 'Guest A controls nothing. Its keys are loaded by somebody else.'
              : `Guest A can change domain ${named.join(', ')} on adapter 4, the only one it can send to.`
        }
        onReset={() => setControl(START)}
      />
      <p>
        Adapter 5 is safe in either case: guest A has no queue there, so it has no way to send the command. A
        guest with control domains and no usage domain can do nothing at all, and ap-check refuses to start
        it.
      </p>
    </>
  );
}
