import { ruleRows } from '../../rule-table/rule-row.ts';

/** Linux 5.2 and later, as merged; and kernels with one of the patches that were proposed. */
export const MERGED: readonly string[] = ['merged'];
export const PROPOSALS: readonly string[] = ['proposals'];
export const EVERYWHERE: readonly string[] = ['merged', 'proposals'];

export const rule = ruleRows('XIVE', EVERYWHERE);

/** Where a rule is known from. */
export const SEEN = 'Seen on a running system';
export const READ = 'Read in the sources of Linux and QEMU';
export const SEEN_AND_READ = 'Seen on a running system and read in the sources';
