/** Queues on both sides of a virtual guest's mapping, to count them and to point them out. Pure. */
import type { Mdev } from '../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../shared/apqn.ts';

function pairs(adapters: Iterable<number>, domains: Iterable<number>): Apqn[] {
  const columns = [...domains];
  return [...adapters].flatMap((adapter) => columns.map((domain) => apqnOf(adapter, domain)));
}

/** Virtual APQNs with a list on both axes. */
export function virtualApqns(mdev: Mdev): Apqn[] {
  return pairs(mdev.virtualAdapters.keys(), mdev.virtualDomains.keys());
}

/** Real queues behind them, each once. */
export function realApqns(mdev: Mdev): Apqn[] {
  return pairs(
    new Set([...mdev.virtualAdapters.values()].flat()),
    new Set([...mdev.virtualDomains.values()].flat()),
  );
}
