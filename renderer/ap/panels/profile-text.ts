/** What the kernel profiles mean for an admin, and what differs between two of them (ap.md 0.2, 3.3 to 3.5). */
import type { ApProfileId } from '../../../shared/ap/types.ts';

interface ProfileText {
  readonly title: string;
  readonly about: string;
}

export const PROFILE_TEXT: Readonly<Record<ApProfileId, ProfileText>> = {
  upstream: {
    title: 'Linux 6.19 and later',
    about: 'Hot plug, filtering, driver_override and the strict mask check.',
  },
  'upstream-6.18': { title: 'Linux 6.0 to 6.18', about: 'Hot plug and filtering; no driver_override.' },
  '2018-merged': {
    title: 'Linux 4.20 to 5.19',
    about: 'The first merged version: no hot plug, no filtering.',
  },
  '2018-v9': { title: '2018 series, version 9', about: 'The patch series before it was merged.' },
};

const TRAITS: readonly {
  readonly what: string;
  readonly rule: string;
  readonly of: Readonly<Record<ApProfileId, string>>;
}[] = [
  {
    what: 'Changing the matrix of a running guest',
    rule: 'AP-V2',
    of: {
      upstream: 'allowed (hot plug)',
      'upstream-6.18': 'allowed (hot plug)',
      '2018-merged': 'refused with EBUSY',
      '2018-v9': 'refused with EBUSY',
    },
  },
  {
    what: 'Assigning a queue that is not bound to vfio_ap',
    rule: 'AP-V3',
    of: {
      upstream: 'allowed, the adapter is hidden until it is bound',
      'upstream-6.18': 'allowed, the adapter is hidden until it is bound',
      '2018-merged': 'refused with EADDRNOTAVAIL',
      '2018-v9': 'refused with EADDRNOTAVAIL',
    },
  },
  {
    what: 'Taking a queue back for the host while a guest has it',
    rule: 'AP-M4',
    of: {
      upstream: 'refused with EBUSY; all 256 domains of an adapter count',
      'upstream-6.18': 'refused with EBUSY; only domains reserved for the host count',
      '2018-merged': 'not checked: host and guest then share keys',
      '2018-v9': 'not checked: host and guest then share keys',
    },
  },
  {
    what: 'Giving away a single queue (driver_override)',
    rule: 'AP-O1',
    of: {
      upstream: 'possible',
      'upstream-6.18': 'not there',
      '2018-merged': 'not there',
      '2018-v9': 'not there',
    },
  },
  {
    what: 'What the guest sees',
    rule: 'AP-FILTER',
    of: {
      upstream: 'the matrix without adapters that have an unusable queue',
      'upstream-6.18': 'the matrix without adapters that have an unusable queue',
      '2018-merged': 'the matrix as it is; firmware removes what the LPAR lacks',
      '2018-v9': 'the matrix as it is; firmware removes what the LPAR lacks',
    },
  },
  {
    what: 'Control domains of a guest',
    rule: 'AP-V7',
    of: {
      upstream: 'exactly the assigned ones',
      'upstream-6.18': 'exactly the assigned ones',
      '2018-merged': 'exactly the assigned ones',
      '2018-v9': 'always include its usage domains',
    },
  },
  {
    what: 'Removing the mediated device of a running guest',
    rule: 'AP-U22',
    of: {
      upstream: 'unplugs it from the guest without asking',
      'upstream-6.18': 'unplugs it from the guest without asking',
      '2018-merged': 'refused with EBUSY',
      '2018-v9': 'refused with EBUSY',
    },
  },
];

export interface ProfileDifference {
  readonly what: string;
  readonly rule: string;
  readonly now: string;
  readonly after: string;
}

export function profileDifferences(now: ApProfileId, then: ApProfileId): ProfileDifference[] {
  return TRAITS.filter((trait) => trait.of[now] !== trait.of[then]).map((trait) => ({
    what: trait.what,
    rule: trait.rule,
    now: trait.of[now],
    after: trait.of[then],
  }));
}
