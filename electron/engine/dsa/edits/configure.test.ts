import { describe, expect, it } from 'vitest';
import { refused, cured, wq, mdevs } from '../testing/outcomes.ts';
import { after, busyHost, configured, idleHost, tryEdit } from '../testing/wishes.ts';

describe('settings', () => {
  it('DSA-O3 DSA-O9 DSA-O10 are written in an order the kernel takes', () => {
    const state = after(
      idleHost(),
      configured('wq0.0', { threshold: '12', size: '16', name: 'a', type: 'user', max_batch_size: '33' }),
    );
    expect(wq(state, 'wq0.0')).toMatchObject({
      threshold: 12,
      size: 16,
      name: 'a',
      type: 'user',
      maxBatchSize: 64,
    });
  });

  it('DSA-O3 offers the entries that are left, and those that nobody uses', () => {
    const state = after(
      idleHost(),
      configured('wq0.0', { size: '100' }),
      configured('wq0.1', { size: '20' }),
    );
    const wish = configured('wq0.1', { size: '40' });
    expect(refused(state, wish)).toEqual([
      'DSA-O3 EINVAL',
      'Give wq0.1 the 28 entries that are left',
      'Set wq0.0 to size 0, and give wq0.1 40 entries',
    ]);
    expect(wq(cured(state, wish, /left/), 'wq0.1').size).toBe(28);
    expect(wq(cured(state, wish, /size 0/), 'wq0.0').size).toBe(0);
  });

  it('DSA-M2 DSA-O5 a threshold above the size, and one of a dedicated queue', () => {
    const state = after(idleHost(), configured('wq0.0', { size: '16' }));
    const wish = configured('wq0.0', { threshold: '17' });
    expect(refused(state, wish)).toEqual(['DSA-O5 EINVAL', 'Use a threshold of 14 of 16 entries']);
    expect(wq(cured(state, wish, /threshold/), 'wq0.0').threshold).toBe(14);
    expect(refused(state, configured('wq0.0', { mode: 'dedicated', threshold: '4' }))).toEqual([
      'DSA-O5 EINVAL',
      'Make wq0.0 shared, with threshold 4',
    ]);
  });

  it('DSA-M12 DSA-M8 what is frozen is refused, or changed with the device taken down and up again', () => {
    const state = busyHost();
    const wish = configured('wq0.0', { size: '24' });
    expect(refused(state, wish)).toEqual([
      'DSA-O3 EPERM',
      'Write size 24 of wq0.0, with dsa0 taken down and up again',
    ]);
    const done = cured(state, wish, /down and up/);
    expect(wq(done, 'wq0.0')).toEqual({ ...wq(state, 'wq0.0'), size: 24, hardwareSize: 24 });
    expect(mdevs(done)).toEqual(mdevs(state));
  });

  it('DSA-O4 a frozen setting of one queue takes only that queue down', () => {
    const outcome = tryEdit(busyHost(), configured('wq0.1', { priority: '3' }, true));
    expect(outcome).toMatchObject({
      ok: true,
      notes: [
        'wq0.1 goes down and comes up again.',
        '1 device of guests is removed and made again with the same UUID.',
      ],
    });
  });

  it('DSA-O2 DSA-O7 mode and type stay under devices of guests', () => {
    const state = busyHost();
    const wish = configured('wq0.1', { mode: 'dedicated' }, true);
    expect(refused(state, wish)).toEqual([
      'DSA-O32 EPERM',
      'Remove 1 device and write mode dedicated of wq0.1',
    ]);
    const running = after(state, { op: 'startGuest', guest: 'db' });
    const label = 'Stop vm-db, remove 1 device and write mode dedicated of wq0.1';
    expect(refused(running, wish)[1]).toBe(label);
    expect(mdevs(cured(running, wish, /Stop/))).toEqual(['1 dsa0 0 web']);
  });

  it('DSA-M5 DSA-O17 DSA-O18 DSA-O19 read buffers', () => {
    const state = after(idleHost(), configured('engine0.0', { group_id: '0' }));
    expect(refused(state, configured('group0.0', { read_buffers_allowed: '3' }))).toEqual([
      'DSA-O18 EINVAL',
      'Allow group0.0 4 read buffers',
    ]);
    expect(refused(state, configured('group0.1', { read_buffers_reserved: '97' }))).toEqual([
      'DSA-O17 EINVAL',
      'Reserve 96 read buffers for group0.1',
    ]);
    expect(refused(state, configured('group0.0', { use_read_buffer_limit: '1' }))).toEqual([
      'DSA-O19 EPERM',
      'Set the read buffer limit of dsa0 to 96, then let group0.0 follow it',
    ]);
  });

  it('DSA-M6 DSA-O8 a kernel queue takes no name where the kernel uses PASIDs', () => {
    const state = idleHost({ ...idleHost(), host: { kernelPasid: true } });
    const wish = configured('wq0.0', { type: 'kernel', name: 'x' });
    expect(refused(state, wish)).toEqual([
      'DSA-O8 EOPNOTSUPP',
      'Write type none, name x and driver_name dmaengine: the driver makes it a kernel queue when it is enabled',
    ]);
    expect(wq(cured(state, wish, /the driver/), 'wq0.0')).toMatchObject({
      name: 'x',
      driverName: 'dmaengine',
    });
  });

  it('DSA-M7 IAA has no batches, and no part that is not there is written', () => {
    expect(refused(idleHost(), configured('wq1.0', { max_batch_size: '1' }))[0]).toMatch(/ENOENT/);
    expect(refused(idleHost(), configured('wq9.0', { size: '1' }))).toEqual(['DSA-O22 ENODEV']);
    expect(refused(idleHost(), configured('wq0.0', { colour: '1' }))).toEqual(['DSA-O19 ENOENT']);
  });

  it('DSA-O1 DSA-O16 notes what the hardware learns later', () => {
    expect(tryEdit(busyHost(), configured('engine0.3', { group_id: '0' }))).toMatchObject({
      ok: true,
      notes: ['The hardware learns group_id of engine0.3 when dsa0 is enabled next.'],
    });
  });
});
