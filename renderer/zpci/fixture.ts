/** A small machine for tests: an adapter of two functions, one of them in a guest, and a standby function. */
import { NEWEST_PROFILE } from '../../shared/zpci/profiles.ts';
import type { HostFunction, ZpciGuest, ZpciState } from '../../shared/zpci/types.ts';
import { UNKNOWN_FUNCTION } from '../../shared/zpci/unknown.ts';

export function fixtureFunction(fid: number, parts: Partial<HostFunction> = {}): HostFunction {
  return { ...UNKNOWN_FUNCTION, fid, driverTold: true, toldBy: ['sysfs'], ...parts };
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
