/** Host files -> zPCI state (zpci.md 4). */
import type { ZpciState } from '../../../shared/zpci/types.ts';
import type { Observation } from '../family.ts';
import type { HostTree } from '../hosts/tree.ts';

export function wantsZpci(_path: string): boolean {
  return false;
}

/** The one state a capture tells, or null when it has no zPCI function. Never throws for bad files. */
export function observeZpci(_tree: HostTree): Observation<ZpciState> | null {
  return null;
}
