/** What of a wish may be written: an assumption about a fact that no source told must not become a setting of a host. */
import type { ApFact, ApState, Mdev } from '../../../../shared/ap/types.ts';
import { type Mask, sameMask } from '../../../../shared/mask.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { findMdev, sameMatrix } from '../model.ts';
import { sameOrUnset } from '../plan/target.ts';

interface ToldMasks {
  readonly apmask?: Mask;
  readonly aqmask?: Mask;
}

/** Masks that were read, or that the wish changes; none on a kernel without mask files. */
export function toldMasks(observed: ApState, target: ApState): ToldMasks {
  if (!rulesOf(target).hostMasks) return {};
  const told = (name: 'apmask' | 'aqmask'): boolean =>
    !observed.unknown.has(name) || !sameMask(observed[name], target[name]);
  return {
    ...(told('apmask') && { apmask: target.apmask }),
    ...(told('aqmask') && { aqmask: target.aqmask }),
  };
}

/** Null where nobody told what the next boot brings, and the wish says nothing of it. */
export function toldPersistent(observed: ApState, target: ApState): ApState['persistent'] | null {
  const same =
    sameOrUnset(observed.persistent.apmask, target.persistent.apmask) &&
    sameOrUnset(observed.persistent.aqmask, target.persistent.aqmask);
  return observed.unknown.has('persistentMasks') && same ? null : target.persistent;
}

/** The queues of a running device are a fact or a wish, and no assumption. */
export function isMatrixTold(observed: ApState, mdev: Mdev): boolean {
  const was = findMdev(observed, mdev.id);
  return !observed.unknown.has('matrix') || !was || !sameMatrix(was.matrix, mdev.matrix);
}

/** A device has no definition because that was read or wished, not because nobody looked. */
export function isUndefined(observed: ApState, mdev: Mdev): boolean {
  if (mdev.defined !== null) return false;
  const was = findMdev(observed, mdev.id);
  return !observed.unknown.has('definitions') || !was || was.defined !== null;
}

const MEANINGS: Partial<Record<ApFact, string>> = {
  apmask: 'apmask',
  aqmask: 'aqmask',
  persistentMasks: 'the masks of the next boot',
  matrix: 'the queues of running devices',
  definitions: 'the definitions of devices',
  mdevs: 'the devices',
};

/** One sentence about what was not read, or none. */
export function unreadNotes(observed: ApState, facts: readonly ApFact[]): string[] {
  const untold = facts.filter((fact) => observed.unknown.has(fact)).map((fact) => MEANINGS[fact] ?? fact);
  if (untold.length === 0) return [];
  return [
    `Where this host was read from, these were not told: ${untold.join(', ')}. What the wish does not change of them is left as it is on the host.`,
  ];
}
