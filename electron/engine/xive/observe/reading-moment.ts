/** A reading as the renderer draws it: a guest's ESB space as far as its texts tell it. */
import { packRuns, type VmMoment } from '../../../../shared/xive/moment.ts';
import { type Reading, ONLY_VM } from '../../../../shared/xive/types.ts';

export function readingMoment(reading: Reading): VmMoment {
  return {
    vm: ONLY_VM,
    vcpus: reading.vcpus.length,
    nrIrqs: 8192,
    pageSize: reading.pageSize ?? 65536,
    base: 0,
    baseIsReal: false,
    esbOffset: 4,
    pagesKnown: false,
    running: true,
    vmas: [],
    regions: [],
    slots: [],
    sources: [],
    owners: [],
    devices: [],
    pages: packRuns([]),
    counts: {
      vmas: 0,
      slots: 0,
      sources: 0,
      passedThrough: 0,
      populated: 0,
      stale: 0,
      misresolved: 0,
      orphans: 0,
      zaps: 0,
      sets: 0,
      clears: 0,
      faults: 0,
    },
  };
}
