/**
 * Hosts of case files: what the machine and its kernel have, as JSON of numbers. Everything else is at its defaults. Keys that the
 * format does not have are passed over, as its own player does.
 */
import { z } from 'zod';
import type { DsaDevice, DsaState } from '../../../../shared/dsa/types.ts';
import { createDevice, createState, IAX_LACKS } from '../model.ts';

/** JSON hosts write truth as numbers; the words are taken too. */
const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
const count = (most: number) => z.number().int().min(0).max(most);
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Most of each; far beyond hardware, and enough to keep a hostile file small. */
const MOST = { devices: 64, children: 256 };

const presetWq = z.object({
  size: whole,
  priority: count(15),
  max_xfer: whole.optional(),
  max_batch: whole.optional(),
});

const deviceSchema = z.object({
  type: z.enum(['dsa', 'iax']),
  id: count(99_999),
  bdf: z.string().regex(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i, 'a BDF such as 0000:6a:01.0'),
  numa: z.number().int().min(-1).max(65_535).optional(),
  version: whole,
  gen_cap: z.string().regex(/^(?:0x)?[0-9a-fA-F]{1,16}$/, 'a hex number such as 0x40915f0107'),
  op_cap: z.string().regex(/^(?:0x)?[0-9a-fA-F]{1,64}$/, 'up to 64 hex digits such as 1003f03ff'),
  groups: count(MOST.children),
  wqs: count(MOST.children),
  engines: count(MOST.children),
  total_size: whole,
  read_buffers: whole.optional(),
  max_batch: whole.optional(),
  max_xfer: whole,
  ims_size: count(2 ** 20).optional(),
  pasid: flag.optional(),
  swq: flag.optional(),
  configurable: flag.optional(),
  preset_wqs: z.array(presetWq).max(MOST.children).optional(),
  occupancy_cap: flag.optional(),
  prs_cap: flag.optional(),
  op_config_cap: flag.optional(),
  progress_limit: flag.optional(),
  rdbuf_limit_cap: flag.optional(),
  kernel_pasid: flag.optional(),
  major: whole.optional(),
  iommu_group: whole.optional(),
});

export const hostSchema = z.object({
  note: z.string().optional(),
  enqcmd: flag.optional(),
  driver_name: flag.optional(),
  mdev: z.string().max(100).optional(),
  extra_drivers: z.array(z.string().min(1).max(64)).max(32).optional(),
  first_pasid: whole.optional(),
  tc_override: flag.optional(),
  devices: z.array(deviceSchema).max(MOST.devices),
});

type Host = z.output<typeof hostSchema>;
type HostDevice = Host['devices'][number];

function lacksOf(host: Host, device: HostDevice): string[] {
  const lacks = (missing: boolean, ...files: readonly string[]) => (missing ? files : []);
  return [
    'device/event_log_size',
    ...lacks(device.type === 'iax', ...IAX_LACKS),
    ...lacks(!device.progress_limit, 'group/desc_progress_limit', 'group/batch_progress_limit'),
    ...lacks(!device.prs_cap, 'wq/prs_disable'),
    ...lacks(!device.op_config_cap, 'wq/op_config'),
    ...lacks(host.driver_name === false, 'wq/driver_name'),
    ...lacks(!device.ims_size || (host.mdev ?? 'none') === 'none', 'device/ims_size'),
  ];
}

/** What an owner that set a read-only device left in it: those queues and all engines in group 0. */
function withPresets(device: DsaDevice, presets: HostDevice['preset_wqs']): DsaDevice {
  if (presets === undefined || presets.length === 0) return device;
  return {
    ...device,
    engines: device.engines.map(() => 0),
    wqs: device.wqs.map((wq, index) => {
      const preset = presets[index];
      if (preset === undefined) return wq;
      return {
        ...wq,
        size: preset.size,
        priority: preset.priority,
        groupId: 0,
        mode: 'dedicated',
        maxTransferSize: preset.max_xfer ?? wq.maxTransferSize,
        maxBatchSize: preset.max_batch ?? wq.maxBatchSize,
      };
    }),
  };
}

function deviceOf(host: Host, given: HostDevice, place: number): DsaDevice {
  const built = createDevice({
    kind: given.type,
    id: given.id,
    bdf: given.bdf,
    iommuGroup: given.iommu_group ?? 20 + place,
    lacks: lacksOf(host, given),
    caps: {
      version: given.version,
      maxGroups: given.groups,
      maxWorkQueues: given.wqs,
      maxEngines: given.engines,
      totalSize: given.total_size,
      maxReadBuffers: given.read_buffers ?? 0,
      maxBatchSize: given.max_batch ?? 1,
      maxTransferSize: given.max_xfer,
      numaNode: given.numa ?? 0,
      opCap: given.op_cap.replace(/^0x/, '').toLowerCase().padStart(64, '0'),
      genCap: given.gen_cap,
      configurable: given.configurable ?? true,
      pasid: given.pasid ?? true,
      noShared: given.swq === false,
      kernelPasid: given.kernel_pasid ?? false,
      cdevMajor: given.major ?? (given.type === 'dsa' ? 235 : 234),
      imsSize: given.ims_size ?? 0,
      readBufferLimit: given.rdbuf_limit_cap ?? true,
      occupancy: given.occupancy_cap ?? true,
      prs: given.prs_cap ?? false,
    },
  });
  return withPresets(built, given.preset_wqs);
}

/** `none`, or the dedicated type, with `1swq` in the text the shared one too. */
function typesOf(mdev: string): string[] {
  if (mdev === 'none') return [];
  return ['idxd-{kind}-1dwq-v1', ...(mdev.includes('1swq') ? ['idxd-{kind}-1swq-v1'] : [])];
}

export type ReadHost =
  | { readonly ok: true; readonly state: DsaState }
  /** `where` names the key: `devices.0.bdf`. `expected` says what it takes. */
  | { readonly ok: false; readonly where: string; readonly expected: string };

function twice(values: readonly (string | number)[]): string | null {
  const found = values.find((value, index) => values.indexOf(value) !== index);
  return found === undefined ? null : String(found);
}

/** A host of the case format as a state with nothing configured (but presets). Bad hosts are told, never thrown. */
export function stateOfHost(json: unknown): ReadHost {
  const read = hostSchema.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    return {
      ok: false,
      where: issue?.path.join('.') || 'host',
      expected: issue?.message ?? 'a host',
    };
  }
  const host = read.data;
  const same = twice(host.devices.map(({ id }) => id)) ?? twice(host.devices.map(({ bdf }) => bdf));
  if (same !== null)
    return { ok: false, where: 'devices', expected: `numbers and BDFs that differ; ${same} is there twice` };
  const mdev = host.mdev ?? 'none';
  return {
    ok: true,
    state: createState({
      host: {
        enqcmd: host.enqcmd ?? true,
        trafficClassOverride: host.tc_override ?? false,
        drivers: [
          'idxd',
          'dmaengine',
          'user',
          'crypto',
          ...(mdev === 'none' ? [] : ['mdev']),
          ...(host.extra_drivers ?? []),
        ],
        types: typesOf(mdev),
      },
      nextPasid: host.first_pasid ?? 1,
      devices: host.devices.map((device, place) => deviceOf(host, device, place)),
    }),
  };
}
