/** One idxd device: what it can, how it is set, its parts. What no file tells is assumed and named. */
import { DEVICE_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import { type DeviceCaps, type DeviceState, type DsaDevice, wqName } from '../../../../shared/dsa/types.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { createDevice } from '../model.ts';
import { Presence, readAttributes, readOthers } from './attributes.ts';
import { childCount, childIndices, type ChildKind } from './children.ts';
import { childPath, type FoundDevice, MAX_CHILDREN } from './devices.ts';
import { lacksOf } from './missing.ts';
import { driverOf, readEngine, readGroup, readWq } from './parts.ts';
import type { DsaReader } from './reader.ts';
import { maskDigits } from './words.ts';

const KNOWN_OF_DEVICE: ReadonlySet<string> = new Set([
  ...DEVICE_ATTRIBUTES.flatMap(({ file, alias }) => (alias === undefined ? [file] : [file, alias])),
  ...'version max_groups max_work_queues max_engines max_work_queues_size max_read_buffers'.split(' '),
  ...'max_tokens max_batch_size max_transfer_size numa_node op_cap gen_cap iaa_cap'.split(' '),
  ...'configurable pasid_enabled state clients errors cmd_status cdev_major ims_size'.split(' '),
  'uevent',
]);

const MOST = 2 ** 40;

type ChildIndices = Readonly<Record<ChildKind, readonly number[]>>;

/** Reads a read-only file of the device and keeps count of those that are not there. */
class Caps {
  readonly #reader: DsaReader;
  readonly #device: FoundDevice;
  readonly #presence: Presence;

  constructor(reader: DsaReader, device: FoundDevice, presence: Presence) {
    this.#reader = reader;
    this.#device = device;
    this.#presence = presence;
  }

  /** Text, or undefined; a file that every kernel has is `expected`. */
  text(file: string, expected = true): string | undefined {
    const path = `${this.#device.path}/${file}`;
    if (this.#reader.tree.has(path)) {
      this.#presence.seen(`device/${file}`);
      return this.#reader.value(path);
    }
    if (expected) this.#presence.missing(`device/${file}`, this.#device.name);
    return undefined;
  }

  number(file: string, least: number, most: number, assumed: number, expected = true): number {
    const text = this.text(file, expected);
    if (text === undefined) return assumed;
    return this.#reader.numberIn(`${this.#device.path}/${file}`, text, least, most) ?? assumed;
  }

  flag(file: string, assumed: boolean): boolean {
    return this.number(file, 0, 1, assumed ? 1 : 0) === 1;
  }

  mask(file: string, assumed: string): string {
    const text = this.text(file);
    if (text === undefined) return assumed.padStart(64, '0');
    const digits = maskDigits(text);
    if (digits === null)
      this.#reader.find(
        'warning',
        `${this.#device.path}/${file}`,
        `${quoted(text)} is no mask of 256 bits; the usual one is assumed.`,
        'mask',
      );
    return digits ?? assumed.padStart(64, '0');
  }

  /** As printed, `0x40915f0107`. */
  hex(file: string, expected = true): string | null {
    const text = this.text(file, expected)?.trim();
    if (text === undefined) return null;
    if (/^0x[0-9a-f]{1,64}$/i.test(text)) return text;
    this.#reader.find(
      'warning',
      `${this.#device.path}/${file}`,
      `${quoted(text)} is no number in hex.`,
      'hex',
    );
    return null;
  }
}

function readCaps(reader: DsaReader, device: FoundDevice, children: ChildIndices, caps: Caps): DeviceCaps {
  // The first generation as most hosts have it (dsa.md 7.1) stands in for what a source does not tell.
  const usual = createDevice({ kind: device.kind, id: device.id, bdf: '' }).caps;
  const isDsa = device.kind === 'dsa';
  // accel-config leaves out what is not enabled, and a saved configuration the counts too.
  const isPart = reader.source.form === 'config';
  const count = (file: string, kind: ChildKind, most: number): number =>
    childCount(reader, device, kind, children[kind], {
      told: caps.number(file, 0, MAX_CHILDREN, -1),
      usual: most,
      isPart,
    });
  const buffers = caps.number('max_read_buffers', 0, 65_535, -1);
  const tokens = caps.number('max_tokens', 0, 65_535, -1);
  const limitPath = [`${device.path}/read_buffer_limit`, `${device.path}/token_limit`];
  return {
    version: caps.number('version', 0, 0xffff_ffff, usual.version),
    maxGroups: count('max_groups', 'group', usual.maxGroups),
    maxWorkQueues: count('max_work_queues', 'wq', usual.maxWorkQueues),
    maxEngines: count('max_engines', 'engine', usual.maxEngines),
    totalSize: caps.number('max_work_queues_size', 0, 65_535, usual.totalSize),
    maxReadBuffers: buffers >= 0 ? buffers : tokens >= 0 ? tokens : usual.maxReadBuffers,
    maxBatchSize: caps.number('max_batch_size', 0, MOST, usual.maxBatchSize),
    maxTransferSize: caps.number('max_transfer_size', 0, MOST, usual.maxTransferSize),
    numaNode: caps.number('numa_node', -1, 65_535, -1),
    opCap: caps.mask('op_cap', usual.opCap),
    genCap: caps.hex('gen_cap') ?? usual.genCap,
    iaaCap: caps.hex('iaa_cap', false),
    configurable: caps.flag('configurable', true),
    pasid: caps.flag('pasid_enabled', !isWhole(reader)),
    cdevMajor: caps.number('cdev_major', 0, 1_048_575, usual.cdevMajor),
    imsSize: caps.number('ims_size', 0, 65_536, 0, false),
    // Nothing in sysfs tells the capability; where the file is, it is assumed.
    readBufferLimit: isDsa && (!isWhole(reader) || limitPath.some((path) => reader.tree.has(path))),
    occupancy: false,
    prs: false,
  };
}

/** True when a file that is not in the source is not on the host. */
export function isWhole({ source }: DsaReader): boolean {
  return source.attributesTold && source.form !== 'config';
}

/** What a device lacks where the source does not tell: as the first generation. */
function usualLacks({ kind, id }: FoundDevice): readonly string[] {
  return createDevice({ kind, id, bdf: '' }).lacks;
}

const STATES: readonly DeviceState[] = ['disabled', 'enabled', 'halted'];

function stateOf(reader: DsaReader, path: string, driver: string | null, told: boolean): DeviceState {
  const text = reader.value(path)?.trim();
  const state = STATES.find((known) => known === text);
  if (state) return state;
  const assumed = driver === null ? 'disabled' : 'enabled';
  if (text !== undefined)
    reader.find('warning', path, `The state is ${quoted(text)}; taken as ${assumed}.`, 'device state');
  else if (told)
    reader.find('warning', path, `The device's state is not told; taken as ${assumed}.`, 'no device state');
  return assumed;
}

function each<Part>(length: number, read: (index: number) => Part): Part[] {
  return Array.from({ length }, (_, index) => read(index));
}

export function readDevice(
  reader: DsaReader,
  found: FoundDevice,
  onBus: ReadonlyMap<string, readonly number[]>,
): DsaDevice {
  const presence = new Presence();
  const children = {
    wq: childIndices(reader, found, 'wq', onBus),
    group: childIndices(reader, found, 'group', onBus),
    engine: childIndices(reader, found, 'engine', onBus),
  };
  const facts = new Caps(reader, found, presence);
  const caps = readCaps(reader, found, children, facts);
  const cmdStatus = facts.number('cmd_status', 0, 0xffff_ffff, 0);
  const errors = facts.mask('errors', '0');
  const { name, kind, id, path } = found;
  const settings = readAttributes(reader, { kind: 'device', name, path }, DEVICE_ATTRIBUTES, presence);
  const driver = driverOf(reader, path);
  const state = stateOf(reader, `${path}/state`, driver, isWhole(reader));
  const enabled = state === 'enabled';
  const wqs = each(caps.maxWorkQueues, (index) => readWq(reader, found, caps, index, presence, enabled));
  const groups = each(caps.maxGroups, (index) => readGroup(reader, found, caps, index, presence));
  const engines = each(caps.maxEngines, (index) => readEngine(reader, found, caps, index, presence));
  const group = found.bdf === null ? undefined : reader.tree.linkName(`${path}/../iommu_group`);
  const lacks = isWhole(reader) ? lacksOf(reader, found, presence, wqs) : usualLacks(found);
  return {
    name,
    kind,
    id,
    bdf: found.bdf ?? `unknown-${name}`,
    caps: {
      ...caps,
      occupancy: wqs.some((_, index) => {
        const file = `${childPath(reader, found, wqName(found, index))}/occupancy`;
        return reader.valueIfAny(file) !== undefined;
      }),
      prs: presence.lacking.every((key) => key !== 'wq/prs_disable') && isWhole(reader),
    },
    state,
    driver: driver ?? (reader.source.linksTold || !enabled ? null : 'idxd'),
    cmdStatus,
    readBufferLimit: settings.readBufferLimit ?? 0,
    eventLogSize: settings.eventLogSize ?? 64,
    errors,
    iommuGroup: group !== undefined && /^\d{1,9}$/.test(group) ? Number(group) : null,
    groups,
    engines,
    wqs,
    lacks,
    others: readOthers(reader, path, KNOWN_OF_DEVICE),
  };
}
