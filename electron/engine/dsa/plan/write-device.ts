/** What a device, its groups and its engines shall show, in an order the checks of O16 ... O19 let through. */
import { GROUP_ATTRIBUTES, LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaGroup, engineName, groupName } from '../../../../shared/dsa/types.ts';
import { valueText } from './texts.ts';
import type { Trail } from './way-trail.ts';

const BUFFERS = new Set(['read_buffers_reserved', 'read_buffers_allowed']);
const SWITCH = 'use_read_buffer_limit';

function indexes<Item>(items: readonly Item[], isOne: (item: Item, index: number) => boolean): number[] {
  return items.flatMap((item, index) => (isOne(item, index) ? [index] : []));
}

function total(groups: readonly DsaGroup[]): number {
  return groups.reduce((sum, { readBuffersReserved }) => sum + readBuffersReserved, 0);
}

class FrameWriter {
  readonly #trail: Trail;
  readonly wish: DsaDevice;

  constructor(trail: Trail, wish: DsaDevice) {
    this.#trail = trail;
    this.wish = wish;
  }

  get now(): DsaDevice {
    return this.#trail.device(this.wish.name);
  }

  group(index: number, file: string, value: number): void {
    this.#trail.write(this.wish.name, groupName(this.wish, index), file, String(value));
  }

  engine(index: number, group: number): void {
    this.#trail.write(this.wish.name, engineName(this.wish, index), 'group_id', String(group));
  }

  device(file: string, value: number): void {
    this.#trail.write(this.wish.name, this.wish.name, file, String(value));
  }

  reserve(index: number, value: number): void {
    if (this.now.groups[index]!.readBuffersReserved !== value)
      this.group(index, 'read_buffers_reserved', value);
  }

  allow(index: number): void {
    const value = this.wish.groups[index]!.readBuffersAllowed;
    if (this.now.groups[index]!.readBuffersAllowed !== value)
      this.group(index, 'read_buffers_allowed', value);
  }
}

/** A group that shall have more engines than its read buffers allow for is written while it has none (O18, E31). */
function writeEngines(writer: FrameWriter): void {
  const { wish } = writer;
  const tight = indexes(wish.groups, ({ readBuffersAllowed }, index) => {
    const engines = wish.engines.filter((group) => group === index).length;
    return (
      readBuffersAllowed < LIMITS.readBuffersPerEngine * engines &&
      readBuffersAllowed !== writer.now.groups[index]!.readBuffersAllowed
    );
  });
  for (const index of tight) {
    for (const engine of indexes(writer.now.engines, (group) => group === index)) writer.engine(engine, -1);
    writer.allow(index);
  }
  for (const [index, group] of wish.engines.entries())
    if (writer.now.engines[index] !== group) writer.engine(index, group);
}

/** Reserved shrinks before it grows; allowed beyond what the others will leave is written while nothing is reserved (O18). */
function writeBuffers(writer: FrameWriter): void {
  const { wish } = writer;
  const free = wish.caps.maxReadBuffers - total(wish.groups);
  const off = indexes(
    wish.groups,
    ({ readBuffersAllowed }, index) => readBuffersAllowed !== writer.now.groups[index]!.readBuffersAllowed,
  );
  const isBeyond = off.some((index) => {
    const { readBuffersAllowed, readBuffersReserved } = wish.groups[index]!;
    return readBuffersAllowed > readBuffersReserved + free;
  });
  for (const [index, { readBuffersReserved }] of wish.groups.entries()) {
    const least = isBeyond ? 0 : readBuffersReserved;
    if (writer.now.groups[index]!.readBuffersReserved > least) writer.reserve(index, least);
  }
  if (isBeyond) for (const index of off) writer.allow(index);
  for (const [index, { readBuffersReserved }] of wish.groups.entries())
    writer.reserve(index, readBuffersReserved);
  for (const index of off) writer.allow(index);
}

/** The switch of a group cannot be written while the device has no limit (O19). */
function writeLimits(writer: FrameWriter): void {
  const { wish } = writer;
  const off = indexes(
    wish.groups,
    ({ useReadBufferLimit }, index) => useReadBufferLimit !== writer.now.groups[index]!.useReadBufferLimit,
  );
  if (off.length > 0 && writer.now.readBufferLimit === 0)
    writer.device('read_buffer_limit', wish.readBufferLimit || 1);
  for (const index of off) writer.group(index, SWITCH, wish.groups[index]!.useReadBufferLimit ? 1 : 0);
  if (writer.now.readBufferLimit !== wish.readBufferLimit)
    writer.device('read_buffer_limit', wish.readBufferLimit);
  if (writer.now.eventLogSize !== wish.eventLogSize) writer.device('event_log_size', wish.eventLogSize);
}

/** Writes only what differs, so a device that is up gets just what can be written to it then. */
export function writeFrame(trail: Trail, wish: DsaDevice): void {
  const writer = new FrameWriter(trail, wish);
  writeLimits(writer);
  writeEngines(writer);
  writeBuffers(writer);
  for (const [index, group] of wish.groups.entries())
    for (const attribute of GROUP_ATTRIBUTES) {
      if (BUFFERS.has(attribute.file) || attribute.file === SWITCH) continue;
      const value = valueText(attribute, group);
      if (valueText(attribute, writer.now.groups[index]!) !== value)
        writer.group(index, attribute.file, Number(value));
    }
}
