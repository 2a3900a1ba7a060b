/** A machine or a reading as the renderer draws it. */
import {
  ALL_TOLD,
  type Place,
  type ShownVma,
  type VmMoment,
  type XiveMoment,
} from '../../../../shared/xive/moment.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';
import { NOMINAL_BASE } from '../kernel/addresses.ts';
import type { Machine, Vm, Vma } from '../kernel/machine.ts';
import { announcedEsb } from '../kernel/page-state.ts';
import { readingMoment } from '../observe/reading-moment.ts';
import { vmCounts } from '../timeline/counts.ts';
import { shownRegions, shownSlots } from '../timeline/regions.ts';
import { packedPages } from './page-runs.ts';
import { branchPlace, readingNamed } from './places.ts';
import { ownerRuns, shownDevices, sourceRuns } from './source-runs.ts';

/** First ESB page that a fault at the start of the line resolves to (XIVE-R10). */
function servedBy(machine: Machine, vm: Vm, { kind, pgoff }: Vma): number | null {
  if (kind === 'tima') return null;
  return machine.config.faultIndex === 'relative' ? 0 : Math.max(0, pgoff - vm.esbOffset);
}

function lisnsOf(vm: Vm, { kind, start, end, pgoff }: Vma): Pick<ShownVma, 'lisns' | 'whole'> {
  if (kind === 'tima') return { lisns: null, whole: true };
  const [first, last] = [pgoff - vm.esbOffset, pgoff - vm.esbOffset + end - start - 1];
  if (last < 0) return { lisns: null, whole: false };
  return {
    lisns: [Math.max(0, first) >> 1, last >> 1],
    whole: first >= 0 && first % 2 === 0 && last % 2 === 1,
  };
}

export function shownVmas(machine: Machine, vm: Vm): readonly ShownVma[] {
  const pieces = new Map<number, number>();
  for (const { mapping } of vm.vmas) pieces.set(mapping, (pieces.get(mapping) ?? 0) + 1);
  const seen = new Map<number, number>();
  return vm.vmas.map((vma) => {
    const piece = seen.get(vma.mapping) ?? 0;
    seen.set(vma.mapping, piece + 1);
    const stands = vma.kind === 'tima' ? -1 : announcedEsb(vm, vma.start);
    return {
      id: vma.id,
      mapping: vma.name,
      piece,
      pieces: pieces.get(vma.mapping) ?? 1,
      kind: vma.kind,
      start: vma.start,
      end: vma.end,
      pgoff: vma.pgoff,
      ...lisnsOf(vm, vma),
      protection: vma.protection,
      stands: stands < 0 ? null : stands,
      serves: servedBy(machine, vm, vma),
      step: vma.step,
    };
  });
}

export function vmMoment(machine: Machine, vm: Vm): VmMoment {
  const { config } = machine;
  return {
    vm: vm.name,
    vcpus: vm.vcpus,
    nrIrqs: config.nrIrqs,
    pageSize: config.pageSize,
    base: NOMINAL_BASE,
    baseIsReal: false,
    esbOffset: vm.esbOffset,
    pagesKnown: true,
    told: ALL_TOLD,
    running: vm.running,
    vmas: shownVmas(machine, vm),
    regions: shownRegions(machine, vm),
    slots: shownSlots(machine, vm),
    sources: sourceRuns(machine, vm),
    owners: ownerRuns(vm),
    devices: shownDevices(vm),
    pages: packedPages(machine, vm),
    counts: vmCounts(machine, vm),
  };
}

/** Throws StudioError `not-found` for a branch, reading or step that is not there. */
export function momentAt(state: XiveState, place: Place): XiveMoment {
  if (place.kind === 'reading')
    return { place, steps: 0, vms: [readingMoment(readingNamed(state, place.reading))] };
  const { timeline, machine } = branchPlace(state, place);
  return { place, steps: timeline.steps, vms: [...machine.vms.values()].map((vm) => vmMoment(machine, vm)) };
}
