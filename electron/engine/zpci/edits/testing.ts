/** A small host with two guests, and what an edit of it does. */
import { expect } from 'vitest';
import { ZPCI_EXAMPLES } from '../../../../build/examples/zpci-machines.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { applyEdit, applyGesture } from '../edits.ts';
import { createDevice, createFunction, createGuest, createState, withGuest } from '../model.ts';

export const family = 'zpci' as const;
export const [CAPTURED, LPAR] = ZPCI_EXAMPLES.map(({ zpci }) => zpci) as [ZpciState, ZpciState];

export function roce(fid: number, parts: Parameters<typeof createFunction>[0] | object = {}) {
  const domain = fid.toString(16).padStart(4, '0');
  return createFunction({
    fid,
    uid: fid,
    address: `${domain}:00:00.0`,
    driver: 'mlx5_core',
    driverTold: true,
    pft: 0x0a,
    group: 7,
    msix: 65,
    window: { start: '0x100000000', end: '0x1ffffffff' },
    ...parts,
  });
}

/** Two guests started by hand, four functions; web has the first one. */
export const HOST = createState({
  host: { capabilities: 'v2', kvmZpciOp: true, dmaEntryLimit: 65_535 },
  functions: [roce(1, { driver: 'vfio-pci', ownDriver: 'mlx5_core' }), roce(2), roce(3), roce(4)],
  guests: [
    createGuest({
      id: 'web',
      name: 'web',
      devices: [
        createDevice({
          id: 'h0',
          card: { kind: 'vfio', host: '0001:00:00.0', options: [] },
          zpci: { ...createDevice({ id: 'any' }).zpci!, uid: 0x31, fid: 0x41 },
        }),
      ],
    }),
    createGuest({ id: 'db', name: 'db' }),
  ],
});

export const GIVE = {
  family,
  op: 'give',
  guest: 'web',
  fid: 2,
  device: 'h1',
  guestUid: 0x32,
  guestFid: 0x42,
} as const;

/** State after it, or what refused it. */
export function after(state: ZpciState, ...edits: readonly ZpciEdit[]): ZpciState {
  const outcome = applyGesture(state, edits);
  if (!outcome.ok) throw new Error(outcome.refusal.message);
  return outcome.state;
}

export function refusal(state: ZpciState, edit: ZpciEdit) {
  const outcome = applyEdit(state, edit);
  if (outcome.ok) throw new Error('It was not refused.');
  for (const fix of outcome.refusal.fixes)
    expect([fix.label, applyGesture(state, fix.edits as readonly ZpciEdit[]).ok]).toEqual([fix.label, true]);
  return outcome.refusal;
}

/** Rule and the labels of the fixes, all of which pass. */
export function refused(state: ZpciState, edit: ZpciEdit): readonly [string, ...string[]] {
  const { rule, fixes } = refusal(state, edit);
  return [rule, ...fixes.map(({ label }) => label)];
}

export function notes(state: ZpciState, edit: ZpciEdit): readonly string[] {
  const outcome = applyEdit(state, edit);
  return outcome.ok ? outcome.notes : [outcome.refusal.message];
}

export function running(state: ZpciState, guest: string, isRunning: boolean | null = true): ZpciState {
  return withGuest(state, guest, { running: isRunning });
}
