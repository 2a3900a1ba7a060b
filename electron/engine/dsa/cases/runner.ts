/** Runs cases in the step format of the worked examples (dsa.md 9). */
import type { DeviceFamily } from '../../family.ts';

export const dsaCases: DeviceFamily['cases'] = null;
