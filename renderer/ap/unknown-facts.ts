/** What a source may leave open, in words, with the assumption that then stands in the state. */
import type { ApFact } from '../../shared/ap/types.ts';

export const UNKNOWN_FACTS: Readonly<Record<ApFact, string>> = {
  lparAdapters: 'which adapters the LPAR has: those with a card device are taken',
  lparDomains: 'which usage domains the LPAR has: those with a queue device are taken',
  lparControlDomains: 'which control domains the LPAR has',
  maxAdapter: 'the highest adapter number of the machine',
  maxDomain: 'the highest domain number of the machine',
  apmask: 'which adapters are reserved for the host (apmask)',
  aqmask: 'which domains are reserved for the host (aqmask)',
  mdevs: 'which mediated devices exist',
  matrix: 'what is assigned to the mediated devices',
  guestMatrix: 'what the guests see (guest_matrix): it is worked out from the rules instead',
  controlDomains: 'the control domains of the mediated devices',
  guests: 'which guests run and which mediated device they have open',
  definitions: 'which mediated devices are defined persistently',
  persistentMasks: 'whether the host masks survive a restart',
  defaultDomain: 'the default domain of host programs',
  vfioApLoaded: 'whether the vfio_ap module is loaded',
};
