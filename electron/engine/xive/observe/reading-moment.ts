/** A reading as the renderer draws it: a guest's ESB space as far as its texts tell it. */
import {
  type OwnerRun,
  packRuns,
  type ShownDevice,
  type SourceRun,
  type VmMoment,
} from '../../../../shared/xive/moment.ts';
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import { ONLY_VM, type Reading, type ReadSource } from '../../../../shared/xive/types.ts';
import { deviceName, isClaimed, isOrphan, ownerPage } from './facts.ts';
import { highest, lowest } from './lines.ts';
import { slotOf } from './parse-devices.ts';
import { historyOf } from './history.ts';
import { readingPages } from './reading-pages.ts';
import { baseOf, shownRegions, shownSlots, shownVmas, sourcesOfSpace } from './shown-mappings.ts';
import { tellsClaims, toldBy } from './told.ts';

function sourceRuns(reading: Reading): SourceRun[] {
  const claimsTold = tellsClaims(reading);
  const runs: (SourceRun & { to: number })[] = [];
  for (const source of reading.sources) {
    const { lisn, kvm, pic, guest } = source;
    const run = {
      from: lisn,
      to: lisn,
      ipi: kvm?.type === 'IPI' ? kvm.hw : null,
      lsi: kvm?.lsi ?? pic?.lsi ?? guest?.flags.includes('L') ?? false,
      claimed: isClaimed(source) || !claimsTold,
      orphan: isOrphan(reading, source),
      device: deviceName(reading, source),
    };
    const last = runs.at(-1);
    const goesOn =
      last?.to === lisn - 1 &&
      last.lsi === run.lsi &&
      last.claimed === run.claimed &&
      last.orphan === run.orphan &&
      last.device === run.device &&
      (last.ipi === null ? run.ipi === null : run.ipi === last.ipi + lisn - last.from);
    if (goesOn) last.to = lisn;
    else runs.push(run);
  }
  return runs;
}

/** One page a source, so neighbours on a bridge are two codes apart. */
const NEXT_SOURCE = 2;

function ownerRuns(reading: Reading): OwnerRun[] {
  const runs: (OwnerRun & { to: number })[] = [];
  for (const source of reading.sources) {
    const hw = source.kvm?.type === 'PT' ? ownerPage(reading, source, 0) : null;
    if (hw === null) continue;
    const last = runs.at(-1);
    if (last?.to === source.lisn - 1 && hw === last.hw + NEXT_SOURCE * (source.lisn - last.from))
      last.to = source.lisn;
    else runs.push({ from: source.lisn, to: source.lisn, hw, hwStep: NEXT_SOURCE, since: 0 });
  }
  return runs;
}

function shownDevices(reading: Reading): ShownDevice[] {
  return reading.devices.map(({ id, type, address, vectors, host }): ShownDevice => {
    const has = ({ device }: ReadSource) => device !== null && slotOf(device.bdf) === address;
    const own = reading.sources.filter((source) => has(source) && source.pic?.lsi !== true);
    const lisns = own.map(({ lisn }) => lisn);
    return {
      name: id ?? address,
      about: `${type} at ${address}${host === null ? '' : `, ${host} of the host`}`,
      plugged: true,
      lisns: lisns.length > 0 ? [lowest(lisns), highest(lisns)] : null,
      vectors: vectors ?? lisns.length,
      connected: own.filter(({ kvm }) => kvm?.type === 'PT').length,
    };
  });
}

export function readingMoment(reading: Reading): VmMoment {
  const nrIrqs = sourcesOfSpace(reading);
  const base = baseOf(reading, nrIrqs);
  const vmas = shownVmas(reading, base);
  const regions = shownRegions(reading, base, vmas);
  const slots = shownSlots(reading, regions);
  const runs = readingPages(reading, base);
  const history = historyOf(reading, nrIrqs);
  const count = (kind: string) => history.filter(({ event }) => event.kind === kind).length;
  const pageSize = reading.pageSize ?? 65536;
  return {
    vm: ONLY_VM,
    vcpus: reading.vcpus.length,
    nrIrqs,
    pageSize,
    base: base.start,
    baseIsReal: base.real,
    esbOffset: ESB_PGOFF,
    pagesKnown: reading.populated?.complete ?? false,
    told: toldBy(reading),
    running: true,
    vmas,
    regions,
    slots,
    sources: sourceRuns(reading),
    owners: ownerRuns(reading),
    devices: shownDevices(reading),
    pages: packRuns(runs),
    counts: {
      vmas: vmas.filter(({ kind }) => kind === 'esb').length,
      slots: slots.length,
      sources: reading.sources.length,
      passedThrough: reading.sources.filter(({ kvm }) => kvm?.type === 'PT').length,
      populated: runs.length,
      fromSetup: 0,
      stale: runs.filter(({ state }) => state === 'stale').length,
      misresolved: runs.filter(({ state }) => state === 'misresolved').length,
      orphans: reading.sources.filter((source) => isOrphan(reading, source)).length,
      zaps: count('zap'),
      sets: count('set'),
      clears: count('clear'),
      faults: count('fault'),
    },
  };
}
