/** A default pseries guest as QEMU starts it (xive.md 2.1, 2.4): what a new study begins with. */
import { ONLY_VM, type Setup, type XiveConfig } from '../../../../shared/xive/types.ts';

/** CPU IPIs, EPOW, HOTPLUG, VIO and LSI sources created; one mapping of all LISNs and the TIMA. */
export function pseriesSetup(config: XiveConfig, { vcpus }: { readonly vcpus: number }): Setup {
  return {
    vms: [
      {
        name: ONLY_VM,
        vcpus,
        sources: [{ from: 0, to: vcpus - 1, ipi: 0x14, lsi: false }],
        vmas: [{ start: 0, end: 2 * config.nrIrqs, pgoff: 4, name: 'VMA0' }],
        populated: [],
        devices: [],
        orphans: [],
      },
    ],
  };
}
