import { describe, expect, test } from 'vitest';
import { guestById } from '../../../../shared/zpci/types.ts';
import { applyEdit } from '../edits.ts';
import { withFunction, withGuest } from '../model.ts';
import { family, HOST, after, refused, notes, running, CAPTURED, GIVE } from './testing.ts';

describe('guests', () => {
  test('ZPCI-P4 ZPCI-P6 another QEMU lets properties fall that it does not know, and says when it takes effect', () => {
    const set = { family, op: 'setGuest', guest: 'guest:s1', profile: 'merged-8.2' } as const;
    expect([
      notes(CAPTURED, set),
      refused(CAPTURED, { ...set, machine: '10.0' }),
      notes(withGuest(CAPTURED, 'guest:s1', { machine: '10.0' }), set)[0],
    ]).toEqual([
      [
        'This QEMU does not know relaxed-translation of h3: left out.',
        's1 runs: it reads nothing of this until it is started next.',
      ],
      ['ZPCI-P4', 'Take machine type 9.2'],
      'Machine type 10.0 is too new for it; it gets the newest it has, 9.2.',
    ]);
  });

  test('ZPCI-E2 a guest that runs is stopped before it is removed; its functions stay', () => {
    const remove = { family, op: 'removeGuest', guest: 'web' } as const;
    expect([
      refused(running(HOST, 'web'), remove),
      notes(HOST, remove),
      notes(running(HOST, 'web', null), remove),
    ]).toEqual([
      ['ZPCI-E2', 'Stop web first'],
      ['Its function is free again.'],
      ['Nothing tells whether web runs: a running guest keeps its function until it is stopped.'],
    ]);
  });

  test('ZPCI-V10 a domain is one guest', () => {
    const state = withGuest(HOST, 'web', { domain: 'web' });
    const set = { family, op: 'setDomain', guest: 'db', domain: 'web' } as const;
    expect([refused(state, set), refused(state, { ...set, domain: '5' })]).toEqual([
      ['ZPCI-V10', 'Say that the domain of web is not known'],
      ['ZPCI-V10'],
    ]);
  });

  test('ZPCI-A22 ZPCI-A23 ZPCI-A21 ZPCI-A25 a guest starts with functions that are ready, and those only', () => {
    const start = { family, op: 'startGuest', guest: 'web' } as const;
    const given = after(HOST, { ...GIVE, guest: 'db' });
    const both = running(withGuest(given, 'db', { devices: HOST.guests[0]!.devices }), 'db');
    expect([
      refused(withFunction(HOST, 1, { driver: 'mlx5_core' }), start),
      refused(both, start),
      refused(withFunction(HOST, 1, { state: 'standby' }), start)[0],
      refused(withFunction(HOST, 1, { state: 'error' }), start),
      refused({ ...HOST, functions: HOST.functions.slice(1) }, start)[0],
      applyEdit({ ...HOST, functions: [] }, start).ok,
      guestById(after(HOST, start), 'web')!.devices.map(({ live }) => live),
    ]).toEqual([
      ['ZPCI-A22', 'Bind it to vfio-pci first'],
      ['ZPCI-A23', 'Stop db first'],
      'ZPCI-A21',
      ['ZPCI-A25'],
      'ZPCI-A22',
      true,
      ['enabled'],
    ]);
  });
});
