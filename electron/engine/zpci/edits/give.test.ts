import { describe, expect, test } from 'vitest';
import { deviceById, functionByFid, guestById } from '../../../../shared/zpci/types.ts';
import { applyEdit } from '../edits.ts';
import { createDevice, withFunction, withGuest } from '../model.ts';
import { roce, HOST, GIVE, after, refusal, refused, notes, running } from './testing.ts';

describe('giving a function', () => {
  test('ZPCI-A22 ZPCI-A26 binds it to vfio-pci by itself, remembers its driver, and says so', () => {
    const outcome = applyEdit(HOST, GIVE);
    const state = outcome.ok ? outcome.state : HOST;
    expect([
      outcome.ok && outcome.notes,
      functionByFid(state, 2),
      deviceById(guestById(state, 'web')!, 'h1'),
    ]).toEqual([
      ['mlx5_core loses it: 0002:00:00.0 is bound to vfio-pci.'],
      roce(2, { driver: 'vfio-pci', ownDriver: 'mlx5_core', driverOverride: 'vfio-pci' }),
      createDevice({
        id: 'h1',
        card: { kind: 'vfio', host: '0002:00:00.0', options: [] },
        zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 0x32, fid: 0x42 },
        managed: false,
      }),
    ]);
  });

  test('ZPCI-A22 a function that the host has not is refused', () => {
    expect(refused(HOST, { ...GIVE, fid: 99 })).toEqual(['ZPCI-A22']);
  });

  test('ZPCI-A21 a slot that is powered off is powered on first', () => {
    const state = withFunction(HOST, 2, { state: 'standby', driver: null });
    expect([
      refused(state, GIVE),
      refused(withFunction(HOST, 2, { state: 'reserved' }), GIVE),
      refused(withFunction(HOST, 2, { address: null }), GIVE),
    ]).toEqual([['ZPCI-A21', 'Power its slot on first'], ['ZPCI-A21'], ['ZPCI-A21']]);
  });

  test('ZPCI-A23 a function of another guest is taken from it, one of the same guest is refused', () => {
    const taken = { ...GIVE, guest: 'db', fid: 1, device: 'h0' } as const;
    const state = after(HOST, { ...taken, fromOther: true });
    expect([
      refused(HOST, taken),
      refused(HOST, { ...GIVE, fid: 1 }),
      state.guests.map(({ devices }) => devices.map(({ id }) => id)),
    ]).toEqual([['ZPCI-A23', 'Take it from web'], ['ZPCI-A23'], [[], ['h0']]]);
  });

  test('ZPCI-A24 a physical function keeps its virtual ones; one of those is offered instead', () => {
    const state = withFunction(HOST, 2, { activeVfs: 1, virtualFunctions: ['0003:00:00.0'] });
    expect([refused(state, GIVE), refusal(state, GIVE).errno]).toEqual([
      ['ZPCI-A24', 'Give 0003:00:00.0 instead, a virtual function of it'],
      'EBUSY',
    ]);
  });

  test('ZPCI-A25 a function in error is recovered first', () => {
    expect(
      (['error', 'permanent-error'] as const).map((state) => refused(withFunction(HOST, 2, { state }), GIVE)),
    ).toEqual([['ZPCI-A25'], ['ZPCI-A25']]);
  });

  test('ZPCI-A4 ZPCI-A7 numbers that are taken: the lowest free ones, and the host’s where they are free', () => {
    expect([
      refused(HOST, { ...GIVE, guestUid: 0x31 }),
      refused(HOST, { ...GIVE, guestFid: 0x41 }),
      refused(HOST, { ...GIVE, guestUid: 0x31, guestFid: 0x41 }),
    ]).toEqual([
      [
        'ZPCI-A4',
        'Give it with UID 0x0001, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
      [
        'ZPCI-A7',
        'Give it with FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
      [
        'ZPCI-A4',
        'Give it with UID 0x0001 and FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      ],
    ]);
  });

  test('ZPCI-A18 the same numbers in another guest are no conflict', () => {
    expect(applyEdit(HOST, { ...GIVE, guest: 'db', guestUid: 0x31, guestFid: 0x41 }).ok).toBe(true);
  });

  test('ZPCI-A18 a guest that is gone is refused', () => {
    expect(refused(HOST, { ...GIVE, guest: 'nobody' })).toEqual(['ZPCI-A18']);
  });

  test('ZPCI-R4 UID 0 is nobody’s number', () => {
    expect(refused(HOST, { ...GIVE, guestUid: 0 })).toEqual([
      'ZPCI-R4',
      'Give it with UID 0x0001, the lowest that is free',
      'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
      'Let the tool choose it',
    ]);
  });

  test('ZPCI-R3 ZPCI-V5 half an address of a libvirt domain is written whole', () => {
    const state = withGuest(HOST, 'web', { domain: 'web' });
    expect([
      refused(state, { ...GIVE, guestFid: null }),
      applyEdit(HOST, { ...GIVE, guestFid: null }).ok,
    ]).toEqual([
      [
        'ZPCI-R3',
        'Give it with FID 0x00000000, the lowest that is free',
        'Give it with the numbers of the host, UID 0x0002 and FID 0x00000002',
        'Let libvirt choose both',
      ],
      true,
    ]);
  });

  test('ZPCI-A2 an id names one device; a waiting one gets the card it waits for', () => {
    const waiting = after(HOST, GIVE);
    const state = {
      ...HOST,
      guests: [{ ...HOST.guests[0]!, devices: [...HOST.guests[0]!.devices, createDevice({ id: 'h1' })] }],
    };
    expect([
      refused(waiting, { ...GIVE, fid: 3, guestUid: 0x33, guestFid: 0x43 }),
      notes(state, GIVE),
    ]).toEqual([
      ['ZPCI-A2', 'Call it h2'],
      ['mlx5_core loses it: 0002:00:00.0 is bound to vfio-pci.', 'h1 waited for a card and gets this one.'],
    ]);
  });

  test('ZPCI-E1 a guest that runs gets it by hot plug', () => {
    expect(notes(running(HOST, 'web'), GIVE).at(-1)).toBe('web runs and gets it by hot plug (event 0x0301).');
  });
});
