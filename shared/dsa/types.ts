/**
 * The state of a host's Intel DSA and IAA devices (dsa.md 1, 2). One type for what was read and for what is wished.
 * Values are as the kernel keeps them; their text forms are in attributes.ts.
 */

/** `iax` is the driver's word for IAA. Both kinds share one counter, so `dsa0, iax1, dsa2` is usual. */
export type DeviceKind = 'dsa' | 'iax';
export type DeviceState = 'disabled' | 'enabled' | 'halted';
export type WqMode = 'dedicated' | 'shared';
/** `locked` (mdev series): a dedicated wq with an mdev; its hardware queue is off, yet it counts as in use. */
export type WqState = 'disabled' | 'enabled' | 'locked';

/** Ways a guest gets its queue (dsa.md 5); described in strategies.ts. */
export const STRATEGY_IDS = [
  'user',
  'mdev-hybrid',
  'mdev-uuid',
  'mdev-pull',
  'push-vfio',
  'push-vfio-create',
  'vdev',
  'devlink',
  'pf',
] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

/** Properties of a device that nothing but another machine or kernel changes. */
export interface DeviceCaps {
  /** 0x100 = DSA 1.0. */
  readonly version: number;
  readonly maxGroups: number;
  readonly maxWorkQueues: number;
  readonly maxEngines: number;
  /** Entries of 64-byte descriptors that all wqs share: `max_work_queues_size`. */
  readonly totalSize: number;
  /** 0 on IAA, which has none. */
  readonly maxReadBuffers: number;
  /** Descriptors; 1 on IAA, which shows no such file. */
  readonly maxBatchSize: number;
  /** Bytes. */
  readonly maxTransferSize: number;
  readonly numaNode: number;
  /** 64 hex digits, most significant first, whichever form the kernel printed. */
  readonly opCap: string;
  /** As printed, `0x40915f0107`; bits in dsa.md 7.3. */
  readonly genCap: string;
  /** IAA 2.0 and later, as printed; null where the file is missing. */
  readonly iaaCap: string | null;
  /** False inside a guest: only type, name and driver name can be written. */
  readonly configurable: boolean;
  /** User PASID: without it no shared wq, no user wq, no mdev. */
  readonly pasid: boolean;
  readonly cdevMajor: number;
  /** Interrupt message slots; 0 where the kernel is none of the mdev series or the device has none. */
  readonly imsSize: number;
  /** Read buffer limit is supported (O19). */
  readonly readBufferLimit: boolean;
  /** The kernel tells how full a wq is. */
  readonly occupancy: boolean;
  /** Page requests can be switched off per wq (O12). */
  readonly prs: boolean;
  /** True where the platform has no shared wqs although PASID and ENQCMD are there; no file shows it. */
  readonly noShared?: boolean;
  /** As `DsaHost.kernelPasid`, for this device alone. */
  readonly kernelPasid?: boolean;
}

export interface DsaGroup {
  readonly readBuffersReserved: number;
  readonly readBuffersAllowed: number;
  readonly useReadBufferLimit: boolean;
  /** -1 = not set. */
  readonly trafficClassA: number;
  readonly trafficClassB: number;
  readonly descProgressLimit: number;
  readonly batchProgressLimit: number;
}

export interface DsaWq {
  readonly groupId: number;
  /** Entries. */
  readonly size: number;
  readonly mode: WqMode;
  readonly priority: number;
  readonly threshold: number;
  /** `none`, `kernel`, `user`, `mdev`, and of the other strategies `vfio`, `vdev`. */
  readonly type: string;
  readonly name: string;
  readonly driverName: string;
  readonly blockOnFault: boolean;
  /** Bytes, a power of two. */
  readonly maxTransferSize: number;
  readonly maxBatchSize: number;
  readonly atsDisable: boolean;
  readonly prsDisable: boolean;
  /** 64 hex digits, most significant first. */
  readonly opConfig: string;
  readonly enqcmdsRetries: number;
  readonly state: WqState;
  /** Driver of the dsa bus that is bound; null = none. */
  readonly driver: string | null;
  /** Open files, or mdevs. */
  readonly clients: number;
  readonly cdevMinor: number | null;
  /**
   * Entries the hardware knows since the device was enabled; 0 = it was in no group then (O22, status 0x22). sysfs does
   * not show it: for a device that was read enabled it is assumed to be `size` for a wq in a group.
   */
  readonly hardwareSize: number;
  /** UUID that the administrator wrote (strategy `mdev-uuid` only). */
  readonly uuid: string | null;
  /** Files this model does not know, as read: name -> text without the final newline. */
  readonly others: Readonly<Record<string, string>>;
}

export interface DsaDevice {
  /** `dsa0`. Names change when cards are added; `bdf` does not. */
  readonly name: string;
  readonly kind: DeviceKind;
  /** The number in all names of the device: wq<id>.<index>. */
  readonly id: number;
  /** `0000:6a:01.0` */
  readonly bdf: string;
  readonly caps: DeviceCaps;
  readonly state: DeviceState;
  /** `idxd` when bound on the dsa bus, `vfio-pci` when the whole function was given away; null = none. */
  readonly driver: string | null;
  readonly cmdStatus: number;
  readonly readBufferLimit: number;
  readonly eventLogSize: number;
  /** Last software error record, 64 hex digits. */
  readonly errors: string;
  readonly iommuGroup: number | null;
  /** Index = number in the name. */
  readonly groups: readonly DsaGroup[];
  /** Group of each engine, -1 = none. */
  readonly engines: readonly number[];
  readonly wqs: readonly DsaWq[];
  /** Files of the full list (attributes.ts) that this kernel or device has not: `wq/op_config`, `group/tokens_allowed`. */
  readonly lacks: readonly string[];
  readonly others: Readonly<Record<string, string>>;
}

/** What a guest's virtual device is doing (O36 ... O42). */
export interface RunningMdev {
  /** IMS slots; empty when it ran before the host was read, since sysfs does not tell. */
  readonly slots: readonly number[];
  readonly pasid: number | null;
  readonly device: 'disabled' | 'enabled' | 'drain' | 'halt';
  readonly wq: 'disabled' | 'enabled';
  readonly busMaster: boolean;
  readonly swerr: 'none' | 'valid' | 'overflow';
  /** GENCTRL bit 0: errors raise vector 0. */
  readonly errorInterrupt: boolean;
  /** Times vector 0 was raised. */
  readonly interrupts: number;
}

/** A device that vfio can give to a guest: an mdev, or what the other strategies make of a wq. */
export interface DsaMdev {
  /** UUID of an mdev (lower case); `wq0.0`, `vdev0.0`, a chosen name or a BDF under the other strategies. */
  readonly id: string;
  readonly strategy: StrategyId;
  /** Name of the parent device. */
  readonly device: string;
  /** Type directory as the host names it, `idxd-dsa-1dwq-v1`; empty under strategies without types. */
  readonly type: string;
  /** Index of its wq; null while nothing tells which of `candidates` it is. */
  readonly wq: number | null;
  /** sysfs has no link from an mdev to its wq: the wqs it can be, in index order; one = that one. */
  readonly candidates: readonly number[];
  /**
   * How `wq` is known where the host does not tell it: `told` by the administrator, or what follows from that and the counts
   * of clients. Absent: the host tells it, or nothing does.
   */
  readonly wqFrom?: WqFrom;
  /** Its wq was unbound by force: it can only be removed (O23, O25 case). */
  readonly orphan: boolean;
  /** Id of the guest it is for; null = no guest, or not told. */
  readonly guest: string | null;
  readonly running: RunningMdev | null;
  /** False when the source does not tell whether a guest has it open. */
  readonly runningTold: boolean;
  readonly iommuGroup: number | null;
  /** mdevctl definition: null = none, so it is gone after a boot. */
  readonly definition: MdevStart | null;
}

export type WqFrom = 'told' | 'follows';
export type MdevStart = 'auto' | 'manual';

export interface DsaGuest {
  /** Stable while the workspace lives. */
  readonly id: string;
  readonly name: string;
  /** 0..7 */
  readonly hue: number;
  /** libvirt's name for it; null when no source tells. */
  readonly domain: string | null;
}

/** A definition under /etc/mdevctl.d of a device that is not started. */
export interface StoredDefinition {
  readonly uuid: string;
  /** BDF of the parent. */
  readonly parent: string;
  readonly type: string;
  readonly start: MdevStart;
  /** Attributes in their order, as mdevctl keeps them. */
  readonly attrs: readonly (readonly [name: string, value: string])[];
  readonly guest: string | null;
}

/** What all devices of a host share. */
export interface DsaHost {
  /** CPU and kernel know ENQCMD, which shared wqs are submitted with. */
  readonly enqcmd: boolean;
  /** The kernel itself uses PASIDs for its own wqs (O8). */
  readonly kernelPasid: boolean;
  /** idxd was loaded with `tc_override=1`: traffic classes can be written on any version (O19). */
  readonly trafficClassOverride?: boolean;
  /** `/sys/bus/dsa/drivers`: `idxd`, `dmaengine`, `user`, and where built `crypto`, `mdev`, `vfio`, `vdev`. */
  readonly drivers: readonly string[];
  /** Type directories a parent offers, `{kind}` for dsa or iax: `idxd-{kind}-1dwq-v1`. Empty: no mdev here. */
  readonly types: readonly string[];
  /** vfio's type1 takes devices that are software only (5.16, dsa.md 5.3). */
  readonly softwareOnly: boolean;
  /** vfio-pci was loaded with `disable_denylist=1` (S8). */
  readonly denylistOff: boolean;
}

/** `values`: settings of devices, groups and wqs; `addresses`: BDFs; `mdevs`: which there are; `guests`: whose they are. */
export const UNTOLD_FACTS = ['values', 'addresses', 'drivers', 'mdevs', 'guests'] as const;
export type UntoldFact = (typeof UNTOLD_FACTS)[number];

export interface DsaState {
  readonly host: DsaHost;
  readonly strategy: StrategyId;
  /** By `id`. */
  readonly devices: readonly DsaDevice[];
  /** By parent, then by id. */
  readonly mdevs: readonly DsaMdev[];
  readonly guests: readonly DsaGuest[];
  readonly definitions: readonly StoredDefinition[];
  /** Text of /etc/accel-config/accel-config.conf; null = none, undefined is not a value here: `savedTold` tells. */
  readonly saved: string | null;
  /** False when the source does not hold /etc. */
  readonly savedTold: boolean;
  /** What the source did not tell and is assumed here; shown as such, never as a fact. */
  readonly untold: readonly UntoldFact[];
  /** PASIDs only grow in this model (O36). */
  readonly nextPasid: number;
}

/** `wq0.3` */
export function wqName(device: Pick<DsaDevice, 'id'>, index: number): string {
  return `wq${device.id}.${index}`;
}
export function groupName(device: Pick<DsaDevice, 'id'>, index: number): string {
  return `group${device.id}.${index}`;
}
export function engineName(device: Pick<DsaDevice, 'id'>, index: number): string {
  return `engine${device.id}.${index}`;
}

/** `wq0.3` -> device id 0, index 3; null for anything else. */
export function parseChild(
  name: string,
): { readonly kind: 'wq' | 'group' | 'engine'; readonly device: number; readonly index: number } | null {
  const match = /^(wq|group|engine)(\d{1,5})\.(\d{1,5})$/.exec(name);
  if (!match) return null;
  return { kind: match[1] as 'wq' | 'group' | 'engine', device: Number(match[2]), index: Number(match[3]) };
}

export function deviceNamed(state: DsaState, name: string): DsaDevice | undefined {
  return state.devices.find((device) => device.name === name || device.bdf === name);
}

export function deviceOfChild(state: DsaState, name: string): DsaDevice | undefined {
  const child = parseChild(name);
  return child === null ? undefined : state.devices.find(({ id }) => id === child.device);
}

export function wqNamed(
  state: DsaState,
  name: string,
): { readonly device: DsaDevice; readonly index: number; readonly wq: DsaWq } | undefined {
  const child = parseChild(name);
  if (child?.kind !== 'wq') return undefined;
  const device = state.devices.find(({ id }) => id === child.device);
  const wq = device?.wqs[child.index];
  return device && wq ? { device, index: child.index, wq } : undefined;
}

/** Type directories a device offers while a wq of it is bound to the mdev driver (O30 tells when). */
export function typeName(template: string, kind: DeviceKind): string {
  return template.replace('{kind}', kind);
}

/** `1dwq` types take a dedicated wq, `1swq` types a share of a shared one. */
export function modeOfType(type: string): WqMode {
  return /swq/.test(type) ? 'shared' : 'dedicated';
}
