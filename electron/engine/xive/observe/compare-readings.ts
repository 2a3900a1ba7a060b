/** Two readings side by side: what differs, and what happened between them. */
import type { ComparedFact, Comparison, Difference } from '../../../../shared/xive/cards.ts';
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { Reading } from '../../../../shared/xive/types.ts';
import {
  lineDifferences,
  pageDifferences,
  sourceDifferences,
  vcpuDifferences,
  deviceDifferences,
} from './differences.ts';
import { isOrphan } from './facts.ts';
import { readingMoment } from './reading-moment.ts';
import { XIVE_INODE } from './replay.ts';
import { toldBy } from './told.ts';
import { whatHappened } from './what-happened.ts';

const MOST_DIFFERENCES = 500;

function facts(left: Reading, right: Reading): ComparedFact[] {
  const [one, two] = [readingMoment(left), readingMoment(right)];
  const both = (name: string, of: (reading: Reading) => string): ComparedFact => ({
    name,
    left: of(left),
    right: of(right),
    better: null,
  });
  const sources = (reading: Reading, fits: (source: Reading['sources'][number]) => boolean) =>
    `${reading.sources.filter(fits).length}`;
  const slots = ({ told, slots: all }: typeof one) => (told.slots ? `${all.length}` : 'not known');
  const pages = ({ pagesKnown, counts }: typeof one) => (pagesKnown ? `${counts.populated}` : 'not known');
  const wrong = ({ pagesKnown, counts }: typeof one) =>
    pagesKnown ? `${counts.stale + counts.misresolved}` : 'not known';
  return [
    both('Controller', ({ irqchip }) => irqchip ?? 'not known'),
    both('vCPUs', ({ vcpus }) => `${vcpus.length}`),
    both('LISNs claimed in QEMU', (reading) => sources(reading, ({ pic }) => pic !== null)),
    both('LISNs valid in KVM', (reading) => sources(reading, ({ kvm }) => kvm !== null)),
    both('LISNs passed through', (reading) =>
      toldBy(reading).owners ? sources(reading, ({ kvm }) => kvm?.type === 'PT') : 'not known',
    ),
    both('Orphans', (reading) => sources(reading, (source) => isOrphan(reading, source))),
    both('ESB + TIMA lines in maps', (reading) => {
      const { vmas, pageSize } = reading;
      if (!toldBy(reading).vmas) return 'not known';
      const all = vmas.filter(({ name }) => name === XIVE_INODE);
      const tima = all.filter(({ offset }) => offset < ESB_PGOFF * (pageSize ?? 65_536)).length;
      return `${all.length - tima} + ${tima}`;
    }),
    both(
      'vfio-device lines in maps',
      ({ otherLines }) => `${otherLines.find(({ name }) => name === '[vfio-device]')?.count ?? 0}`,
    ),
    {
      name: 'KVM memory slots of the ESB area',
      left: slots(one),
      right: slots(two),
      better: null,
    },
    { name: 'Populated pages', left: pages(one), right: pages(two), better: null },
    { name: 'Stale or misresolved pages', left: wrong(one), right: wrong(two), better: null },
    both('PCI devices of the VM', ({ devices }) => `${devices.length}`),
  ];
}

/** The table of the host's own chip, say: nothing in it is of a guest, so nothing of a guest came or went. */
function tellsNoGuest({ sources, vmas }: Reading): boolean {
  return sources.length === 0 && vmas.length === 0;
}

function differencesOf(left: Reading, right: Reading): readonly Difference[] {
  if (tellsNoGuest(left) || tellsNoGuest(right)) return [];
  return [
    ...deviceDifferences(left, right),
    ...vcpuDifferences(left, right),
    ...sourceDifferences(left, right),
    ...lineDifferences(left, right),
    ...pageDifferences(left, right),
  ];
}

function summaryOf(left: Reading, right: Reading): string {
  const silent = [left, right].filter(tellsNoGuest).map(({ name }) => name);
  if (silent.length === 0) return whatHappened(left, right);
  return `Nothing to compare: the texts of ${silent.join(' and ')} tell nothing of a guest’s interrupts.`;
}

export function compareReadings(left: Reading, right: Reading): Comparison {
  const differences = differencesOf(left, right);
  return {
    left: { kind: 'reading', reading: left.id },
    right: { kind: 'reading', reading: right.id },
    facts: facts(left, right),
    differences: differences.slice(0, MOST_DIFFERENCES),
    more: Math.max(0, differences.length - MOST_DIFFERENCES),
    summary: summaryOf(left, right),
  };
}
