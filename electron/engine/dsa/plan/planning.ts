/** The DSA family's part of plans, rehearsals, drift and apply. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';

export const dsaPlanning: FamilyPlanning<DsaState> | null = null;
