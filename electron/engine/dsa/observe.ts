/** A host's files -> the state of its idxd devices, and what the files left open. */
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Observation } from '../family.ts';
import type { HostTree } from '../hosts/tree.ts';

export function wantsDsa(_path: string): boolean {
  return false;
}

export function observeDsa(_tree: HostTree): Observation<DsaState> | null {
  return null;
}
