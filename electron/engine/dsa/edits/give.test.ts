import { describe, expect, it } from 'vitest';
import { findWay } from '../plan/find-way.ts';
import { refused, cured, wq, mdevs } from '../testing/outcomes.ts';
import { after, busyHost, given, idleHost, tryEdit, uuid, withoutPasid } from '../testing/wishes.ts';

describe('giving a queue', () => {
  it('DSA-S1 DSA-O32 from nothing, dedicated and shared', () => {
    const state = busyHost();
    expect(mdevs(state)).toEqual(['1 dsa0 0 web', '2 dsa0 1 db']);
    expect(wq(state, 'wq0.0')).toMatchObject({
      state: 'locked',
      size: 16,
      name: 'vm-web',
      priority: 10,
      driverName: 'mdev',
    });
    expect(wq(state, 'wq0.1')).toMatchObject({ state: 'enabled', size: 32, threshold: 28, clients: 1 });
    expect(findWay(idleHost(), state, 'all')).toMatchObject({ ok: true });
  });

  it('DSA-S1 several guests share one queue', () => {
    const state = after(busyHost(), given('wq0.1', 'web', 3));
    expect(mdevs(state)).toEqual(['1 dsa0 0 web', '2 dsa0 1 db', '3 dsa0 1 web']);
  });

  it('DSA-M15 a dedicated queue has one device, and another one is offered', () => {
    const state = after(busyHost(), given('wq0.2', 'db', 3, { through: true }), {
      op: 'removeMdev',
      mdev: uuid(3),
    });
    expect(refused(state, given('wq0.0', 'db', 4))).toEqual([
      'DSA-M15 ENODEV',
      'Give wq0.1 to vm-db instead',
      'Give wq0.2 to vm-db instead',
    ]);
  });

  it('DSA-O32 the very queue that was pointed at, although the kernel would take a lower one', () => {
    const ready = after(
      busyHost(),
      given('wq0.2', 'db', 3, { through: true }),
      given('wq0.3', 'db', 4, { through: true }),
      { op: 'removeMdev', mdev: uuid(3) },
      { op: 'removeMdev', mdev: uuid(4) },
    );
    const state = after(ready, given('wq0.3', 'db', 5));
    expect(mdevs(state).at(-1)).toBe('5 dsa0 3 db');
    expect(findWay(ready, state, 'all')).toMatchObject({ ok: true });
  });

  it('DSA-M12 an enabled device is taken down only when asked', () => {
    const state = busyHost();
    expect(refused(state, given('wq0.2', 'db', 3))).toEqual([
      'DSA-M12 EPERM',
      'Give wq0.1 to vm-db instead',
      'Give wq0.2 to vm-db with dsa0 taken down and up again',
    ]);
    expect(mdevs(after(state, given('wq0.2', 'db', 3, { through: true })))).toEqual([
      ...mdevs(state),
      '3 dsa0 2 db',
    ]);
  });

  it('DSA-M14 DSA-O30 a kernel without mdev', () => {
    const state = idleHost({ ...idleHost(), host: { drivers: ['idxd', 'user', 'dmaengine'], types: [] } });
    expect(refused(state, given('wq0.0', 'web', 1))).toEqual(['DSA-M14 ENOENT']);
  });

  it('DSA-S0 DSA-S7 no guest gets a queue of the host or by ports', () => {
    const host = after(idleHost(), { op: 'setStrategy', strategy: 'user' });
    expect(mdevs(cured(host, given('wq0.0', 'web', 1), /prepared/))).toEqual(['1 dsa0 0 web']);
    const ports = after(idleHost(), { op: 'setStrategy', strategy: 'devlink' });
    expect(refused(ports, given('wq0.0', 'web', 1))[0]).toBe('DSA-S7 EOPNOTSUPP');
  });

  const every = {
    drivers: ['idxd', 'dmaengine', 'user', 'crypto', 'mdev', 'vfio', 'vdev'],
    denylistOff: true,
  };

  it('DSA-S2 DSA-S3 DSA-S4 DSA-S5 DSA-S6 each strategy makes its own kind of device on the chosen queue', () => {
    const made = (['mdev-uuid', 'mdev-pull', 'push-vfio', 'push-vfio-create', 'vdev'] as const).map(
      (strategy) => {
        const state = after(idleHost({ ...idleHost(), host: every, strategy }), given('wq0.1', 'web', 7));
        return state.mdevs.map(({ id, wq: index, guest }) => `${strategy}: ${id} ${index} ${guest}`);
      },
    );
    expect(made.flat()).toEqual([
      `mdev-uuid: ${uuid(7)} 1 web`,
      `mdev-pull: ${uuid(7)} 1 web`,
      'push-vfio: wq0.1 1 web',
      'push-vfio-create: wq0.1 1 web',
      'vdev: vdev0.0 1 web',
    ]);
  });

  it('DSA-S5 names devices on a shared queue', () => {
    const state = after(
      idleHost({ ...idleHost(), host: every, strategy: 'push-vfio-create' }),
      given('wq0.1', 'web', 7, { values: { mode: 'shared' } }),
      given('wq0.1', 'db', 8),
    );
    expect(state.mdevs.map(({ id, guest }) => `${id} ${guest}`)).toEqual([
      `${uuid(7).replaceAll('-', '')} web`,
      `${uuid(8).replaceAll('-', '')} db`,
    ]);
  });

  it('DSA-S8 DSA-M18 the whole device, unless vfio-pci refuses it', () => {
    const state = idleHost({ ...idleHost(), host: every, strategy: 'pf' });
    expect(after(state, given('wq0.0', 'web', 1)).mdevs).toMatchObject([
      { id: '0000:6a:01.0', guest: 'web' },
    ]);
    expect(refused(idleHost({ strategy: 'pf' }), given('wq0.0', 'web', 1))).toEqual(['DSA-S8 EINVAL']);
  });

  it('DSA-S1 the strategy changes when nothing is left that another kernel made', () => {
    const short = { op: 'setStrategy', strategy: 'mdev-pull' } as const;
    expect(refused(busyHost(), short)).toEqual([
      'DSA-S3 none',
      'Remove 2 devices and change the strategy to “Create takes any free queue”',
    ]);
    const running = after(busyHost(), { op: 'startGuest', guest: 'web' });
    expect(refused(running, short)[1]).toBe(
      'Stop vm-web, remove 2 devices and change the strategy to “Create takes any free queue”',
    );
    expect(cured(running, short, /Stop/)).toMatchObject({ strategy: 'mdev-pull', mdevs: [] });
  });

  it('DSA-S0 DSA-S8 devices stay where one kernel has both ways, and the next is given the new way', () => {
    const host = { ...busyHost().host, denylistOff: true };
    const outcome = tryEdit({ ...busyHost(), host }, { op: 'setStrategy', strategy: 'pf' });
    expect(outcome).toMatchObject({
      ok: true,
      notes: ['2 devices of guests stay as they were made; only what is given next is made the new way.'],
    });
    const state = after(
      { ...busyHost(), host },
      { op: 'setStrategy', strategy: 'pf' },
      given('wq2.0', 'db', 9),
    );
    expect(mdevs(state)).toHaveLength(3);
    expect(findWay({ ...idleHost(), host, strategy: 'pf' }, state, 'all')).toMatchObject({ ok: true });
    expect(after(busyHost(), { op: 'setStrategy', strategy: 'user' }).mdevs).toHaveLength(2);
  });

  it('DSA-M1 a host without PASID: the wish says what is possible, and nothing was reset in it', () => {
    const state = withoutPasid(idleHost({ ...idleHost(), host: { ...idleHost().host, denylistOff: true } }));
    const outcome = tryEdit(state, given('wq0.0', 'web', 1));
    expect(outcome.ok ? '' : outcome.refusal.message).toMatch(/^dsa0 has no PASID here/);
    expect(outcome.ok ? '' : outcome.refusal.message).not.toMatch(/reset/);
    expect(refused(state, given('wq0.0', 'web', 1))).toEqual([
      'DSA-M1 ENXIO',
      'Give dsa0 as a whole to vm-web, and change the strategy to that',
      'Make wq0.0 a dedicated kernel queue of the host, named wq0-0',
    ]);
    expect(cured(state, given('wq0.0', 'web', 1), /as a whole/).mdevs).toMatchObject([
      { id: '0000:6a:01.0', guest: 'web' },
    ]);
    expect(wq(cured(state, given('wq0.0', 'web', 1), /kernel/), 'wq0.0').type).toBe('kernel');
    expect(refused(withoutPasid(idleHost()), given('wq0.0', 'web', 1))).toEqual([
      'DSA-M1 ENXIO',
      'Make wq0.0 a dedicated kernel queue of the host, named wq0-0',
    ]);
  });

  it('DSA-M15 a guest that has the dedicated queue already is told so', () => {
    const outcome = tryEdit(busyHost(), given('wq0.0', 'web', 5));
    expect(outcome.ok ? '' : outcome.refusal.message).toBe(
      'vm-web has wq0.0 already: a dedicated queue has one device. It can get another queue as well.',
    );
  });
});
