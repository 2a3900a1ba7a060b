/** A capture's texts -> readings of the guest, and studies that were saved as scenario or case file (xive.md 4, 8). */
import type { XiveState } from '../../../shared/xive/types.ts';
import type { Observation } from '../family.ts';
import type { HostTree } from '../hosts/tree.ts';

export function wantsXive(_path: string): boolean {
  return false;
}

export function observeXive(_tree: HostTree): Observation<XiveState> | null {
  return null;
}
