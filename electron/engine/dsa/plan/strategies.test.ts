/** Ways under the strategies that no kernel has: the player and the edits use them, plans refuse them. */
import { describe, expect, it } from 'vitest';
import type { DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { findDifferences } from './differences.ts';
import { findWay } from './find-way.ts';
import { after, bind, forGuests, hostA, unbind, uuid, write } from './testing.ts';

const drivers = ['idxd', 'user', 'mdev', 'vfio', 'vdev'];

function host(strategy: StrategyId): DsaState {
  return hostA({ strategy, host: { drivers } });
}

function both(from: DsaState, to: DsaState): void {
  for (const [start, end] of [
    [from, to],
    [to, from],
  ] as const) {
    const way = findWay(start, end, 'all');
    expect(way.ok ? null : way.message).toBeNull();
    if (way.ok) expect(findDifferences(way.end, end)).toEqual([]);
  }
}

/** Bound by its own driver, of its own type. */
function queue(name: string, type: string, driver: string, mode: 'dedicated' | 'shared' = 'dedicated') {
  return [
    ...forGuests(name, { mode }),
    write(`${name}/type`, type),
    write(`${name}/name`, 'q'),
    write(`${name}/driver_name`, driver),
  ];
}

const UP = [write('engine0.0/group_id', 0), bind('dsa0', 'idxd')];

describe('ways of every strategy, there and back', () => {
  it('DSA-S2: the UUID is written to the chosen wq first', () => {
    const from = host('mdev-uuid');
    const to = after(from, [
      ...forGuests('wq0.0'),
      ...forGuests('wq0.1'),
      ...UP,
      write('wq0.1/uuid', uuid(1)),
      bind('wq0.0', 'mdev'),
      bind('wq0.1', 'mdev'),
      { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1dwq-v1', uuid: uuid(1) },
    ]);
    expect(to.mdevs[0]?.wq).toBe(1);
    both(from, to);
  });

  it('DSA-S3: creation takes the lowest queue that nobody has', () => {
    const from = host('mdev-pull');
    const to = after(from, [
      write('wq0.0/size', 16),
      write('wq0.0/group_id', 0),
      write('wq0.3/size', 16),
      write('wq0.3/group_id', 0),
      write('wq0.0/mode', 'dedicated'),
      write('wq0.3/mode', 'dedicated'),
      ...UP,
      { op: 'pull-create', device: 'dsa0', uuid: uuid(1) },
    ]);
    both(from, to);
  });

  it('DSA-S4: binding makes the device', () => {
    const from = host('push-vfio');
    both(from, after(from, [...queue('wq0.0', 'user', 'vfio'), ...UP, bind('wq0.0', 'vfio')]));
  });

  it('DSA-S5: devices by name on a shared queue', () => {
    const from = host('push-vfio-create');
    const to = after(from, [
      ...queue('wq0.0', 'user', 'vfio', 'shared'),
      ...UP,
      bind('wq0.0', 'vfio'),
      { op: 'vfio-create', wq: 'wq0.0', name: 'a' },
      { op: 'vfio-create', wq: 'wq0.0', name: 'b' },
    ]);
    both(from, to);
  });

  it('DSA-S6: the device is made, then bound to a queue', () => {
    const from = host('vdev');
    const to = after(from, [
      ...queue('wq0.0', 'vdev', 'vdev'),
      ...UP,
      bind('wq0.0', 'vdev'),
      { op: 'vdev-create', device: 'dsa0', type: '0' },
      { op: 'vdev-bind', name: 'vdev0.0' },
    ]);
    both(from, to);
  });

  it('DSA-S0: a queue for host programs, and one for the kernel', () => {
    const from = hostA();
    const to = after(from, [
      ...queue('wq0.0', 'user', 'user', 'shared'),
      ...queue('wq0.1', 'kernel', 'dmaengine'),
      ...UP,
      bind('wq0.0', 'user'),
      bind('wq0.1', 'dmaengine'),
    ]);
    both(from, to);
    both(after(to, [unbind('wq0.0', 'user')]), to);
  });
});
