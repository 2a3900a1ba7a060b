/** The XIVE family as the shell sees it. */
import type { FamilyEntry } from '../app/family.ts';
import { XiveOverview } from './XiveOverview.tsx';
import { XiveView } from './XiveView.tsx';

export const XIVE_FAMILY: FamilyEntry = {
  id: 'xive',
  title: 'XIVE ESB pages',
  icon: 'layers',
  View: XiveView,
  Overview: XiveOverview,
  problems: (host) =>
    host.xive === undefined ? null : { problems: host.xive.problems, count: host.xive.problemCount },
  summary: (host) => (host.xive === undefined ? '' : `${host.xive.branches.length} branches`),
  places: () => [],
  guests: () => [],
  picked: () => null,
  refLabel: (_host, ref) => ('id' in ref ? String(ref.id) : ''),
  profileName: (id) => id,
  architectures: ['ppc64', 'ppc64le'],
  bus: 'a XIVE interrupt controller (info pic, debugfs)',
  queueExample: '0x1304',
  queueWriting: 'A source is written as its LISN, 0x1304.',
  device: 'a XIVE source',
};
