/** One story under several strategies: a drive is used, taken out, and another one gets its numbers (xive.md 3.3). */
import type { XiveEvent } from '../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG } from '../../shared/xive/types.ts';
import { pseriesSetup } from '../../electron/engine/xive/setup/pseries.ts';
import { underStrategy } from '../../electron/engine/xive/setup/under.ts';

const LISN = 0x1304;
const FIRST = 0x1300;
const VECTORS = 8;
/** Address page and file page of the device's first vector, and how many pages it has. */
const AT = 2 * FIRST;
const PGOFF = AT + 4;
const PAGES = 2 * VECTORS;
/** Free addresses behind the guest's own mappings. */
const ELSEWHERE = 0x4100;

const [UNMASK, EISN] = [0xc00, 0x1a];

function plug(dev: string, owner: string, note: string): XiveEvent {
  return { op: 'plug', dev, owner, vectors: VECTORS, note };
}

/** What the guest's driver and the drive do once: unmask vector 4, one interrupt, its end. */
function used(owner: string, notes: readonly [unmask: string, fire: string, handle: string]): XiveEvent[] {
  return [
    { op: 'configure', lisn: LISN, server: 0, priority: 6, eisn: EISN },
    { op: 'load', lisn: LISN, offset: UNMASK, note: notes[0] },
    { op: 'fire', source: `${owner}[4]`, note: notes[1] },
    { op: 'handle', lisn: LISN, note: notes[2] },
  ];
}

const FIRST_USE = used('phb1', [
  'The driver unmasks vector 4. This first access populates its management page.',
  'The first drive finishes a request and raises vector 4.',
  'The guest takes the interrupt and ends it. All is well.',
]);
const SECOND_USE = used('phb2', [
  'The same LISN, the same address: does this reach the second drive?',
  'The second drive finishes a request. Was its source unmasked?',
  'The guest would end the interrupt here, if one came.',
]);
const AGAIN: XiveEvent = {
  op: 'fire',
  source: 'phb2[4]',
  note: 'Once more. Where the source was never unmasked, nothing comes of it.',
};

const PLUG_1 = plug('nvme1', 'phb1', 'Eight vectors: LISNs 0x1300 to 0x1307.');
const UNPLUG_1: XiveEvent = {
  op: 'unplug',
  dev: 'nvme1',
  note: 'Released cleanly: the numbers are free again.',
};
const PLUG_2 = plug('nvme2', 'phb2', 'The first fit gives it the numbers of the drive before.');

const STORY: readonly XiveEvent[] = [PLUG_1, ...FIRST_USE, UNPLUG_1, PLUG_2, ...SECOND_USE, AGAIN];

const setup = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 });

const NO_MEASURE: Branch = {
  id: 'no-measure',
  name: 'No measure',
  about:
    'Nobody tells the pages when owners change. After the re-plug the guest’s page of 0x1304 still shows the first drive’s source: the guest unmasks and ends interrupts there, the second drive’s source stays masked, and its interrupts are lost.',
  parent: null,
  config: { ...DEFAULT_CONFIG, strategy: 'none' },
  setup,
  events: STORY,
};

/** A1 by hand: mapping and region are events of their own, so that they can be moved. */
function regionOver(name: string): XiveEvent[] {
  return [
    {
      op: 'mmap',
      at: ELSEWHERE,
      pages: PAGES,
      pgoff: PGOFF,
      name,
      note: 'A fresh mapping of the eight LISNs.',
    },
    {
      op: 'overlayRegion',
      firstLisn: FIRST,
      count: VECTORS,
      at: ELSEWHERE,
      name,
      note: 'Laid over the base region.',
    },
  ];
}

function regionAway(name: string): XiveEvent[] {
  return [
    { op: 'removeOverlayRegion', name },
    {
      op: 'munmap',
      at: ELSEWHERE,
      pages: PAGES,
      note: 'Pages and mapping are gone; the base region shows again.',
    },
  ];
}

const over = (name: string, note: string): XiveEvent => ({
  op: 'mmapFixed',
  at: AT,
  pages: PAGES,
  pgoff: PGOFF,
  name,
  note,
});

/** Branches with overlays in their timeline: the kernel of the proposals, and nothing made by plug itself. */
function byHand(branch: Branch, strategy: 'A1' | 'A2', events: readonly XiveEvent[]): Branch {
  return underStrategy({ ...branch, parent: { branch: NO_MEASURE.id, step: 0 }, events }, strategy).branch;
}

const REGION = byHand(
  {
    ...NO_MEASURE,
    id: 'overlay-region',
    name: 'A1: overlay region',
    about:
      'QEMU maps the device’s pages anew after each plug and lays them over the base region. Move the mmap before the plug, and touch in between, to see where it fails.',
  },
  'A1',
  [
    PLUG_1,
    ...regionOver('nvme1'),
    ...FIRST_USE,
    UNPLUG_1,
    ...regionAway('nvme1'),
    PLUG_2,
    ...regionOver('nvme2'),
    ...SECOND_USE,
    AGAIN,
  ],
);

const OVER = byHand(
  {
    ...NO_MEASURE,
    id: 'mmap-over',
    name: 'A2: mmap over',
    about:
      'QEMU maps the device’s pages over the base mapping after each plug and after each unplug. The pieces in the maps file never merge.',
  },
  'A2',
  [
    PLUG_1,
    over('nvme1', 'The old pages are dropped: three pieces now.'),
    ...FIRST_USE,
    UNPLUG_1,
    over('VMA0-again', 'Mapped once more: the first drive’s page is gone.'),
    PLUG_2,
    over('nvme2', 'And for the second drive.'),
    ...SECOND_USE,
    AGAIN,
  ],
);

const connect: readonly XiveEvent[] = Array.from({ length: VECTORS }, (_, vector) => ({
  op: 'setMapped',
  lisn: FIRST + vector,
  owner: `phb1[${vector}]`,
}));

const TOO_EARLY = byHand(
  {
    ...NO_MEASURE,
    id: 'mmap-too-early',
    name: 'A2: mmap too early',
    about:
      'The overlay comes before the vectors are connected, and the guest masks its vector in between. The fresh mapping is populated with the IPI page and is stale from the first interrupt on. Move the mmap behind the last set_mapped to mend it.',
  },
  'A2',
  [
    { ...PLUG_1, connect: false, note: 'Numbers are claimed, nothing is connected yet.' } as XiveEvent,
    over('nvme1', 'Too early: no owner has changed so far.'),
    { op: 'load', lisn: LISN, offset: 0xd00, note: 'The guest masks the vector before it is connected.' },
    ...connect,
    ...FIRST_USE,
  ],
);

const follow = (id: string, name: string, about: string, strategy: 'B1' | 'C'): Branch =>
  underStrategy(
    { ...NO_MEASURE, id, name, about, parent: { branch: NO_MEASURE.id, step: STORY.length } },
    strategy,
  ).branch;

export const REPLUG_BRANCHES: readonly Branch[] = [
  NO_MEASURE,
  REGION,
  OVER,
  TOO_EARLY,
  follow(
    'merged',
    'B1: merged kernel',
    'The kernel drops both pages of a LISN at each change of its owner. No page is ever stale, and both drives’ interrupts arrive.',
    'B1',
  ),
  follow(
    'own-range',
    'C: own range',
    'Passed-through devices have a range of their own. It does not help by itself: the second drive gets the first one’s numbers, and their pages. Try other numbering, or cleaning.',
    'C',
  ),
];
