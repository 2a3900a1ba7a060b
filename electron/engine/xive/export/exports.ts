/** Formats a study is exported in. */
import type { XiveState } from '../../../../shared/xive/types.ts';
import type { FamilyExport } from '../../export/exporting.ts';

export const XIVE_EXPORTS: readonly FamilyExport<XiveState>[] = [];
