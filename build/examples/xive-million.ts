/** As large as a guest can be: a million sources, thousands of populated pages, sixteen devices, and a life to scrub. */
import type { XiveEvent } from '../../shared/xive/events.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  ONLY_VM,
  type SetupDevice,
  type XiveConfig,
} from '../../shared/xive/types.ts';
import { pseriesSetup } from '../../electron/engine/xive/setup/pseries.ts';

const VCPUS = 256;
const SOURCES = 1_000_000;
const LISNS = 1_048_576;
const MSI_BASE = 0x1300;
const [DEVICES, VECTORS] = [12, 64];
/** Every fourth MSI up to here was used by an emulated device. */
const USED = 60_000;

const config: XiveConfig = { ...DEFAULT_CONFIG, nrIrqs: LISNS, msiCount: LISNS - MSI_BASE };
const base = pseriesSetup(config, { vcpus: VCPUS }).vms[0]!;
const before = base.sources.reduce((sum, { from, to }) => sum + to - from + 1, 0);

const deviceFirst = (index: number) => MSI_BASE + index * 0x1000;

const devices: readonly SetupDevice[] = Array.from({ length: DEVICES }, (_, index) => ({
  name: `nic${index}`,
  owners: Array.from(
    { length: VECTORS },
    (_unused, vector) => `phb${1 + (index % 6)}[${Math.floor(index / 6) * VECTORS + vector}]`,
  ),
  first: deviceFirst(index),
  mapped: true,
}));

function management(lisn: number): number {
  return 2 * lisn + 1;
}

const populated: readonly number[] = [
  ...Array.from({ length: VCPUS }, (_, vcpu) => management(vcpu)),
  ...[0x1000, 0x1001, 0x1100, 0x1101].map(management),
  ...devices.flatMap(({ first }) =>
    Array.from({ length: VECTORS }, (_, vector) => management(first + vector)),
  ),
  ...Array.from({ length: USED / 4 }, (_, index) => management(MSI_BASE + DEVICES * 0x1000 + index * 4)),
];

/** Devices come and go: eight drives in turn, each used once. */
const events: readonly XiveEvent[] = Array.from({ length: 8 }, (_, round): readonly XiveEvent[] => {
  const dev = `nvme${round}`;
  return [
    { op: 'plug', dev, owner: `phb${7 + (round % 2)}[${round * 16}]`, vectors: 16 },
    { op: 'touchAllMgmt', dev },
    { op: 'fire', source: `phb${7 + (round % 2)}[${round * 16}]` },
    { op: 'unplug', dev },
  ];
}).flat();

function branch(strategy: 'none' | 'B1', id: string, name: string, about: string): Branch {
  return {
    id,
    name,
    about,
    parent: null,
    config: { ...config, strategy },
    setup: {
      vms: [
        {
          ...base,
          name: ONLY_VM,
          vcpus: VCPUS,
          sources: [
            ...base.sources,
            { from: MSI_BASE, to: MSI_BASE + SOURCES - before - 1, ipi: 0x1000, lsi: false },
          ],
          populated,
          devices,
        },
      ],
    },
    events,
  };
}

export const MILLION_BRANCHES: readonly Branch[] = [
  branch(
    'B1',
    'million',
    'Merged kernel',
    'A guest with as many sources as KVM lets it have: zoom from all 2,000,000 pages to one. Eight drives come and go.',
  ),
  branch(
    'none',
    'million-none',
    'No measure',
    'The same life without zaps: each further drive meets the pages of the one before.',
  ),
];
