/** Everything a zPCI wish can be written as, and read back from. */
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';

export const ZPCI_EXPORTS: readonly FamilyExport<ZpciState>[] = [];
