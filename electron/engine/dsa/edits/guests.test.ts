import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { createDevice, createState } from '../model.ts';
import { refused, cured, mdevs } from '../testing/outcomes.ts';
import { after, busyHost, configured, given, idleHost, uuid } from '../testing/wishes.ts';

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
      'Stop vm-web, then start vm-db',
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
      'Stop vm-web, then delete it and its device',
    ]);
    expect(refused(state, { op: 'removeMdev', mdev: uuid(1) })).toEqual([
      'DSA-O45 EBUSY',
      'Stop vm-web, then remove its device on wq0.0',
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

  it('DSA-O45 DSA-O33 a move that is refused is offered as a move', () => {
    const state = after(busyHost(), { op: 'startGuest', guest: 'db' });
    const short = { op: 'moveMdev', mdev: uuid(2), wq: 'wq2.5', through: false } as const;
    expect(refused(state, short)).toEqual([
      'DSA-O45 EBUSY',
      'Stop vm-db, then move its device on wq0.1 to wq2.5',
    ]);
    expect(mdevs(cured(state, short, /Stop/))).toEqual(['1 dsa0 0 web', '2 dsa2 5 db']);
    const down = { op: 'moveMdev', mdev: uuid(2), wq: 'wq0.5', through: false } as const;
    const label = 'Move its device on wq0.1 to wq0.5, with what is in use there taken down and up again';
    expect(refused(busyHost(), down)).toContain(label);
    expect(mdevs(cured(busyHost(), down, /taken down/))).toEqual(['1 dsa0 0 web', '2 dsa0 5 db']);
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
