import { describe, expect, it } from 'vitest';
import { findWay } from '../plan/find-way.ts';
import { refused, cured, wq, mdevs } from '../testing/outcomes.ts';
import { after, busyHost, configured, idleHost, tryEdit, withoutPasid } from '../testing/wishes.ts';

describe('enabling and disabling', () => {
  it('DSA-O22 DSA-M3 DSA-M11 one fix fills in what is missing', () => {
    const state = after(idleHost(), configured('wq0.0', { type: 'user', size: '8' }));
    const done = cured(state, { op: 'enable', part: 'wq0.0' }, /Fill in/);
    expect(wq(done, 'wq0.0')).toMatchObject({ state: 'enabled', driver: 'user', priority: 10, groupId: 0 });
  });

  it('DSA-O20 DSA-M4 a device without queues or engines gets both', () => {
    expect(cured(idleHost(), { op: 'enable', part: 'dsa0' }, /Put wq0.0/).devices[0]).toMatchObject({
      state: 'enabled',
      engines: [0, -1, -1, -1],
    });
  });

  it('DSA-M13 a queue grouped late takes its device down and up again', () => {
    const state = after(
      busyHost(),
      configured('wq0.2', {
        group_id: '0',
        type: 'user',
        driver_name: 'user',
        name: 'late',
        mode: 'dedicated',
        priority: '5',
      }),
    );
    expect(refused(state, { op: 'enable', part: 'wq0.2' })[0]).toBe('DSA-O22 ENXIO');
    const done = cured(state, { op: 'enable', part: 'wq0.2' }, /down and up/);
    expect(wq(done, 'wq0.2')).toMatchObject({ state: 'enabled', size: 16 });
    expect(mdevs(done)).toEqual(mdevs(state));
    expect(findWay(state, done, 'all')).toMatchObject({ ok: true });
  });

  it('DSA-O21 DSA-O23 DSA-M8 disabling forgets, or writes the settings again', () => {
    const used = after(
      idleHost(),
      configured('wq0.0', {
        type: 'user',
        driver_name: 'user',
        name: 'a',
        size: '8',
        mode: 'dedicated',
        group_id: '0',
        priority: '4',
      }),
      configured('engine0.0', { group_id: '0' }),
      { op: 'enable', part: 'dsa0' },
      { op: 'enable', part: 'wq0.0' },
    );
    const kept = after(used, { op: 'disable', part: 'dsa0', keep: true });
    expect(after(kept, { op: 'enable', part: 'dsa0' }, { op: 'enable', part: 'wq0.0' })).toEqual(used);
    const bare = after(used, { op: 'disable', part: 'wq0.0', keep: false });
    expect(wq(bare, 'wq0.0')).toMatchObject({
      type: 'none',
      name: '',
      priority: 0,
      size: 8,
      driverName: 'user',
    });
  });

  it('DSA-O34 a queue is not taken from under devices of guests', () => {
    const state = busyHost();
    expect(refused(state, { op: 'disable', part: 'dsa0', keep: true })).toEqual([
      'DSA-O34 none',
      'Remove 2 devices and disable dsa0',
    ]);
    expect(cured(state, { op: 'disable', part: 'dsa0', keep: true }, /Remove/).mdevs).toEqual([]);
  });

  it('DSA-O34 also where its guest runs, with the words of who refuses it', () => {
    const state = after(busyHost(), { op: 'startGuest', guest: 'web' });
    const short = { op: 'disable', part: 'wq0.0', keep: true } as const;
    expect(refused(state, short)).toEqual(['DSA-O34 none', 'Stop vm-web, remove 1 device and disable wq0.0']);
    const outcome = tryEdit(state, short);
    expect(outcome.ok ? '' : outcome.refusal.message).toBe(
      'wq0.0 has 1 device of guests, and this program does not take it from under it. accel-config refuses it too; the kernel would not, and the device would be left without a queue and could only be removed.',
    );
  });

  it('DSA-M11 a fix says all that it writes', () => {
    const state = after(idleHost(), configured('wq0.0', { type: 'user', size: '8' }));
    expect(refused(state, { op: 'enable', part: 'wq0.0' })[1]).toBe(
      'Fill in what is missing: engine0.0 in group0.0, driver name user, name wq0-0, threshold 7, in group0.0, priority 10; then enable dsa0, then enable wq0.0',
    );
  });

  it('DSA-M1 without PASID the refusal says so, and what works is offered', () => {
    const state = withoutPasid(
      after(
        idleHost(),
        configured('wq0.0', {
          mode: 'dedicated',
          type: 'mdev',
          driver_name: 'mdev',
          name: 'g',
          size: '8',
          group_id: '0',
          priority: '4',
        }),
        configured('engine0.0', { group_id: '0' }),
        { op: 'enable', part: 'dsa0' },
      ),
    );
    const outcome = tryEdit(state, { op: 'enable', part: 'wq0.0' });
    expect(outcome).toMatchObject({
      ok: false,
      refusal: {
        rule: 'DSA-M1',
        errno: 'ENXIO',
        message:
          'dsa0 has no PASID here, which queues for guests need: switch VT-d on in the firmware and start Linux with intel_iommu=on,sm_on.',
        fixes: [{ label: 'Make wq0.0 a dedicated kernel queue of the host, named g, then enable wq0.0' }],
      },
    });
    expect(wq(cured(state, { op: 'enable', part: 'wq0.0' }, /kernel/), 'wq0.0').state).toBe('enabled');
  });
});
