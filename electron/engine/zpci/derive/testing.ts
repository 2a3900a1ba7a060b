/** A small host with functions of two groups and guests around them, for tests of what follows. */
import type {
  GuestDevice,
  HostFunction,
  ZpciGuest,
  ZpciHost,
  ZpciState,
} from '../../../../shared/zpci/types.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';

/** The function h0 of zpci.md 2.9, with FID and UID of its own. */
export function hostFunction(parts: Partial<HostFunction> & { readonly fid: number }): HostFunction {
  const uid = parts.uid ?? parts.fid + 1;
  return createFunction({
    address: `${uid.toString(16).padStart(4, '0')}:00:00.0`,
    uid,
    fh: 0x8000_0400 + parts.fid,
    pchid: 0x1c0,
    vfn: 1,
    pft: 0x0a,
    port: 1,
    group: 0x07,
    path: '01.02.00.05',
    util: 'LAB',
    driver: 'vfio-pci',
    driverTold: true,
    ownDriver: 'mlx5_core',
    msix: 65,
    platformWindow: { start: '0x100000000', end: '0x1ffffffffffffff' },
    window: { start: '0x100000000', end: '0x1ffffffff' },
    noi: 64,
    maxstbl: 4096,
    dasm: '0x3ffffffffff',
    msia: '0xfe00000000000000',
    mui: 2000,
    version: 1,
    refresh: true,
    fmbLength: 128,
    barSizes: [14, 0, 0, 0, 0, 0],
    bars: [4, 0, 0, 0, 0, 0],
    toldBy: ['sysfs', 'vfio'],
    ...parts,
  });
}

/** A passed-through device with both numbers written. */
export function passed(
  id: string,
  fid: number,
  numbers: Partial<NonNullable<GuestDevice['zpci']>> = {},
): GuestDevice {
  const base = createDevice({
    id,
    card: { kind: 'vfio', host: `${(fid + 1).toString(16).padStart(4, '0')}:00:00.0`, options: [] },
  });
  return { ...base, zpci: { ...base.zpci!, uid: 0x31 + fid, fid: 0x41 + fid, ...numbers } };
}

export function emulated(id: string, numbers: Partial<NonNullable<GuestDevice['zpci']>> = {}): GuestDevice {
  const base = createDevice({
    id,
    card: { kind: 'emulated', driver: 'virtio-rng-pci', msix: null, options: [] },
    deviceClass: 'other',
  });
  return { ...base, zpci: { ...base.zpci!, ...numbers } };
}

/** One guest `g`, called `db1`. */
export function stateOf(
  devices: readonly GuestDevice[],
  guest: Partial<ZpciGuest> = {},
  functions: readonly HostFunction[] = [
    hostFunction({ fid: 0 }),
    hostFunction({ fid: 1 }),
    hostFunction({ fid: 2 }),
  ],
  host: Partial<ZpciHost> = {},
): ZpciState {
  return createState({
    host: {
      capabilities: 'v2',
      kvmZpciOp: false,
      memory: 0x1_0000_0000,
      apertureFactor: 1,
      dmaEntryLimit: 65_535,
      ...host,
    },
    functions,
    guests: [createGuest({ id: 'g', name: 'db1', devices, ...guest })],
  });
}
