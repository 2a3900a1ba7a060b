/** Since which QEMU something is known (zpci.md 0.2). */
import { PROFILE_IDS, type ProfileId } from '../../../../shared/zpci/types.ts';
import { type Switches, switchesOf } from './switches.ts';

/** The oldest with it; some QEMU has to. */
export function firstProfile(knows: (switches: Switches) => boolean): ProfileId {
  return PROFILE_IDS.find((profile) => knows(switchesOf({ profile, machine: null })))!;
}

/** Properties of the zpci device that came after it (I-1, I-7, D-6). */
export const INTERPRET_SINCE = firstProfile(({ knowsInterpret }) => knowsInterpret);
export const RELAXED_SINCE = firstProfile(({ knowsRelaxed }) => knowsRelaxed);
