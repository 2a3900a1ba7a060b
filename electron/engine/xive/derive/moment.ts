/** A machine or a reading as the renderer draws it. */
import {
  ALL_TOLD,
  type Place,
  type ShownDevice,
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
import { type BranchPlace, branchPlace, readingNamed } from './places.ts';
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

/** The block a device had before the last step that took it out; null = it never had one. */
function lastBlock(
  { branch, timeline, step }: BranchPlace,
  guest: string,
  name: string,
): ShownDevice['lisns'] {
  const first = branch.setup.vms[0]?.name;
  for (let at = step; at > 0; at -= 1) {
    const event = branch.events[at - 1]!;
    const out = event.op === 'unplug' || event.op === 'removeUnclean' || event.op === 'plugUnplugLoop';
    if (!out || (event.vm ?? first) !== guest || ('dev' in event && event.dev !== name)) continue;
    const device = timeline
      .at(at - 1)
      .vms.get(guest)
      ?.devices.get(name);
    if (device !== undefined && device.first !== null)
      return [device.first, device.first + device.vectors - 1];
  }
  return null;
}

function withLastBlocks(place: BranchPlace, moment: VmMoment): VmMoment {
  if (moment.devices.every(({ lisns }) => lisns !== null)) return moment;
  const devices = moment.devices.map((device) =>
    device.lisns !== null || device.plugged
      ? device
      : { ...device, lisns: lastBlock(place, moment.vm, device.name) },
  );
  return { ...moment, devices };
}

/** Throws StudioError `not-found` for a branch, reading or step that is not there. */
export function momentAt(state: XiveState, place: Place): XiveMoment {
  if (place.kind === 'reading')
    return { place, steps: 0, vms: [readingMoment(readingNamed(state, place.reading))] };
  const found = branchPlace(state, place);
  const { timeline, machine } = found;
  const vms = [...machine.vms.values()].map((vm) => withLastBlocks(found, vmMoment(machine, vm)));
  return { place, steps: timeline.steps, vms };
}
