/** Which groups, engines and wqs a device has, by the names in the source and the counts it tells. */
import { type FoundDevice, MAX_CHILDREN } from './devices.ts';
import type { DsaReader } from './reader.ts';

export type ChildKind = 'wq' | 'group' | 'engine';

/** Indices of the children a device has in the source, in order; those beyond {@link MAX_CHILDREN} are told. */
export function childIndices(
  reader: DsaReader,
  device: FoundDevice,
  kind: ChildKind,
  onBus: ReadonlyMap<string, readonly number[]>,
): number[] {
  const prefix = `${kind}${device.id}.`;
  const inside = reader.tree
    .list(device.path)
    .filter((name) => name.startsWith(prefix) && /^\d{1,5}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
  const all = [...new Set([...inside, ...(onBus.get(prefix) ?? [])])].sort((left, right) => left - right);
  const fit = all.filter((index) => index < MAX_CHILDREN);
  if (fit.length < all.length)
    reader.find(
      'error',
      `${device.path}/${prefix}${all.at(-1)}`,
      `${device.name} has ${kind} numbers of ${MAX_CHILDREN} and more, which no device has; they are left out.`,
      'child numbers',
    );
  return fit;
}

/** `wq0.` -> indices, of the flat list of the bus: read once, since it holds the children of all devices. */
export function childrenOnBus(reader: DsaReader): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const bus of ['dsa', 'iax'])
    for (const name of reader.tree.list(`/sys/bus/${bus}/devices`)) {
      const match = /^((?:wq|group|engine)\d{1,5}\.)(\d{1,5})$/.exec(name);
      if (!match) continue;
      const indices = found.get(match[1]!);
      if (indices) indices.push(Number(match[2]));
      else found.set(match[1]!, [Number(match[2])]);
    }
  return found;
}

interface Counts {
  /** What the device says; -1 = nothing. */
  readonly told: number;
  /** Of the first generation (dsa.md 7.1). */
  readonly usual: number;
  /** The source leaves out parts that are there. */
  readonly isPart: boolean;
}

/** Parts are numbered from 0 without gaps. */
function unbroken(seen: readonly number[]): number {
  const gap = seen.findIndex((index, at) => index !== at);
  return gap === -1 ? seen.length : gap;
}

/**
 * How many there are: as many as the device says. Where it does not, those up to the first gap, or the usual number if the
 * source names one beyond the gap. A name beyond that, as one stray line makes it, is a finding and no part.
 */
export function childCount(
  reader: DsaReader,
  device: FoundDevice,
  kind: ChildKind,
  seen: readonly number[],
  { told, usual, isPart }: Counts,
): number {
  const row = unbroken(seen);
  const most = told >= 0 ? told : Math.max(row, isPart || row < seen.length ? usual : 0);
  const within = seen.filter((index) => index < most);
  const count = told >= 0 || isPart ? most : (within.at(-1) ?? -1) + 1;
  const nameOf = (index: number) => `${kind}${device.id}.${index}`;
  const beyond = seen.filter((index) => index >= most);
  if (beyond.length > 0)
    reader.find(
      'error',
      `${device.path}/${nameOf(beyond[0]!)}`,
      `${device.name} ${told >= 0 ? `says that it has ${told} of that kind` : `does not tell how many of that kind it has, and ${most} are taken`}, so there is no ${list(beyond.map(nameOf))}: left out.`,
      `beyond ${kind}`,
    );
  if (told < 0 && !isPart && within.length < count) {
    const gaps = Array.from({ length: count }, (_, index) => index).filter(
      (index) => !within.includes(index),
    );
    reader.find(
      'warning',
      `${device.path}/${nameOf(gaps[0]!)}`,
      `The source does not tell ${list(gaps.map(nameOf))}, although it has ${nameOf(count - 1)}: the usual values are assumed.`,
      `gaps ${kind}`,
    );
  }
  return count;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(', ');
  return names.length <= 8 ? shown : `${shown} and ${names.length - 8} more`;
}
