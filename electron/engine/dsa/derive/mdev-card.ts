/** What the guest of a device gets, and how it is given to QEMU and libvirt. */
import type { MdevCard } from '../../../../shared/dsa/cards.ts';
import {
  type DsaMdev,
  type DsaState,
  deviceNamed,
  modeOfType,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { guestName } from '../edits/parts.ts';
import { isMdev } from '../export/exported.ts';
import { functionHostdev, mdevHostdev } from '../export/libvirt.ts';
import { qemuDevice } from '../export/qemu.ts';
import { guestParts } from './mdev-parts.ts';
import { mmioOf } from './mdev-registers.ts';
import { allProblems } from './problems.ts';
import { withTriedFixes } from './tried-fixes.ts';

function stateWords(state: DsaState, mdev: DsaMdev): string {
  if (mdev.orphan) return 'orphan: its queue was taken away';
  const { running } = mdev;
  if (running !== null) {
    const who = mdev.guest === null ? 'a guest' : guestName(state, mdev.guest);
    const slot = running.slots.length === 0 ? '' : `, slot ${running.slots.join(', ')}`;
    return `running in ${who}: device ${running.device}, queue ${running.wq}${slot}`;
  }
  return mdev.runningTold ? 'created, not in use' : 'created; nothing tells whether a guest has it';
}

function vectors(mdev: DsaMdev): MdevCard['vectors'] {
  if (mdev.strategy === 'pf') return [];
  return [
    { index: 0, use: 'command results, errors, halt', how: 'emulated', slot: null },
    { index: 1, use: 'completions of the queue', how: 'mediated', slot: mdev.running?.slots[0] ?? null },
  ];
}

/** A name that no argument can hold has a sentence instead of an argument. */
function orWhy(make: () => string): string {
  try {
    return make();
  } catch (problem) {
    if (problem instanceof StudioError) return problem.message;
    throw problem;
  }
}

function hostdev(mdev: DsaMdev, bdf: string): string {
  if (mdev.strategy === 'pf') return functionHostdev(bdf);
  return isMdev(mdev) ? mdevHostdev(mdev.id) : 'libvirt has no host device for it; give QEMU the argument.';
}

/** Null when the host has no such device, or not its parent. */
export function mdevCard(state: DsaState, id: string): MdevCard | null {
  const mdev = state.mdevs.find((candidate) => candidate.id === id);
  const device = mdev && deviceNamed(state, mdev.device);
  if (mdev === undefined || device === undefined) return null;
  const about = allProblems(state).filter(({ refs }) =>
    refs.some((ref) => ref.kind === 'part' && ref.id === id),
  );
  return {
    id,
    device: device.name,
    type: mdev.type,
    mode: modeOfType(mdev.type),
    wq: mdev.wq === null ? null : wqName(device, mdev.wq),
    candidates: mdev.candidates.map((index) => wqName(device, index)),
    guest: mdev.guest,
    state: stateWords(state, mdev),
    parts: guestParts(device, mdev),
    mmio: mmioOf(device, mdev),
    vectors: vectors(mdev),
    qemu: orWhy(() => qemuDevice(state, mdev)),
    hostdev: orWhy(() => hostdev(mdev, device.bdf)),
    problems: withTriedFixes(state, about),
  };
}
