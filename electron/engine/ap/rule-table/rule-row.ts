import { AP_PROFILES } from '../../../../shared/ap/types.ts';
import { ruleRows } from '../../rule-table/rule-row.ts';

export const CURRENT: readonly string[] = ['upstream', 'upstream-6.18'];
export const SERIES_2018: readonly string[] = ['2018-merged', '2018-v9'];

export const rule = ruleRows('AP', AP_PROFILES);
