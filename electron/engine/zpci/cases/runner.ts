/** Plays cases of the format of zpci.md 7.1 on the model. */
import type { DeviceFamily } from '../../family.ts';

export const zpciCases: DeviceFamily['cases'] = null;
