import { describe, expect, it } from 'vitest';
import { deviceNamed, type DsaState } from '../../../../shared/dsa/types.ts';
import type { Plan, PlanOptions } from '../../../../shared/plan.ts';
import { rehearsePlan } from '../../plan/rehearse.ts';
import { withMdev, withWq } from '../model.ts';
import { dsaPlanning } from './planning.ts';
import {
  after,
  bind,
  create,
  DEDICATED,
  forGuests,
  hostA,
  SHARED,
  start,
  unbind,
  uuid,
  write,
} from './testing.ts';

function planOf(observed: DsaState, desired: DsaState, options: Partial<PlanOptions> = {}): Plan {
  return dsaPlanning.plan(observed, desired, { style: 'immediate', restart: [], ...options });
}

function titles(observed: DsaState, desired: DsaState, options: Partial<PlanOptions> = {}): string[] {
  const plan = planOf(observed, desired, options);
  expect(plan.blocks).toEqual([]);
  return plan.steps.map(({ title }) => title);
}

/** Every plan is run on the model, with its expectations read back. */
function rehearsed(observed: DsaState, desired: DsaState, options: Partial<PlanOptions> = {}) {
  const full = { style: 'immediate' as const, restart: [], ...options };
  const plan = dsaPlanning.plan(observed, desired, full);
  const { result } = rehearsePlan(
    new Map([['dsa', dsaPlanning]]),
    new Map([['dsa', observed]]),
    new Map([['dsa', dsaPlanning.target(observed, desired, full.style)]]),
    plan,
  );
  return {
    failed: result.failedAt === null ? null : result.steps[result.failedAt],
    differences: result.differences,
  };
}

const FINE = { failed: null, differences: [] };

const idle = hostA();
const oneGuest = after(idle, [
  ...forGuests('wq0.0'),
  write('engine0.0/group_id', 0),
  bind('dsa0', 'idxd'),
  bind('wq0.0', 'mdev'),
  create(DEDICATED, 1),
]);
const two = after(idle, [
  ...forGuests('wq0.0'),
  ...forGuests('wq0.1'),
  write('engine0.0/group_id', 0),
  bind('dsa0', 'idxd'),
  bind('wq0.0', 'mdev'),
  bind('wq0.1', 'mdev'),
  create(DEDICATED, 1),
  create(DEDICATED, 2),
]);
const running = after(two, [start(1, 'vm1'), start(2, 'vm2')]);

describe('worked plans', () => {
  it('DSA-O20 O22 O32: a dedicated wq for a guest, from an idle host', () => {
    expect(titles(idle, oneGuest)).toEqual([
      'Write 0 to engine0.0/group_id',
      'Write dedicated to wq0.0/mode',
      'Write mdev to wq0.0/type',
      'Write mdev to wq0.0/driver_name',
      'Write g-wq0.0 to wq0.0/name',
      'Write 16 to wq0.0/size',
      'Write 0 to wq0.0/group_id',
      'Write 10 to wq0.0/priority',
      'Enable dsa0',
      'Bind wq0.0 to mdev',
      `Create mediated device ${uuid(1)} on wq0.0`,
    ]);
    expect(rehearsed(idle, oneGuest)).toEqual(FINE);
  });

  it('DSA-O3 O21: another size on a busy device takes it down, and all it forgets is written again', () => {
    const user = after(idle, [
      ...forGuests('wq0.0'),
      write('wq0.0/type', 'user'),
      write('wq0.0/driver_name', 'user'),
      write('wq0.0/name', 'app'),
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.0', 'user'),
    ]);
    const wish = after(user, [
      unbind('dsa0', 'idxd'),
      ...forGuests('wq0.0', { size: 32 }),
      write('wq0.0/type', 'user'),
      write('wq0.0/driver_name', 'user'),
      write('wq0.0/name', 'app'),
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.0', 'user'),
    ]);
    expect(titles(user, wish)).toEqual([
      'Disable dsa0',
      'Write 0 to engine0.0/group_id',
      'Write dedicated to wq0.0/mode',
      'Write user to wq0.0/type',
      'Write app to wq0.0/name',
      'Write 32 to wq0.0/size',
      'Write 0 to wq0.0/group_id',
      'Write 10 to wq0.0/priority',
      'Enable dsa0',
      'Bind wq0.0 to user',
    ]);
    expect(rehearsed(user, wish)).toEqual(FINE);
  });

  it('DSA-O32: two devices change their wqs', () => {
    const wish = after(two, [
      { op: 'mdev-remove', uuid: uuid(1) },
      { op: 'mdev-remove', uuid: uuid(2) },
      create(DEDICATED, 2),
      create(DEDICATED, 1),
    ]);
    expect(titles(two, wish)).toEqual([
      `Remove mediated device ${uuid(1)} from wq0.0`,
      `Remove mediated device ${uuid(2)} from wq0.1`,
      `Create mediated device ${uuid(2)} on wq0.0`,
      `Create mediated device ${uuid(1)} on wq0.1`,
    ]);
    expect(rehearsed(two, wish)).toEqual(FINE);
  });

  it('DSA-O32: in a pool of shared queues a placeholder fills the one that is not meant', () => {
    const pool = after(idle, [
      ...forGuests('wq0.2', { mode: 'shared' }),
      ...forGuests('wq0.3', { mode: 'shared' }),
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.2', 'mdev'),
      bind('wq0.3', 'mdev'),
    ]);
    const wish = after(pool, [create(SHARED, 7), create(SHARED, 1), { op: 'mdev-remove', uuid: uuid(7) }]);
    const all = titles(pool, wish);
    const placeholder = /placeholder (\S+) on/.exec(all[0]!)?.[1];
    expect(all).toEqual([
      `Create placeholder ${placeholder} on wq0.2, so that the next one lands elsewhere`,
      `Create mediated device ${uuid(1)} on wq0.3`,
      `Remove placeholder ${placeholder}`,
    ]);
    expect(rehearsed(pool, wish)).toEqual(FINE);
  });

  it('DSA-O16: an engine moves with its device down, since the hardware learns it when it is enabled', () => {
    const wish = {
      ...oneGuest,
      devices: oneGuest.devices.map((device) =>
        device.name === 'dsa0' ? { ...device, engines: [0, 0, -1, -1] } : device,
      ),
    };
    expect(titles(oneGuest, wish)).toEqual([
      `Remove mediated device ${uuid(1)} from wq0.0`,
      'Disable dsa0',
      'Write 0 to engine0.0/group_id',
      'Write 0 to engine0.1/group_id',
      'Write dedicated to wq0.0/mode',
      'Write mdev to wq0.0/type',
      'Write g-wq0.0 to wq0.0/name',
      'Write 16 to wq0.0/size',
      'Write 0 to wq0.0/group_id',
      'Write 10 to wq0.0/priority',
      'Enable dsa0',
      'Bind wq0.0 to mdev',
      `Create mediated device ${uuid(1)} on wq0.0`,
    ]);
    expect(rehearsed(oneGuest, wish)).toEqual(FINE);
  });

  it('what lasts: the settings for accel-config, and a definition for mdevctl', () => {
    const wish = withMdev(oneGuest, uuid(1), { definition: 'auto' });
    expect(titles(idle, wish, { style: 'both' }).slice(-2)).toEqual([
      'Save the settings for the next boot in accel-config.conf',
      `Define ${uuid(1)} for the next boot, started at boot`,
    ]);
    expect(titles(idle, wish, { style: 'persistent' })).toEqual([
      'Save the settings for the next boot in accel-config.conf',
      `Define ${uuid(1)} for the next boot, started at boot`,
    ]);
    expect(rehearsed(idle, wish, { style: 'both' })).toEqual(FINE);
    expect(rehearsed(idle, wish, { style: 'persistent' })).toEqual(FINE);
  });
});

describe('guests that run', () => {
  /** wq0.0 is to be of higher priority, which only a wq that is down takes. */
  const wish = {
    ...running,
    devices: running.devices.map((device) =>
      device.name === 'dsa0'
        ? { ...device, wqs: device.wqs.map((wq, index) => (index === 0 ? { ...wq, priority: 15 } : wq)) }
        : device,
    ),
  };

  it('DSA-O33 O45: the wq of a running guest is not taken without asking', () => {
    const { steps, blocks } = planOf(running, wish);
    expect(steps).toEqual([]);
    expect(blocks.map(({ rule, refs, unblock }) => ({ rule, ref: refs[0], unblock }))).toEqual([
      {
        rule: 'DSA-O33',
        ref: { kind: 'guest', id: 'vm1' },
        unblock: [
          {
            label: 'Restart vm1 for the change',
            detail: 'Shut down before the change and started again after it; requests in flight are lost.',
            edits: [],
            restart: ['vm1'],
          },
        ],
      },
    ]);
  });

  it('DSA-O23 O37: it is stopped and started again where that is allowed, and the other one is left alone', () => {
    expect(titles(running, wish, { restart: ['vm1'] })).toEqual([
      'Stop vm1',
      `Remove mediated device ${uuid(1)} from wq0.0`,
      'Unbind wq0.0 from mdev',
      'Write dedicated to wq0.0/mode',
      'Write mdev to wq0.0/type',
      'Write g-wq0.0 to wq0.0/name',
      'Write 15 to wq0.0/priority',
      'Bind wq0.0 to mdev',
      `Create mediated device ${uuid(1)} on wq0.0`,
      'Start vm1',
    ]);
    expect(rehearsed(running, wish, { restart: ['vm1'] })).toEqual(FINE);
  });

  it('DSA-O33 O45: a guest that the wish has stopped is stopped without another question, its device kept or removed', () => {
    const without = { ...running, mdevs: running.mdevs.filter(({ id }) => id !== uuid(1)) };
    const wq = deviceNamed(running, 'dsa0')!.wqs[0]!;
    const free = withWq(without, 'dsa0', 0, { ...wq, clients: 0 });
    const off = withMdev(wish, uuid(1), { running: null, runningTold: true });
    const { steps } = planOf(running, free);
    expect([titles(running, free), steps[0]?.loses.map(({ kind, text }) => [kind, text])]).toEqual([
      ['Stop vm1', `Remove mediated device ${uuid(1)} from wq0.0`],
      [['guest', 'vm1 is shut down; what runs in it ends, and requests in flight are lost.']],
    ]);
    expect([rehearsed(running, free), rehearsed(running, off)]).toEqual([FINE, FINE]);
    expect(titles(running, off).filter((title) => title.includes('vm1'))).toEqual(['Stop vm1']);
  });

  it('DSA-O21: all queues that go down with their device are told, and that they come up again', () => {
    const up = after(idle, [
      ...forGuests('wq0.0'),
      ...forGuests('wq0.1'),
      ...['wq0.0', 'wq0.1'].flatMap((name, index) => [
        write(`${name}/type`, index === 0 ? 'kernel' : 'user'),
        write(`${name}/driver_name`, index === 0 ? 'dmaengine' : 'user'),
        write(`${name}/name`, 'app'),
      ]),
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.0', 'dmaengine'),
      bind('wq0.1', 'user'),
    ]);
    const [dsa0, ...others] = up.devices as [DsaState['devices'][0]];
    const { steps } = planOf(up, { ...up, devices: [{ ...dsa0, readBufferLimit: 5 }, ...others] });
    expect(steps.find(({ title }) => title === 'Disable dsa0')?.loses.map(({ text }) => text)).toEqual([
      'wq0.0, which the host itself uses through its driver dmaengine, goes down. It comes up again in a later step.',
      'wq0.1 goes down. It comes up again in a later step.',
    ]);
  });

  it('a state of a rehearsal is shown with the guests of the wish', () => {
    const read = { ...two, guests: [] };
    const named = withMdev(two, uuid(1), { guest: 'vm1' });
    const shown = dsaPlanning.viewOf(read, read, named) as DsaState;
    expect([shown.guests, shown.mdevs[0]?.guest]).toEqual([two.guests, 'vm1']);
  });

  it('DSA-O33: one that the wish keeps running with another device is still asked for', () => {
    const both = after(two, [start(1, 'vm1'), start(2, 'vm1')]);
    const part = { ...both, mdevs: both.mdevs.filter(({ id }) => id !== uuid(1)) };
    expect(planOf(both, part).blocks.map(({ rule }) => rule)).toEqual(['DSA-O33']);
  });

  it('DSA-M21: addresses that the source did not tell are written into no step', () => {
    const told = planOf({ ...idle, untold: ['addresses'] }, { ...oneGuest, untold: ['addresses'] });
    expect([told.steps, told.blocks.map(({ message }) => message)]).toEqual([
      [],
      [
        'The source does not tell the addresses of dsa0, iax1 and dsa2, and a plan has to name them. Read the host itself, or import a listing that tells where its devices are.',
      ],
    ]);
  });

  it('DSA-O37: no command is made up for a guest whose domain nobody told', () => {
    const guests = running.guests.map((guest) => ({ ...guest, domain: null }));
    const { blocks } = planOf({ ...running, guests }, { ...wish, guests }, { restart: ['vm1'] });
    expect(blocks.map(({ rule, message }) => [rule, message])).toEqual([
      ['DSA-O37', 'No source tells which libvirt domain vm1 is, so no command can stop or start it.'],
    ]);
  });

  it('a step tells what it needs, who loses, how it is taken back, and where it shows', () => {
    const [step] = planOf(running, wish, { restart: ['vm1'] }).steps.filter(
      ({ title }) => title === 'Bind wq0.0 to mdev',
    );
    expect(step).toMatchObject({
      action: { kind: 'write', path: '/sys/bus/dsa/drivers/mdev/bind', text: 'wq0.0' },
      needs: ['dsa0 is enabled, and nothing is bound to wq0.0 (DSA-O22).'],
      loses: [],
      irreversible: null,
      expect: [
        { kind: 'text', path: '/sys/bus/dsa/devices/dsa0/cmd_status', text: '0' },
        // Enabled or locked: which of both is its guest's doing.
        { kind: 'present', path: '/sys/bus/dsa/devices/wq0.0/state' },
        { kind: 'link', path: '/sys/bus/dsa/devices/wq0.0/driver', name: 'mdev' },
      ],
    });
  });
});

describe('what no plan can bring', () => {
  it('DSA-S4: devices of a strategy that no kernel has', () => {
    const host = hostA({ strategy: 'push-vfio', host: { drivers: ['idxd', 'user', 'vfio'] } });
    const ops = forGuests('wq0.0').filter((op) => op.op !== 'write' || !/type|driver_name/.test(op.at));
    const wish = after(host, [
      write('wq0.0/type', 'user'),
      write('wq0.0/driver_name', 'vfio'),
      ...ops,
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.0', 'vfio'),
    ]);
    expect(planOf(host, wish).blocks.map(({ rule }) => rule)).toEqual(['DSA-S4']);
  });

  it('DSA-O42: a device that has halted', () => {
    const halted = after(oneGuest, [{ op: 'device-halt', device: 'dsa0' }]);
    expect(planOf(halted, oneGuest).blocks.map(({ rule }) => rule)).toEqual(['DSA-O42']);
  });

  it('equal states give no steps in any style', () => {
    for (const style of ['immediate', 'persistent', 'both'] as const)
      expect(planOf(running, structuredClone(running), { style }).steps).toEqual([]);
  });

  it('DSA-O9: a driver name alone is a change, and one that nobody wishes is left', () => {
    const named = after(idle, [write('wq0.3/driver_name', 'user')]);
    expect([titles(idle, named), titles(named, idle)]).toEqual([['Write user to wq0.3/driver_name'], []]);
    expect(rehearsed(idle, named)).toEqual(FINE);
  });

  it('DSA-S8: the whole function goes to vfio-pci and comes back', () => {
    const host = hostA({ host: { denylistOff: true } });
    const given = after(host, [{ op: 'bind', driver: 'vfio-pci', name: '0000:6a:01.0', bus: 'pci' }]);
    expect(deviceNamed(given, 'dsa0')?.driver).toBe('vfio-pci');
    expect(titles(host, given)).toEqual([
      'Unbind 0000:6a:01.0 from idxd',
      'Let only vfio-pci take 0000:6a:01.0',
      'Bind 0000:6a:01.0 to vfio-pci',
    ]);
    expect(rehearsed(host, given)).toEqual(FINE);
    expect(rehearsed(given, host)).toEqual(FINE);
  });
});
