/** Reading the files of a host (dsa.md 2): the text without its newline, or the errno. */
import {
  type DsaDevice,
  type DsaGroup,
  type DsaState,
  type DsaWq,
  engineName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { PCI_CLASS, PCI_DEVICE, PCI_VENDOR } from '../model.ts';
import type { ReadResult } from './kernel.ts';
import { availableInstances } from './mdevs.ts';
import { hexText, maskText } from './numbers.ts';
import { type Place, placeAt } from './paths.ts';

type Value = string | number | boolean;
/** An errno is told by its object form; undefined = there is no such file. */
type Answer = Value | { readonly errno: string } | undefined;

const DEVICE: Readonly<Record<string, (device: DsaDevice) => Answer>> = {
  version: ({ caps }) => hexText(caps.version),
  max_groups: ({ caps }) => caps.maxGroups,
  max_work_queues: ({ caps }) => caps.maxWorkQueues,
  max_engines: ({ caps }) => caps.maxEngines,
  max_work_queues_size: ({ caps }) => caps.totalSize,
  max_read_buffers: ({ caps }) => caps.maxReadBuffers,
  max_tokens: ({ caps }) => caps.maxReadBuffers,
  read_buffer_limit: ({ readBufferLimit }) => readBufferLimit,
  token_limit: ({ readBufferLimit }) => readBufferLimit,
  max_batch_size: ({ caps }) => caps.maxBatchSize,
  max_transfer_size: ({ caps }) => caps.maxTransferSize,
  numa_node: ({ caps }) => caps.numaNode,
  op_cap: ({ caps }) => maskText(caps.opCap),
  gen_cap: ({ caps }) => caps.genCap,
  iaa_cap: ({ caps }) => caps.iaaCap ?? undefined,
  configurable: ({ caps }) => caps.configurable,
  pasid_enabled: ({ caps }) => caps.pasid,
  state: ({ state }) => state,
  clients: ({ wqs }) => wqs.reduce((sum, { clients }) => sum + clients, 0),
  errors: ({ errors }) => maskText(errors),
  cmd_status: ({ cmdStatus }) => (cmdStatus === 0 ? '0' : hexText(cmdStatus)),
  cdev_major: ({ caps }) => caps.cdevMajor,
  event_log_size: ({ eventLogSize }) => eventLogSize,
  ims_size: ({ caps }) => (caps.imsSize === 0 ? undefined : caps.imsSize),
};

const GROUP: Readonly<Record<string, (group: DsaGroup, device: DsaDevice, index: number) => Answer>> = {
  engines: (_group, device, index) =>
    device.engines
      .flatMap((group, engine) => (group === index ? [engineName(device, engine)] : []))
      .join(' '),
  work_queues: (_group, device, index) =>
    device.wqs.flatMap(({ groupId }, wq) => (groupId === index ? [wqName(device, wq)] : [])).join(' '),
  read_buffers_reserved: ({ readBuffersReserved }) => readBuffersReserved,
  tokens_reserved: ({ readBuffersReserved }) => readBuffersReserved,
  read_buffers_allowed: ({ readBuffersAllowed }) => readBuffersAllowed,
  tokens_allowed: ({ readBuffersAllowed }) => readBuffersAllowed,
  use_read_buffer_limit: ({ useReadBufferLimit }) => useReadBufferLimit,
  use_token_limit: ({ useReadBufferLimit }) => useReadBufferLimit,
  traffic_class_a: ({ trafficClassA }) => trafficClassA,
  traffic_class_b: ({ trafficClassB }) => trafficClassB,
  desc_progress_limit: ({ descProgressLimit }) => descProgressLimit,
  batch_progress_limit: ({ batchProgressLimit }) => batchProgressLimit,
};

const WQ: Readonly<Record<string, (wq: DsaWq, device: DsaDevice) => Answer>> = {
  group_id: ({ groupId }) => groupId,
  size: ({ size }) => size,
  mode: ({ mode }) => mode,
  priority: ({ priority }) => priority,
  threshold: ({ threshold }) => threshold,
  type: ({ type }) => type,
  name: ({ name }) => name,
  driver_name: ({ driverName }) => driverName,
  block_on_fault: ({ blockOnFault }) => blockOnFault,
  max_transfer_size: ({ maxTransferSize }) => maxTransferSize,
  max_batch_size: ({ maxBatchSize }) => maxBatchSize,
  ats_disable: ({ atsDisable }) => atsDisable,
  prs_disable: ({ prsDisable }) => prsDisable,
  op_config: ({ opConfig }) => maskText(opConfig),
  enqcmds_retries: ({ mode, enqcmdsRetries }) =>
    mode === 'dedicated' ? { errno: 'EOPNOTSUPP' } : enqcmdsRetries,
  occupancy: (_wq, { caps }) => (caps.occupancy ? 0 : { errno: 'EOPNOTSUPP' }),
  cdev_minor: ({ cdevMinor }) => cdevMinor ?? { errno: 'ENXIO' },
  state: ({ state }) => state,
  clients: ({ clients }) => clients,
};

function own<Reader>(table: Readonly<Record<string, Reader>>, file: string): Reader | undefined {
  return Object.hasOwn(table, file) ? table[file] : undefined;
}

function other(files: Readonly<Record<string, string>>, file: string): Answer {
  return Object.hasOwn(files, file) ? files[file] : undefined;
}

/** Files that take a word and tell nothing. */
const WRITE_ONLY = { errno: 'EIO' } as const;

function wqFile(state: DsaState, device: DsaDevice, index: number, file: string): Answer {
  const wq = device.wqs[index]!;
  if (file === 'uuid') return state.strategy === 'mdev-uuid' ? (wq.uuid ?? '') : undefined;
  if (file === 'vfio_create' || file === 'vfio_remove')
    return wq.driver === 'vfio' && wq.mode === 'shared' ? WRITE_ONLY : undefined;
  const reader = own(WQ, file);
  return reader === undefined ? other(wq.others, file) : reader(wq, device);
}

function functionFile({ kind, caps }: DsaDevice, file: string): Answer {
  switch (file) {
    case 'vendor':
      return PCI_VENDOR;
    case 'device':
      return PCI_DEVICE[kind];
    case 'class':
      return PCI_CLASS;
    default:
      return caps.numaNode;
  }
}

function typeFile(state: DsaState, device: DsaDevice, type: string, file: string): Answer {
  switch (file) {
    case 'name':
      return type.replace(/^idxd-/, '');
    case 'device_api':
      return 'vfio-pci';
    case 'available_instances':
      return availableInstances(state, device, type);
    case 'create':
      return WRITE_ONLY;
    default:
      return undefined;
  }
}

function answer(state: DsaState, place: Place): Answer {
  switch (place.kind) {
    case 'device': {
      const { device, file } = place;
      if (file === 'vdev_create' || file === 'vdev_remove')
        return state.host.drivers.includes('vdev') ? WRITE_ONLY : undefined;
      const reader = own(DEVICE, file);
      return reader === undefined ? other(device.others, file) : reader(device);
    }
    case 'group':
      return own(GROUP, place.file)?.(place.device.groups[place.index]!, place.device, place.index);
    case 'engine':
      return place.file === 'group_id' ? place.device.engines[place.index]! : undefined;
    case 'wq':
      return wqFile(state, place.device, place.index, place.file);
    case 'function':
      return functionFile(place.device, place.file);
    case 'type':
      return typeFile(state, place.device, place.type, place.file);
    case 'mdev':
      return place.file === 'remove' ? WRITE_ONLY : undefined;
    case 'driver':
      return WRITE_ONLY;
    case 'module':
      return 0;
  }
}

/** `at` as in a write; ENOENT where the kernel or device has no such file, EIO for files that are only written. */
export function readAttribute(state: DsaState, at: string): ReadResult {
  const place = placeAt(state, at);
  const value = place === null ? undefined : answer(state, place);
  if (value === undefined) return { ok: false, errno: 'ENOENT' };
  if (typeof value === 'object') return { ok: false, errno: value.errno };
  return { ok: true, text: typeof value === 'boolean' ? (value ? '1' : '0') : String(value) };
}
