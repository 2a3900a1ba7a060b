/** What another kernel profile would change on a host, told from the switches of kernel/profiles.ts. */
import type { ProfileCard } from '../../../../shared/ap/cards.ts';
import { AP_PROFILES, type ApState } from '../../../../shared/ap/types.ts';
import { PROFILE_RULES, type ProfileRules, rulesOf } from '../kernel/profiles.ts';

type Switches = Omit<ProfileRules, 'title' | 'about'>;

interface Trait<Value> {
  readonly rule: string;
  readonly what: string;
  readonly says: (value: Value) => string;
}

/** At least one trait a switch, so that a new switch cannot be forgotten here. */
const TRAITS: {
  readonly [Name in keyof Switches]: readonly [Trait<Switches[Name]>, ...Trait<Switches[Name]>[]];
} = {
  hotPlug: [
    {
      rule: 'AP-V2',
      what: 'Changing the matrix of a running guest',
      says: (on) => (on ? 'allowed (hot plug)' : 'refused with EBUSY'),
    },
    {
      rule: 'AP-V3',
      what: 'Assigning a queue that is not bound to vfio_ap',
      says: (on) => (on ? 'allowed, the adapter is hidden until it is bound' : 'refused with EADDRNOTAVAIL'),
    },
    {
      rule: 'AP-P1',
      what: 'What the guest sees',
      says: (on) =>
        on
          ? 'the matrix without adapters that have an unusable queue'
          : 'the matrix as it is; firmware removes what the LPAR lacks',
    },
    {
      rule: 'AP-U22',
      what: 'Removing the mediated device of a running guest',
      says: (on) => (on ? 'unplugs it from the guest without asking' : 'refused with EBUSY'),
    },
  ],
  maskInUse: [
    {
      rule: 'AP-M4',
      what: 'Taking a queue back for the host while a guest has it',
      says: (checked) =>
        ({
          'all ids': 'refused with EBUSY; all 256 ids of the other mask count',
          'other mask': 'refused with EBUSY; only ids that the other mask reserves for the host count',
          'not checked': 'not checked: host and guest then share keys',
        })[checked],
    },
  ],
  driverOverride: [
    {
      rule: 'AP-O1',
      what: 'Giving away a single queue (driver_override)',
      says: (there) => (there ? 'possible' : 'not there'),
    },
  ],
  apConfig: [
    {
      rule: 'AP-U16',
      what: 'Writing a whole matrix at once (ap_config)',
      says: (there) => (there ? 'possible' : 'not there: one write for every adapter and domain'),
    },
  ],
  hostMasks: [
    {
      rule: 'AP-M5',
      what: 'Giving queues to guests by masks (apmask and aqmask)',
      says: (there) => (there ? 'possible' : 'not there: queues are unbound and bound by hand'),
    },
  ],
  controlContainsUsage: [
    {
      rule: 'AP-V7',
      what: 'Control domains of a guest',
      says: (contains) => (contains ? 'always include its usage domains' : 'exactly the assigned ones'),
    },
  ],
  noInstance: [
    {
      rule: 'AP-C7',
      what: 'Creating a device when no instance is left',
      says: (errno) => `refused with ${errno}`,
    },
  ],
};

/** Rule ids the traits name, for the test against the rule table. */
export const TRAIT_RULES: readonly string[] = Object.values(TRAITS).flatMap((traits) =>
  traits.map(({ rule }) => rule),
);

function changes<Name extends keyof Switches>(
  name: Name,
  now: Switches,
  then: Switches,
): ProfileCard['changes'] {
  if (now[name] === then[name]) return [];
  const traits: readonly Trait<Switches[Name]>[] = TRAITS[name];
  return traits.map(({ rule, what, says }) => ({
    rule,
    what,
    now: says(now[name]),
    after: says(then[name]),
  }));
}

/** All profiles in their order. Whether `ap_config` is there now is a fact of the host, not of its profile. */
export function profileCards(state: ApState): ProfileCard[] {
  const now: Switches = { ...rulesOf(state), apConfig: state.hasApConfig };
  return AP_PROFILES.map((id) => {
    const { title, about } = PROFILE_RULES[id];
    const names = id === state.profile ? [] : (Object.keys(TRAITS) as (keyof Switches)[]);
    return { id, title, about, changes: names.flatMap((name) => changes(name, now, PROFILE_RULES[id])) };
  });
}
