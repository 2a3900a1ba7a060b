/** What captures hold of each device family. A list of its own: it is plain data, and reading a host comes before any family. */
import { AP_CAPTURES } from './ap/observe/captures.ts';
import { DSA_CAPTURES } from './dsa/observe/captures.ts';
import type { FamilyCaptures } from './hosts/family-captures.ts';
import { XIVE_CAPTURES } from './xive/observe/captures.ts';
import { ZPCI_CAPTURES } from './zpci/observe/captures.ts';

/** A monitor’s text with zPCI devices also looks like one of a XIVE guest: the family that knows it more closely comes first. */
export const CAPTURES: readonly FamilyCaptures[] = [AP_CAPTURES, DSA_CAPTURES, ZPCI_CAPTURES, XIVE_CAPTURES];
