/** Builders and small pure helpers of the DSA model: devices of real sizes (dsa.md 7.1), counts, updates. */
import { WQ_DEFAULTS } from '../../../shared/dsa/attributes.ts';
import type {
  DeviceCaps,
  DeviceKind,
  DsaDevice,
  DsaGroup,
  DsaHost,
  DsaMdev,
  DsaState,
  DsaWq,
} from '../../../shared/dsa/types.ts';

/** PCI identity of both kinds (dsa.md 7.1). */
export const PCI_VENDOR = '0x8086';
export const PCI_DEVICE: Readonly<Record<DeviceKind, string>> = { dsa: '0x0b25', iax: '0x0cfe' };
export const PCI_CLASS = '0x088000';

/** Files that an IAA does not have (dsa.md 2.1, 2.2, 2.4). */
export const IAX_LACKS: readonly string[] = [
  'device/max_batch_size',
  'device/max_tokens',
  'device/max_read_buffers',
  'device/token_limit',
  'device/read_buffer_limit',
  'group/read_buffers_reserved',
  'group/read_buffers_allowed',
  'group/tokens_reserved',
  'group/tokens_allowed',
  'group/use_read_buffer_limit',
  'group/use_token_limit',
  'wq/max_batch_size',
];

/** Files that need a capability DSA 1.0 and IAA 1.0 do not have. */
export const FIRST_GENERATION_LACKS: readonly string[] = [
  'device/event_log_size',
  'group/desc_progress_limit',
  'group/batch_progress_limit',
  'wq/prs_disable',
  'wq/op_config',
];

const DSA_CAPS: DeviceCaps = {
  version: 0x100,
  maxGroups: 4,
  maxWorkQueues: 8,
  maxEngines: 4,
  totalSize: 128,
  maxReadBuffers: 96,
  maxBatchSize: 1024,
  maxTransferSize: 2 ** 31,
  numaNode: 0,
  opCap: '1003f03ff'.padStart(64, '0'),
  genCap: '0x40915f0107',
  iaaCap: null,
  configurable: true,
  pasid: true,
  cdevMajor: 235,
  imsSize: 2048,
  readBufferLimit: true,
  occupancy: true,
  prs: false,
};

const IAX_CAPS: DeviceCaps = {
  ...DSA_CAPS,
  maxEngines: 8,
  maxReadBuffers: 0,
  maxBatchSize: 1,
  opCap: '7f331c000000000000000d'.padStart(64, '0'),
  genCap: '0x71f10901f0105',
  cdevMajor: 234,
  readBufferLimit: false,
};

/** A group nobody has touched. Traffic classes are fixed at 1 up to DSA 2.0, and not set above. */
export function freshGroup(caps: DeviceCaps): DsaGroup {
  const trafficClass = caps.version <= 0x200 ? 1 : -1;
  return {
    readBuffersReserved: 0,
    readBuffersAllowed: caps.maxReadBuffers,
    useReadBufferLimit: false,
    trafficClassA: trafficClass,
    trafficClassB: trafficClass,
    descProgressLimit: 0,
    batchProgressLimit: 0,
  };
}

/** What unbinding a wq leaves of it (DSA-O23): size, group, driver name and what the hardware knows stay. */
export function resetWq(wq: DsaWq, caps: DeviceCaps): DsaWq {
  return {
    ...wq,
    ...WQ_DEFAULTS,
    opConfig: caps.opCap,
    state: 'disabled',
    driver: null,
    clients: 0,
    cdevMinor: null,
    uuid: null,
  };
}

/** A wq nobody has touched. */
export function freshWq(caps: DeviceCaps): DsaWq {
  return {
    ...WQ_DEFAULTS,
    groupId: -1,
    size: 0,
    driverName: '',
    opConfig: caps.opCap,
    state: 'disabled',
    driver: null,
    clients: 0,
    cdevMinor: null,
    hardwareSize: 0,
    uuid: null,
    others: {},
  };
}

export type DeviceParts = Partial<Omit<DsaDevice, 'caps'>> & {
  readonly kind: DeviceKind;
  readonly id: number;
  readonly bdf: string;
  readonly caps?: Partial<DeviceCaps>;
};

/** A device with nothing configured: first-generation sizes of its kind unless `caps` says otherwise (dsa.md 7.1). */
export function createDevice({ caps: parts, ...given }: DeviceParts): DsaDevice {
  const caps: DeviceCaps = { ...(given.kind === 'dsa' ? DSA_CAPS : IAX_CAPS), ...parts };
  return {
    name: `${given.kind}${given.id}`,
    caps,
    state: 'disabled',
    driver: null,
    cmdStatus: 0,
    readBufferLimit: 0,
    eventLogSize: 64,
    errors: '0'.repeat(64),
    iommuGroup: null,
    groups: Array.from({ length: caps.maxGroups }, () => freshGroup(caps)),
    engines: Array.from({ length: caps.maxEngines }, () => -1),
    wqs: Array.from({ length: caps.maxWorkQueues }, () => freshWq(caps)),
    lacks: [...FIRST_GENERATION_LACKS, ...(given.kind === 'iax' ? IAX_LACKS : [])],
    others: {},
    ...given,
  };
}

/** A kernel of the mdev series with both types and all wq drivers that are not of another strategy. */
export const DEFAULT_HOST: DsaHost = {
  enqcmd: true,
  kernelPasid: false,
  drivers: ['idxd', 'dmaengine', 'user', 'crypto', 'mdev'],
  types: ['idxd-{kind}-1dwq-v1', 'idxd-{kind}-1swq-v1'],
  softwareOnly: true,
  denylistOff: false,
};

export function createState({
  host,
  ...parts
}: Partial<Omit<DsaState, 'host'>> & { readonly host?: Partial<DsaHost> }): DsaState {
  return {
    host: { ...DEFAULT_HOST, ...host },
    strategy: 'mdev-hybrid',
    devices: [],
    mdevs: [],
    guests: [],
    definitions: [],
    saved: null,
    savedTold: true,
    untold: [],
    nextPasid: 1,
    ...parts,
  };
}

/** Free read buffers of a device: what no group reserves (DSA-O17). */
export function freeReadBuffers(device: DsaDevice): number {
  return (
    device.caps.maxReadBuffers -
    device.groups.reduce((sum, { readBuffersReserved }) => sum + readBuffersReserved, 0)
  );
}

/** Entries of all wqs together, whether in a group or not (DSA-O3). */
export function usedSize(device: DsaDevice): number {
  return device.wqs.reduce((sum, { size }) => sum + size, 0);
}

/** Shared wqs need PASID on the device, ENQCMD on the CPU and kernel, and a device that has them (DSA-O20). */
export function sharedSupport(host: DsaHost, device: DsaDevice): boolean {
  return host.enqcmd && device.caps.pasid && device.caps.noShared !== true;
}

export function withDevice(state: DsaState, name: string, parts: Partial<DsaDevice>): DsaState {
  return {
    ...state,
    devices: state.devices.map((device) => (device.name === name ? { ...device, ...parts } : device)),
  };
}

export function withWq(state: DsaState, device: string, index: number, parts: Partial<DsaWq>): DsaState {
  const found = state.devices.find(({ name }) => name === device);
  return found === undefined
    ? state
    : withDevice(state, device, {
        wqs: found.wqs.map((wq, at) => (at === index ? { ...wq, ...parts } : wq)),
      });
}

export function withMdev(state: DsaState, id: string, parts: Partial<DsaMdev>): DsaState {
  return {
    ...state,
    mdevs: state.mdevs.map((mdev) => (mdev.id === id ? { ...mdev, ...parts } : mdev)),
  };
}
