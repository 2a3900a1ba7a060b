/** Whose rule it is: profiles of QEMU, or the program that has it. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { isAtLeast } from '../../../../shared/zpci/profiles.ts';
import { PROFILE_IDS, type ProfileId } from '../../../../shared/zpci/types.ts';
import { ruleRows } from '../../rule-table/rule-row.ts';

export const EVERY_QEMU: readonly string[] = PROFILE_IDS;
export const LINUX: readonly string[] = ['linux'];
export const LIBVIRT: readonly string[] = ['libvirt'];
export const STUDIO: readonly string[] = ['studio'];

export function since(first: ProfileId): readonly string[] {
  return PROFILE_IDS.filter((profile) => isAtLeast(profile, first));
}

export function until(last: ProfileId): readonly string[] {
  return PROFILE_IDS.filter((profile) => isAtLeast(last, profile));
}

export const rule = ruleRows('ZPCI', EVERY_QEMU);

/** What libvirt does, and in its words. */
export function libvirtRule(id: string, title: string, plain: string, libvirt: string): RuleExplanation {
  return rule(id, title, plain, libvirt, [], LIBVIRT);
}

export function ownRule(id: string, title: string, plain: string): RuleExplanation {
  return rule(id, title, plain, 'A rule of this program: no other tool checks it.', [], STUDIO);
}
