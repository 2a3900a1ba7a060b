import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';
import { guestGroups } from './zpci-figure-model.ts';

const START = { count: 3, interpret: false };

function hex(number: number): string {
  return `0x${number.toString(16).padStart(2, '0')}`;
}

export function GroupsChapter() {
  const [{ count, interpret }, setSetting] = useState(START);
  const groups = guestGroups(
    Array.from({ length: count }, (_, index) => index + 7),
    interpret,
  );
  const lost = groups.filter(({ kind }) => kind === 'default').length;
  return (
    <>
      <p>
        Most limits are not told by the function but by its{' '}
        <Term id="function-group" after=":">
          group
        </Term>{' '}
        interrupts, block size, masks, update interval. All functions of a group share them, and a driver asks
        for the group by its number.
      </p>
      <p>
        Since QEMU 7.2 an intercepted function does not get the host’s number, since its block size is another
        one. QEMU makes a <Term id="simulated-group">simulated group</Term> for each group of the host, from
        0xf0 on. There are fifteen numbers.
      </p>
      <Figure
        wide
        board={
          <>
            <div
              className="zl-groups"
              role="img"
              aria-label={`${groups.length} groups of the guest, ${lost} without values of the host`}
            >
              {groups.map(({ hostGroup, number, kind }) => (
                <span key={hostGroup} data-kind={kind}>
                  <small>{hex(hostGroup)}</small>
                  <span className="mono">{hex(number)}</span>
                </span>
              ))}
            </div>
            <div className="zl-controls">
              <label>
                Groups of the host
                <input
                  type="range"
                  min={1}
                  max={18}
                  value={count}
                  onChange={(event) => setSetting({ count: Number(event.target.value), interpret })}
                />
                <span className="tabular">{count}</span>
              </label>
              <Toggle
                label="Functions are interpreted"
                checked={interpret}
                onChange={(checked) => setSetting({ count, interpret: checked })}
              />
            </div>
          </>
        }
        hint="Give the guest functions of more and more groups. Above: the host’s number, below: what the guest reads."
        tone={lost > 0 ? 'bad' : 'good'}
        says={
          lost > 0
            ? `${lost} ${lost === 1 ? 'group has' : 'groups have'} fallen into QEMU’s own, 0xff: 128 interrupts and an update interval of 4,000 ms whatever the card can do, and no message says so.`
            : interpret
              ? 'Interpreted functions keep the number of the host’s group, with the card’s own block size.'
              : `${15 - count} simulated numbers are left. They are not given back while QEMU runs.`
        }
        onReset={() => setSetting(START)}
      />
      <p>
        The first function that needs a group makes it, and its values are the group’s. One that joins later
        may differ, in relaxed translation for instance; nothing compares them. And if one function of a
        host’s group is interpreted and another intercepted, one guest has two groups for it, with different
        block sizes.
      </p>
      <RuleLinks rules={['ZPCI-G3', 'ZPCI-G4', 'ZPCI-G5', 'ZPCI-G7', 'ZPCI-K3', 'ZPCI-K15']} />
    </>
  );
}
