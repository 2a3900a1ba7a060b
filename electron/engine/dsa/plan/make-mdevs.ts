/**
 * Mediated devices on the wqs they are wished on. Nobody can name a wq at `create`: the kernel takes the one with the
 * fewest clients, then the lowest index (O32). So a wq is bound only when its turn comes; a competitor that is up already
 * and is to stay so is filled with placeholders, which are removed at the end.
 */
import { createHash } from 'node:crypto';
import { type DsaMdev, modeOfType, wqName } from '../../../../shared/dsa/types.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';
import { part } from './differences.ts';
import type { Making } from './going-down.ts';
import type { Trail } from './way-trail.ts';

/** More than a person would read through; a wish that takes more is refused. */
const MOST_PLACEHOLDERS = 64;

/** Of the same device always the same, so that a plan made twice is the same plan; version 4 by its form only. */
export function placeholderId(uuid: string, count: number): string {
  const hex = createHash('sha256').update(`placeholder ${count} for ${uuid}`).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}

/** Removing the device again; null where unbinding its wq, or the function, does that. */
export function removalOf(mdev: DsaMdev, wq: string | null): DsaOp | null {
  switch (mdev.strategy) {
    case 'mdev-pull':
      return { op: 'pull-remove', uuid: mdev.id };
    case 'push-vfio':
    case 'pf':
      return null;
    case 'push-vfio-create':
      return wq === null ? null : { op: 'vfio-remove', wq, name: mdev.id };
    case 'vdev':
      return { op: 'vdev-remove', name: mdev.id };
    default:
      return { op: 'mdev-remove', uuid: mdev.id };
  }
}

interface Maker {
  readonly trail: Trail;
  readonly device: string;
  /** Binds that wq; false when it is not to be bound, or already is. */
  readonly bind: (index: number) => boolean;
  readonly placeholders: string[];
}

function createOp(trail: Trail, device: string, { strategy, type }: DsaMdev, uuid: string): DsaOp {
  return strategy === 'mdev-pull'
    ? { op: 'pull-create', device, uuid }
    : { op: 'mdev-create', parent: trail.device(device).bdf, type, uuid };
}

function create(
  { trail, device }: Maker,
  mdev: DsaMdev,
  uuid: string,
  isPlaceholder = false,
  tried: OpResult | null = null,
): void {
  const op = createOp(trail, device, mdev, uuid);
  const result = tried ?? trail.try(op);
  const { picks } = result;
  const on = picks === null ? device : picks;
  const title = isPlaceholder
    ? `Create placeholder ${uuid} on ${on}, so that the next one lands elsewhere`
    : `Create mediated device ${uuid} on ${on}`;
  const refs = [part(uuid), part(on), ...(on === device ? [] : [part(device)])];
  trail.take({ op, title, refs }, result, device);
}

/** Dedicated: ascending, as the kernel picks. Shared: those with most devices first, so that they are alone as they fill. */
function bindOrder(mode: 'dedicated' | 'shared', makings: readonly Making[]): number[] {
  const counts = new Map<number, number>();
  for (const { wq } of makings) if (wq !== null) counts.set(wq, (counts.get(wq) ?? 0) + 1);
  return [...counts]
    .sort(([left, few], [right, many]) => (mode === 'dedicated' ? 0 : many - few) || left - right)
    .map(([index]) => index);
}

function block(trail: Trail, device: string, rule: string, message: string, id: string): void {
  trail.stop ??= { rule, errno: null, message, refs: [part(id)], device };
}

function makeOfType(maker: Maker, makings: readonly Making[]): void {
  const { trail, device } = maker;
  const name = (index: number) => wqName(trail.device(device), index);
  const first = makings[0]!.mdev;
  const order = bindOrder(modeOfType(first.type), makings);
  const pulls = first.strategy === 'mdev-pull';
  const isUp = (index: number) => pulls || trail.device(device).wqs[index]?.state !== 'disabled';
  const waiting = new Map<number, DsaMdev[]>();
  for (const { mdev, wq } of makings) if (wq !== null) waiting.set(wq, [...(waiting.get(wq) ?? []), mdev]);
  const takeFrom = (index: number): DsaMdev => {
    const queue = waiting.get(index)!;
    if (queue.length === 1) waiting.delete(index);
    return queue.shift()!;
  };
  while (waiting.size > 0 && trail.stop === null) {
    const open = [...waiting.keys()].filter(isUp);
    if (open.length === 0) {
      const next = order.find((index) => waiting.has(index))!;
      if (maker.bind(next)) continue;
      block(
        trail,
        device,
        'DSA-O32',
        `${waiting.get(next)![0]!.id} is wished on ${name(next)}, which is not to be bound to the driver of guests.`,
        name(next),
      );
      return;
    }
    const sample = waiting.get(open[0]!)![0]!;
    const result = trail.try(createOp(trail, device, sample, sample.id));
    if (result.failure !== null) {
      create(maker, sample, sample.id, false, result);
      return;
    }
    const picked = open.find((index) => name(index) === result.picks);
    if (picked !== undefined) {
      const mdev = takeFrom(picked);
      // Who is made has no say in which wq is taken, so the sample's answer holds for it alone.
      create(maker, mdev, mdev.id, false, mdev === sample ? result : null);
    } else if (maker.placeholders.length >= MOST_PLACEHOLDERS) {
      block(
        trail,
        device,
        'DSA-O32',
        `${sample.id} cannot be brought onto ${name(open[0]!)}: the kernel takes the queue with the fewest clients, and more than ${MOST_PLACEHOLDERS} placeholders would be needed to fill the others.`,
        sample.id,
      );
    } else {
      const uuid = placeholderId(sample.id, maker.placeholders.length);
      maker.placeholders.push(uuid);
      create(maker, sample, uuid, true);
    }
  }
}

function isPicked({ strategy }: DsaMdev): boolean {
  return strategy.startsWith('mdev-');
}

/** Devices of the other strategies: those of a driver `vfio` come with the binding, the rest have files of their own (S4 ... S6). */
function makeNamed(trail: Trail, device: string, { strategy, id }: DsaMdev, wq: number | null): void {
  const refs = [part(id), part(device)];
  const title = `Create ${id}`;
  if (strategy === 'push-vfio-create' && wq !== null) {
    const on = wqName(trail.device(device), wq);
    trail.do({ op: { op: 'vfio-create', wq: on, name: id }, title: `${title} on ${on}`, refs }, device);
  } else if (strategy === 'vdev') {
    trail.do({ op: { op: 'vdev-create', device, type: '0' }, title, refs }, device);
    if (wq !== null)
      trail.do({ op: { op: 'vdev-bind', name: id }, title: `Bind ${id} to idxd_vfio`, refs }, device);
  }
}

/**
 * All devices that are to be made on `device`. Those without a told wq come last, when all queues they could take are
 * bound by `bindRest`.
 */
export function makeMdevs(
  trail: Trail,
  device: string,
  makings: readonly Making[],
  bind: (index: number) => boolean,
  bindRest: () => void,
): void {
  const maker: Maker = { trail, device, bind, placeholders: [] };
  const kinds = new Map<string, Making[]>();
  for (const making of makings) {
    if (making.wq === null || !isPicked(making.mdev)) continue;
    const kind = `${making.mdev.strategy} ${making.mdev.type}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), making]);
  }
  for (const kind of kinds.values()) makeOfType(maker, kind);
  const isPull = makings.some(({ mdev }) => mdev.strategy === 'mdev-pull');
  for (const uuid of maker.placeholders)
    trail.do(
      {
        op: { op: isPull ? 'pull-remove' : 'mdev-remove', uuid },
        title: `Remove placeholder ${uuid}`,
        refs: [part(uuid)],
      },
      device,
    );
  bindRest();
  for (const { mdev, wq } of makings)
    if (!isPicked(mdev)) makeNamed(trail, device, mdev, wq);
    else if (wq === null) create(maker, mdev, mdev.id);
}
