import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRATEGY_IDS, type DsaState } from '../../../../shared/dsa/types.ts';
import { applyOp } from './apply-op.ts';
import { imsUse } from './guests.ts';
import { type DsaOp, GUEST_COMMANDS } from './kernel.ts';
import { bind, create, ENABLE, hostState, PARENT, play, queue, start, uuid, write } from './testing/play.ts';

const HOST = hostState('A', {
  extra_drivers: ['vfio', 'vdev'],
  dsa0: { groups: 2, wqs: 3, engines: 2, total_size: 40, ims_size: 2, prs_cap: 1, op_config_cap: 1 },
});

/** States from which most operations lead on: queues of each kind of owner bound, and some devices made. */
const STARTS: readonly DsaState[] = [
  ...STRATEGY_IDS.map((strategy) => ({ ...HOST, strategy })),
  play(
    { ...HOST, strategy: 'mdev-hybrid' },
    [queue('wq0.0', 'mdev'), queue('wq0.1', 'mdev', 'mdev', 'shared')].flat(),
    ENABLE,
    [bind('mdev', 'wq0.0'), bind('mdev', 'wq0.1')],
    [create(1), create(2, '1swq'), start(uuid(2))],
  ),
  play(
    { ...HOST, strategy: 'mdev-pull' },
    ['wq0.0', 'wq0.1'].flatMap((name) => [write(`${name}/size`, '8'), write(`${name}/group_id`, '0')]),
    ENABLE,
    { op: 'pull-create', device: 'dsa0', uuid: uuid(1) },
  ),
  play(
    { ...HOST, strategy: 'push-vfio-create' },
    queue('wq0.0', 'user', 'vfio', 'shared'),
    ENABLE,
    bind('vfio', 'wq0.0'),
    { op: 'vfio-create', wq: 'wq0.0', name: 'web' },
  ),
  play({ ...HOST, strategy: 'push-vfio' }, queue('wq0.0', 'user', 'vfio'), ENABLE, bind('vfio', 'wq0.0')),
  play({ ...HOST, strategy: 'vdev' }, queue('wq0.0', 'vdev'), ENABLE, bind('vdev', 'wq0.0'), {
    op: 'vdev-create',
    device: 'dsa0',
    type: '0',
  }),
];

const wq = fc.constantFrom('wq0.0', 'wq0.1', 'wq0.2');
const number = fc.constantFrom(1, 2, 3);
const id = fc.oneof(
  number.map(uuid),
  fc.constantFrom('wq0.0', 'wq0.1', 'web', 'vdev0.0', 'vdev0.1', PARENT, 'nothing'),
);
const file = fc.constantFrom(
  'mode',
  'type',
  'driver_name',
  'name',
  'size',
  'group_id',
  'priority',
  'threshold',
  'uuid',
  'block_on_fault',
  'prs_disable',
  'op_config',
  'max_batch_size',
  'enqcmds_retries',
  'vfio_create',
);
const value = fc.constantFrom(
  'dedicated',
  'shared',
  'mdev',
  'user',
  'vfio',
  'vdev',
  '0',
  '1',
  '4',
  '16',
  '30',
  '-1',
  '0x8',
  '',
  uuid(1),
);
const driver = fc.constantFrom('idxd', 'user', 'mdev', 'vfio', 'vdev', 'dmaengine', 'crypto', 'vfio-pci');

function one(op: DsaOp): readonly DsaOp[] {
  return [op];
}

/** Mostly what leads somewhere: whole configurations, then what administrators and guests do with them. */
const ops: fc.Arbitrary<readonly DsaOp[]> = fc.oneof(
  fc
    .tuple(
      wq,
      fc.constantFrom('user', 'mdev', 'vdev', 'vfio'),
      fc.constantFrom('dedicated' as const, 'shared' as const),
      fc.boolean(),
    )
    .map(([name, kind, mode, enable]): readonly DsaOp[] => [
      ...queue(name, kind === 'vfio' ? 'user' : kind, kind, mode),
      ...(enable
        ? [write('engine0.0/group_id', '0'), { op: 'bind' as const, driver: 'idxd', name: 'dsa0' }]
        : []),
      { op: 'bind', driver: kind, name },
    ]),
  fc.tuple(wq, file, value).map(([name, which, text]) => one(write(`${name}/${which}`, text))),
  fc
    .tuple(
      fc.constantFrom('bind' as const, 'unbind' as const),
      driver,
      fc.oneof(wq, fc.constantFrom('dsa0', PARENT, 'vdev0.0')),
    )
    .map(([op, which, name]) => one({ op, driver: which, name })),
  fc
    .tuple(number, fc.constantFrom('1dwq' as const, '1swq' as const))
    .map(([n, mode]) => one(create(n, mode))),
  fc.tuple(number, number).map(([n, m]) => [create(n), create(m, '1swq')]),
  id.map((of): readonly DsaOp[] => one({ op: 'guest-start', uuid: of, guest: 'vm' })),
  fc
    .tuple(id, fc.constantFrom('mdev-remove' as const, 'guest-stop' as const, 'pull-remove' as const))
    .map(([of, op]) => one({ op, uuid: of })),
  fc
    .tuple(id, fc.constantFrom(...GUEST_COMMANDS, 'OTHER'), fc.integer({ min: 0, max: 2 }))
    .map(([of, command, operand]) => one({ op: 'guest-command', uuid: of, command, operand })),
  fc.tuple(id, fc.boolean()).map(([of, on]) => one({ op: 'guest-bus-master', uuid: of, on })),
  fc.option(fc.nat(3)).map((index) => one({ op: 'hardware-error', device: 'dsa0', wq: index })),
  number.map((n) => one({ op: 'pull-create', device: 'dsa0', uuid: uuid(n) })),
  fc
    .tuple(fc.constantFrom('vfio-create' as const, 'vfio-remove' as const), wq)
    .map(([op, name]) => one({ op, wq: name, name: 'web' })),
  fc.constant(one({ op: 'vdev-create', device: 'dsa0', type: '0' })),
  fc
    .constantFrom('vdev-bind' as const, 'vdev-unbind' as const, 'vdev-remove' as const)
    .map((op) => one({ op, name: 'vdev0.0' })),
);

function frozen<Value>(given: Value): Value {
  if (typeof given !== 'object' || given === null || Object.isFrozen(given)) return given;
  Object.freeze(given);
  for (const part of Object.values(given)) frozen(part);
  return given;
}

/** What is wrong with a state that only the kernel has changed; empty when nothing is. */
function wrongs(state: DsaState): readonly string[] {
  const device = state.devices[0]!;
  const wrong = (isWrong: boolean, text: string) => (isWrong ? [text] : []);
  const { used, total } = imsUse(state, 'dsa0');
  return [
    ...device.wqs.flatMap((queued, index) => {
      const held = state.mdevs.filter(
        (mdev) => mdev.wq === index && !mdev.orphan && mdev.strategy !== 'push-vfio',
      ).length;
      return [
        ...wrong(queued.clients !== held, `wq ${index}: ${queued.clients} clients, ${held} devices`),
        ...wrong(queued.state === 'locked' && queued.mode === 'shared', `wq ${index}: shared and locked`),
        ...wrong((queued.driver === null) !== (queued.state === 'disabled'), `wq ${index}: driver and state`),
        ...wrong(
          queued.state !== 'disabled' && device.state === 'disabled',
          `wq ${index} outlives its device`,
        ),
      ];
    }),
    ...wrong(
      new Set(used).size !== used.length || used.some((slot) => slot >= total),
      `slots ${used.join()}`,
    ),
    ...wrong(new Set(state.mdevs.map((mdev) => mdev.id)).size !== state.mdevs.length, 'an id twice'),
  ];
}

describe('the kernel', () => {
  it('DSA-O23 DSA-O32 DSA-O33 DSA-O36 keeps clients, locks, slots and names in order, whatever is tried', () => {
    fc.assert(
      fc.property(
        fc.nat(STARTS.length - 1),
        fc.array(ops, { minLength: 4, maxLength: 25 }),
        (begin, list) => {
          let state: DsaState = frozen(STARTS[begin]!);
          for (const op of list.flat()) {
            const { failure, state: after } = applyOp(state, op);
            if (failure !== null) {
              expect(failure.message).toMatch(/^\S.*\.$/);
              expect(failure.rule).toMatch(/^DSA-[OS]\d+$/);
              expect(after.mdevs).toBe(state.mdevs);
            }
            state = frozen(after);
            expect(wrongs(state), JSON.stringify(op)).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
