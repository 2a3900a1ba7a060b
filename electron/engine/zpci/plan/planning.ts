/** The zPCI family's part of plans, rehearsals, drift and apply. */
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';

export const zpciPlanning: FamilyPlanning<ZpciState> | null = null;
