import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { findWay } from '../plan/find-way.ts';
import { after, busyHost, idleHost, uuid } from '../testing/wishes.ts';
import { readAccelConfig } from './read-config.ts';
import { configWish } from './settled.ts';

const CONF = path.join(import.meta.dirname, 'fixtures', 'conf');

function wishOf(text: string, base: DsaState = idleHost()) {
  const reading = readAccelConfig(text);
  if (!reading.ok) throw new Error(reading.why);
  return configWish(base, reading.devices, text);
}

function bad(name: string) {
  return wishOf(readFileSync(path.join(CONF, 'bad', `${name}.conf`), 'utf8'));
}

describe('files as a wish a kernel can hold', () => {
  it('DSA-M23 corrects the type of queues for guests that were saved as none, and says so', () => {
    const text = readFileSync(path.join(CONF, '..', 'out', 'saved-mdev.conf'), 'utf8');
    const { state, notes } = wishOf(text);
    const wqs = state.devices[0]!.wqs.slice(0, 4);
    expect(wqs.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'mdev guest0',
      'mdev guest1',
      'mdev pool0',
      'mdev pool1',
    ]);
    expect(notes[0]).toBe(
      'The type of wq0.0, wq0.1, wq0.2 and wq0.3 is corrected to mdev: accel-config 3.5 and later saves none for queues for guests.',
    );
    const plain = idleHost();
    const without = { ...plain, host: { ...plain.host, drivers: ['idxd', 'user'] } };
    expect(wishOf(text, without).state.devices[0]!.wqs[0]!.type).toBe('none');
  });

  it('DSA-O3 DSA-O4 DSA-O18 leaves what no write brings, key by key, with the words of the tool', () => {
    expect(bad('24-half-good').notes).toEqual([
      'priority of wq0.1 is left as it was: priority of wq0.1 takes a priority from 0 to 15, not 16. accel-config says "wq set priority value failed" and stops there.',
    ]);
    const sizes = bad('13-sizes-over-total');
    expect(sizes.state.devices[0]!.wqs.map(({ size }) => size).slice(0, 2)).toEqual([96, 0]);
    expect(sizes.notes).toHaveLength(1);
    expect(bad('25-allowed-too-low').notes[0]).toMatch(
      /^read_buffers_allowed of group0.0 is left as it was: /,
    );
  });

  it('DSA-M2 DSA-O7 takes values in an order that works, and says where the tool stops', () => {
    const { state, notes } = bad('10-threshold-before-size');
    expect(state.devices[0]!.wqs[0]!.threshold).toBeGreaterThan(0);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^accel-config itself stops in this file: .*wq set threshold value failed/);
  });

  it('DSA-M12 of a device in use its wished settings count, and it stays up', () => {
    const text = JSON.stringify([
      { dev: 'dsa0', groups: [{ dev: 'group0.0', grouped_workqueues: [{ dev: 'wq0.0', size: 24 }] }] },
    ]);
    const { state, notes } = wishOf(text, busyHost());
    expect([state.devices[0]!.wqs[0], notes]).toEqual([
      { ...busyHost().devices[0]!.wqs[0], size: 24, hardwareSize: 24 },
      [],
    ]);
  });

  it('DSA-M11 DSA-O7 of what is in use takes only what it can be up with, and says what goes down', () => {
    const queue = (values: object) =>
      JSON.stringify([
        { dev: 'dsa0', groups: [{ dev: 'group0.0', grouped_workqueues: [{ dev: 'wq0.0', ...values }] }] },
      ]);
    const busy = busyHost();
    const zero = wishOf(queue({ priority: 0 }), busy);
    expect([zero.state.devices, zero.notes]).toEqual([
      busy.devices,
      [expect.stringMatching(/^All settings of dsa0 are left as they were, .* Remove the devices first/)],
    ]);
    const typed = wishOf(queue({ type: 'user', driver_name: 'user' }), busy);
    expect([typed.state.devices, typed.notes]).toEqual([
      busy.devices,
      [expect.stringMatching(/^Mode, type and driver name of wq0.0 are left as they were/)],
    ]);
    const free = after(busy, { op: 'removeMdev', mdev: uuid(1) }, { op: 'removeMdev', mdev: uuid(2) });
    const down = wishOf(queue({ priority: 0 }), free);
    expect([down.state.devices[0]!.state, down.notes]).toEqual([
      'disabled',
      [expect.stringMatching(/^dsa0 goes down, since it could not be enabled as the file tells it/)],
    ]);
    const user = wishOf(queue({ type: 'user', driver_name: 'user', name: 'u' }), free);
    expect([user.state.devices[0]!.wqs[0]!.state, user.notes]).toEqual([
      'disabled',
      ['wq0.0 goes down, since the file tells another type or driver for it than it has now.'],
    ]);
    const small = wishOf(queue({ size: 8 }).replace('wq0.0', 'wq0.1'), busy);
    expect(small.notes).toEqual(['The threshold of wq0.1 is lowered to 7: 28 is more than its size of 8.']);
  });

  const files = readdirSync(path.join(CONF, 'bad'));

  it.each(files)(
    '%s: a kernel gets to the wish, on an idle and on a busy host, or the file is refused',
    (file) => {
      const text = readFileSync(path.join(CONF, 'bad', file), 'utf8');
      const reading = readAccelConfig(text);
      if (!reading.ok) {
        expect(reading.why).toMatch(/accel-config|JSON/);
        return;
      }
      for (const base of [idleHost(), busyHost()]) {
        const { state } = configWish(base, reading.devices, text);
        const way = findWay(base, state, 'all');
        expect(way.ok ? null : way.message).toBeNull();
      }
      const loaded = after(idleHost(), { op: 'loadConfig', text, through: true });
      expect(loaded.devices.every(({ state }) => state === 'disabled')).toBe(true);
    },
  );
});
