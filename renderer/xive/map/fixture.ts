/** Moments to look at and to test with; what the engine would make of such guests, made by hand. */
import {
  ALL_TOLD,
  type OwnerRun,
  packRuns,
  type PageRun,
  type ShownVma,
  type SourceRun,
  type VmMoment,
} from '../../../shared/xive/moment.ts';
import { ipiPage, phbPage } from '../../../shared/xive/pages.ts';

const SPACE = 16_384;

export const SEED_HUES: ReadonlyMap<string, number> = new Map([
  ['nvme0', 0],
  ['nic0', 1],
  ['gpu0', 3],
]);

const COUNTS = {
  vmas: 2,
  slots: 1,
  sources: 41,
  passedThrough: 0,
  populated: 0,
  fromSetup: 0,
  stale: 0,
  misresolved: 0,
  zaps: 0,
  sets: 0,
  clears: 0,
  faults: 0,
  orphans: 0,
};

function source(
  from: number,
  to: number,
  ipi: number,
  device: string | null,
  more: Partial<SourceRun> = {},
): SourceRun {
  return { from, to, ipi, lsi: false, claimed: true, orphan: false, device, ...more };
}

export function piece(more: Partial<ShownVma> & Pick<ShownVma, 'id' | 'start' | 'end' | 'pgoff'>): ShownVma {
  const stands = more.pgoff - 4;
  return {
    mapping: 'VMA0',
    piece: 0,
    pieces: 1,
    kind: 'esb',
    lisns: [Math.floor(stands / 2), Math.floor((stands + more.end - more.start) / 2) - 1],
    whole: true,
    protection: 'readWrite',
    stands,
    serves: stands,
    step: 0,
    ...more,
  };
}

const TIMA = piece({
  id: 90,
  start: 40_000,
  end: 40_004,
  pgoff: 0,
  mapping: 'TIMA',
  kind: 'tima',
  lisns: null,
  stands: null,
  serves: null,
});

export function page(at: number, hw: number, more: Partial<PageRun> = {}): PageRun {
  return {
    page: at,
    count: 1,
    stride: 1,
    hw,
    hwStep: 0,
    state: 'fresh',
    by: 'guest',
    step: 3,
    since: 3,
    ...more,
  };
}

function momentOf(more: Partial<VmMoment>, pages: readonly PageRun[]): VmMoment {
  const populated = pages.reduce((sum, { count }) => sum + count, 0);
  const having = (state: PageRun['state']) =>
    pages.reduce((sum, run) => sum + (run.state === state ? run.count : 0), 0);
  const vmas = more.vmas ?? [piece({ id: 1, start: 0, end: SPACE, pgoff: 4 }), TIMA];
  return {
    vm: 'guest',
    vcpus: 4,
    nrIrqs: 8192,
    pageSize: 65_536,
    base: 0x7ffe_f7c4_0000,
    baseIsReal: true,
    esbOffset: 4,
    pagesKnown: true,
    told: ALL_TOLD,
    running: true,
    regions: [
      {
        name: 'xive.esb-kvm',
        priority: 1,
        firstLisn: 0,
        count: 8192,
        page: 0,
        base: true,
        visible: [[0, 8191]],
      },
    ],
    slots: [{ firstLisn: 0, lastLisn: 8191, page: 0, region: 'xive.esb-kvm' }],
    sources: [],
    owners: [],
    devices: [],
    ...more,
    vmas,
    pages: packRuns(pages),
    counts: {
      ...COUNTS,
      vmas: vmas.length,
      slots: more.slots?.length ?? 1,
      sources: (more.sources ?? []).reduce((sum, { from, to }) => sum + to - from + 1, 0),
      passedThrough: (more.owners ?? []).reduce((sum, { from, to }) => sum + to - from + 1, 0),
      populated,
      stale: having('stale'),
      misresolved: having('misresolved'),
    },
  };
}

const COMMON: readonly SourceRun[] = [
  source(0, 3, 0x10, null),
  source(0x1000, 0x1001, 0x14, null),
  source(0x1100, 0x1101, 0x16, null),
  source(0x1200, 0x1203, 0x18, null, { lsi: true }),
];

/** An NVMe with 9 vectors and a NIC with 17, each in an overlay of its own (strategy A1). */
export function seedMoment(): VmMoment {
  const owners: OwnerRun[] = [
    { from: 0x1304, to: 0x130c, hw: phbPage(2, 0), hwStep: 2, since: 4 },
    { from: 0x1310, to: 0x1320, hw: phbPage(3, 0), hwStep: 2, since: 7 },
  ];
  const pages: PageRun[] = [
    ...[0, 1, 2, 3].map((lisn) => page(2 * lisn + 1, ipiPage(0x10 + lisn, 1), { step: 1, since: 1 })),
    page(2, ipiPage(0x11, 0), { step: 2, since: 2 }),
    page(2 * 0x1100, ipiPage(0x16, 0)),
    page(2 * 0x1101 + 1, ipiPage(0x17, 1)),
    page(2 * 0x1300 + 1, ipiPage(0x1c, 1), { by: 'qemu', step: 0, since: 0 }),
    page(2 * 0x1302 + 1, ipiPage(0x1e, 1)),
    ...[0, 1, 4, 5, 6].map((at) => page(20_001 + 2 * at, phbPage(2, at), { step: 6, since: 6 })),
    page(20_008, phbPage(2, 4), { step: 6, since: 6 }),
    ...[0, 2, 5, 6, 11].map((at) => page(21_001 + 2 * at, phbPage(3, at), { step: 8, since: 8 })),
    page(21_004, phbPage(3, 2), { step: 8, since: 8 }),
    page(40_002, 0x7fff_ffff, { step: 1, since: 1 }),
  ];
  const visible = [
    [0, 0x1303],
    [0x130d, 0x130f],
    [0x1321, 0x1fff],
  ] as const;
  return momentOf(
    {
      vmas: [
        piece({ id: 1, start: 0, end: SPACE, pgoff: 4 }),
        piece({ id: 2, start: 20_000, end: 20_018, pgoff: 0x260c, mapping: 'VMA1', step: 5 }),
        piece({ id: 3, start: 21_000, end: 21_034, pgoff: 0x2624, mapping: 'VMA2', step: 8 }),
        TIMA,
      ],
      regions: [
        { name: 'xive.esb-kvm', priority: 1, firstLisn: 0, count: 8192, page: 0, base: true, visible },
        {
          name: 'xive.esb-pt0',
          priority: 2,
          firstLisn: 0x1304,
          count: 9,
          page: 20_000,
          base: false,
          visible: [[0x1304, 0x130c]],
        },
        {
          name: 'xive.esb-pt1',
          priority: 2,
          firstLisn: 0x1310,
          count: 17,
          page: 21_000,
          base: false,
          visible: [[0x1310, 0x1320]],
        },
      ],
      slots: [
        { firstLisn: 0, lastLisn: 0x1303, page: 0, region: 'xive.esb-kvm' },
        { firstLisn: 0x1304, lastLisn: 0x130c, page: 20_000, region: 'xive.esb-pt0' },
        { firstLisn: 0x130d, lastLisn: 0x130f, page: 2 * 0x130d, region: 'xive.esb-kvm' },
        { firstLisn: 0x1310, lastLisn: 0x1320, page: 21_000, region: 'xive.esb-pt1' },
        { firstLisn: 0x1321, lastLisn: 0x1fff, page: 2 * 0x1321, region: 'xive.esb-kvm' },
      ],
      sources: [
        ...COMMON,
        source(0x1300, 0x1303, 0x1c, 'virtio0'),
        source(0x1304, 0x130c, 0x20, 'nvme0'),
        source(0x130e, 0x130f, 0x2a, 'virtio1'),
        source(0x1310, 0x1320, 0x2c, 'nic0'),
      ],
      owners,
      devices: [
        {
          name: 'virtio0',
          about: 'emulated',
          plugged: true,
          lisns: [0x1300, 0x1303],
          vectors: 4,
          connected: 0,
        },
        { name: 'nvme0', about: 'phb2', plugged: true, lisns: [0x1304, 0x130c], vectors: 9, connected: 9 },
        { name: 'nic0', about: 'phb3', plugged: true, lisns: [0x1310, 0x1320], vectors: 17, connected: 17 },
      ],
    },
    pages,
  );
}

/** Without a measure: the NVMe went, a GPU took its numbers, and 0x1304 still shows the NVMe. */
export function replugMoment(): VmMoment {
  const pages: PageRun[] = [
    ...[0, 1, 2, 3].map((lisn) => page(2 * lisn + 1, ipiPage(0x10 + lisn, 1), { step: 1, since: 1 })),
    page(2 * 0x1100 + 1, ipiPage(0x16, 1)),
    page(2 * 0x1300 + 1, ipiPage(0x1c, 1), { by: 'qemu', step: 0, since: 0 }),
    page(2 * 0x1303 + 1, phbPage(1, 3), { step: 9, since: 9 }),
    page(2 * 0x1304, phbPage(2, 0), { state: 'stale', step: 6, since: 11 }),
    page(2 * 0x1304 + 1, phbPage(2, 0), { state: 'stale', step: 6, since: 11 }),
    page(2 * 0x1305 + 1, phbPage(1, 1), { step: 12, since: 12 }),
    page(2 * 0x1307 + 1, ipiPage(0x22, 1), { state: 'misresolved', step: 12, since: 12 }),
    page(40_002, 0x7fff_ffff, { step: 1, since: 1 }),
  ];
  return momentOf(
    {
      sources: [
        ...COMMON,
        source(0x1300, 0x1303, 0x1c, 'virtio0'),
        source(0x1304, 0x130b, 0x20, 'gpu0'),
        source(0x130c, 0x130c, 0x28, null, { claimed: false }),
        source(0x1310, 0x1311, 0x2c, null, { orphan: true }),
      ],
      owners: [{ from: 0x1304, to: 0x130b, hw: phbPage(1, 0), hwStep: 2, since: 11 }],
      devices: [
        {
          name: 'virtio0',
          about: 'emulated',
          plugged: true,
          lisns: [0x1300, 0x1303],
          vectors: 4,
          connected: 0,
        },
        { name: 'nvme0', about: 'phb2', plugged: false, lisns: null, vectors: 9, connected: 0 },
        { name: 'gpu0', about: 'phb1', plugged: true, lisns: [0x1304, 0x130b], vectors: 8, connected: 8 },
      ],
    },
    pages,
  );
}

/** A2 on the relative rule: the hole that a refused MAP_FIXED left, and a tail whose faults count from its own start. */
export function splitMoment(): VmMoment {
  const before = replugMoment();
  return {
    ...before,
    vmas: [
      piece({ id: 1, start: 0, end: 0x2608, pgoff: 4, pieces: 3 }),
      piece({ id: 2, start: 0x2608, end: 0x2618, pgoff: 0x260c, mapping: 'VMA1', step: 5 }),
      piece({ id: 3, start: 0x2618, end: 0x2620, pgoff: 0x261c, piece: 1, pieces: 3, serves: 0 }),
      piece({ id: 4, start: 0x2640, end: SPACE, pgoff: 0x2644, piece: 2, pieces: 3, serves: 0 }),
      TIMA,
    ],
  };
}

/** Every LISN KVM takes, all populated but for holes, with a stale page here and there. */
export function hugeMoment(sources = 1_000_000, populated = 50_000): VmMoment {
  const nrIrqs = 1_048_576;
  const per = 40;
  const pages: PageRun[] = [];
  for (let at = 0; at < populated; at++) {
    const lisn = Math.floor((at * sources) / populated);
    const phb = lisn % (per * 400) < per * 40 && lisn > 8192;
    const hw = phb ? phbPage(lisn % 3, lisn % 4096) : ipiPage(lisn + 16, 1);
    pages.push(page(2 * lisn + 1, hw, { state: at % 9973 === 17 ? 'stale' : 'fresh' }));
  }
  const owners: OwnerRun[] = [];
  for (let from = per * 400; from < sources; from += per * 400)
    owners.push({ from, to: from + per * 40 - 1, hw: phbPage((from / per) % 3, 0), hwStep: 2, since: 1 });
  return momentOf(
    {
      nrIrqs,
      vcpus: 256,
      vmas: [
        piece({ id: 1, start: 0, end: 2 * nrIrqs, pgoff: 4 }),
        { ...TIMA, start: 3_000_000, end: 3_000_004 },
      ],
      regions: [
        {
          name: 'xive.esb-kvm',
          priority: 1,
          firstLisn: 0,
          count: nrIrqs,
          page: 0,
          base: true,
          visible: [[0, nrIrqs - 1]],
        },
      ],
      slots: [{ firstLisn: 0, lastLisn: nrIrqs - 1, page: 0, region: 'xive.esb-kvm' }],
      sources: [source(0, sources - 1, 16, null)],
      owners,
      devices: ['phb0', 'phb1', 'phb2'].map((about, at) => ({
        name: ['nvme0', 'nic0', 'gpu0'][at]!,
        about,
        plugged: true,
        lisns: null,
        vectors: per * 40,
        connected: per * 40,
      })),
    },
    pages,
  );
}
