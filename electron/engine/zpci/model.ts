/** Builders and small pure helpers of the zPCI model: a function of which nothing is known but its FID, a guest that says nothing. */
import { createHash } from 'node:crypto';
import { MOST } from '../../../shared/zpci/bounds.ts';
import { NEWEST_PROFILE } from '../../../shared/zpci/profiles.ts';
import {
  type DeviceClass,
  functionsWith,
  type GuestDevice,
  type HostFunction,
  type ZpciGuest,
  type ZpciHost,
  type ZpciLine,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import { UNKNOWN_FUNCTION } from '../../../shared/zpci/unknown.ts';

/** A function of which nothing but `parts` is known. */
export function createFunction(parts: Partial<HostFunction> & { readonly fid: number }): HostFunction {
  return { ...UNKNOWN_FUNCTION, ...parts };
}

export function createHost(parts: Partial<ZpciHost> = {}): ZpciHost {
  return {
    capabilities: null,
    kvmZpciOp: null,
    memory: null,
    apertureFactor: null,
    dmaEntryLimit: null,
    dmaEntryLimitKept: null,
    uidChecking: null,
    functionLimit: null,
    isGuest: null,
    ...parts,
  };
}

/** Id of the guest that is called so: told as it is, unless that is too long for an id; then its end is a hash of the name. */
export function guestIdOf(name: string): string {
  const id = `guest:${name}`;
  if (id.length <= MOST.nameLetters) return id;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${id.slice(0, MOST.nameLetters - 13).replace(/[\ud800-\udbff]$/, '')}-${hash}`;
}

/** A guest on the newest QEMU, under KVM, that is not running. */
export function createGuest(
  parts: Partial<ZpciGuest> & { readonly id: string; readonly name: string },
): ZpciGuest {
  return {
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

/** libvirt's class of a card that QEMU calls so (V-5). */
export function deviceClassOfModel(model: string): DeviceClass {
  if (/net|e1000|igb/.test(model)) return 'interface';
  return /blk|nvme/.test(model) ? 'disk' : 'other';
}

/** A device with a zpci device of its own whose numbers the tool chooses. */
/** A zpci device with nothing written: its tool chooses. */
export function automaticLine(): ZpciLine {
  return {
    id: null,
    uid: null,
    fid: null,
    interpret: null,
    forwardingAssist: null,
    relaxedTranslation: null,
  };
}

export function createDevice(parts: Partial<GuestDevice> & { readonly id: string }): GuestDevice {
  return {
    card: null,
    zpci: automaticLine(),
    cardFirst: false,
    deviceClass: 'hostdev',
    managed: true,
    live: null,
    unplugRequested: false,
    ...parts,
  };
}

export function createState(
  parts: Partial<Omit<ZpciState, 'host'>> & { readonly host?: Partial<ZpciHost> } = {},
): ZpciState {
  const { host, ...rest } = parts;
  return { host: createHost(host), functions: [], guests: [], untold: [], ...rest };
}

export function withFunction(state: ZpciState, fid: number, parts: Partial<HostFunction>): ZpciState {
  return { ...state, functions: functionsWith(state.functions, fid, parts) };
}

export function withGuest(state: ZpciState, id: string, parts: Partial<ZpciGuest>): ZpciState {
  return {
    ...state,
    guests: state.guests.map((guest) => (guest.id === id ? { ...guest, ...parts } : guest)),
  };
}

export function withDevice(
  state: ZpciState,
  guest: string,
  id: string,
  parts: Partial<GuestDevice>,
): ZpciState {
  const found = state.guests.find((one) => one.id === guest);
  return found === undefined
    ? state
    : withGuest(state, guest, {
        devices: found.devices.map((device) => (device.id === id ? { ...device, ...parts } : device)),
      });
}
