import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';

const MACHINE = 120;
const WAYS = [
  {
    id: 'sysfs',
    name: 'sysfs',
    lit: 'A part of every function',
    says: 'Anyone may read it, and it has identifiers, group number, type, path. It lacks DASM, MSI address, interrupts and block size, and tells the window only by a detour. QEMU cannot answer a guest from it.',
  },
  {
    id: 'clp',
    name: 'CLP ioctl',
    lit: 'Everything of every function',
    says: 'It tells everything, as the machine says it. And it tells it of every function of the partition: a process that serves one guest would hold a window on all the others. The values are raw, too: the DMA window before the host’s cut.',
  },
  {
    id: 'vfio',
    name: 'VFIO',
    lit: 'Everything of one function',
    says: 'Whoever holds the function holds it alone, and learns of this one only, with the values that the host’s kernel handles. This is what QEMU uses.',
  },
] as const;
type Way = (typeof WAYS)[number]['id'];

const HISTORY = [
  {
    when: 'May 2019',
    merged: false,
    what: 'Capabilities of the IOMMU container, asked for with a bit in the flags, with raw CLP answers. Reviewers did not want instruction answers as an interface, nor facts of a device from a container.',
  },
  {
    when: '2019 to 2020',
    merged: false,
    what: 'A region of the device with the same values, in several series.',
  },
  {
    when: 'Linux 5.10',
    merged: true,
    what: 'A chain of capabilities in VFIO_DEVICE_GET_INFO: BASE, GROUP, UTIL, PFIP; and DMA_AVAIL for the container.',
  },
  {
    when: 'QEMU 5.2',
    merged: true,
    what: 'Uses them. Until then every guest was told the constants of one card.',
  },
  {
    when: 'Linux 6.0',
    merged: true,
    what: 'Version 2: the host’s handle and the interpreted block size. With QEMU 7.2 that brings interpretation.',
  },
] as const;

function lit(way: Way, index: number): string {
  if (way === 'vfio') return index === 37 ? 'var(--accent)' : 'transparent';
  if (way === 'clp') return index === 37 ? 'var(--accent)' : 'var(--danger)';
  return index === 37 ? 'var(--accent)' : 'var(--text-3)';
}

export function WaysChapter() {
  const [id, setId] = useState<Way>('sysfs');
  const way = WAYS.find((one) => one.id === id)!;
  return (
    <>
      <p>
        QEMU needs the values of one function. There are three ways to them, and the obvious one is the wrong
        one.
      </p>
      <div className="figure figure-wide">
        <Segmented
          label="Way"
          value={id}
          options={WAYS.map(({ id: value, name }) => ({ value, label: name }))}
          onChange={setId}
        />
        <svg viewBox="0 0 604 64" role="img" aria-label={`${way.name}: ${way.lit}`}>
          {Array.from({ length: MACHINE }, (_, index) => (
            <rect
              key={index}
              x={(index % 40) * 15 + 2}
              y={Math.floor(index / 40) * 20 + 4}
              width={12}
              height={14}
              rx={2}
              fill={lit(id, index)}
              fillOpacity={id === 'sysfs' ? 0.35 : 1}
              stroke={index === 37 ? 'var(--text-1)' : 'var(--line-strong)'}
              strokeWidth={index === 37 ? 2 : 1}
            />
          ))}
        </svg>
        <p aria-live="polite">
          <strong>{way.lit}.</strong> {way.says}
        </p>
      </div>
      <p>
        The display <em>Sources</em> draws this for the machine that is open: point at a neighbour to see what
        of it would be in the open. How the third way came to be:
      </p>
      <ul className="zl-history">
        {HISTORY.map(({ when, merged, what }) => (
          <li key={when} data-merged={merged}>
            <strong>{when}</strong>
            <span>
              {what} <span className="faint">{merged ? 'Merged.' : 'Not merged.'}</span>
            </span>
          </li>
        ))}
      </ul>
      <p>
        With each generation the same guest reads other values. <Term id="vfio-capability">Capabilities</Term>{' '}
        and QEMU are chosen separately in <em>What if</em>, so that you can look at any pair of them.
      </p>
      <RuleLinks rules={['ZPCI-L10', 'ZPCI-P1', 'ZPCI-P2', 'ZPCI-P3', 'ZPCI-M6']} />
    </>
  );
}
