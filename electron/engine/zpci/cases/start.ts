/** The guest and the host's functions a case begins with. */
import { NEWEST_PROFILE } from '../../../../shared/zpci/profiles.ts';
import { CAPABILITIES, type Capability, type HostFunction } from '../../../../shared/zpci/types.ts';
import type { GuestFunction, GuestMachine, MachineSetup, VfioReport } from '../kernel/machine.ts';
import { applyZpciOp } from '../kernel/operations.ts';
import { reportFrom } from '../kernel/report.ts';
import { createFunction, createHost } from '../model.ts';
import type { Run } from './outcome.ts';
import { type Case, type CaseHostFunction, type CaseInitial, isQemuProfile } from './format.ts';

/** `dma_entry_limit` of a host that says nothing (D-5). */
const USUAL_LIMIT = 65_535;

const OF_LEVEL: Readonly<Record<'none' | 'v1' | 'v2', readonly Capability[]>> = {
  none: [],
  v1: ['BASE1', 'GROUP1', 'UTIL', 'PFIP'],
  v2: CAPABILITIES.filter((name) => name !== 'BASE1' && name !== 'GROUP1'),
};

function capabilitiesOf(one: CaseHostFunction, { caps }: CaseInitial['host']): readonly Capability[] {
  if (one.caps !== undefined) return one.caps;
  if (caps === undefined) return OF_LEVEL.v2;
  return typeof caps === 'string' ? OF_LEVEL[caps] : caps;
}

function hexOf(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function windowOf(start: bigint | undefined, end: bigint | undefined): HostFunction['window'] {
  return start === undefined || end === undefined ? null : { start: hexOf(start), end: hexOf(end) };
}

/** `0x15b3`, as sysfs has it. */
function idText(id: number | undefined): string | null {
  return id === undefined ? null : `0x${id.toString(16)}`;
}

function functionOf(address: string, one: CaseHostFunction): HostFunction {
  const { start, end, sdmaRaw = start, edmaRaw = end } = one;
  return createFunction({
    fid: one.fid ?? 0,
    address,
    fh: one.fh,
    pchid: one.pchid,
    vfn: one.vfn,
    pft: one.pft,
    port: one.port,
    group: one.gid,
    path: one.pfip,
    util: one.util,
    msix: one.msix,
    window: windowOf(start, end),
    platformWindow: windowOf(sdmaRaw, edmaRaw),
    noi: one.noi,
    maxstbl: one.maxstbl,
    dasm: hexOf(one.dasm),
    msia: hexOf(one.msia),
    mui: one.mui,
    version: one.version,
    fmbLength: one.fmbLength,
    utilSize: one.utilSize ?? null,
    pathSize: one.pfipSize ?? null,
    barSizes: one.barSizes ?? null,
    bars: one.bars ?? null,
    vendor: idText(one.vendor),
    device: idText(one.device),
    iommuGroup: one.iommuGroup ?? null,
  });
}

function reportOf(address: string, one: CaseHostFunction, host: CaseInitial['host']): VfioReport {
  const report = reportFrom(createHost(), functionOf(address, one), capabilitiesOf(one, host));
  // The handle as the case has it: one without the enable bit is what I-6 refuses.
  return report.base === null || report.base.version < 2
    ? report
    : { ...report, base: { ...report.base, fh: one.fh } };
}

export function setupOf({ profile, initial }: Case): MachineSetup {
  const { host, guest } = initial;
  const dmaAvail = guest.dmaAvail === undefined ? host.dmaAvail : guest.dmaAvail;
  return {
    profile: isQemuProfile(profile) ? profile : NEWEST_PROFILE,
    machine: guest.machine ?? null,
    kvmZpciOp: !guest.tcg && (guest.kvmZpciOp ?? host.kvmZpciOp ?? false),
    isProtected: guest.pv,
    iommu: guest.iommu ?? host.iommu ?? 'type1',
    dmaAvail: dmaAvail === undefined ? USUAL_LIMIT : dmaAvail,
    dmaAvailTold: true,
    cpuZpci: guest.cpuZpci,
  };
}

/** As vfio-pci reports the functions of the host, and as they are. */
export function reportsOf({ host }: CaseInitial): Pick<Run, 'reports' | 'known'> {
  const functions = Object.entries(host.functions);
  return {
    reports: new Map(functions.map(([address, one]) => [address, reportOf(address, one, host)])),
    known: new Map(
      functions.map(([address, one]) => [
        address,
        reportFrom(createHost(), functionOf(address, one), OF_LEVEL.v2),
      ]),
    ),
  };
}

/** QEMU's automatic numbers one after the other, without the cost of choosing each among all. */
export function withEmulated(machine: GuestMachine, count: number): GuestMachine {
  const one = applyZpciOp(machine, {
    op: 'emulated',
    id: 'd0',
    driver: 'virtio-rng-pci',
    msix: null,
    multifunction: false,
    place: null,
  });
  const first = one.machine.functions.at(-1);
  if (count === 0 || one.failure !== null || first === undefined) return machine;
  const functions = Array.from(
    { length: count },
    (_, place): GuestFunction => ({
      ...first,
      target: `d${place}`,
      uid: first.uid + place,
      fid: first.fid + place,
      index: first.index + place,
      fh: first.fh + place,
    }),
  );
  return {
    ...machine,
    functions: [...machine.functions, ...functions],
    nextIndex: (first.index + count) % 0x1_0000,
  };
}
