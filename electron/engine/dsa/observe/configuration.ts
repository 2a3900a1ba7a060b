/** A host that only an accel-config listing or configuration tells of. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Observation } from '../../family.ts';
import type { DsaReader } from './reader.ts';

export const CONFIGURATION = '/captured/accel-config-list';

export function observeConfiguration(_reader: DsaReader): Observation<DsaState> | null {
  return null;
}
