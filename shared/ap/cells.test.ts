import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FULL_MASK, hasId, maskOf } from '../mask.ts';
import {
  apCells,
  type ApCells,
  CELL_CLASS,
  CELL_FLAG,
  type CellLayer,
  changedCells,
  controlCells,
} from './cells.ts';
import { apqnOf } from '../apqn.ts';
import { ownersOf } from './uses.ts';
import { NO_MASKS } from './packed.ts';
import { predictedQueues } from './predict.ts';
import { type ApState, type Card, emptyQueueTable, type MatrixMasks, type Mdev, QUEUE } from './types.ts';

function mdevOf(id: string, matrix: MatrixMasks, shadow = matrix, crycbFormat: 0 | 2 = 2): Mdev {
  return {
    id,
    name: id,
    hue: 0,
    type: 'passthrough',
    matrix,
    shadow,
    pending: NO_MASKS,
    guest: null,
    crycbFormat,
    active: true,
    defined: null,
    stored: null,
    virtualAdapters: new Map(),
    virtualDomains: new Map(),
  };
}

const CARD: Card = {
  type: 'CEX8C',
  mode: 'cca',
  hwtype: 14,
  online: true,
  config: true,
  chkstop: false,
  serial: null,
};

function stateOf(part: Partial<ApState>, odd: readonly (readonly [number, number])[] = []): ApState {
  const base = {
    lpar: { apm: maskOf([3, 6, 70]), aqm: maskOf([4, 20, 71]), adm: maskOf([4, 71]) },
    apmask: maskOf([3]),
    aqmask: FULL_MASK,
    vfioApLoaded: true,
    ...part,
  };
  const table = predictedQueues(base);
  for (const [apqn, value] of odd) table[apqn] = value;
  return {
    profile: 'upstream',
    profileReason: '',
    hasApConfig: true,
    max: { adapter: 255, domain: 255 },
    persistent: { apmask: null, aqmask: null },
    defaultDomain: -1,
    cards: new Map(),
    mdevs: [],
    unknown: new Set(),
    queues: { ...emptyQueueTable(), state: table },
    ...base,
  };
}

function rectangle(adapters: number[], domains: number[], control: number[] = []): MatrixMasks {
  return { apm: maskOf(adapters), aqm: maskOf(domains), adm: maskOf(control) };
}

function cellAt(cells: ApCells, adapter: number, domain: number): readonly number[] {
  const apqn = adapter * 256 + domain;
  return [cells.classes[apqn]!, cells.owner[apqn]!, cells.second[apqn]!, cells.flags[apqn]!];
}

test('real queues behind a virtual guest are taken, AP-C2 as much as others, and hidden from nobody', () => {
  const virtual = (id: string): Mdev => ({
    ...mdevOf(id, NO_MASKS),
    type: 'virtual',
    virtualAdapters: new Map([[4, [3, 5]]]),
    virtualDomains: new Map([[0, [8]]]),
  });
  const state = stateOf({ mdevs: [virtual('one'), virtual('two')] });
  const { owner, second, flags } = apCells(state, null, 'guest');
  const taken = [...owner.keys()].filter((apqn) => owner[apqn] !== 0);
  expect([taken, taken.map((apqn) => [owner[apqn], second[apqn], flags[apqn]! & 3])]).toEqual([
    [0x308, 0x508],
    [
      [1, 2, CELL_FLAG.CONFLICT],
      [1, 2, CELL_FLAG.CONFLICT],
    ],
  ]);
  expect(ownersOf(state, apqnOf(5, 8)).map(({ id }) => id)).toEqual(['one', 'two']);
});

test('AP-U10 a queue of two guests is a conflict that names both', () => {
  const state = stateOf({
    mdevs: [mdevOf('a', rectangle([6], [4, 71])), mdevOf('b', rectangle([6, 70], [71]))],
  });
  const cells = apCells(state, null, 'desired');
  expect({
    shared: cellAt(cells, 6, 71),
    alone: cellAt(cells, 6, 4),
    host: cellAt(cells, 3, 4),
    outside: cellAt(cells, 7, 4),
  }).toEqual({
    shared: [CELL_CLASS.FREE, 1, 2, CELL_FLAG.CONFLICT],
    alone: [CELL_CLASS.FREE, 1, 0, 0],
    host: [CELL_CLASS.HOST, 0, 0, 0],
    outside: [CELL_CLASS.ABSENT, 0, 0, 0],
  });
});

test('AP-P1 a filtered adapter is hidden in all domains, a queue nobody has is over-provisioned', () => {
  const matrix = rectangle([6, 70, 99], [4, 71]);
  const state = stateOf({ mdevs: [mdevOf('a', matrix, rectangle([70], [4, 71]))] });
  const cells = apCells(state, null, 'desired');
  expect([cellAt(cells, 6, 4), cellAt(cells, 6, 71), cellAt(cells, 70, 4), cellAt(cells, 99, 4)]).toEqual([
    [CELL_CLASS.FREE, 1, 0, CELL_FLAG.HIDDEN],
    [CELL_CLASS.FREE, 1, 0, CELL_FLAG.HIDDEN],
    [CELL_CLASS.FREE, 1, 0, 0],
    [CELL_CLASS.ABSENT, 1, 0, CELL_FLAG.HIDDEN | CELL_FLAG.OVER],
  ]);
});

test('the layer guest also hides what CRYCB format 0 cannot carry', () => {
  const state = stateOf({ mdevs: [mdevOf('a', rectangle([6, 70], [4, 20]), undefined, 0)] });
  const shown = (layer: CellLayer) =>
    [
      [6, 4],
      [6, 20],
      [70, 4],
    ].map(([adapter, domain]) => cellAt(apCells(state, null, layer), adapter!, domain!)[3]);
  expect([shown('desired'), shown('guest')]).toEqual([
    [0, 0, 0],
    [0, CELL_FLAG.HIDDEN, CELL_FLAG.HIDDEN],
  ]);
});

test('card and queue states reach the cells that exist', () => {
  const state = stateOf({
    cards: new Map([
      [6, { ...CARD, config: false }],
      [70, { ...CARD, chkstop: true }],
    ]),
  });
  const cells = apCells(state, null, 'desired');
  expect([cellAt(cells, 6, 4)[3], cellAt(cells, 70, 71)[3], cellAt(cells, 6, 5)[3]]).toEqual([
    CELL_FLAG.DECONFIGURED,
    CELL_FLAG.CHECKSTOPPED,
    0,
  ]);
});

test('control domains are told column-wise and may be shared', () => {
  const state = stateOf({
    mdevs: [mdevOf('a', rectangle([], [], [4, 71])), mdevOf('b', rectangle([], [], [71, 90]))],
  });
  const cells = controlCells(state, stateOf({}));
  const row = (adapter: number) => [4, 20, 71, 90].map((domain) => cellAt(cells, adapter, domain));
  expect(row(0)).toEqual([
    [CELL_CLASS.FREE, 1, 0, CELL_FLAG.CHANGED],
    [CELL_CLASS.ABSENT, 0, 0, 0],
    [CELL_CLASS.FREE, 1, 2, CELL_FLAG.CHANGED],
    [CELL_CLASS.ABSENT, 2, 0, CELL_FLAG.CHANGED | CELL_FLAG.OVER],
  ]);
  expect(row(255)).toEqual(row(0));
});

const ids = fc.uniqueArray(fc.constantFrom(3, 6, 7, 70, 71, 200), { maxLength: 4 });
const masks = fc.tuple(ids, ids).map(([adapters, domains]) => rectangle(adapters, domains));
const guests = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.tuple(masks, masks).map(([m, s]) => mdevOf(name, m, s)))),
  );
const odd = fc.array(
  fc.tuple(
    fc.constantFrom(3, 6, 70).map((adapter) => adapter * 256 + 71),
    fc.constantFrom(QUEUE.NO_DRIVER, QUEUE.CEX4QUEUE, QUEUE.VFIO_AP, QUEUE.OTHER),
  ),
  { maxLength: 3 },
);
const states = fc.tuple(guests, odd).map(([mdevs, queues]) => stateOf({ mdevs }, queues));

/** The same, said cell by cell. */
function naiveCell(state: ApState, observed: ApState, apqn: number): number[] {
  const [adapter, domain] = [apqn >> 8, apqn & 255];
  const has = (masks: MatrixMasks) => hasId(masks.apm, adapter) && hasId(masks.aqm, domain);
  const owners = state.mdevs.filter((mdev) => has(mdev.matrix));
  const kinds = [CELL_CLASS.ABSENT, CELL_CLASS.NO_DRIVER, CELL_CLASS.HOST, CELL_CLASS.FREE, CELL_CLASS.OTHER];
  const kind = kinds[state.queues.state[apqn]!]!;
  const names = (all: ApState) =>
    all.mdevs
      .filter((mdev) => has(mdev.matrix))
      .map((mdev) => mdev.id)
      .sort()
      .join();
  let flags = 0;
  if (owners.length > 1) flags |= CELL_FLAG.CONFLICT;
  if (owners.some((mdev) => !has(mdev.shadow))) flags |= CELL_FLAG.HIDDEN;
  if (owners.length > 0 && kind === CELL_CLASS.ABSENT) flags |= CELL_FLAG.OVER;
  if (kind !== kinds[observed.queues.state[apqn]!]! || names(state) !== names(observed))
    flags |= CELL_FLAG.CHANGED;
  const index = (at: number) => (owners[at] === undefined ? 0 : state.mdevs.indexOf(owners[at]) + 1);
  return [kind, index(0), index(1), flags];
}

const SAMPLES = [3, 6, 7, 70, 71, 200].flatMap((adapter) =>
  [3, 6, 7, 20, 70, 71, 200].map((domain) => adapter * 256 + domain),
);

test('agrees with a model that looks at one cell at a time', () => {
  fc.assert(
    fc.property(states, states, (state, observed) => {
      const cells = apCells(state, observed, 'desired');
      expect(SAMPLES.map((apqn) => cellAt(cells, apqn >> 8, apqn & 255))).toEqual(
        SAMPLES.map((apqn) => naiveCell(state, observed, apqn)),
      );
    }),
    { numRuns: 60 },
  );
});

test('changed cells are those whose drawing differs', () => {
  const before = apCells(stateOf({}), null, 'desired');
  const after = apCells(stateOf({ mdevs: [mdevOf('a', rectangle([6], [4, 71]))] }), null, 'desired');
  expect(changedCells(before, after)).toEqual([6 * 256 + 4, 6 * 256 + 71]);
});

test('a full machine with 200 guests is worked out within a frame', () => {
  const mdevs = Array.from({ length: 200 }, (_, at) => {
    const domains = Array.from({ length: 12 }, (_, index) => (at % 20) * 12 + index);
    const adapters = Array.from({ length: 25 }, (_, index) => Math.floor(at / 20) * 25 + index);
    return mdevOf(`guest-${at}`, rectangle(adapters, domains));
  });
  const full = { apm: FULL_MASK, aqm: FULL_MASK, adm: FULL_MASK };
  const observed = stateOf({ lpar: full, mdevs });
  const state = { ...observed, mdevs: [mdevOf('guest-0', rectangle([255], [255])), ...mdevs.slice(1)] };
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now();
    apCells(state, observed, 'desired');
    return performance.now() - start;
  }).sort((left, right) => left - right);
  // About 1 ms; the median, and a wide margin, so that a busy machine does not fail it.
  expect(times[15]).toBeLessThan(16);
});

test('AP-P7 a queue that somebody unknown has is marked where it exists, whoever wants it besides', () => {
  const table = { ...emptyQueueTable(), untold: new Set([apqnOf(6, 4), apqnOf(6, 71), apqnOf(9, 4)]) };
  const base = stateOf({ mdevs: [mdevOf('a', rectangle([6], [4]))] });
  const state = { ...base, queues: { ...table, state: base.queues.state } };
  const cells = apCells(state, state, 'desired');
  expect([cellAt(cells, 6, 4), cellAt(cells, 6, 71), cellAt(cells, 9, 4)]).toEqual([
    [CELL_CLASS.FREE, 1, 0, CELL_FLAG.UNTOLD],
    [CELL_CLASS.FREE, 0, 0, CELL_FLAG.UNTOLD],
    [CELL_CLASS.ABSENT, 0, 0, 0],
  ]);
});
