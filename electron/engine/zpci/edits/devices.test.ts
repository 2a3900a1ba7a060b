import { describe, expect, test } from 'vitest';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { functionByFid, guestById } from '../../../../shared/zpci/types.ts';
import { applyEdit } from '../edits.ts';
import { createDevice, withFunction, withGuest } from '../model.ts';
import { family, roce, HOST, GIVE, after, refused, notes, running, LPAR } from './testing.ts';

describe('devices of a guest', () => {
  const take = { family, op: 'take', guest: 'web', device: 'h0', giveBack: true } as const;
  const waits = withGuest(HOST, 'web', {
    devices: [...HOST.guests[0]!.devices, createDevice({ id: 'typo' })],
  });

  test('ZPCI-E2 what is taken goes back to its driver; a guest that runs has to release it', () => {
    expect([
      functionByFid(after(HOST, take), 1),
      notes(running(HOST, 'web'), take),
      functionByFid(after(HOST, { ...take, giveBack: false }), 1)?.driver,
    ]).toEqual([
      roce(1),
      [
        'web runs: it is asked to release h0 (event 0x0303), and has to.',
        '0001:00:00.0 goes back to mlx5_core.',
      ],
      'vfio-pci',
    ]);
  });

  test('ZPCI-A22 what goes back to a driver that nobody told has one of the host that is not known', () => {
    const bound = withFunction(HOST, 1, { ownDriver: null, driverOverride: 'vfio-pci' });
    expect([functionByFid(after(bound, take), 1), notes(bound, take)]).toEqual([
      roce(1, { driver: null, driverTold: false }),
      ['0001:00:00.0 goes back to a driver of the host that matches; which one it had is not told.'],
    ]);
  });

  test('ZPCI-R1 a zpci device that waits is never removed from a guest that runs, or may run', () => {
    const edit = { ...take, device: 'typo' };
    const rename = { family, op: 'renameDevice', guest: 'web', device: 'typo', to: 'h7' } as const;
    const ids = { family, op: 'setIds', guest: 'web', device: 'typo', guestUid: 7, guestFid: 7 } as const;
    expect([
      refused(running(waits, 'web'), edit),
      refused(running(waits, 'web', null), edit),
      refused(running(waits, 'web'), rename),
      refused(running(waits, 'web'), ids),
      applyEdit(waits, edit).ok,
    ]).toEqual([
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      ['ZPCI-R1', 'Stop web first'],
      true,
    ]);
  });

  test('ZPCI-E6 a PCI bridge leaves only with the guest', () => {
    const bridge = {
      family,
      op: 'addEmulated',
      guest: 'web',
      device: 'bridge1',
      driver: 'pci-bridge',
      deviceClass: 'controller',
      guestUid: 9,
      guestFid: 9,
      msix: 1,
      options: [],
    } satisfies ZpciEdit;
    expect(refused(running(after(HOST, bridge), 'web'), { ...take, device: 'bridge1' })).toEqual([
      'ZPCI-E6',
      'Stop web first',
    ]);
  });

  test('ZPCI-A10 a device that is gone is refused', () => {
    expect(refused(HOST, { ...take, device: 'h9' })).toEqual(['ZPCI-A10']);
  });

  test('ZPCI-R2 other numbers of a guest that runs mean: remove, then add', () => {
    const ids = { family, op: 'setIds', guest: 'web', device: 'h0', guestUid: 0x99, guestFid: 0x99 } as const;
    expect([notes(running(HOST, 'web'), ids), notes(HOST, ids)]).toEqual([
      ['web runs: h0 is removed and added again to change its numbers; what it does is interrupted.'],
      [],
    ]);
  });

  test('ZPCI-R2 a device that waits in a guest that runs keeps its numbers', () => {
    const state = running(
      withGuest(waits, 'web', {
        devices: [createDevice({ id: 'h1', zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 5, fid: 5 } })],
      }),
      'web',
    );
    expect(refused(state, GIVE)).toEqual(['ZPCI-R2', 'Keep its numbers']);
  });

  test('ZPCI-I1 ZPCI-I7 ZPCI-D6 properties that this QEMU or card has not are refused', () => {
    const property = { family, op: 'setProperty', guest: 'web', device: 'h0' } as const;
    const old = withGuest(HOST, 'web', { profile: 'merged-7.0' });
    const ism = withFunction(HOST, 1, { pft: 5 });
    const own = after(HOST, {
      family,
      op: 'addEmulated',
      guest: 'web',
      device: 'n0',
      driver: 'virtio-net-pci',
      deviceClass: 'interface',
      guestUid: 5,
      guestFid: 5,
      msix: null,
      options: [],
    });
    expect([
      refused(old, { ...property, property: 'interpret', value: true }),
      refused(old, { ...property, property: 'forwardingAssist', value: false }),
      refused(withGuest(HOST, 'web', { profile: 'merged-8.2' }), {
        ...property,
        property: 'relaxedTranslation',
        value: true,
      }),
      refused(ism, { ...property, property: 'relaxedTranslation', value: true }),
      refused(own, { ...property, device: 'n0', property: 'interpret', value: true }),
      applyEdit(old, { ...property, property: 'interpret', value: null }).ok,
    ]).toEqual([
      ['ZPCI-I1', 'Run web on QEMU 7.2'],
      ['ZPCI-I7', 'Run web on QEMU 7.2'],
      ['ZPCI-D6', 'Run web on QEMU 10.0'],
      ['ZPCI-D6'],
      ['ZPCI-I1'],
      true,
    ]);
  });

  test('ZPCI-K12 ZPCI-A10 ZPCI-A11 a typing error is mended by naming the card: it gets the numbers that waited for it', () => {
    const rename = {
      family,
      op: 'renameDevice',
      guest: 'guest:batch',
      device: 'roce0',
      to: 'roceO',
    } as const;
    const devices = guestById(after(LPAR, rename), 'guest:batch')!.devices;
    expect(devices.map(({ id, card, zpci }) => [id, card?.kind, zpci?.uid, zpci?.fid])).toEqual([
      ['roceO', 'vfio', 0x40, 0x40],
      ['roce1', 'vfio', 0x41, 0x41],
    ]);
  });

  test('ZPCI-A12 a device that is put in order has its zpci device before its card', () => {
    const first = { ...HOST.guests[0]!.devices[0]!, cardFirst: true };
    const state = withGuest(HOST, 'web', { devices: [createDevice({ id: 'typo' }), first] });
    const moved = guestById(
      after(state, { family, op: 'reorder', guest: 'web', device: 'h0', to: 0 }),
      'web',
    )!;
    expect(moved.devices.map(({ id, cardFirst }) => [id, cardFirst])).toEqual([
      ['h0', false],
      ['typo', false],
    ]);
  });
});
