import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../shared/dsa/types.ts';
import { wqNamed } from '../../../shared/dsa/types.ts';
import { createDevice, createState } from './model.ts';
import { findWay } from './plan/find-way.ts';
import {
  after,
  busyHost,
  configured,
  edit,
  given,
  idleHost,
  type ShortEdit,
  tryEdit,
  uuid,
} from './testing/wishes.ts';
import { applyGesture } from './edits.ts';

/** `rule errno`, with the labels of the fixes. */
function refused(state: DsaState, short: ShortEdit): readonly [string, ...string[]] {
  const outcome = tryEdit(state, short);
  if (outcome.ok) throw new Error(`${short.op} was not refused`);
  const { rule, errno, fixes } = outcome.refusal;
  return [`${rule} ${errno ?? 'none'}`, ...fixes.map(({ label }) => label)];
}

/** The state after taking the fix of that label. */
function cured(state: DsaState, short: ShortEdit, label: RegExp): DsaState {
  const outcome = tryEdit(state, short);
  if (outcome.ok) throw new Error(`${short.op} was not refused`);
  const fix = outcome.refusal.fixes.find((one) => label.test(one.label));
  if (fix === undefined)
    throw new Error(`no fix ${label.source}: ${outcome.refusal.fixes.map((one) => one.label).join('; ')}`);
  const done = applyGesture(state, fix.edits as never);
  if (!done.ok) throw new Error(done.refusal.message);
  return done.state;
}

function wq(state: DsaState, name: string) {
  return wqNamed(state, name)!.wq;
}

function mdevs(state: DsaState): string[] {
  return state.mdevs.map(
    ({ id, device, wq: index, guest, running }) =>
      `${id.slice(-1)} ${device} ${index} ${guest}${running === null ? '' : ' runs'}`,
  );
}

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
      'Use the 28 entries that are left',
      'Take the entries of wq0.0',
    ]);
    expect(wq(cured(state, wish, /left/), 'wq0.1').size).toBe(28);
    expect(wq(cured(state, wish, /Take/), 'wq0.0').size).toBe(0);
  });

  it('DSA-M2 DSA-O5 a threshold above the size, and one of a dedicated queue', () => {
    const state = after(idleHost(), configured('wq0.0', { size: '16' }));
    const wish = configured('wq0.0', { threshold: '17' });
    expect(refused(state, wish)).toEqual(['DSA-O5 EINVAL', 'Use a threshold of 14 of 16 entries']);
    expect(wq(cured(state, wish, /threshold/), 'wq0.0').threshold).toBe(14);
    expect(refused(state, configured('wq0.0', { mode: 'dedicated', threshold: '4' }))).toEqual([
      'DSA-O5 EINVAL',
      'Make wq0.0 shared',
    ]);
  });

  it('DSA-M12 DSA-M8 what is frozen is refused, or changed with the device taken down and up again', () => {
    const state = busyHost();
    const wish = configured('wq0.0', { size: '24' });
    expect(refused(state, wish)).toEqual(['DSA-O3 EPERM', 'Change it with dsa0 taken down and up again']);
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
    expect(refused(state, configured('wq0.1', { mode: 'dedicated' }, true))).toEqual(['DSA-O32 EPERM']);
  });

  it('DSA-M5 DSA-O17 DSA-O18 DSA-O19 read buffers', () => {
    const state = after(idleHost(), configured('engine0.0', { group_id: '0' }));
    expect(refused(state, configured('group0.0', { read_buffers_allowed: '3' }))).toEqual([
      'DSA-O18 EINVAL',
      'Allow 4 read buffers',
    ]);
    expect(refused(state, configured('group0.1', { read_buffers_reserved: '97' }))).toEqual([
      'DSA-O17 EINVAL',
      'Reserve 96 read buffers',
    ]);
    expect(refused(state, configured('group0.0', { use_read_buffer_limit: '1' }))).toEqual([
      'DSA-O19 EPERM',
      'Set the read buffer limit of dsa0 to 96 first',
    ]);
  });

  it('DSA-M6 DSA-O8 a kernel queue takes no name where the kernel uses PASIDs', () => {
    const state = idleHost({ ...idleHost(), host: { kernelPasid: true } });
    expect(refused(state, configured('wq0.0', { type: 'kernel', name: 'x' }))).toEqual(['DSA-O8 EOPNOTSUPP']);
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
});

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
      'Give wq0.1 instead',
      'Give wq0.2 instead',
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
      'Give wq0.1 instead',
      'Give it with dsa0 taken down and up again',
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

  it('DSA-S1 the strategy changes only while nothing was made by another', () => {
    expect(refused(busyHost(), { op: 'setStrategy', strategy: 'mdev-pull' })).toEqual([
      'DSA-S3 none',
      'Remove 2 devices and change the strategy',
    ]);
  });
});

describe('guests and their devices', () => {
  it('DSA-O36 DSA-O37 all devices of a guest start, or none', () => {
    const one = createState({
      devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', caps: { imsSize: 2 } })],
      guests: idleHost().guests,
    });
    const state = after(
      one,
      configured('wq0.0', { size: '32', group_id: '0', threshold: '24' }),
      given('wq0.0', 'web', 1),
      given('wq0.0', 'db', 2),
      given('wq0.0', 'db', 3),
      { op: 'startGuest', guest: 'web' },
    );
    expect(refused(state, { op: 'startGuest', guest: 'db' })).toEqual([
      'DSA-O36 ENOSPC',
      'Stop vm-web first',
    ]);
    const done = cured(state, { op: 'startGuest', guest: 'db' }, /Stop vm-web/);
    expect(mdevs(done)).toEqual(['1 dsa0 0 web', '2 dsa0 0 db runs', '3 dsa0 0 db runs']);
  });

  it('DSA-M16 a guest without a device cannot start', () => {
    expect(refused(idleHost(), { op: 'startGuest', guest: 'web' })).toEqual(['DSA-O36 none']);
  });

  it('DSA-O33 DSA-O45 DSA-M17 nothing of a running guest is removed', () => {
    const state = after(busyHost(), { op: 'startGuest', guest: 'web' });
    expect(refused(state, { op: 'removeGuest', guest: 'web' })).toEqual([
      'DSA-O45 EBUSY',
      'Stop vm-web first',
    ]);
    expect(refused(state, { op: 'removeMdev', mdev: uuid(1) })).toEqual([
      'DSA-O45 EBUSY',
      'Stop vm-web first',
    ]);
    expect(refused(state, { op: 'assignMdev', mdev: uuid(1), guest: 'db' })[0]).toBe('DSA-O36 EBUSY');
    const gone = cured(state, { op: 'removeGuest', guest: 'web' }, /Stop/);
    expect([gone.guests.map(({ id }) => id), mdevs(gone)]).toEqual([['db'], ['2 dsa0 1 db']]);
  });

  it('adds, renames, colours, assigns and defines', () => {
    const state = after(
      busyHost(),
      { op: 'addGuest', guest: 'new', name: 'vm-new', hue: 3 },
      { op: 'renameGuest', guest: 'new', name: 'vm-other' },
      { op: 'recolourGuest', guest: 'new', hue: 4 },
      { op: 'assignMdev', mdev: uuid(2), guest: 'new' },
      { op: 'setStart', mdev: uuid(2), start: 'auto' },
    );
    // Its domain stays the one it was added as: a rename here renames nothing in libvirt.
    expect(state.guests.at(-1)).toEqual({ id: 'new', name: 'vm-other', hue: 4, domain: 'vm-new' });
    expect(state.mdevs[1]).toMatchObject({ guest: 'new', definition: 'auto' });
    expect(refused(state, { op: 'addGuest', guest: 'new', name: 'x', hue: 1 })[0]).toBe('DSA-O36 EEXIST');
    expect(refused(state, { op: 'renameGuest', guest: 'nobody', name: 'x' })[0]).toBe('DSA-O36 none');
    expect(refused(state, { op: 'removeDefinition', uuid: uuid(9) })[0]).toBe('DSA-M26 ENOENT');
  });

  it('DSA-O36 a guest is one domain of libvirt, by a name that virsh reads as a name', () => {
    const add = (name: string) => ({ op: 'addGuest', guest: 'new', name, hue: 3 }) as const;
    const domain = (state: DsaState) => state.guests.at(-1)!.domain;
    expect([domain(after(busyHost(), add('vm-new'))), domain(after(busyHost(), add('7')))]).toEqual([
      'vm-new',
      null,
    ]);
    const state = after(busyHost(), add('vm-new'));
    const set = (text: string | null) => ({ op: 'setDomain', guest: 'db', domain: text }) as const;
    expect(after(state, set('db-1')).guests.find(({ id }) => id === 'db')?.domain).toBe('db-1');
    expect([refused(state, set('vm-new'))[0], refused(state, set('12'))[0]]).toEqual([
      'DSA-O36 none',
      'DSA-O36 none',
    ]);
  });

  it('DSA-O32 O33 a device moves to another queue under its own UUID, and keeps guest and definition', () => {
    const state = after(busyHost(), { op: 'setStart', mdev: uuid(2), start: 'auto' });
    const [, mdev] = state.mdevs;
    const moved = after(state, { op: 'moveMdev', mdev: uuid(2), wq: 'wq0.5', through: true });
    expect(moved.mdevs.find(({ id }) => id === uuid(2))).toMatchObject({
      wq: 5,
      guest: mdev!.guest,
      definition: 'auto',
    });
  });

  it('DSA-O31 DSA-O32 telling one queue leaves fewer to guess', () => {
    const told = after(busyHost(), given('wq0.2', 'db', 3, { through: true }));
    const state = {
      ...told,
      mdevs: told.mdevs.map((mdev) => (mdev.wq === 1 ? mdev : { ...mdev, wq: null, candidates: [0, 2] })),
    };
    const done = after(state, { op: 'tellWq', mdev: uuid(1), wq: 'wq0.2' });
    expect(mdevs(done)).toEqual(['1 dsa0 2 web', '2 dsa0 1 db', '3 dsa0 0 db']);
    expect(refused(state, { op: 'tellWq', mdev: uuid(1), wq: 'wq0.5' })).toEqual([
      'DSA-O32 none',
      'It has wq0.0',
      'It has wq0.2',
    ]);
  });
});

describe('configuration files', () => {
  const text = JSON.stringify([
    {
      dev: 'dsa0',
      groups: [
        {
          dev: 'group0.0',
          grouped_workqueues: [
            {
              dev: 'wq0.0',
              mode: 'dedicated',
              size: 8,
              group_id: 0,
              priority: 10,
              type: 'user',
              name: 'app',
              driver_name: 'user',
            },
          ],
          grouped_engines: [{ dev: 'engine0.0', group_id: 0 }],
        },
      ],
    },
  ]);

  it('DSA-M22 DSA-M12 a file is loaded, and over what is in use only when asked', () => {
    const done = after(idleHost(), { op: 'loadConfig', text, through: false });
    expect(wq(done, 'wq0.0')).toMatchObject({ size: 8, type: 'user', name: 'app' });
    const [rule] = refused(after(done, { op: 'enable', part: 'dsa0' }), {
      op: 'loadConfig',
      text: text.replace('"size":8', '"size":12'),
      through: false,
    });
    expect(rule).toBe('DSA-M12 EPERM');
  });

  it('DSA-M10 a file that is none is refused', () => {
    expect(refused(idleHost(), { op: 'loadConfig', text: 'no json', through: true })[0]).toBe('DSA-M10 none');
  });

  it('a refusal leaves the state object as it was', () => {
    const state = busyHost();
    const text = JSON.stringify(state);
    tryEdit(state, { op: 'disable', part: 'dsa0', keep: false });
    expect([JSON.stringify(state), edit({ op: 'enable', part: 'dsa0' }).family]).toEqual([text, 'dsa']);
  });
});
