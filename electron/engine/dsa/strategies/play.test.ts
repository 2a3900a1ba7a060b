import { describe, expect, it } from 'vitest';
import { STRATEGIES, strategyOf } from '../../../../shared/dsa/strategies.ts';
import { STRATEGY_IDS, type StrategyId, type WqMode } from '../../../../shared/dsa/types.ts';
import { readAttribute } from '../kernel/read.ts';
import { DSA_RULES } from '../rule-table/rule-table.ts';
import { demoHost } from './demo-host.ts';
import { OUTLINES } from './outlines.fixture.ts';
import { type PlayerQuestion, playStep, playStrategy, type Scene, scriptOf } from './play.ts';

const MODES: readonly WqMode[] = ['dedicated', 'shared'];
const EVERY: readonly PlayerQuestion[] = STRATEGY_IDS.flatMap((strategy) =>
  MODES.flatMap((mode) =>
    [1, 2, 3].flatMap((guests) =>
      [true, false].map((softwareOnly) => ({ strategy, mode, guests, softwareOnly })),
    ),
  ),
);

function outline(question: PlayerQuestion): readonly string[] {
  return playStrategy(question).frames.map(
    ({ actor, title, errno }) => `${actor}: ${title}${errno === null ? '' : ` -> ${errno}`}`,
  );
}

function refusals(question: PlayerQuestion): readonly string[] {
  return playStrategy(question).frames.flatMap(({ errno }) => (errno === null ? [] : [errno]));
}

/** Every state on the way, by playing the same steps again. */
function scenes(question: PlayerQuestion): readonly Scene[] {
  const { steps, undo } = scriptOf(question.strategy, question);
  const start: Scene = { state: demoHost(question.strategy, question), programs: new Set() };
  return [...steps, ...undo].reduce<Scene[]>(
    (all, step) => [...all, playStep(all.at(-1) ?? start, step).scene],
    [],
  );
}

function ofOne(strategy: StrategyId): readonly string[] {
  // The strategy of shares is told with a shared queue.
  const mode = strategy === 'push-vfio-create' ? 'shared' : 'dedicated';
  return outline({ strategy, mode, guests: 1, softwareOnly: true });
}

describe('the life of one guest', () => {
  it('DSA-S0 a program of the host opens the node, a second one is refused', () => {
    expect(ofOne('user')).toEqual(OUTLINES.user);
  });
  it('DSA-S1 a pool of queues, create, start, and back', () => {
    expect(ofOne('mdev-hybrid')).toEqual(OUTLINES['mdev-hybrid']);
  });
  it('DSA-S2 the UUID in the queue decides, an unknown one is refused', () => {
    expect(ofOne('mdev-uuid')).toEqual(OUTLINES['mdev-uuid']);
  });
  it('DSA-S3 create grabs any unassigned queue and settings follow', () => {
    expect(ofOne('mdev-pull')).toEqual(OUTLINES['mdev-pull']);
  });
  it('DSA-S4 binding makes the vfio device', () => {
    expect(ofOne('push-vfio')).toEqual(OUTLINES['push-vfio']);
  });
  it('DSA-S5 a create file on the queue makes devices of it', () => {
    expect(ofOne('push-vfio-create')).toEqual(OUTLINES['push-vfio-create']);
  });
  it('DSA-S6 a vdev is made and then bound', () => {
    expect(ofOne('vdev')).toEqual(OUTLINES.vdev);
  });
  it('DSA-S7 devlink is told, nothing of the model moves', () => {
    expect(ofOne('devlink')).toEqual(OUTLINES.devlink);
    const { frames } = playStrategy({
      strategy: 'devlink',
      mode: 'dedicated',
      guests: 3,
      softwareOnly: true,
    });
    expect(frames.filter(({ toldOnly, changed }) => !toldOnly || changed.length > 0)).toEqual([]);
  });
  it('DSA-S8 the whole device, past the denylist', () => {
    expect(ofOne('pf')).toEqual(OUTLINES.pf);
  });
});

it('DSA-S0 ... DSA-S8 what a strategy cannot do is refused on the way, for every mode and number of guests', () => {
  const table = Object.fromEntries(
    STRATEGY_IDS.flatMap((strategy) =>
      MODES.map((mode) => [
        `${strategy} ${mode}`,
        [1, 3].map((guests) => refusals({ strategy, mode, guests, softwareOnly: true }).join(' ')),
      ]),
    ),
  );
  expect(table).toEqual({
    'user dedicated': ['EBUSY', 'EBUSY'],
    'user shared': ['', ''],
    'mdev-hybrid dedicated': ['ENODEV EBUSY', 'ENODEV EBUSY'],
    'mdev-hybrid shared': ['ENODEV EBUSY', 'ENODEV EBUSY'],
    'mdev-uuid dedicated': ['ENODEV EBUSY', 'ENODEV EBUSY'],
    'mdev-uuid shared': ['ENOENT', 'ENOENT'],
    'mdev-pull dedicated': ['ENODEV EBUSY', 'ENODEV EBUSY'],
    'mdev-pull shared': ['ENOENT', 'ENOENT'],
    'push-vfio dedicated': ['EBUSY', 'EBUSY'],
    'push-vfio shared': ['EOPNOTSUPP', 'EOPNOTSUPP'],
    'push-vfio-create dedicated': ['ENODEV', 'ENODEV'],
    'push-vfio-create shared': ['EEXIST EBUSY', 'EEXIST EBUSY'],
    'vdev dedicated': ['EINVAL ENODEV EBUSY ENODEV', 'EINVAL ENODEV EBUSY ENODEV'],
    'vdev shared': ['EOPNOTSUPP', 'EOPNOTSUPP'],
    'devlink dedicated': ['', ''],
    'devlink shared': ['EOPNOTSUPP', 'EOPNOTSUPP'],
    'pf dedicated': ['EBUSY EINVAL', 'EBUSY EINVAL EBUSY EBUSY'],
    'pf shared': ['EBUSY EINVAL', 'EBUSY EINVAL EBUSY EBUSY'],
  });
});

it('DSA-S4 DSA-S5 DSA-S6 before 5.16 a software-only device fails with EIO when QEMU attaches it; mdevs do not', () => {
  const failing = EVERY.filter(
    (question) =>
      !question.softwareOnly &&
      playStrategy(question).frames.some(({ actor, errno }) => actor === 'QEMU' && errno === 'EIO'),
  ).map(({ strategy, mode, guests }) => `${strategy} ${mode} ${guests}`);
  expect(failing).toEqual(
    ['push-vfio dedicated', 'push-vfio-create shared', 'vdev dedicated'].flatMap((life) =>
      [1, 2, 3].map((guests) => `${life} ${guests}`),
    ),
  );
});

it('DSA-O32 with three guests the pool is taken lowest first, shares go to the queue with the fewest clients', () => {
  const taken = MODES.map((mode) =>
    playStrategy({ strategy: 'mdev-hybrid', mode, guests: 3, softwareOnly: true })
      .frames.filter(({ title }) => title.startsWith('Takes'))
      .map(({ detail }) => detail.split(':')[0]),
  );
  expect(taken).toEqual([
    ['wq0.0', 'wq0.1', 'wq0.2'],
    ['wq0.0', 'wq0.1', 'wq0.0'],
  ]);
});

it('every guest that can have a queue ends up with it enabled, and the way back leaves nothing behind', () => {
  const broken = EVERY.filter((question) => {
    const { frames, undoFrom } = playStrategy(question);
    if (frames.some(({ toldOnly }) => toldOnly)) return false;
    const end = frames.at(-1)!.shows;
    const up = frames[undoFrom - 1]!.shows;
    const supported = strategyOf(question.strategy).modes.includes(question.mode);
    const attaches = question.softwareOnly || strategyOf(question.strategy).iommu === 'mdev-bus';
    const wanted = question.strategy === 'user' ? 'started' : 'queue enabled';
    return (
      end.device.state !== 'disabled' ||
      end.mdevs.length > 0 ||
      end.slots.length > 0 ||
      end.wqs.some(({ state, clients, size }) => state !== 'disabled' || clients > 0 || size > 0) ||
      (supported && attaches && up.guests.some(({ state }) => state !== wanted))
    );
  }).map(({ strategy, mode, guests, softwareOnly }) => [strategy, mode, guests, softwareOnly]);
  expect(broken).toEqual([]);
});

it('what a frame shows is what the model kernel reads at that step', () => {
  const wrong = EVERY.flatMap((question) => {
    const all = scenes(question);
    return playStrategy(question).frames.flatMap(({ shows, title }, at) => {
      const { state } = all[at]!;
      const files: readonly (readonly [string, string])[] = [
        [`${shows.device.id}/state`, shows.device.state],
        ...shows.wqs.flatMap((wq): readonly (readonly [string, string])[] => [
          [`${wq.id}/state`, wq.state],
          [`${wq.id}/mode`, wq.mode],
          [`${wq.id}/size`, String(wq.size)],
          [`${wq.id}/clients`, String(wq.clients)],
          [`${wq.id}/priority`, String(wq.priority)],
        ]),
      ];
      // A device that vfio-pci has is not on the dsa bus.
      if (shows.device.driver === 'vfio-pci') return [];
      return files
        .filter(([at, text]) => {
          const read = readAttribute(state, at);
          return !read.ok || read.text !== text;
        })
        .map(([file]) => `${question.strategy} ${question.mode}: ${title}: ${file}`);
    });
  });
  expect(wrong).toEqual([]);
});

it('a part is called changed exactly when it differs from the frame before', () => {
  const { frames } = playStrategy({
    strategy: 'mdev-hybrid',
    mode: 'dedicated',
    guests: 2,
    softwareOnly: true,
  });
  const wrong = frames.slice(1).filter(({ shows, changed }, at) => {
    const before = frames[at]!.shows;
    const differing = shows.wqs.filter(
      (wq, index) => JSON.stringify(wq) !== JSON.stringify(before.wqs[index]),
    );
    return (
      JSON.stringify(changed.filter((id) => id.startsWith('wq '))) !==
      JSON.stringify(differing.map(({ id }) => `wq ${id}`))
    );
  });
  expect(wrong).toEqual([]);
});

it('the table has each strategy once, and says of each what a choice needs', () => {
  expect(STRATEGIES.map(({ id }) => id).toSorted()).toEqual([...STRATEGY_IDS].toSorted());
  expect(
    STRATEGIES.filter(
      ({ inFavour, against, kernels, summary }) =>
        inFavour.length === 0 || against.length === 0 || !kernels.endsWith('.') || !summary.endsWith('.'),
    ),
  ).toEqual([]);
});

it('every rule a frame points at is explained', () => {
  const explained = new Set(DSA_RULES.map(({ id }) => id));
  const asked = new Set(EVERY.flatMap((question) => playStrategy(question).frames.map(({ rule }) => rule)));
  expect([...asked].filter((rule) => rule !== null && !explained.has(rule))).toEqual([]);
  expect(asked.size).toBeGreaterThan(10);
});
