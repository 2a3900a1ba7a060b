import { describe, expect, test } from 'vitest';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { guestById } from '../../../../shared/zpci/types.ts';
import { applyEdit, applyGesture } from '../edits.ts';
import { createDevice, withFunction, withGuest } from '../model.ts';
import { family, HOST, GIVE, after, refusal, refused, notes, LPAR } from './testing.ts';

describe('what the model refuses', () => {
  const plain = createDevice({ id: 'any' }).zpci!;

  test('ZPCI-A16 ZPCI-I2 a card without MSI-X is given with interpretation, where the guest can have it', () => {
    const ism = withFunction(HOST, 2, { pft: 5, msix: 0 });
    const intercepted = { ...GIVE, interpret: false } as const;
    expect([
      refused(ism, intercepted),
      refused(withGuest(ism, 'web', { isProtected: true }), intercepted),
    ]).toEqual([
      ['ZPCI-A16', 'Give it with interpretation'],
      ['ZPCI-A16', 'Run web without Secure Execution, and give it with interpretation'],
    ]);
  });

  test('ZPCI-I4 a host kernel without handles cannot have a function interpreted', () => {
    const old = { ...HOST, host: { ...HOST.host, capabilities: 'v1' as const } };
    expect(refused(old, { ...GIVE, guest: 'db', interpret: true })).toEqual([
      'ZPCI-I4',
      'Give it with interception',
    ]);
  });

  test('ZPCI-I5 two handles of one index are not both interpreted', () => {
    const state = withFunction(withFunction(HOST, 1, { fh: 0x80_00_00_07 }), 2, { fh: 0x80_01_00_07 });
    expect(refused(state, GIVE)).toEqual(['ZPCI-I5', 'Give it with interception']);
  });

  test('ZPCI-V4 a number that half an address took is named in hex, and writing all down helps', () => {
    const half = (id: string, uid: number | null, fid: number | null) =>
      createDevice({
        id,
        deviceClass: id === 'disk0' ? 'disk' : 'interface',
        card: { kind: 'emulated', driver: 'virtio-net-pci', msix: null, options: [] },
        zpci: { ...plain, uid, fid },
      });
    const state = withGuest(HOST, 'web', { devices: [half('n0', 0x12_34, null), half('n1', 2, 7)] });
    const domain = { family, op: 'setDomain', guest: 'web', domain: 'web' } as const;
    const clash = withGuest(HOST, 'web', { devices: [half('n1', 1, 8), half('disk0', null, 7)] });
    expect([applyEdit(state, domain).ok, refused(clash, domain)]).toEqual([
      true,
      ['ZPCI-V4', 'Write down all numbers of web first'],
    ]);
    expect(refusal(clash, domain).message).toContain('(octal; it is 0x0001)');
  });

  test('ZPCI-K9 numbers that nobody wrote down move, and writing them down ends that', () => {
    const automatic = withGuest(LPAR, 'guest:web', { running: false });
    const reorder = { family, op: 'reorder', guest: 'guest:web', device: 'net0', to: 0 } as const;
    const write = { family, op: 'writeDown', guest: 'guest:web' } as const;
    const written = after(automatic, write);
    expect([
      notes(automatic, reorder),
      guestById(written, 'guest:web')!.devices.map(({ zpci }) => [zpci?.uid, zpci?.fid]),
      notes(written, reorder),
      notes(written, write),
    ]).toEqual([
      [
        'Numbers of web that nobody wrote down change: net0 becomes UID 0x0001, FID 0x00000000; h0 becomes UID 0x0002, FID 0x00000001; h1 becomes UID 0x0003, FID 0x00000002. Its device names follow the UID.',
      ],
      [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
      [],
      ['Nothing changes: every number that can be chosen is written already.'],
    ]);
  });
});

test('a gesture is done whole or not at all, and its fix does all of it', () => {
  const second = { ...GIVE, fid: 3, device: 'h2', guestUid: 0x32, guestFid: 0x43 } as const;
  const outcome = applyGesture(HOST, [GIVE, second]);
  const fixed = outcome.ok ? [] : outcome.refusal.fixes[0]!.edits;
  const state = after(HOST, ...(fixed as readonly ZpciEdit[]));
  expect([outcome.ok, guestById(state, 'web')!.devices.map(({ zpci }) => zpci?.uid)]).toEqual([
    false,
    [0x31, 0x32, 1],
  ]);
});
