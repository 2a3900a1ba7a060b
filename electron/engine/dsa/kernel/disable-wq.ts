/** Disabling a wq: unbinding its driver resets it (DSA-O23), and devices made of it lose it. */
import type { DsaMdev } from '../../../../shared/dsa/types.ts';
import { resetWq } from '../model.ts';
import type { Draft } from './draft.ts';

/** Mdevs that may have that wq, in the order they are assumed to hold its places when no source tells. */
export function mdevsOn(draft: Draft, device: string, index: number): readonly DsaMdev[] {
  return draft.state.mdevs.filter(
    (mdev) =>
      mdev.device === device &&
      !mdev.orphan &&
      (mdev.wq === index || (mdev.wq === null && mdev.candidates.includes(index))),
  );
}

/**
 * `mdev` no longer has to be on that wq: the candidates that are left; one left is the one.
 */
export function withoutCandidate(mdev: DsaMdev, index: number): Partial<DsaMdev> {
  const candidates = mdev.candidates.filter((candidate) => candidate !== index);
  return { candidates, wq: candidates.length === 1 ? candidates[0]! : null };
}

/** Made of a bound wq itself, so it goes with the binding: unlike an mdev, nothing is left to remove. */
function livesByBinding({ strategy }: DsaMdev): boolean {
  return strategy === 'push-vfio' || strategy === 'push-vfio-create';
}

function orphan(draft: Draft, mdev: DsaMdev, index: number): void {
  if (livesByBinding(mdev) && mdev.running === null) draft.removeMdev(mdev.id);
  else draft.changeMdev(mdev.id, { orphan: true, wq: index, candidates: [index] });
}

/** By force: clients are not protected. Their mdevs become orphans [model]. */
export function unbindWq(draft: Draft, device: string, index: number): void {
  const { clients } = draft.wq(device, index);
  const all = mdevsOn(draft, device, index);
  const sure = all.filter(({ wq }) => wq === index);
  const unsure = all.filter(({ wq }) => wq === null);
  const assumed = unsure.slice(0, Math.max(0, clients - sure.length));
  for (const mdev of [...sure, ...assumed]) orphan(draft, mdev, index);
  for (const mdev of unsure)
    if (!assumed.includes(mdev)) draft.changeMdev(mdev.id, withoutCandidate(mdev, index));
  draft.changeWq(device, index, resetWq(draft.wq(device, index), draft.device(device).caps));
}
