/** The chapters of Learn in reading order. Texts and pictures are in one file a chapter. */
import type { ComponentType } from 'react';
import { FrozenChapter } from './dsa/FrozenChapter.tsx';
import { GuestChapter } from './dsa/GuestChapter.tsx';
import { MistakesChapter } from './dsa/MistakesChapter.tsx';
import { ModesChapter } from './dsa/ModesChapter.tsx';
import { PiecesChapter } from './dsa/PiecesChapter.tsx';
import { SizesChapter } from './dsa/SizesChapter.tsx';
import { StrategiesChapter } from './dsa/StrategiesChapter.tsx';
import { ApqnChapter } from './figures/ApqnChapter.tsx';
import { ControlChapter } from './figures/ControlChapter.tsx';
import { FilterChapter } from './figures/FilterChapter.tsx';
import { MasksChapter } from './figures/MasksChapter.tsx';
import { MatrixChapter } from './figures/MatrixChapter.tsx';
import type { TermId } from './glossary.ts';
import { AnswersChapter } from './xive/AnswersChapter.tsx';
import { EsbChapter } from './xive/EsbChapter.tsx';
import { OverlayChapter } from './xive/OverlayChapter.tsx';
import { RealGuestChapter } from './xive/RealGuestChapter.tsx';
import { StaleChapter } from './xive/StaleChapter.tsx';
import { VmaChapter } from './xive/VmaChapter.tsx';
import { ClassesChapter } from './zpci/ClassesChapter.tsx';
import { ClpChapter } from './zpci/ClpChapter.tsx';
import { GroupsChapter } from './zpci/GroupsChapter.tsx';
import { MistakesChapter as ZpciMistakesChapter } from './zpci/MistakesChapter.tsx';
import { ModesChapter as ZpciModesChapter } from './zpci/ModesChapter.tsx';
import { NamesChapter } from './zpci/NamesChapter.tsx';
import { PlugChapter } from './zpci/PlugChapter.tsx';
import { WaysChapter } from './zpci/WaysChapter.tsx';
import { WindowChapter } from './zpci/WindowChapter.tsx';

export interface Chapter {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly summary: string;
  readonly Body: ComponentType;
  readonly terms: readonly TermId[];
  /** Its picture needs the whole width. */
  readonly wide?: boolean;
}

/** Chapters of one family, with the host to try them on. */
export interface ChapterFamily {
  /** Id of the family, which is its view too. */
  readonly id: string;
  readonly title: string;
  /** Id of a shipped example. */
  readonly practice: string;
  /** What one may type to find rules of it: an id, an error, words. */
  readonly askedRules: string;
  readonly chapters: readonly Chapter[];
}

const AP_CHAPTERS: readonly Chapter[] = [
  {
    id: 'apqn',
    title: 'A queue has one owner',
    summary: 'What an APQN is, and why two guests cannot share one.',
    Body: ApqnChapter,
    terms: ['apqn', 'adapter', 'domain', 'master-key'],
  },
  {
    id: 'matrix',
    title: 'A guest gets a rectangle',
    summary: 'The matrix is every adapter times every domain.',
    Body: MatrixChapter,
    terms: ['matrix', 'mdev', 'usage-domain'],
  },
  {
    id: 'masks',
    title: 'Masks free whole rows and columns',
    summary: 'Releasing one queue releases its neighbours too.',
    Body: MasksChapter,
    terms: ['apmask', 'aqmask', 'host-pool', 'vfio-pool', 'collateral'],
  },
  {
    id: 'filter',
    title: 'One bad queue hides an adapter',
    summary: 'Why a guest can see less than it was given.',
    Body: FilterChapter,
    terms: ['guest-matrix', 'filter', 're-apply'],
  },
  {
    id: 'control',
    title: 'Control is another right',
    summary: 'Control domains change keys; nobody keeps them apart.',
    Body: ControlChapter,
    terms: ['control-domain', 'usage-domain', 'master-key'],
  },
];

const DSA_CHAPTERS: readonly Chapter[] = [
  {
    id: 'dsa-pieces',
    title: 'From engine to guest',
    summary: 'What DSA and IAA are, and the pieces of the picture.',
    Body: PiecesChapter,
    terms: ['dsa', 'iaa', 'idxd', 'engine', 'dsa-group', 'wq', 'siov'],
  },
  {
    id: 'dsa-sizes',
    title: 'Queues share what the device has',
    summary: 'Sizes, thresholds, priorities and read buffers.',
    Body: SizesChapter,
    terms: ['wq-size', 'threshold', 'priority', 'read-buffer', 'traffic-class'],
  },
  {
    id: 'dsa-frozen',
    title: 'Frozen, then forgotten',
    summary: 'What enabling freezes and what disabling takes away.',
    Body: FrozenChapter,
    terms: ['idxd', 'driver-name', 'cmd-status', 'locked'],
  },
  {
    id: 'dsa-modes',
    title: 'Dedicated, shared, and mdevs',
    summary: 'A pool of queues, and which one a device takes.',
    Body: ModesChapter,
    terms: ['dedicated', 'shared', 'dsa-mdev', 'mdev-type', 'ims-slot'],
  },
  {
    id: 'dsa-guest',
    title: 'What the guest gets',
    summary: 'Emulated, mediated, passed through.',
    Body: GuestChapter,
    terms: ['vdsa', 'portal', 'ims', 'dev-msi', 'emulated-vector', 'pasid'],
  },
  {
    id: 'dsa-strategies',
    title: 'Who decides',
    summary: 'Nine ways to give a queue to a guest, played step by step.',
    Body: StrategiesChapter,
    terms: ['push-pull', 'mdev-type', 'locked'],
    wide: true,
  },
  {
    id: 'dsa-mistakes',
    title: 'What goes wrong most',
    summary: 'The errors people meet, and what to do.',
    Body: MistakesChapter,
    terms: ['cmd-status', 'driver-name', 'pasid', 'ims-slot'],
  },
];

const XIVE_CHAPTERS: readonly Chapter[] = [
  {
    id: 'xive-esb',
    title: 'How an interrupt reaches a guest through an ESB page',
    summary: 'Source, P and Q, trigger and end of interrupt.',
    Body: EsbChapter,
    terms: ['xive', 'esb', 'trigger-page', 'management-page', 'pq', 'eoi', 'eas', 'eq'],
  },
  {
    id: 'xive-vma',
    title: 'A VMA is not its pages',
    summary: 'Mapping, fault, page table entry, zap.',
    Body: VmaChapter,
    terms: ['vma', 'pte', 'page-fault', 'zap', 'misresolved', 'esb-hole'],
  },
  {
    id: 'xive-overlay',
    title: 'What an overlay does',
    summary: 'A PHB’s pages instead of the IPI’s, and five numbers of one vector.',
    Body: OverlayChapter,
    terms: ['overlay', 'ipi-source', 'phb-source', 'owner', 'lisn', 'hw-irq', 'linux-irq', 'msi-number'],
  },
  {
    id: 'xive-stale',
    title: 'The stale page',
    summary: 'When exactly it happens, on the life of one vector.',
    Body: StaleChapter,
    terms: ['stale', 'fresh', 'owner', 'set-mapped', 'clr-mapped', 'zap'],
  },
  {
    id: 'xive-answers',
    title: 'Six answers to one problem',
    summary: 'The strategies side by side, and what was merged.',
    Body: AnswersChapter,
    terms: ['overlay-strategy', 'memory-region', 'memory-slot', 'vma-split', 'device-fd', 'shared-mapping'],
    wide: true,
  },
  {
    id: 'xive-reading',
    title: 'Reading a real guest',
    summary: 'What each text tells, what confuses, how to capture.',
    Body: RealGuestChapter,
    terms: ['lisn', 'eisn', 'orphan', 'claim', 'source-block', 'ram-device-region'],
  },
];

const ZPCI_CHAPTERS: readonly Chapter[] = [
  {
    id: 'zpci-clp',
    title: 'What CLP tells a guest',
    summary: 'Why QEMU has to answer with the values of this path.',
    Body: ClpChapter,
    terms: ['zpci', 'clp', 'msia', 'noi', 'adapter-interrupt'],
  },
  {
    id: 'zpci-classes',
    title: 'Whose value is right',
    summary: 'Virtualized, host CLP, host handled, host IOMMU, emulated.',
    Body: ClassesChapter,
    terms: ['fh', 'shm-byte', 'pft', 'vfn', 'dasm', 'dtsm'],
  },
  {
    id: 'zpci-ways',
    title: 'Three ways to the values',
    summary: 'sysfs, the CLP ioctl, VFIO, and how the last one came to be.',
    Body: WaysChapter,
    terms: ['vfio-capability', 'clp', 'util-string', 'pchid', 'pfip', 'fmb'],
  },
  {
    id: 'zpci-names',
    title: 'UID, FID and names',
    summary: 'Who chooses them, libvirt’s trap, and messages in octal.',
    Body: NamesChapter,
    terms: ['uid', 'fid', 'uid-checking', 'slot'],
  },
  {
    id: 'zpci-groups',
    title: 'Groups, real and simulated',
    summary: 'What members share, and what happens after fifteen.',
    Body: GroupsChapter,
    terms: ['function-group', 'pfgid', 'simulated-group', 'default-group'],
  },
  {
    id: 'zpci-window',
    title: 'The DMA window',
    summary: 'Who cuts it, and why 256 MiB.',
    Body: WindowChapter,
    terms: ['sdma', 'edma', 'aperture', 'dma-entry-limit', 'rtr', 'iommu'],
  },
  {
    id: 'zpci-plug',
    title: 'Plugging and unplugging',
    summary: 'Who tells whom, rung by rung.',
    Body: PlugChapter,
    terms: ['zpci-device', 'availability-event', 'standby', 'reserved'],
    wide: true,
  },
  {
    id: 'zpci-modes',
    title: 'Intercepted or interpreted',
    summary: 'What interpretation needs, and who does what.',
    Body: ZpciModesChapter,
    terms: ['interception', 'interpretation', 'forwarding-assist', 'maxstbl', 'mio', 'ism', 'roce-express'],
  },
  {
    id: 'zpci-mistakes',
    title: 'What goes wrong with functions',
    summary: 'Twenty-five mistakes, and where each is shown.',
    Body: ZpciMistakesChapter,
    terms: ['uid', 'dma-entry-limit', 'simulated-group', 'reserved'],
  },
];

export const CHAPTER_FAMILIES: readonly ChapterFamily[] = [
  // The worked example of the kernel's documentation.
  {
    id: 'ap',
    title: 'Crypto queues',
    practice: 'kernel-documentation',
    askedRules: 'AP-U10, EBUSY, hot plug',
    chapters: AP_CHAPTERS,
  },
  {
    id: 'dsa',
    title: 'Work queues',
    practice: 'dsa-two-sockets',
    askedRules: 'DSA-O22, ENXIO, threshold',
    chapters: DSA_CHAPTERS,
  },
  {
    id: 'xive',
    title: 'XIVE pages',
    practice: 'xive-replug',
    askedRules: 'XIVE-R11, EINVAL, zap',
    chapters: XIVE_CHAPTERS,
  },
  {
    id: 'zpci',
    title: 'zPCI functions',
    practice: 'zpci-lpar',
    askedRules: 'ZPCI-A4, already reserved, window',
    chapters: ZPCI_CHAPTERS,
  },
];

/** Those with these ids first, in their order; the others follow in theirs. */
export function putFirst<Family extends { readonly id: string }>(
  families: readonly Family[],
  first: readonly string[],
): readonly Family[] {
  const isFirst = ({ id }: Family) => first.includes(id);
  return [...families.filter(isFirst), ...families.filter((family) => !isFirst(family))];
}

/** The family whose chapter that is; the first of these for anything else. */
export function familyOfChapter(
  id: string | null,
  families: readonly ChapterFamily[] = CHAPTER_FAMILIES,
): ChapterFamily {
  return families.find(({ chapters }) => chapters.some((chapter) => chapter.id === id)) ?? families[0]!;
}
