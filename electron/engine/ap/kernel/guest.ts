/** Life of an mdev and of the guest on it: AP-C7, AP-V1, AP-V7, AP-V8 and AP-U17 ... AP-U19, AP-U22. */
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { linkedQueues, shadowOf } from './filter.ts';
import type { Draft, Failure, KernelOp } from './kernel.ts';
import { noSuchMdev } from './assign.ts';
import { cellsOf, createMdev, resetCodePassable, UNKNOWN_GUEST } from '../model.ts';
import { rulesOf } from './profiles.ts';
import { guestWords } from '../wording.ts';

/** `available_instances` counts down from here (AP-U27). */
export const INSTANCES = 65_536;

export function availableInstances(state: { readonly mdevs: readonly Mdev[] }): number {
  return INSTANCES - state.mdevs.filter((mdev) => mdev.active && mdev.type === 'passthrough').length;
}

type Op<Name extends KernelOp['op']> = Extract<KernelOp, { readonly op: Name }>;

/** AP-VP5: the virtual and the passthrough type exclude each other on a host. */
export function otherTypeExists(
  mdevs: readonly Mdev[],
  type: Mdev['type'],
  except: string | null = null,
): Mdev | undefined {
  return mdevs.find((mdev) => mdev.type !== type && mdev.id !== except);
}

export function createOp(draft: Draft, op: Op<'create'>): Failure | null {
  const { state } = draft;
  const type = op.type ?? 'passthrough';
  const plain = (errno: string, rule: string, text: string): Failure => ({
    errno,
    rule,
    kind: 'plain',
    text,
  });
  if (!state.vfioApLoaded)
    return plain(
      'ENOENT',
      'AP-C7',
      'Module vfio_ap is not loaded, so there is no matrix device to create on.',
    );
  const other = otherTypeExists(
    state.mdevs.filter((mdev) => mdev.active),
    type,
  );
  if (other) {
    const text = `${other.name} is of the ${other.type} type, and the two types exclude each other on a host.`;
    return { errno: 'EBUSY', rule: 'AP-VP5', kind: 'plain', text, mdev: other.id };
  }
  if (draft.mdev(op.mdev)) return plain('EEXIST', 'AP-C7', `A mediated device ${op.mdev} exists already.`);
  if (availableInstances(state) <= 0)
    return plain(rulesOf(state).noInstance, 'AP-C7', `All ${INSTANCES} mediated devices exist already.`);
  const defined = state.mdevs.find((mdev) => mdev.id === op.mdev);
  if (defined)
    draft.replaceMdev(op.mdev, { active: true, matrix: NO_MASKS, shadow: NO_MASKS, pending: NO_MASKS });
  else draft.change({ mdevs: [...state.mdevs, createMdev(op.mdev, { type })] });
  return null;
}

/**
 * Queues of the mdev that a 2018 kernel zeroizes: it walks the matrix, not a list of bound queues. Assumed: every
 * queue that exists, whatever driver has it (ap.md says "all queues of the matrix").
 */
function matrixQueues2018(draft: Draft, mdev: Mdev): Apqn[] {
  return cellsOf(mdev.matrix).filter((apqn) => draft.state.queues.state[apqn] !== QUEUE.ABSENT);
}

function zeroizeAll(draft: Draft, mdev: Mdev): readonly Apqn[] {
  if (mdev.type === 'virtual') return [];
  const queues = rulesOf(draft.state).hotPlug
    ? linkedQueues(draft.state, mdev)
    : matrixQueues2018(draft, mdev);
  for (const apqn of queues) draft.resets.add(apqn);
  return queues;
}

/** AP-V1 (2018: refused while a guest runs) or AP-U22 (unplugged from the guest first, never refused). */
export function removeOp(draft: Draft, op: Op<'remove'>): Failure | null {
  const mdev = draft.mdev(op.mdev);
  if (!mdev) return noSuchMdev(op.mdev);
  if (mdev.guest !== null && !rulesOf(draft.state).hotPlug)
    return { errno: 'EBUSY', rule: 'AP-V1', kind: 'running', mdev: mdev.id };
  if (mdev.guest !== null)
    draft.notes.push(
      `The kernel asks QEMU to unplug the device and waits; ${guestWords(mdev)} loses its AP queues without being asked (AP-U22).`,
    );
  zeroizeAll(draft, mdev);
  draft.change({ mdevs: draft.state.mdevs.filter((other) => other.id !== mdev.id) });
  return null;
}

export function guestStartOp(draft: Draft, op: Op<'guest_start'>): Failure | null {
  const mdev = draft.mdev(op.mdev);
  if (!mdev) return noSuchMdev(op.mdev);
  const startRule = rulesOf(draft.state).hotPlug ? 'AP-U17' : 'AP-V7';
  const plain = (errno: string, rule: string, text: string): Failure => ({
    errno,
    rule,
    kind: 'plain',
    text,
    mdev: mdev.id,
  });
  if (op.guest === '') return plain('EINVAL', startRule, `${mdev.name} was opened without a KVM guest.`);
  // Two guests that nothing names are not one.
  const taken =
    op.guest === UNKNOWN_GUEST
      ? undefined
      : draft.state.mdevs.find((other) => other.active && other.guest === op.guest);
  if (taken)
    return plain(
      'EPERM',
      'AP-C3',
      `Guest ${op.guest} has opened ${taken.name} already, and a guest can have one mediated AP device only.`,
    );
  // VFIO opens a group for one process only; the errno is general VFIO behaviour, not verified for vfio_ap.
  if (mdev.guest !== null) return plain('EBUSY', 'AP-C3', `${guestWords(mdev)} runs already.`);
  draft.replaceMdev(mdev.id, {
    guest: op.guest,
    crycbFormat: op.crycbFormat ?? 2,
    ...(rulesOf(draft.state).hotPlug || mdev.type === 'virtual'
      ? {}
      : { shadow: shadowOf(draft.state, mdev.matrix) }),
  });
  return null;
}

/** AP-V8, AP-U18: closing what nobody has opened changes nothing. */
export function guestStopOp(draft: Draft, op: Op<'guest_stop'>): Failure | null {
  const mdev = draft.mdev(op.mdev);
  if (!mdev) return noSuchMdev(op.mdev);
  if (mdev.guest === null) return null;
  zeroizeAll(draft, mdev);
  draft.replaceMdev(mdev.id, { guest: null, crycbFormat: 2 });
  return null;
}

/** AP-U19: reboot of the guest. EIO when a queue did not answer with a code that counts as reset. */
export function guestResetOp(draft: Draft, op: Op<'guest_reset'>): Failure | null {
  const mdev = draft.mdev(op.mdev);
  if (!mdev) return noSuchMdev(op.mdev);
  const failed = zeroizeAll(draft, mdev).filter((apqn) => !resetCodePassable(draft.state, apqn));
  if (failed.length === 0) return null;
  const text = `${failed.length === 1 ? 'A queue' : `${failed.length} queues`} of ${mdev.name} could not be reset.`;
  return { errno: 'EIO', rule: 'AP-U19', kind: 'plain', text, mdev: mdev.id, apqn: failed[0]! };
}
