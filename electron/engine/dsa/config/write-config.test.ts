import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { findDifferences } from '../plan/differences.ts';
import { after, bind, forGuests, hostA, reachable, smallHost, write } from '../plan/testing.ts';
import { configOnto } from './apply-config.ts';
import { loadConfig } from './load.ts';
import { readAccelConfig } from './read-config.ts';
import { accelConfigText, savedConfigText } from './write-config.ts';

/** What such a file tells: devices with queues that are up, those queues, and the engines that serve them. */
function told({ devices }: DsaState): unknown {
  return devices
    .filter(({ wqs }) => wqs.some(({ state }) => state !== 'disabled'))
    .map(({ name, state, readBufferLimit, groups, engines, wqs }) => {
      const up = wqs.filter((wq) => wq.state !== 'disabled');
      return {
        name,
        state,
        readBufferLimit,
        groups,
        engines: engines.map((group) => (up.some(({ groupId }) => groupId === group) ? group : -1)),
        wqs: up.map((wq) => ({
          ...wq,
          state: null,
          clients: null,
          cdevMinor: null,
          hardwareSize: null,
          enqcmdsRetries: null,
        })),
      };
    });
}

/** Hosts that somebody set up: queues with every setting, groups with buffers, engines, and most of it enabled. */
function setUp(idle: DsaState): fc.Arbitrary<DsaState> {
  const queue = fc.record({
    index: fc.nat(2),
    mode: fc.constantFrom<'dedicated' | 'shared'>('dedicated', 'shared'),
    size: fc.integer({ min: 2, max: 16 }),
    group: fc.nat(1),
    more: fc.subarray(['block_on_fault=1', 'ats_disable=1', 'max_transfer_size=65536', 'max_batch_size=8']),
    driver: fc.constantFrom('mdev', 'user'),
  });
  const values = fc.tuple(
    fc.nat(1),
    fc.constantFrom('read_buffers_reserved', 'read_buffers_allowed', 'use_read_buffer_limit'),
    fc.constantFrom(0, 1, 12, 30, 60),
  );
  const device = fc.record({
    at: fc.constantFrom(...idle.devices),
    limit: fc.constantFrom(0, 16),
    queues: fc.array(queue, { minLength: 1, maxLength: 3 }),
    values: fc.array(values, { maxLength: 6 }),
    engines: fc.array(fc.nat(1), { minLength: 2, maxLength: 2 }),
  });
  return fc.array(device, { minLength: 1, maxLength: 3 }).map((devices) => {
    const ops = devices.flatMap(({ at: { id, name }, limit, queues, values: buffers, engines }): DsaOp[] => [
      write(`${name}/read_buffer_limit`, limit),
      ...engines.map((group, index) => write(`engine${id}.${index}/group_id`, group)),
      ...queues.flatMap(({ index, mode, size, group, more, driver }) => [
        ...forGuests(`wq${id}.${index}`, { mode, size, group }),
        write(`wq${id}.${index}/type`, driver),
        write(`wq${id}.${index}/driver_name`, driver),
        write(`wq${id}.${index}/name`, `é "${driver}" $x`),
        ...more.map((one) => write(`wq${id}.${index}/${one.split('=')[0]}`, one.split('=')[1]!)),
      ]),
      ...buffers.map(([group, file, value]) => write(`group${id}.${group}/${file}`, value)),
      bind(name, 'idxd'),
      ...queues.map(({ index, driver }) => bind(`wq${id}.${index}`, driver)),
    ]);
    return ops.reduce((state, op) => applyOp(state, op).state, idle);
  });
}

describe('files for accel-config', () => {
  it.each([
    ['one small device', smallHost(), 120],
    ['three devices', hostA(), 60],
  ])('DSA-M10 load with -e on an idle host and leave what was enabled: %s', (_, idle, numRuns) => {
    let enabled = 0;
    fc.assert(
      fc.property(setUp(idle), (state) => {
        const text = savedConfigText(state);
        if (text === null) {
          expect(told(state)).toEqual([]);
          return;
        }
        // A threshold above its size, or a group that uses a limit of 0, comes from a later write, which no file has.
        const isOdd = state.devices.some(
          ({ readBufferLimit, groups, wqs }) =>
            wqs.some((wq) => wq.threshold > wq.size) ||
            (readBufferLimit === 0 && groups.some((group) => group.useReadBufferLimit)),
        );
        const {
          exit,
          messages,
          failure,
          state: end,
        } = loadConfig(text, idle, { enable: true, force: false });
        if (exit !== 0) {
          expect([failure?.rule, messages.at(-1)?.text]).toEqual([
            expect.stringMatching(/^DSA-O2[02]$/),
            expect.stringMatching(/^Error enabling (?:device|wq)$/),
          ]);
          return;
        }
        if (isOdd) return;
        enabled += 1;
        expect(told(end)).toEqual(told(state));
      }),
      { numRuns },
    );
    expect(enabled).toBeGreaterThan(numRuns / 8);
  });

  it('tell all that is set up when they are read as a wish', () => {
    fc.assert(
      fc.property(reachable(smallHost()), (state) => {
        const text = accelConfigText(state, 'configured');
        if (text === null) return;
        const reading = readAccelConfig(text);
        if (!reading.ok) throw new Error(reading.why);
        const { devices } = configOnto(state, reading.devices).state;
        const lost = findDifferences({ ...state, devices }, state).filter(({ what }) => what !== 'threshold');
        expect(lost).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('DSA-M7 DSA-M23 write no batch size of IAA, type mdev, and no driver name where the kernel has none', () => {
    const ops = [
      ...forGuests('wq1.2'),
      write('engine1.0/group_id', 0),
      bind('iax1', 'idxd'),
      bind('wq1.2', 'mdev'),
    ];
    const state = after(hostA(), ops);
    const old = {
      ...state,
      devices: state.devices.map((one) => ({ ...one, lacks: [...one.lacks, 'wq/driver_name'] })),
    };
    const keys = (of: DsaState) =>
      /\{\s*"dev": "wq1\.2",([^}]*)\}/.exec(savedConfigText(of) ?? '')?.[1]?.match(/"\w+":/g);
    expect([keys(state), keys(old)]).toEqual([
      [
        '"mode":',
        '"type":',
        '"driver_name":',
        '"name":',
        '"size":',
        '"group_id":',
        '"priority":',
        '"block_on_fault":',
        '"max_transfer_size":',
      ],
      [
        '"mode":',
        '"type":',
        '"name":',
        '"size":',
        '"group_id":',
        '"priority":',
        '"block_on_fault":',
        '"max_transfer_size":',
      ],
    ]);
  });

  it('nothing enabled is no file, since accel-config takes no empty list', () => {
    expect([savedConfigText(hostA()), accelConfigText(hostA(), 'configured')]).toEqual([null, null]);
  });
});
