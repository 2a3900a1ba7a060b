/** What a LISN or a hardware source is to people: a vCPU's IPI, a vector of a device, a source of one that is unplugged. */
import {
  type HwPage,
  hwSource,
  hwSourceName,
  ipiPage,
  LISN_RANGES,
  lisnName,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import type { Device, Machine, Vm } from '../kernel/machine.ts';
import { deviceOf, ownerRuns, sourceRuns } from './source-runs.ts';

/** `vector 4 of nvme2`, `IPI of vCPU 0`, `MSIs` */
export function purposeOf(vm: Vm, lisn: number): string {
  const device = deviceOf(vm, lisn);
  if (device !== null) return `vector ${lisn - device.first!} of ${device.name}`;
  const range = LISN_RANGES.find(({ first, last }) => lisn >= first && lisn <= last);
  if (range?.first === 0) return lisn < vm.vcpus ? `IPI of vCPU ${lisn}` : range.name;
  return range === undefined ? 'beyond the ranges of a pseries machine' : range.name;
}

interface DeviceSource {
  readonly vm: Vm;
  readonly device: Device;
  readonly vector: number;
}

/** A plugged device before one that had the source once. */
function deviceWith(machine: Machine, source: HwPage): DeviceSource | null {
  let found: DeviceSource | null = null;
  for (const vm of machine.vms.values())
    for (const device of vm.devices.values()) {
      const vector = device.owners.findIndex((owner) => sourceOfHwPage(owner) === source);
      if (vector >= 0 && (found === null || device.plugged)) found = { vm, device, vector };
    }
  return found;
}

/** The LISN a hardware source is behind: the one it is connected to, or the one KVM took it for. */
export function userOf(machine: Machine, page: HwPage): { readonly vm: Vm; readonly lisn: number } | null {
  const source = hwSource(page);
  if (source === null || source.kind === 'tima') return null;
  for (const vm of machine.vms.values()) {
    if (source.kind === 'ipi') {
      const run = sourceRuns(machine, vm).find(
        ({ from, to, ipi }) => ipi !== null && source.hw >= ipi && source.hw <= ipi + to - from,
      );
      if (run !== undefined) return { vm, lisn: run.from + source.hw - run.ipi! };
      continue;
    }
    const wanted = sourceOfHwPage(page);
    for (const { from, to, hw, hwStep } of ownerRuns(vm))
      for (let lisn = from; lisn <= to; lisn += 1)
        if (sourceOfHwPage(hw + (lisn - from) * hwStep) === wanted) return { vm, lisn };
  }
  return null;
}

/** `phb1[4], a source of nvme1, which is unplugged`; `phb2[4] (vector 4 of nvme2)`; `ipi(0x22)` */
export function sourceWords(machine: Machine, vm: Vm, page: HwPage): string {
  const name = hwSourceName(page) ?? 'nothing';
  const source = sourceOfHwPage(page);
  const found = deviceWith(machine, source);
  if (found === null) return name;
  const where = found.vm === vm ? '' : ` of guest ${found.vm.name}`;
  return found.device.plugged
    ? `${name} (vector ${found.vector} of ${found.device.name}${where})`
    : `${name}, a source of ${found.device.name}${where}, which is unplugged`;
}

/** `LISN 0x0 (IPI of vCPU 0)`, with the guest where it is another one. */
export function lisnWords(vm: Vm, lisn: number, other: Vm = vm): string {
  return `LISN ${lisnName(lisn)}${other === vm ? '' : ` of guest ${other.name}`} (${purposeOf(other, lisn)})`;
}

/** The IPI source of a LISN; null = it was never created. */
export function ipiOf(vm: Vm, lisn: number): HwPage | null {
  const ipi = vm.ipi.get(lisn);
  return ipi === 0 ? null : ipiPage(ipi - 1, 0);
}
