import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DsaState, UNTOLD_FACTS } from '../../../shared/dsa/types.ts';
import { fromFile, toFile } from './file.ts';
import { createDevice, createState } from './model.ts';
import { aState, observedFrom, uuid } from './observe/testing/hosts.ts';

function there(state: DsaState): DsaState {
  return fromFile(JSON.parse(JSON.stringify(toFile(state))));
}

test('a state comes back from its file as it was', () => {
  fc.assert(
    fc.property(aState, fc.boolean(), (state, isGuest) => {
      const devices = state.devices.map((device) => ({
        ...device,
        caps: { ...device.caps, configurable: !isGuest, totalSize: 64 },
        wqs: device.wqs.map((wq, index) => ({
          ...wq,
          hardwareSize: index,
          others: { odd_file: `${index}` },
        })),
      }));
      const guests = [{ id: 'guest:a', name: 'a', hue: 3, domain: isGuest ? 'a' : null }];
      const definitions = [
        {
          uuid: uuid(77),
          parent: '0000:6a:01.0',
          type: 'idxd-dsa-1dwq-v1',
          start: 'manual' as const,
          attrs: [['a', 'b'] as const],
          guest: 'guest:a',
        },
      ];
      const whole = { ...state, devices, guests, definitions, saved: '[]\n' };
      expect(there(whole)).toEqual(whole);
    }),
    { numRuns: 40 },
  );
});

/** Every field that a state may have or not, each with either value or left out. */
const optionals = fc.record(
  {
    trafficClassOverride: fc.boolean(),
    noShared: fc.boolean(),
    kernelPasid: fc.boolean(),
    wqFrom: fc.constantFrom('told' as const, 'follows' as const),
    untold: fc.subarray([...UNTOLD_FACTS]),
  },
  { requiredKeys: ['untold'] },
);

test('fields that a state need not have come back too, and stay away where they were not', () => {
  fc.assert(
    fc.property(optionals, ({ trafficClassOverride, noShared, kernelPasid, wqFrom, untold }) => {
      const state = createState({
        devices: [
          createDevice({
            kind: 'dsa',
            id: 0,
            bdf: '0000:6a:01.0',
            caps: {
              ...(noShared === undefined ? {} : { noShared }),
              ...(kernelPasid === undefined ? {} : { kernelPasid }),
            },
          }),
        ],
        host: trafficClassOverride === undefined ? {} : { trafficClassOverride },
        mdevs: [
          {
            id: uuid(1),
            strategy: 'mdev-hybrid',
            device: 'dsa0',
            type: 'idxd-dsa-1swq-v1',
            wq: 2,
            candidates: [2],
            ...(wqFrom === undefined ? {} : { wqFrom }),
            orphan: false,
            guest: null,
            running: null,
            runningTold: false,
            iommuGroup: 7,
            definition: 'auto',
          },
        ],
        untold,
      });
      expect(there(state)).toStrictEqual(state);
    }),
    { numRuns: 60 },
  );
});

test('what the captures tell comes back from its file too', async () => {
  const names = ['hostA-busy.tar.gz', 'hostA-busy.grep.txt', 'hostA-busy.links.txt', 'guest-busy.tar.gz'];
  const states = (await Promise.all(names.map(observedFrom))).map(({ state }) => state);
  expect(states.map(there)).toEqual(states);
});

test('a thousand unused queues take little room', () => {
  const devices = Array.from({ length: 128 }, (_, id) =>
    createDevice({ kind: 'dsa', id, bdf: `${id.toString(16).padStart(4, '0')}:6a:01.0` }),
  );
  const state = createState({ devices });
  expect([JSON.stringify(toFile(state)).length < 16_384, there(state)]).toEqual([true, state]);
});

const ONE = toFile(
  createState({ devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' })] }),
) as unknown as Readonly<Record<string, unknown>>;
const DEVICE = { kind: 'dsa', id: 0, bdf: '0000:6a:01.0' };
const MDEV = { id: uuid(1), device: 'dsa0', type: 'idxd-dsa-1dwq-v1', wq: 0 };

test.each([
  ['no object', 5],
  ['a key nobody knows', { ...ONE, more: 1 }],
  ['no devices', { ...ONE, devices: undefined }],
  ['a device told twice', { ...ONE, devices: [DEVICE, { ...DEVICE, bdf: '0000:6b:01.0' }] }],
  ['an address told twice', { ...ONE, devices: [DEVICE, { ...DEVICE, id: 1 }] }],
  ['a queue the device has not', { ...ONE, devices: [{ ...DEVICE, wqs: { 'wq0.8': { size: 1 } } }] }],
  ['a queue of another device', { ...ONE, devices: [{ ...DEVICE, wqs: { 'wq1.0': { size: 1 } } }] }],
  ['a group the device has not', { ...ONE, devices: [{ ...DEVICE, wqs: { 'wq0.0': { groupId: 4 } } }] }],
  ['too many queues', { ...ONE, devices: [{ ...DEVICE, caps: { maxWorkQueues: 1e9 } }] }],
  ['engines that do not fit', { ...ONE, devices: [{ ...DEVICE, engines: [0] }] }],
  ['an mdev of no device', { ...ONE, mdevs: [{ ...MDEV, device: 'dsa7' }] }],
  ['an mdev on no queue', { ...ONE, mdevs: [{ ...MDEV, wq: 8 }] }],
  ['an mdev told twice', { ...ONE, mdevs: [MDEV, MDEV] }],
  ['a guest nobody told', { ...ONE, mdevs: [{ ...MDEV, guest: 'guest:x' }] }],
])('%s is refused in a sentence', (_what, file) => {
  expect(() => fromFile(file)).toThrow(
    expect.objectContaining({
      code: 'unreadable',
      message: expect.stringMatching(/^The DSA part of this file cannot be read: .+\.$/),
    }),
  );
});
