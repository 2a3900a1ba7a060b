import type { Fix, Problem, Ref } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { deviceRef } from '../../../../shared/zpci/refs.ts';
import type { ZpciGuest } from '../../../../shared/zpci/types.ts';

/** Refs of one problem; more do not help anybody find the cause. */
const MOST_REFS = 64;

/** One problem. Its id is the rule and what it is about, so that it is the same as long as it lasts. */
export function problemOf(
  severity: Problem['severity'],
  rule: string,
  about: string,
  message: string,
  refs: readonly Ref[],
  fixes: readonly Fix[] = [],
): Problem {
  return { id: `${rule} ${about}`, severity, rule, message, refs: refs.slice(0, MOST_REFS), fixes };
}

export function guestRefs(guest: ZpciGuest, devices: readonly string[]): readonly Ref[] {
  return [{ kind: 'guest', id: guest.id }, ...devices.map((device) => deviceRef(guest.id, device))];
}

export function fixOf(label: string, edits: readonly ZpciEdit[], detail?: string): Fix {
  return { label, ...(detail === undefined ? {} : { detail }), edits };
}
