/**
 * The state of a machine's zPCI functions and of the guests that get them (zpci.md 1, 3.1). One type for what was read
 * and for what is wished. Addresses of 64 bits are texts, `0x100000000`: lower-case hex without leading zeros.
 * `null` always means: the source does not tell. Nothing unknown is ever a default (zpci.md 4.1, M-1, M-6).
 */

/** QEMU binaries by what they answer (zpci.md 0.2); described in profiles.ts. Oldest first. */
export const PROFILE_IDS = [
  'fixed-2019',
  'proposal-2019',
  'merged-5.2',
  'merged-7.0',
  'merged-7.2',
  'merged-8.0',
  'merged-8.2',
  'merged-10.0',
] as const;
export type ProfileId = (typeof PROFILE_IDS)[number];

/** VFIO capabilities of one function; the number is their version. QFN and QGRP are those of the proposal. */
export const CAPABILITIES = ['BASE1', 'BASE2', 'GROUP1', 'GROUP2', 'UTIL', 'PFIP', 'QFN', 'QGRP'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** 64 bits, `0x1ffffffffffffff`. */
export type Address = string;

/** First and last byte of DMA, both inclusive. */
export interface DmaWindow {
  readonly start: Address;
  readonly end: Address;
}

/** `reserved`: known by name only. `error`, `permanent-error`: as the host's kernel said last. */
export type HostFunctionState = 'configured' | 'standby' | 'reserved' | 'error' | 'permanent-error';

/** Where something about a function was read. */
export const FACT_SOURCES = ['sysfs', 'clp', 'vfio'] as const;
export type FactSource = (typeof FACT_SOURCES)[number];

/** A PCI function as the machine that was read has it. That machine can be an LPAR, or a guest looked at from inside. */
export interface HostFunction {
  /** Names the function: unique in the machine, and the name of its slot. */
  readonly fid: number;
  /** `0001:00:00.0`; null for a function without an address. A standby one has the address its slot tells. */
  readonly address: string | null;
  readonly uid: number | null;
  readonly uidIsUnique: boolean | null;
  readonly state: HostFunctionState;
  readonly fh: number | null;
  readonly pchid: number | null;
  readonly vfn: number | null;
  readonly pft: number | null;
  readonly port: number | null;
  /** Group number, `pfgid`. */
  readonly group: number | null;
  /** `01.02.00.05` */
  readonly path: string | null;
  /** Decoded utility string; empty = the function has none. */
  readonly util: string | null;
  readonly mioEnabled: boolean | null;
  readonly fidparm: number | null;
  /** PCI ids as sysfs writes them: `0x15b3`. */
  readonly vendor: string | null;
  readonly device: string | null;
  readonly pciClass: string | null;
  /** Driver that is bound; null = none. */
  readonly driver: string | null;
  /** False when the source has no links, so that `driver` says nothing. */
  readonly driverTold: boolean;
  /** `driver_override`, as it is read; null = none or not told. */
  readonly driverOverride: string | null;
  /** The driver it goes back to from vfio-pci; null = not known, or it has its own now. */
  readonly ownDriver: string | null;
  readonly iommuGroup: number | null;
  /** Address of the physical function of this virtual one. */
  readonly physicalFunction: string | null;
  /** Addresses of its virtual functions. */
  readonly virtualFunctions: readonly string[];
  readonly activeVfs: number | null;
  readonly totalVfs: number | null;
  /** MSI-X vectors of the card; 0 = it has no MSI-X capability. */
  readonly msix: number | null;
  /** What the machine's CLP says, before the kernel cuts it. */
  readonly platformWindow: DmaWindow | null;
  /** What the host's kernel handles (D-2): BASE, IOVA_RANGE, reserved_regions. */
  readonly window: DmaWindow | null;
  readonly noi: number | null;
  /** The card's own longest store block, bytes: CLP, or `imaxstbl` of GROUP version 2. Never the kernel's constant 128. */
  readonly maxstbl: number | null;
  readonly dasm: Address | null;
  readonly msia: Address | null;
  /** Milliseconds. */
  readonly mui: number | null;
  readonly version: number | null;
  readonly refresh: boolean | null;
  readonly frame: boolean | null;
  readonly rtr: boolean | null;
  readonly dtsm: number | null;
  /** Measurement block, bytes. */
  readonly fmbLength: number | null;
  /** log2 of each BAR's size in bytes, 0 = none; six of them. */
  readonly barSizes: readonly number[] | null;
  /** BAR registers as in config space, six of them. */
  readonly bars: readonly number[] | null;
  /** What vfio-pci would report; null = follows from the host's kernel. */
  readonly capabilities: readonly Capability[] | null;
  /** UTIL and PFIP of another size than 64 and 4 bytes. */
  readonly utilSize: number | null;
  readonly pathSize: number | null;
  /** CLP answers as they were read, 32-bit big-endian words in hex from the header on; null = not read. */
  readonly answer: string | null;
  readonly groupAnswer: string | null;
  readonly toldBy: readonly FactSource[];
  /** Files of the function that this model does not know, as read: name -> text. */
  readonly others: Readonly<Record<string, string>>;
}

/** `none`: a kernel before 5.10. `v1`: 5.10 to 5.19. `v2`: 6.0 and later. */
export const CAPABILITY_LEVELS = ['none', 'v1', 'v2'] as const;
export type CapabilityLevel = (typeof CAPABILITY_LEVELS)[number];

export interface ZpciHost {
  readonly capabilities: CapabilityLevel | null;
  /** KVM offers interpretation (I-3). */
  readonly kvmZpciOp: boolean | null;
  /** Bytes; for D-2. */
  readonly memory: number | null;
  /** `s390_iommu_aperture=`; 1 unless the kernel's command line says otherwise, 0 = no limit by memory. */
  readonly apertureFactor: number | null;
  /** `dma_entry_limit` of vfio_iommu_type1, DMA_AVAIL of a container that nobody uses. */
  readonly dmaEntryLimit: number | null;
  /** Will be in /etc/modprobe.d at the next load of the module; null = no line there, or not told. */
  readonly dmaEntryLimitKept: number | null;
  /** Files in /etc/modprobe.d that tell it, the one that counts last; left out where none does. */
  readonly dmaEntryLimitFiles?: readonly string[];
  readonly uidChecking: boolean | null;
  /** Functions its kernel takes (S-2). */
  readonly functionLimit: number | null;
  /** What was read is a guest looked at from inside: handles tell emulated from passed through (M-7). */
  readonly isGuest: boolean | null;
}

export type EmulatedOption = readonly [name: string, value: string];

export type GuestCard =
  /** `host` = address of the host's function. */
  | { readonly kind: 'vfio'; readonly host: string; readonly options: readonly EmulatedOption[] }
  /** `driver` as QEMU names it, `virtio-net-pci`; `msix` null = as the model has it. */
  | {
      readonly kind: 'emulated';
      readonly driver: string;
      readonly msix: number | null;
      readonly options: readonly EmulatedOption[];
    };

/** The zpci device of a card, as it is written; null fields are not written and are chosen by the tool. */
export interface ZpciLine {
  /** QEMU id of the zpci device itself. */
  readonly id: string | null;
  readonly uid: number | null;
  readonly fid: number | null;
  readonly interpret: boolean | null;
  readonly forwardingAssist: boolean | null;
  readonly relaxedTranslation: boolean | null;
}

/** States of a function inside a guest (zpci.md 1.4). */
export const FUNCTION_STATES = [
  'reserved',
  'standby',
  'disabled',
  'enabled',
  'blocked',
  'error',
  'permanent-error',
] as const;
export type FunctionState = (typeof FUNCTION_STATES)[number];

/** In which class of devices libvirt counts it (V-5). */
export const DEVICE_CLASSES = [
  'disk',
  'interface',
  'sound',
  'hostdev',
  'video',
  'controller',
  'other',
] as const;
export type DeviceClass = (typeof DEVICE_CLASSES)[number];

export interface GuestDevice {
  /** QEMU id of the card, the target of its zpci device. Unique in the guest. */
  readonly id: string;
  /** Null = its zpci device waits for a card. */
  readonly card: GuestCard | null;
  /** Null = QEMU makes one by itself. */
  readonly zpci: ZpciLine | null;
  /** True where the card comes before its zpci device on the command line. */
  readonly cardFirst: boolean;
  readonly deviceClass: DeviceClass;
  /** `managed='yes'`: libvirt binds vfio-pci by itself. */
  readonly managed: boolean;
  /** What a running guest has done with it; null = it does not run, or nothing tells. */
  readonly live: FunctionState | null;
  /** Somebody asked for its removal and the guest has not answered (K-18). */
  readonly unplugRequested: boolean;
  /** What else its domain says of a host device, `<vlan><tag id='42'/></vlan>`; left out = nothing. */
  readonly elements?: readonly string[];
  /** Opened through iommufd, where its guest opens some functions so and others not; left out = as its guest has it. */
  readonly iommufd?: boolean;
}

export interface ZpciGuest {
  /** Stable while the workspace lives. */
  readonly id: string;
  readonly name: string;
  /** 0..7 */
  readonly hue: number;
  /** libvirt's name for it; null = a QEMU that is started by hand, or not told. */
  readonly domain: string | null;
  readonly profile: ProfileId;
  /** Version of the machine type, `9.2`; null = the newest of the profile's QEMU. */
  readonly machine: string | null;
  /** KVM; false = TCG. */
  readonly kvm: boolean;
  /** CPU feature zpci. */
  readonly cpuZpci: boolean;
  /** Secure Execution (I-2). */
  readonly isProtected: boolean;
  readonly iommu: 'type1' | 'iommufd';
  /** Null = not told. */
  readonly running: boolean | null;
  /** Functions its kernel takes (S-2); null = not told. */
  readonly functionLimit: number | null;
  /** Bytes; for what its kernel makes of a window (D-3). */
  readonly memory: number | null;
  /** In the order the tool creates them; what is chosen automatically depends on it (zpci.md 3.1). */
  readonly devices: readonly GuestDevice[];
}

/** What the source did not tell. */
export const UNTOLD_FACTS = ['drivers', 'answers', 'windows', 'guests', 'slots'] as const;
export type UntoldFact = (typeof UNTOLD_FACTS)[number];

export interface ZpciState {
  readonly host: ZpciHost;
  /** By FID. */
  readonly functions: readonly HostFunction[];
  readonly guests: readonly ZpciGuest[];
  readonly untold: readonly UntoldFact[];
}

/** `0x00000041` */
export function fidText(fid: number): string {
  return `0x${fid.toString(16).padStart(8, '0')}`;
}
/** `0x0031` */
export function uidText(uid: number): string {
  return `0x${uid.toString(16).padStart(4, '0')}`;
}
/** Name of its slot: `00000041` */
export function slotName(fid: number): string {
  return fid.toString(16).padStart(8, '0');
}

interface Positions {
  readonly byFid: ReadonlyMap<number, number>;
  readonly byAddress: ReadonlyMap<string, number>;
}

/** Of lists that were searched: a partition has thousands of functions, and a plan looks one up at every step. */
const POSITIONS = new WeakMap<readonly HostFunction[], Positions>();

function positionsOf(functions: readonly HostFunction[]): Positions {
  const known = POSITIONS.get(functions);
  if (known !== undefined) return known;
  const byFid = new Map<number, number>();
  const byAddress = new Map<string, number>();
  for (const [at, { fid, address }] of functions.entries()) {
    if (!byFid.has(fid)) byFid.set(fid, at);
    if (address !== null && !byAddress.has(address)) byAddress.set(address, at);
  }
  const positions = { byFid, byAddress };
  POSITIONS.set(functions, positions);
  return positions;
}

export function functionByFid(state: Pick<ZpciState, 'functions'>, fid: number): HostFunction | undefined {
  const at = positionsOf(state.functions).byFid.get(fid);
  return at === undefined ? undefined : state.functions[at];
}
export function functionAt(state: Pick<ZpciState, 'functions'>, address: string): HostFunction | undefined {
  const at = positionsOf(state.functions).byAddress.get(address);
  return at === undefined ? undefined : state.functions[at];
}
/** The list with other facts of one function; FIDs are unique. */
export function functionsWith(
  functions: readonly HostFunction[],
  fid: number,
  parts: Partial<HostFunction>,
): readonly HostFunction[] {
  const positions = positionsOf(functions);
  const at = positions.byFid.get(fid);
  if (at === undefined) return functions;
  const changed = functions.with(at, { ...functions[at]!, ...parts });
  if (parts.fid === undefined && parts.address === undefined) POSITIONS.set(changed, positions);
  return changed;
}

/** Virtual functions that go with the driver of a physical one: as many as are told, or as there are links to. */
export function activeVirtuals({
  activeVfs,
  virtualFunctions,
}: Pick<HostFunction, 'activeVfs' | 'virtualFunctions'>): number {
  return activeVfs ?? virtualFunctions.length;
}
export function guestById(state: Pick<ZpciState, 'guests'>, id: string): ZpciGuest | undefined {
  return state.guests.find((guest) => guest.id === id);
}
export function deviceById(guest: Pick<ZpciGuest, 'devices'>, id: string): GuestDevice | undefined {
  return guest.devices.find((device) => device.id === id);
}

/** Guests of the wish that a host's function is in, with the device there; more than one is a mistake. */
export function ownersOf(
  state: Pick<ZpciState, 'guests'>,
  address: string,
): readonly { readonly guest: ZpciGuest; readonly device: GuestDevice }[] {
  const owners: { readonly guest: ZpciGuest; readonly device: GuestDevice }[] = [];
  for (const guest of state.guests)
    for (const device of guest.devices)
      if (device.card?.kind === 'vfio' && device.card.host === address) owners.push({ guest, device });
  return owners;
}

/** Function types (zpci.md 1.2): name and a short form for tight columns. */
export const FUNCTION_TYPES: Readonly<Record<number, { readonly name: string; readonly short: string }>> = {
  0x00: { name: 'unclassified', short: 'UNC' },
  0x02: { name: 'RoCE Express', short: 'ROCE' },
  0x05: { name: 'ISM', short: 'ISM' },
  0x0a: { name: 'RoCE Express2 or 3', short: 'ROC2' },
  0x0b: { name: 'NVMe', short: 'NVMe' },
  0x0c: { name: 'Network Express Hybrid', short: 'NETH' },
  0x0d: { name: 'Cloud Network Adapter', short: 'CNW' },
  0x0f: { name: 'Network Express Dedicated', short: 'NETD' },
};

/** Groups from here on are simulated by QEMU (zpci.md 1.2). */
export const FIRST_SIMULATED_GROUP = 0xf0;
