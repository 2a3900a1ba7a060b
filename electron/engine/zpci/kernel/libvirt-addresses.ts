/** Which UID and FID libvirt gives to each PCI device of a domain (zpci.md 3.13). */
import { DEVICE_CLASSES, type DeviceClass } from '../../../../shared/zpci/types.ts';
import { MOST_FID, MOST_UID } from './identifiers.ts';
import type { ZpciFailure } from './operations.ts';
import { failureOf } from './results.ts';

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

/** More letters than any number that could be meant. */
const MOST_DIGITS = 40;

/** A number written in the XML: 0x hex, a leading 0 octal, else decimal (V-2); null = none of these. */
function numberWritten(written: string): bigint | null {
  if (written.length > MOST_DIGITS) return null;
  // As C's strtoul reads it: blanks and a plus may stand before it.
  const text = written.replace(/^[ \t\n]*\+?/, '');
  if (/^0[xX][0-9a-fA-F]+$/.test(text) || /^(?:0|[1-9]\d*)$/.test(text)) return BigInt(text);
  return /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : null;
}

/** Largest that libvirt reads into an unsigned number. */
const MOST_WRITTEN = 0xffff_ffffn;

export type ReadAddress =
  | { readonly ok: true; readonly uid: number | null; readonly fid: number | null }
  | { readonly ok: false; readonly failure: ZpciFailure };

export type ReadNumber =
  | { readonly ok: true; readonly value: number | null }
  | { readonly ok: false; readonly failure: ZpciFailure };

function readAttribute(name: 'uid' | 'fid', text: string | null): ReadNumber {
  if (text === null) return { ok: true, value: null };
  const value = numberWritten(text);
  if (value !== null && value <= MOST_WRITTEN) return { ok: true, value: Number(value) };
  const message = `XML error: Invalid value for attribute '${name}' in element 'zpci': '${text}'. Expected non-negative integer value`;
  return { ok: false, failure: failureOf('ZPCI-V2', message) };
}

/** UIDs that libvirt takes (V-3); null = it is one. */
function uidRefusal(uid: number | null): ZpciFailure | null {
  if (uid === null || (uid > 0 && uid <= MOST_UID)) return null;
  const text = `0x${uid.toString(16).padStart(4, '0')}`;
  return failureOf('ZPCI-V3', `XML error: Invalid PCI address uid='${text}', must be > 0x0000 and <= 0xffff`);
}

/** The attributes of one `<zpci>` as they are written; null = missing (V-2, V-3). */
export function readZpciAddress(uidText: string | null, fidText: string | null): ReadAddress {
  const uid = readAttribute('uid', uidText);
  if (!uid.ok) return uid;
  const fid = readAttribute('fid', fidText);
  if (!fid.ok) return fid;
  const refusal = uidRefusal(uid.value);
  if (refusal !== null) return { ok: false, failure: refusal };
  return { ok: true, uid: uid.value, fid: fid.value };
}

/** One attribute of a `<zpci>` by itself. */
export function readZpciNumber(name: 'uid' | 'fid', text: string): ReadNumber {
  const read = readAttribute(name, text);
  const refusal = read.ok && name === 'uid' ? uidRefusal(read.value) : null;
  return refusal === null ? read : { ok: false, failure: refusal };
}

interface Space {
  readonly name: 'uid' | 'fid';
  readonly last: number;
  /** Nothing below it is free: numbers are never given back. */
  lowest: number;
  /** Who has which number. */
  readonly owners: Map<number, string>;
}

function lowestIn(space: Space): number | null {
  while (space.owners.has(space.lowest)) space.lowest += 1;
  return space.lowest > space.last ? null : space.lowest;
}

type Taken =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly failure: ZpciFailure; readonly taken: string | null };

/** A number that is written, or the lowest free one (V-4, V-5, V-6). */
function take(space: Space, written: number | null, id: string): Taken {
  const { name, owners } = space;
  const value = written ?? lowestIn(space);
  if (value === null) {
    const failure = failureOf('ZPCI-V6', `internal error: There is no more free ${name}.`);
    return { ok: false, failure, taken: null };
  }
  const owner = owners.get(value);
  if (owner !== undefined) {
    // The message has the number in octal (V-4).
    const message = `internal error: zPCI ${name} ${value.toString(8)} is already reserved`;
    return { ok: false, failure: failureOf('ZPCI-V4', message), taken: owner };
  }
  owners.set(value, id);
  return { ok: true, value };
}

/** By class of device, in the order of the file within one (V-5). */
function inOrder(devices: readonly LibvirtDevice[]): readonly LibvirtDevice[] {
  return DEVICE_CLASSES.flatMap((kind) => devices.filter(({ deviceClass }) => deviceClass === kind));
}

/** Addresses in the order of the file (V-5): what has a number first, then the rest. */
export function allocateAddresses(devices: readonly LibvirtDevice[]): Allocated {
  const uids: Space = { name: 'uid', lowest: 1, last: MOST_UID, owners: new Map() };
  const fids: Space = { name: 'fid', lowest: 0, last: MOST_FID, owners: new Map() };
  const chosen = new Map<LibvirtDevice, { readonly uid: number; readonly fid: number }>();
  const zero = devices.find(({ uid }) => uidRefusal(uid) !== null);
  if (zero !== undefined) return { ok: false, failure: uidRefusal(zero.uid)!, device: zero.id, taken: null };

  const isWritten = ({ uid, fid }: LibvirtDevice): boolean => uid !== null || fid !== null;
  const ordered = inOrder(devices);
  for (const device of [...ordered.filter(isWritten), ...ordered.filter((one) => !isWritten(one))]) {
    const uid = take(uids, device.uid, device.id);
    if (!uid.ok) return { ...uid, device: device.id };
    const fid = take(fids, device.fid, device.id);
    if (!fid.ok) return { ...fid, device: device.id };
    chosen.set(device, { uid: uid.value, fid: fid.value });
  }
  return { ok: true, zpci: devices.map((device) => ({ id: device.id, ...chosen.get(device)! })) };
}

/** A function of the host may be in a domain once (V-10). */
export const TWICE_IN_DOMAIN = failureOf(
  'ZPCI-V10',
  'XML error: Hostdev already exists in the domain configuration',
);
