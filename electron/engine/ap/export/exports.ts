/** Formats that an AP wish can be written in, and read back from. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';

export const AP_EXPORTS: readonly FamilyExport<ApState>[] = [];
