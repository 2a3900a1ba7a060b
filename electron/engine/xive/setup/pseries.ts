/** A default pseries guest as QEMU starts it (xive.md 2.1, 2.4): what a new study begins with. */
import { ESB_PGOFF, TIMA_PAGES } from '../../../../shared/xive/pages.ts';
import {
  ONLY_VM,
  type Setup,
  type SetupSources,
  type SetupVma,
  type XiveConfig,
} from '../../../../shared/xive/types.ts';

/** First IPI number KVM got in the captures of a fresh host. */
const FIRST_IPI = 0x14;
/** Pages between the last ESB mapping and the TIMA; what lies there is none of the XIVE device's. */
const GAP = 64;

export const BASE_MAPPING = 'VMA0';

/** In the order QEMU creates them, so that IPI numbers come out as on a real host: LISN -> how many, level or not. */
function bootSources(vcpus: number): readonly (readonly [from: number, count: number, lsi: boolean])[] {
  return [
    [0, vcpus, false],
    [0x1000, 2, false],
    [0x1100, 2, false],
    [0x1200, 4, true],
  ];
}

function sources(config: XiveConfig, vcpus: number): SetupSources[] {
  let ipi = FIRST_IPI;
  return bootSources(vcpus).flatMap(([from, count, lsi]) => {
    const to = Math.min(from + count, config.nrIrqs) - 1;
    if (to < from) return [];
    const range = { from, to, ipi, lsi };
    ipi += to - from + 1;
    return [range];
  });
}

/** The two mappings of a guest with the base range of its LISNs; the TIMA comes behind. */
export function pseriesVmas(config: XiveConfig): readonly SetupVma[] {
  const end = 2 * config.nrIrqs;
  const tima = end + GAP;
  return [
    { start: 0, end, pgoff: ESB_PGOFF, name: BASE_MAPPING },
    { start: tima, end: tima + TIMA_PAGES, pgoff: 0, name: 'TIMA' },
  ];
}

/** CPU IPIs, EPOW, HOTPLUG, VIO and LSI sources created; one mapping of all LISNs and the TIMA. */
export function pseriesSetup(config: XiveConfig, { vcpus }: { readonly vcpus: number }): Setup {
  return {
    vms: [
      {
        name: ONLY_VM,
        vcpus,
        sources: sources(config, vcpus),
        vmas: pseriesVmas(config),
        populated: [],
        devices: [],
        orphans: [],
      },
    ],
  };
}
