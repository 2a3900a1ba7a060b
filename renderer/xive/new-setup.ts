/** What a new study begins with: a pseries guest as QEMU starts it (xive.md 2.1, 2.4). */
import { ESB_PGOFF, TIMA_PAGES } from '../../shared/xive/pages.ts';
import { ONLY_VM, type Setup } from '../../shared/xive/types.ts';

/** First IPI number KVM gave in the captures of a fresh host. */
const FIRST_IPI = 0x14;
/** Pages between the ESB mapping and the TIMA. */
const GAP = 64;

/** CPU IPIs, EPOW and HOTPLUG, two VIO devices, the LSIs of one host bridge; one mapping of all LISNs, and the TIMA. */
export function newSetup(vcpus: number, nrIrqs: number): Setup {
  let ipi = FIRST_IPI;
  const ranges: readonly (readonly [from: number, count: number, lsi: boolean])[] = [
    [0, vcpus, false],
    [0x1000, 2, false],
    [0x1100, 2, false],
    [0x1200, 4, true],
  ];
  const sources = ranges.flatMap(([from, count, lsi]) => {
    const to = Math.min(from + count, nrIrqs) - 1;
    if (to < from) return [];
    const range = { from, to, ipi, lsi };
    ipi += to - from + 1;
    return [range];
  });
  const end = 2 * nrIrqs;
  return {
    vms: [
      {
        name: ONLY_VM,
        vcpus,
        sources,
        vmas: [
          { start: 0, end, pgoff: ESB_PGOFF, name: 'VMA0' },
          { start: end + GAP, end: end + GAP + TIMA_PAGES, pgoff: 0, name: 'TIMA' },
        ],
        populated: [],
        devices: [],
        orphans: [],
      },
    ],
  };
}

/** The same as a case file (xive.md 8), which the engine reads like a capture: QEMU has just started the guest. */
export function newScenario(): { readonly name: string; readonly text: string } {
  const [vm] = newSetup(2, 8192).vms;
  const scenario = {
    id: 'guest',
    title: 'New guest',
    config: {},
    setup: { sources: vm?.sources, vmas: vm?.vmas, populated: [] },
    ops: [{ op: 'vmState', change: 'start' }],
  };
  return { name: 'xive-study.json', text: `${JSON.stringify(scenario, null, 2)}\n` };
}
