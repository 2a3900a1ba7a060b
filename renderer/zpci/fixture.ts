/** A small machine for tests: an adapter of two functions, one of them in a guest, and a standby function. */
import { NEWEST_PROFILE } from '../../shared/zpci/profiles.ts';
import type { HostFunction, ZpciGuest, ZpciState } from '../../shared/zpci/types.ts';

export function fixtureFunction(fid: number, parts: Partial<HostFunction> = {}): HostFunction {
  return {
    fid,
    address: null,
    uid: null,
    uidIsUnique: null,
    state: 'configured',
    fh: null,
    pchid: null,
    vfn: null,
    pft: null,
    port: null,
    group: null,
    path: null,
    util: null,
    mioEnabled: null,
    fidparm: null,
    vendor: null,
    device: null,
    pciClass: null,
    driver: null,
    driverTold: true,
    driverOverride: null,
    ownDriver: null,
    iommuGroup: null,
    physicalFunction: null,
    virtualFunctions: [],
    activeVfs: null,
    totalVfs: null,
    msix: null,
    platformWindow: null,
    window: null,
    noi: null,
    maxstbl: null,
    dasm: null,
    msia: null,
    mui: null,
    version: null,
    refresh: null,
    frame: null,
    rtr: null,
    dtsm: null,
    fmbLength: null,
    barSizes: null,
    bars: null,
    capabilities: null,
    utilSize: null,
    pathSize: null,
    answer: null,
    groupAnswer: null,
    toldBy: ['sysfs'],
    others: {},
    ...parts,
  };
}

export function fixtureGuest(id: string, parts: Partial<ZpciGuest> = {}): ZpciGuest {
  return {
    id,
    name: `guest-${id}`,
    hue: 0,
    domain: null,
    profile: NEWEST_PROFILE,
    machine: null,
    kvm: true,
    cpuZpci: true,
    isProtected: false,
    iommu: 'type1',
    running: false,
    functionLimit: null,
    memory: null,
    devices: [],
    ...parts,
  };
}

export function fixtureState(): ZpciState {
  return {
    host: {
      capabilities: 'v2',
      kvmZpciOp: true,
      memory: null,
      apertureFactor: null,
      dmaEntryLimit: 65_535,
      dmaEntryLimitKept: null,
      uidChecking: true,
      functionLimit: null,
      isGuest: false,
    },
    functions: [
      fixtureFunction(0x41, {
        address: '0031:00:00.0',
        uid: 0x31,
        pchid: 0x1c0,
        pft: 0x0a,
        port: 1,
        driver: 'vfio-pci',
      }),
      fixtureFunction(0x42, {
        address: '0032:00:00.0',
        uid: 0x32,
        pchid: 0x1c0,
        pft: 0x0a,
        port: 2,
        driver: 'mlx5_core',
      }),
      fixtureFunction(0x63, { state: 'standby' }),
    ],
    guests: [
      fixtureGuest('g1', {
        devices: [
          {
            id: 'h0',
            card: { kind: 'vfio', host: '0031:00:00.0', options: [] },
            zpci: null,
            cardFirst: false,
            deviceClass: 'hostdev',
            managed: false,
            live: null,
            unplugRequested: false,
          },
        ],
      }),
      fixtureGuest('g2', { hue: 1 }),
    ],
    untold: [],
  };
}
