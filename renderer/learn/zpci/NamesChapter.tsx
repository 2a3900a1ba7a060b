import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Term } from '../../ui/Term.tsx';
import { fidText, uidText } from '../../../shared/zpci/types.ts';
import { RuleLinks } from '../xive/RuleLinks.tsx';
import { libvirtAddresses, octalUid, type Written } from './zpci-figure-model.ts';

type Texts = readonly { readonly uid: string; readonly fid: string }[];

const TRAP: Texts = [
  { uid: '0x1', fid: '' },
  { uid: '0x2', fid: '0x0' },
  { uid: '', fid: '' },
];

function numberOf(text: string): number | null {
  const read = /^\s*(0x[0-9a-f]{1,8}|\d{1,9})\s*$/i.exec(text)?.[1];
  return read === undefined ? null : Number(read);
}

function writtenOf({ uid, fid }: Texts[number]): Written {
  const number = numberOf(uid);
  return { uid: number === 0 ? null : number, fid: numberOf(fid) };
}

function OctalReader() {
  const [text, setText] = useState('11064');
  const number = octalUid(text);
  return (
    <p>
      And when it refuses a UID or FID, libvirt writes the number in octal. Type the one of your message:{' '}
      <input
        className="field-input mono"
        style={{ width: '7rem' }}
        aria-label="Number of the message"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />{' '}
      <strong aria-live="polite">
        {number === null ? 'is no octal number.' : `is ${uidText(number)}, ${number} in decimal.`}
      </strong>
    </p>
  );
}

export function NamesChapter() {
  const [texts, setTexts] = useState(TRAP);
  const { chosen, refused } = libvirtAddresses(texts.map(writtenOf));
  const change = (at: number, part: Partial<Texts[number]>) =>
    setTexts(texts.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <>
      <p>
        A function has two numbers, and both exist once on the host and once in each guest. The{' '}
        <Term id="fid">FID</Term> names its{' '}
        <Term id="slot" after=".">
          slot
        </Term>{' '}
        The <Term id="uid">UID</Term> becomes the domain of its PCI address, so the guest’s name of a network
        device follows from it. Unique they must be in one guest only: two guests may well have the same.
      </p>
      <p>
        Left out, they are chosen: the lowest free ones, in the order of the devices. Add a disk in front and
        everything behind it is called something else. libvirt has a trap besides: it looks twice, first at
        addresses with a number. One that has only <em>one</em> of the two is filled at once, and takes what a
        later one has written.
      </p>
      <Figure
        wide
        board={
          <div className="zl-addresses">
            {texts.map((one, at) => {
              const pair = chosen[at];
              return (
                <div key={at} className="zl-address" data-refused={refused?.at === at}>
                  <span className="faint tabular">{at + 1}</span>
                  {(['uid', 'fid'] as const).map((what) => (
                    <label key={what}>
                      {what}
                      <input
                        className="field-input mono"
                        aria-label={`${what} of address ${at + 1}`}
                        placeholder="left out"
                        value={one[what]}
                        onChange={(event) => change(at, { [what]: event.target.value })}
                      />
                    </label>
                  ))}
                  <span className="mono">
                    {refused?.at === at
                      ? `${refused.what} ${refused.number.toString(8)} is already reserved`
                      : pair === null || pair === undefined
                        ? 'not looked at'
                        : `${uidText(pair.uid)} ${fidText(pair.fid)}`}
                  </span>
                </div>
              );
            })}
          </div>
        }
        hint="Three addresses of a domain’s XML. Write the missing half of the first, or leave the second’s FID out."
        tone={refused === null ? 'good' : 'bad'}
        says={
          refused === null
            ? 'Every address has its two numbers. Written down, they stay what they are.'
            : `Address ${refused.at + 1} is refused, though its ${refused.what} stands here once: address ${refused.by + 1} had been given it a moment before.`
        }
        onReset={() => setTexts(TRAP)}
      />
      <OctalReader />
      <p>
        The bus and slot of a libvirt address are QEMU’s own affair: the guest never sees them. Its address is
        always built from the UID, <code>0031:00:00.0</code> for 0x31.
      </p>
      <RuleLinks rules={['ZPCI-A5', 'ZPCI-A8', 'ZPCI-V4', 'ZPCI-V5', 'ZPCI-V8', 'ZPCI-K9']} />
    </>
  );
}
