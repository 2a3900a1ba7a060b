import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskOf } from '../mask.ts';
import { apDelta, applyApDelta, NO_MASKS, packAp, unfilteredShadow, unpackAp } from './packed.ts';
import { predictedQueue, predictedQueues } from './predict.ts';
import { AP_PROFILES, type ApState, emptyQueueTable, type MatrixMasks, type Mdev } from './types.ts';

const mask = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map(maskOf);
const masks: fc.Arbitrary<MatrixMasks> = fc.record({ apm: mask, aqm: mask, adm: mask });
const apqn = fc.integer({ min: 0, max: 65_535 });
const id = fc.integer({ min: 0, max: 255 });
const virtualMap = fc
  .uniqueArray(fc.tuple(id, fc.array(id, { maxLength: 4 })), { maxLength: 3, selector: ([key]) => key })
  .map((rows) => new Map(rows));

const mdev: fc.Arbitrary<Mdev> = fc.record({
  id: fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 8 })),
  name: fc.string({ maxLength: 20 }),
  hue: fc.integer({ min: 0, max: 7 }),
  type: fc.constantFrom('passthrough' as const, 'virtual' as const),
  matrix: masks,
  pending: fc.oneof(fc.constant(NO_MASKS), masks),
  shadow: masks,
  guest: fc.oneof(fc.constant(null), fc.string({ minLength: 1, maxLength: 8 })),
  crycbFormat: fc.constantFrom(0 as const, 1 as const, 2 as const),
  active: fc.boolean(),
  defined: fc.constantFrom('auto' as const, 'manual' as const, null),
  stored: fc.oneof(fc.constant(null), masks),
  virtualAdapters: virtualMap,
  virtualDomains: virtualMap,
});

const state: fc.Arbitrary<ApState> = fc
  .record({
    lpar: masks,
    apmask: mask,
    aqmask: mask,
    vfioApLoaded: fc.boolean(),
    mdevs: fc.array(mdev, { maxLength: 5 }),
    profile: fc.constantFrom(...AP_PROFILES),
    odd: fc.array(fc.tuple(apqn, fc.integer({ min: 0, max: 4 })), { maxLength: 20 }),
    untold: fc.uniqueArray(apqn, { maxLength: 12 }),
    resetRc: fc.uniqueArray(fc.tuple(apqn, fc.integer({ min: 1, max: 60 })), {
      maxLength: 4,
      selector: ([key]) => key,
    }),
  })
  .map(({ odd, resetRc, untold, ...rest }) => {
    const queues = predictedQueues(rest);
    for (const [at, value] of odd) queues[at] = value;
    return {
      ...rest,
      profileReason: 'for the test',
      hasApConfig: true,
      max: { adapter: 255, domain: 84 },
      persistent: { apmask: null, aqmask: maskOf([1]) },
      defaultDomain: -1,
      cards: new Map([
        [
          5,
          {
            type: 'CEX8C',
            mode: 'cca' as const,
            hwtype: 14,
            online: true,
            config: null,
            chkstop: false,
            serial: null,
          },
        ],
      ]),
      queues: {
        ...emptyQueueTable(),
        state: queues,
        otherDrivers: ['other'],
        resetRc: new Map(resetRc),
        untold: new Set(untold.sort((left, right) => left - right)),
      },
      unknown: new Set(['guests' as const]),
    };
  });

/** The queue table as one text: element-wise equality over 65,536 entries is what makes a test slow. */
function comparable(host: ApState): unknown {
  const cells = Array.from(host.queues.state, (value) => String(value)).join('');
  return { ...host, queues: { ...host.queues, state: cells } };
}

test('a packed state unpacks to itself, through JSON', () => {
  fc.assert(
    fc.property(state, (before) => {
      expect(comparable(unpackAp(JSON.parse(JSON.stringify(packAp(before)))))).toEqual(comparable(before));
    }),
  );
});

test('the delta of two states restores the second from the first', () => {
  fc.assert(
    fc.property(state, state, (left, right) => {
      const [base, wanted] = [packAp(left), packAp(right)];
      expect(applyApDelta(base, JSON.parse(JSON.stringify(apDelta(base, wanted))))).toEqual(wanted);
    }),
  );
});

test('an untouched desired state costs one index a guest', () => {
  fc.assert(
    fc.property(state, (only) => {
      const packed = packAp(only);
      const delta = apDelta(packed, packAp(only));
      expect([Object.keys(delta), delta.mdevs.every((row) => typeof row === 'number')]).toEqual([
        ['mdevs'],
        true,
      ]);
    }),
  );
});

test('the whole-table prediction agrees with the rule for one queue', () => {
  fc.assert(
    fc.property(state, fc.array(apqn, { maxLength: 50 }), (host, samples) => {
      const table = predictedQueues(host);
      expect(samples.map((at) => table[at])).toEqual(samples.map((at) => predictedQueue(host, at)));
    }),
  );
});

test('a shadow without filtering is the matrix cut to what the LPAR has', () => {
  const matrix = { apm: maskOf([5, 9]), aqm: maskOf([4]), adm: maskOf([4, 200]) };
  const lpar = { apm: maskOf([5]), aqm: maskOf([4, 71]), adm: maskOf([4]) };
  expect(unfilteredShadow(matrix, lpar)).toEqual({ apm: maskOf([5]), aqm: maskOf([4]), adm: maskOf([4]) });
});

test('queues of mdevs that no source tells cross as rectangles', () => {
  const untold = new Set([0x0504, 0x0547, 0x0604, 0x0647, 0x0804]);
  const host = fc.sample(state, 1)[0]!;
  expect(packAp({ ...host, queues: { ...host.queues, untold } }).queues.untold).toEqual([
    ['5-6', '4,71'],
    ['8', '4'],
  ]);
});
