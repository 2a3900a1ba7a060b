/** The device families. A new one adds its folder and one line here; nothing else of the engine names a family. */
import { AP_REGISTRATION } from './ap/queries.ts';
import { DSA_REGISTRATION } from './dsa/queries.ts';
import type { DeviceFamily } from './family.ts';
import type { StateReader } from './session/state-reader.ts';
import { XIVE_REGISTRATION } from './xive/queries.ts';
import { ZPCI_REGISTRATION } from './zpci/queries.ts';

export interface FamilyRegistration {
  readonly family: DeviceFamily;
  /** Handlers of the calls the family adds to the contract (shared/<family>/calls.ts). */
  readonly queries: (read: StateReader) => object;
}

export const FAMILIES: readonly FamilyRegistration[] = [
  AP_REGISTRATION,
  DSA_REGISTRATION,
  XIVE_REGISTRATION,
  ZPCI_REGISTRATION,
];
