/** The target people name, opened. */
import type { ApplyTarget } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import { openLocalTarget } from './local-target.ts';
import { openSshTarget } from './ssh-target.ts';
import type { Target } from './target.ts';

/** Throws StudioError: `not-found` or `bad-request` for a root or host that cannot be used, `io` when ssh does not get there. */
export function openTarget(target: ApplyTarget, families: readonly DeviceFamily[]): Promise<Target> {
  return target.kind === 'ssh'
    ? openSshTarget(target.host, target.root, families)
    : openLocalTarget(target.root, families);
}
