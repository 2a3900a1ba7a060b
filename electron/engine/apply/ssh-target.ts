import { StudioError } from '../../../shared/errors.ts';
import type { DeviceFamily } from '../family.ts';
import type { Target } from './target.ts';
export function openSshTarget(
  host: string,
  root: string | null,
  families: readonly DeviceFamily[],
): Promise<Target> {
  void root;
  void families;
  return Promise.reject(new StudioError('io', `ssh to ${host}`));
}
