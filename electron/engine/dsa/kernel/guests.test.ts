import { describe, expect, it } from 'vitest';
import { imsUse } from './guests.ts';
import {
  bind,
  command,
  create,
  ENABLE,
  hostState,
  onPci,
  outcomes,
  play,
  queue,
  read,
  start,
  tried,
  unbind,
  uuid,
} from './testing/play.ts';

const ready = play(
  hostState('A', { dsa0: { ims_size: 3 } }),
  [queue('wq0.0', 'mdev'), queue('wq0.1', 'mdev', 'mdev', 'shared')].flat(),
  ENABLE,
  [bind('mdev', 'wq0.0'), bind('mdev', 'wq0.1')],
  [create(1), create(2, '1swq'), create(3, '1swq'), create(4, '1swq')],
);
const running = (id: string, state = ready) => state.mdevs.find((mdev) => mdev.id === id)?.running;

describe('guests', () => {
  it('DSA-O36 DSA-O38 slots of guests that ran before are counted though nothing tells which they are', () => {
    const one = play(ready, start(uuid(1)));
    const untold = {
      ...one,
      mdevs: one.mdevs.map((mdev) =>
        mdev.running === null ? mdev : { ...mdev, running: { ...mdev.running, slots: [], pasid: null } },
      ),
    };
    const second = tried(untold, start(uuid(2)));
    const third = tried(second.state, start(uuid(3)));
    expect([
      imsUse(untold, 'dsa0'),
      second.slot,
      third.slot,
      tried(third.state, start(uuid(4))).failure?.message,
    ]).toEqual([
      { total: 3, used: [], unknown: 1, free: 2 },
      1,
      2,
      `dsa0 has no free interrupt slot: running guests use its 3, and ${uuid(4)} needs one.`,
    ]);
  });

  it('DSA-O36 DSA-O37 gives nothing to what is not there, and stops nothing that does not run', () => {
    expect(
      outcomes(
        ready,
        start(uuid(9)),
        { op: 'guest-stop', uuid: uuid(9) },
        { op: 'guest-stop', uuid: uuid(1) },
      ),
    ).toEqual(['ENODEV', 'ENODEV', 'ENODEV']);
    expect(outcomes(ready, command(uuid(1), 'ENABLE_DEVICE'))).toEqual(['ENODEV']);
  });

  it('DSA-O36 remembers a guest that the state knows, and no other', () => {
    const guest = { id: 'g1', name: 'Web', hue: 1, domain: null };
    const known = { ...ready, guests: [guest] };
    const guestOf = (id: string) =>
      play(known, { op: 'guest-start', uuid: uuid(1), guest: id }).mdevs.find(({ id: of }) => of === uuid(1))
        ?.guest;
    expect([guestOf('g1'), guestOf('vm')]).toEqual(['g1', null]);
  });

  it('DSA-O40 a device whose queue went away under its guest answers as before, and the queue of the host stays off [model]', () => {
    const state = play(ready, start(uuid(1)), command(uuid(1), 'ENABLE_DEVICE'), unbind('mdev', 'wq0.0'));
    expect([
      tried(state, command(uuid(1), 'ENABLE_WQ')).status,
      read(state, 'wq0.0/state'),
      outcomes(state, { op: 'guest-stop', uuid: uuid(1) }, { op: 'mdev-remove', uuid: uuid(1) }),
    ]).toEqual([0x00, 'disabled', ['ok', 'ok']]);
  });

  it('DSA-O42 a halt stops all guests of the device until the function is reset', () => {
    const state = play(ready, start(uuid(1)), start(uuid(2)), { op: 'device-halt', device: 'dsa0' });
    expect([
      read(state, 'dsa0/state'),
      running(uuid(1), state)?.device,
      running(uuid(2), state)?.device,
      tried(state, command(uuid(1), 'ENABLE_DEVICE')).status,
      outcomes(
        state,
        unbind('idxd', 'dsa0'),
        bind('idxd', 'dsa0'),
        onPci('unbind', 'idxd'),
        bind('idxd', 'dsa0'),
        { op: 'device-halt', device: 'dsa9' },
      ),
    ]).toEqual(['halted', 'halt', 'halt', 0x03, ['ok', 'ENXIO', 'ok', 'ENXIO', 'ENODEV']]);
    expect(tried(play(state, unbind('idxd', 'dsa0')), bind('idxd', 'dsa0')).failure?.cmdStatus).toBe(
      0x80000010,
    );
  });

  it('DSA-O43 bus master off while enabled is the guest’s mistake, and only a reset helps', () => {
    const on = play(ready, start(uuid(1)), command(uuid(1), 'ENABLE_DEVICE'), command(uuid(1), 'ENABLE_WQ'));
    const off = play(on, { op: 'guest-bus-master', uuid: uuid(1), on: false });
    expect([
      read(on, 'wq0.0/state'),
      read(off, 'wq0.0/state'),
      running(uuid(1), off),
      tried(off, command(uuid(1), 'DRAIN_ALL')).status,
      tried(play(off, command(uuid(1), 'RESET_DEVICE')), command(uuid(1), 'ENABLE_DEVICE')).status,
    ]).toEqual([
      'enabled',
      'locked',
      {
        slots: [0],
        pasid: 1,
        device: 'halt',
        wq: 'disabled',
        busMaster: false,
        swerr: 'valid',
        errorInterrupt: true,
        interrupts: 1,
      },
      0x03,
      0x12,
    ]);
    const idle = play(ready, start(uuid(1)), { op: 'guest-bus-master', uuid: uuid(1), on: false });
    expect(running(uuid(1), idle)).toMatchObject({ device: 'disabled', busMaster: false, swerr: 'none' });
  });
});
