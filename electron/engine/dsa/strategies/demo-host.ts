/** The host every life is played on: one small DSA with four queues, and guests that are off. */
import type { PlayerSetting } from '../../../../shared/dsa/cards.ts';
import type { DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { createDevice, createState, DEFAULT_HOST } from '../model.ts';
import { BDF, guest, upTo } from './steps.ts';

/** Drivers of the dsa bus that a kernel with that strategy has besides those of mainline. */
const EXTRA_DRIVERS: Partial<Record<StrategyId, readonly string[]>> = {
  'push-vfio': ['vfio'],
  'push-vfio-create': ['vfio'],
  vdev: ['vdev'],
};

const MDEV_STRATEGIES: ReadonlySet<StrategyId> = new Set(['mdev-hybrid', 'mdev-uuid', 'mdev-pull']);

function typesOfStrategy(strategy: StrategyId): readonly string[] {
  if (!MDEV_STRATEGIES.has(strategy)) return [];
  // Only the pool can offer a share of a shared queue.
  return strategy === 'mdev-hybrid' ? DEFAULT_HOST.types : ['idxd-{kind}-1dwq-v1'];
}

/** Four queues suffice for three guests and one that is left out. */
export function demoHost(
  strategy: StrategyId,
  { guests, softwareOnly }: Pick<PlayerSetting, 'guests' | 'softwareOnly'>,
): DsaState {
  const mdev = MDEV_STRATEGIES.has(strategy);
  return createState({
    host: {
      softwareOnly,
      types: typesOfStrategy(strategy),
      drivers: [
        ...DEFAULT_HOST.drivers.filter((driver) => driver !== 'mdev' || mdev),
        ...(EXTRA_DRIVERS[strategy] ?? []),
      ],
    },
    strategy,
    devices: [
      createDevice({
        kind: 'dsa',
        id: 0,
        bdf: BDF,
        caps: { maxWorkQueues: 4, maxGroups: 2, maxEngines: 2 },
      }),
    ],
    guests: upTo(guests).map((index) => ({
      id: guest(index),
      name: guest(index),
      hue: index,
      domain: null,
    })),
  });
}
