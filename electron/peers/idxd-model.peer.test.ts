/** The engine's model of the idxd driver against a second one in Python, written from the same reference by itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GROUP_ATTRIBUTES, WQ_ATTRIBUTES } from '../../shared/dsa/attributes.ts';
import type { DsaState } from '../../shared/dsa/types.ts';
import { applyOp } from '../engine/dsa/kernel/apply-op.ts';
import type { DsaOp } from '../engine/dsa/kernel/kernel.ts';
import { findWay } from '../engine/dsa/plan/find-way.ts';
import { hostA, reachable, smallHost } from '../engine/dsa/plan/testing.ts';
import { type LineModel, shownByModel, startLineModel } from './harness/idxd-line.ts';
import { needsPrograms } from './harness/needs.ts';

/** Numbers in and out of bounds. Text that is no value is left out: the reference does not say what is looked at before it. */
const NUMBERS = ['0', '1', '3', '8', '10', '16', '40', '64', '96', '2000', '123456789'];
const FORMS: Readonly<Record<string, readonly string[]>> = {
  int: NUMBERS,
  'int-or-hex': [...NUMBERS, '0x10'],
  bool: ['0', '1', 'y', 'off'],
  mode: ['dedicated', 'shared', 'exclusive'],
  opmask: ['1', '00000001,00000001', '0,ffffffff'],
};
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  type: ['none', 'user', 'kernel', 'mdev', 'vfio'],
  driver_name: ['user', 'mdev', 'dmaengine', ''],
  name: ['app', ' b ', ''],
  group_id: ['-2', '-1', '0', '1', '7'],
};
const FILES: readonly (readonly [
  owner: 'device' | 'group' | 'engine' | 'wq',
  file: string,
  texts: readonly string[],
])[] = [
  ...WQ_ATTRIBUTES.map(({ file, form }) => ['wq', file, TEXTS[file] ?? FORMS[form] ?? NUMBERS] as const),
  ...GROUP_ATTRIBUTES.map(
    ({ file, form }) => ['group', file, form === 'bool' ? ['0', '1'] : NUMBERS] as const,
  ),
  ['group', 'tokens_allowed', NUMBERS],
  ['engine', 'group_id', TEXTS['group_id']!],
  ['device', 'read_buffer_limit', NUMBERS],
  ['device', 'cmd_status', ['1']],
];

/** Any write, right or wrong, and whole set-ups, so that a walk gets somewhere. */
function anyOps(): fc.Arbitrary<readonly DsaOp[]> {
  const wq = fc.constantFrom('wq0.0', 'wq0.1', 'wq0.2');
  const write = (at: string, value: string): DsaOp => ({ op: 'write', at, value });
  const uuid = fc.nat(3).map((number) => `00000000-0000-4000-8000-00000000000${number}`);
  const anyWrite = fc
    .constantFrom(...FILES)
    .chain(([owner, file, texts]) =>
      fc.tuple(fc.constant([owner, file] as const), fc.nat(2), fc.constantFrom(...texts)),
    )
    .map(([[owner, file], index, value]) => {
      const at = owner === 'device' ? 'dsa0' : `${owner}0.${owner === 'wq' ? index : index % 2}`;
      return [write(`${at}/${file}`, value)];
    });
  const driver = fc.constantFrom('user', 'mdev', 'dmaengine');
  const setUp = fc
    .tuple(
      wq,
      fc.constantFrom('user', 'mdev'),
      fc.constantFrom('dedicated', 'shared'),
      fc.constantFrom('0', '1'),
    )
    .map(([name, type, mode, group]) =>
      [
        ['mode', mode],
        ['type', type],
        ['driver_name', type],
        ['name', 'n'],
        ['size', '10'],
        ['threshold', '6'],
        ['group_id', group],
        ['priority', '7'],
      ].map(([file, value]) => write(`${name}/${file}`, value!)),
    );
  return fc.oneof(
    { weight: 6, arbitrary: anyWrite },
    { weight: 3, arbitrary: setUp },
    {
      weight: 2,
      arbitrary: fc.constantFrom('0', '1').map((group) => [write(`engine0.${group}/group_id`, group)]),
    },
    { weight: 3, arbitrary: fc.constant<readonly DsaOp[]>([{ op: 'bind', driver: 'idxd', name: 'dsa0' }]) },
    fc.constant<readonly DsaOp[]>([{ op: 'unbind', driver: 'idxd', name: 'dsa0' }]),
    {
      weight: 4,
      arbitrary: fc.tuple(driver, wq).map(([to, name]): DsaOp[] => [{ op: 'bind', driver: to, name }]),
    },
    fc.tuple(driver, wq).map(([to, name]): DsaOp[] => [{ op: 'unbind', driver: to, name }]),
    {
      weight: 3,
      arbitrary: fc
        .tuple(uuid, fc.constantFrom('1dwq', '1swq'))
        .map(([id, type]): DsaOp[] => [
          { op: 'mdev-create', parent: '0000:6a:01.0', type: `idxd-dsa-${type}-v1`, uuid: id },
        ]),
    },
    uuid.map((id): DsaOp[] => [{ op: 'mdev-remove', uuid: id }]),
    { weight: 2, arbitrary: uuid.map((id): DsaOp[] => [{ op: 'guest-start', uuid: id, guest: 'vm1' }]) },
    uuid.map((id): DsaOp[] => [{ op: 'guest-stop', uuid: id }]),
  );
}

async function play(model: LineModel, from: DsaState, ops: readonly DsaOp[]): Promise<DsaState> {
  let state = from;
  const errnos = ops.map((op) => {
    const result = applyOp(state, op);
    ({ state } = result);
    return result.failure?.errno ?? null;
  });
  const answers = await model.ops(ops);
  const told = (all: readonly (string | null)[]) =>
    ops.map((op, index) => `${JSON.stringify(op)} -> ${all[index] ?? 'ok'}`);
  expect(told(errnos)).toEqual(told(answers));
  const shown = await model.dump();
  expect(shownByModel(state, Object.keys(shown))).toEqual(shown);
  return state;
}

it('DSA-O1 to DSA-O36: two models answer any walk with the same errnos and the same files', async (context) => {
  needsPrograms(context, '/usr/bin/python3');
  const model = startLineModel();
  const hosts = [
    smallHost(),
    smallHost({ host: { enqcmd: false, kernelPasid: true } }),
    smallHost({ host: { types: ['idxd-{kind}-1dwq-v1'] } }),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...hosts),
      fc.array(anyOps(), { maxLength: 30, size: 'max' }),
      async (host, batches) => {
        await model.host(host);
        await play(model, host, batches.flat());
      },
    ),
    { numRuns: 400 },
  );
});

it('a plan found on one model is taken operation by operation by the other, and ends in the wish', async (context) => {
  needsPrograms(context, '/usr/bin/python3');
  const model = startLineModel();
  let steps = 0;
  const run = (idle: DsaState, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(reachable(idle), reachable(idle), async (from, to) => {
        const [first, second] = [findWay(idle, from, 'all'), findWay(from, to, 'all')];
        if (!first.ok || !second.ok) return;
        await model.host(idle);
        const opsOf = (way: typeof first) => way.steps.map(({ op }) => op);
        const between = await play(model, idle, opsOf(first));
        const end = await play(model, { ...between, guests: to.guests }, opsOf(second));
        // Nobody wishes for a status or a slot, for the driver name of a queue that is down, or for locked or enabled.
        const shown = Object.keys(await model.dump()).filter((at) => !at.endsWith('/cmd_status'));
        const lasting = (state: DsaState) => {
          const all = shownByModel(state, shown);
          const isDown = (at: string) => all[at.replace('driver_name', 'state')] === 'disabled';
          return Object.entries(all)
            .filter(([at]) => !(at.endsWith('/driver_name') && isDown(at)))
            .map(([at, value]) => [
              at,
              at.startsWith('mdev/')
                ? { ...(value as object), slot: null }
                : value === 'locked'
                  ? 'enabled'
                  : value,
            ]);
        };
        expect(lasting(end)).toEqual(lasting(to));
        steps += second.steps.length;
      }),
      { numRuns },
    );
  await run(smallHost(), 120);
  await run(hostA(), 40);
  expect(steps).toBeGreaterThan(500);
});
