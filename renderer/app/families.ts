/** The device families the interface knows, in the order of the navigation. */
import { AP_FAMILY } from '../ap/family.tsx';
import { DSA_FAMILY } from '../dsa/family.tsx';
import { XIVE_FAMILY } from '../xive/family.tsx';
import { ZPCI_FAMILY } from '../zpci/family.tsx';
import type { HostView } from '../../shared/view.ts';
import type { FamilyEntry } from './family.ts';

export const FAMILIES: readonly FamilyEntry[] = [AP_FAMILY, DSA_FAMILY, XIVE_FAMILY, ZPCI_FAMILY];

/** `neither an AP bus (/sys/bus/ap) nor a DSA bus (/sys/bus/dsa)` */
export function noBusWords(): string {
  const buses = FAMILIES.map(({ bus }) => bus);
  return `neither ${buses.slice(0, -1).join(', ')} nor ${buses.at(-1)}`;
}

/** A profile in the words of the family that has it. */
export function profileName(id: string): string {
  return FAMILIES.map((family) => family.profileName(id)).find((name) => name !== id) ?? id;
}

/** Families a host really has; the others do not appear anywhere. */
export function familiesOf(host: HostView | null): readonly FamilyEntry[] {
  return host === null ? [] : FAMILIES.filter((family) => family.problems(host) !== null);
}
