/** Hosts and wishes no example thought of: small grids, all kernels, every kind of edit. For property tests only. */
import fc from 'fast-check';
import { apEditSchema } from '../../../../shared/ap/edits.ts';
import {
  AP_PROFILES,
  type ApProfileId,
  type ApState,
  type Mdev,
  QUEUE,
} from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyEdit } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { PROFILE_RULES } from '../kernel/profiles.ts';
import { cellsOf, createApState, createMdev, hostOwned, masksOf } from '../model.ts';
import { uuid } from './testing.ts';

const ADAPTERS = [0, 5, 64] as const;
const DOMAINS = [4, 71, 72] as const;
const CELLS = ADAPTERS.flatMap((adapter) => DOMAINS.map((domain) => adapter * 256 + domain));

const adapters = fc.subarray([...ADAPTERS]);
const domains = fc.subarray([...DOMAINS]);
const cell = fc.constantFrom(...CELLS);

interface Rolled {
  readonly adapters: number[];
  readonly domains: number[];
  readonly control: number[];
  readonly running: boolean;
  readonly active: boolean;
  readonly defined: 'auto' | 'manual' | null;
  readonly there: boolean;
}

const rolled: fc.Arbitrary<Rolled> = fc.record({
  adapters,
  domains,
  control: fc.subarray([4, 71]),
  running: fc.boolean(),
  active: fc.integer({ min: 0, max: 4 }).map((roll) => roll > 0),
  defined: fc.constantFrom('auto', 'manual', null),
  there: fc.integer({ min: 0, max: 4 }).map((roll) => roll > 0),
});

interface World {
  readonly freeAdapters: number[];
  readonly freeDomains: number[];
  readonly guests: readonly Rolled[];
  readonly overrides: readonly number[];
  readonly unbound: readonly number[];
  readonly persist: boolean;
  readonly loaded: boolean;
}

const world: fc.Arbitrary<World> = fc.record({
  freeAdapters: adapters,
  freeDomains: domains,
  guests: fc.array(rolled, { minLength: 3, maxLength: 4 }),
  overrides: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(CELLS, { maxLength: 2 })),
  unbound: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(CELLS, { maxLength: 2 })),
  persist: fc.boolean(),
  loaded: fc.integer({ min: 0, max: 7 }).map((roll) => roll > 0),
});

interface Fixed {
  readonly profile: ApProfileId;
  readonly hasApConfig: boolean;
  readonly defaultDomain: number;
  readonly lpar: number[];
}

const fixed: fc.Arbitrary<Fixed> = fc.record({
  profile: fc.constantFrom(...AP_PROFILES),
  hasApConfig: fc.boolean(),
  defaultDomain: fc.constantFrom(-1, 4, 71),
  lpar: fc.oneof(
    { weight: 3, arbitrary: fc.constant<number[]>([...ADAPTERS]) },
    fc.subarray<number>([...ADAPTERS], { minLength: 2 }),
  ),
});

/** Guests give up what another one has, or what the host has, so that the state is one a kernel allows. */
function legalGuests(base: ApState, guests: readonly Rolled[]): Mdev[] {
  const mdevs: Mdev[] = [];
  for (const [at, roll] of guests.entries()) {
    if (!roll.there || (!roll.active && roll.defined === null)) continue;
    const taken = new Set(mdevs.filter(({ active }) => active).flatMap(({ matrix }) => cellsOf(matrix)));
    let matrix = masksOf(roll.adapters, roll.domains, roll.control);
    const isFree = (apqn: number) => !taken.has(apqn) && !hostOwned(base, apqn);
    if (roll.active) {
      const kept = roll.adapters.filter((adapter) =>
        roll.domains.every((domain) => isFree(adapter * 256 + domain)),
      );
      matrix = masksOf(kept, roll.domains, roll.control);
    }
    mdevs.push(
      createMdev(uuid(at), {
        name: `guest-${at}`,
        hue: at,
        matrix,
        active: roll.active,
        guest: roll.active && roll.running ? `guest-${at}` : null,
        defined: roll.defined,
      }),
    );
  }
  return mdevs;
}

function stateOf({ profile, hasApConfig, defaultDomain, lpar }: Fixed, roll: World): ApState {
  const { hotPlug, driverOverride, hostMasks } = PROFILE_RULES[profile];
  const isSingle = driverOverride && roll.overrides.length > 0 && roll.loaded;
  const free = (ids: number[]) => (isSingle ? FULL_MASK : minus(FULL_MASK, maskOf(ids)));
  const base = createApState({
    profile,
    hasApConfig: hasApConfig && hotPlug,
    defaultDomain,
    lpar: masksOf(lpar, [...DOMAINS], [4, 71]),
    vfioApLoaded: roll.loaded,
    max: { adapter: 127, domain: 100 },
    apmask: free(roll.freeAdapters),
    aqmask: free(roll.freeDomains),
    persistent: {
      apmask: roll.persist ? free(roll.freeAdapters) : null,
      aqmask: roll.persist ? free(roll.freeDomains) : null,
    },
  });
  const table = Uint8Array.from(base.queues.state);
  const overrides = isSingle ? roll.overrides.filter((apqn) => table[apqn] !== QUEUE.ABSENT) : [];
  for (const apqn of overrides) table[apqn] = QUEUE.VFIO_AP;
  for (const apqn of roll.unbound) if (table[apqn] !== QUEUE.ABSENT) table[apqn] = QUEUE.NO_DRIVER;
  const queues = {
    ...base.queues,
    state: table,
    overrides: new Map(overrides.map((apqn) => [apqn, 'vfio_ap'] as const)),
  };
  const masks = hostMasks ? base : { ...base, apmask: FULL_MASK, aqmask: FULL_MASK };
  const withQueues = { ...masks, queues };
  const guests = roll.guests.map((guest) => ({ ...guest, active: guest.active && roll.loaded }));
  return refreshShadows({ ...withQueues, mdevs: legalGuests({ ...base, queues }, guests) });
}

function anEdit(): fc.Arbitrary<unknown> {
  const mdev = fc.integer({ min: 0, max: 4 }).map(uuid);
  return fc.oneof(
    fc.record({
      op: fc.constantFrom('assign', 'assign', 'unassign'),
      mdev,
      adapters,
      domains,
      controlDomains: fc.subarray([4, 71]),
    }),
    fc.record({ op: fc.constantFrom('reapply', 'removeGuest', 'guestStop'), mdev }),
    fc.record({ op: fc.constant('setStart'), mdev, start: fc.constantFrom('auto', 'manual', 'none') }),
    mdev.map((id) => ({ op: 'guestStart', mdev: id, guest: `guest-${id.slice(7, 8)}` })),
    fc.constant({
      op: 'createGuest',
      uuid: uuid(4),
      name: 'guest-4',
      hue: 4,
      type: 'passthrough',
    }),
    fc.record({
      op: fc.constant('writeMask'),
      mask: fc.constantFrom('apmask', 'aqmask'),
      value: fc.constantFrom('+5', '-5', '+0', '-64', '+4', '-71', '+71', '-0-255', '+0-255'),
    }),
    fc.record({
      op: fc.constantFrom('bind', 'unbind'),
      apqn: cell,
      driver: fc.constantFrom('vfio_ap', 'cex4queue'),
    }),
    fc.record({ op: fc.constant('driverOverride'), apqn: cell, driver: fc.constantFrom('', 'vfio_ap') }),
    fc.constantFrom({ op: 'persist' }, { op: 'loadVfioAp' }),
  );
}

/** Edits that are refused are left out, as a user's would be. */
function edited(state: ApState, edits: readonly unknown[]): ApState {
  return edits.reduce<ApState>((now, edit) => {
    const parsed = apEditSchema.parse({ ...(edit as object), family: 'ap' });
    const outcome = applyEdit(now, parsed);
    return outcome.ok ? outcome.state : now;
  }, state);
}

export interface Pair {
  readonly observed: ApState;
  readonly desired: ApState;
}

/** A wish that was clicked together. */
export const editedPair: fc.Arbitrary<Pair> = fc
  .tuple(fixed, world, fc.array(anEdit(), { maxLength: 9 }))
  .map(([facts, roll, edits]) => {
    const observed = stateOf(facts, roll);
    return { observed, desired: edited(observed, edits) };
  });

/** A wish that has nothing to do with what is there. */
export const unrelatedPair: fc.Arbitrary<Pair> = fc
  .tuple(fixed, world, world)
  .map(([facts, from, to]) => ({ observed: stateOf(facts, from), desired: stateOf(facts, to) }));
