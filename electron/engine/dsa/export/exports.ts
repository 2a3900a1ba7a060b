/** Everything a DSA wish can be written as. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';

export const DSA_EXPORTS: readonly FamilyExport<DsaState>[] = [];
