import { ruleRows } from '../../rule-table/rule-row.ts';

/** Kernels a rule holds for. `mdev-series`: v6 of the posted patches, and Intel's product kernel that ships them. */
export const MAINLINE: readonly string[] = ['mainline'];
export const MDEV_SERIES: readonly string[] = ['mdev-series'];
export const EVERYWHERE: readonly string[] = ['mainline', 'mdev-series'];

export const rule = ruleRows('DSA', EVERYWHERE);
