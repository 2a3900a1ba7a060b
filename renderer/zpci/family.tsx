/** The zPCI family as the shell sees it. */
import type { FamilyEntry } from '../app/family.ts';
import { ZpciOverview } from './ZpciOverview.tsx';
import { ZpciView } from './ZpciView.tsx';

export const ZPCI_FAMILY: FamilyEntry = {
  id: 'zpci',
  title: 'zPCI functions',
  icon: 'layers',
  View: ZpciView,
  Overview: ZpciOverview,
  problems: (host) =>
    host.zpci === undefined ? null : { problems: host.zpci.problems, count: host.zpci.problemCount },
  summary: (host) => (host.zpci === undefined ? '' : `${host.zpci.observed.functions.length} functions`),
  places: () => [],
  guests: () => [],
  picked: () => null,
  refLabel: (_host, ref) => ('id' in ref ? String(ref.id) : ''),
  profileName: (id) => id,
  architectures: ['s390x'],
  bus: 'zPCI functions (/sys/bus/pci with function_id)',
  queueExample: '0031:00:00.0',
  queueWriting: 'A function is written as its address, 0031:00:00.0, or as its FID, 0x00000041.',
  device: 'a zPCI function',
};
