/** Hosts and wishes for the tests of plans: states made of edits a person could make, and what a plan makes of them. */
import fc from 'fast-check';
import type { PlanOptions, PlanStyle, StepAction } from '../../../../shared/plan.ts';
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';
import { zpciPlanning } from './planning.ts';

const DRIVERS = ['mlx5_core', 'nvme', 'ism'] as const;

/** Function number `at`, with a driver of its own unless it is held for guests. */
export function hostFunction(at: number, parts: Partial<HostFunction> = {}): HostFunction {
  const driver = DRIVERS[at % DRIVERS.length]!;
  return createFunction({
    fid: 0x100 + at,
    address: `${(at + 1).toString(16).padStart(4, '0')}:00:00.0`,
    uid: at + 1,
    driver,
    driverTold: true,
    ownDriver: driver,
    msix: 65,
    activeVfs: 0,
    toldBy: ['sysfs'],
    ...parts,
  });
}

export function vfioDevice(at: number, uid: number, parts: Partial<GuestDevice> = {}): GuestDevice {
  return createDevice({
    id: `hostdev${at}`,
    card: { kind: 'vfio', host: hostFunction(at).address!, options: [] },
    zpci: {
      id: null,
      uid,
      fid: uid + 0x40,
      interpret: null,
      forwardingAssist: null,
      relaxedTranslation: null,
    },
    ...parts,
  });
}

export interface Placed {
  readonly owner: 'none' | number;
  readonly uid: number;
  readonly managed: boolean;
  readonly power: boolean;
  readonly bound: boolean;
}

const COUNT = 5;
const GUESTS = 3;

function placedFunctions(bound: fc.Arbitrary<boolean>): fc.Arbitrary<readonly Placed[]> {
  return fc.array(
    fc.record({
      owner: fc.oneof(fc.constant('none' as const), fc.nat(GUESTS - 1)),
      uid: fc.integer({ min: 1, max: 9 }),
      managed: fc.boolean(),
      power: fc.boolean(),
      bound,
    }),
    { minLength: COUNT, maxLength: COUNT },
  );
}

/** A consistent host: what guests hold is powered, and bound as its guest needs it; numbers are unique in a guest. */
export function hostOf(
  placed: readonly Placed[],
  running: readonly boolean[],
  limits: readonly [number | null, number | null],
): ZpciState {
  const guests = running.map((runs, index): ZpciGuest => {
    const mine = placed.flatMap(({ owner, uid, managed }, at) =>
      owner === index ? [vfioDevice(at, uid * COUNT + at, { managed, live: runs ? 'enabled' : null })] : [],
    );
    return createGuest({
      id: `g${index}`,
      name: `guest ${index}`,
      domain: `guest ${index}`,
      running: runs,
      devices: mine,
    });
  });
  const functions = placed.map(({ owner, managed, power, bound }, at) => {
    if (owner === 'none')
      return power
        ? hostFunction(at, bound ? { driver: 'vfio-pci', driverOverride: 'vfio-pci' } : {})
        : hostFunction(at, { state: 'standby', driver: null });
    const isHeld = running[owner] === true || !managed || bound;
    return hostFunction(at, isHeld ? { driver: 'vfio-pci', driverOverride: 'vfio-pci' } : {});
  });
  return createState({ host: { dmaEntryLimit: limits[0], dmaEntryLimitKept: limits[1] }, functions, guests });
}

function statesWith(
  bound: fc.Arbitrary<boolean>,
  change: (one: Placed, at: number) => Placed = (one) => one,
): fc.Arbitrary<ZpciState> {
  return fc
    .tuple(
      placedFunctions(bound),
      fc.array(fc.boolean(), { minLength: GUESTS, maxLength: GUESTS }),
      fc.tuple(fc.constantFrom(65_535, 200_000), fc.constantFrom(null, 65_535, 200_000)),
    )
    .map(([placed, running, limits]) => hostOf(placed.map(change), running, limits));
}

export const hostStates = statesWith(fc.boolean());
/** Whether libvirt or somebody else had bound a function shows nowhere, so only hosts come back exactly where each has one way. */
export const hostsBoundByLibvirt = statesWith(fc.constant(false), (one, at) => ({
  ...one,
  managed: at % 2 === 0,
}));

/** Nothing is bound by libvirt: every driver is changed by a step, and comes back by one. */
export const hostsBoundByHand = statesWith(fc.boolean(), (one) => ({ ...one, managed: false }));

function bare(from: number) {
  return (device: GuestDevice): GuestDevice =>
    Number(device.id.replace('hostdev', '')) < from
      ? device
      : { ...device, zpci: { ...device.zpci!, uid: null, fid: null } };
}

/** The same host read from a poorer source: some drivers are not told, and the numbers of some devices. */
export function untold(states: fc.Arbitrary<ZpciState>): fc.Arbitrary<ZpciState> {
  const told = fc.array(fc.constantFrom('all', 'not its own', 'none'), {
    minLength: COUNT,
    maxLength: COUNT,
  });
  return fc.tuple(states, told, fc.integer({ min: 0, max: COUNT })).map(([state, drivers, numbers]) => {
    const owned = new Set(
      state.guests.flatMap(({ devices }) =>
        devices.flatMap(({ card }) => (card?.kind === 'vfio' ? [card.host] : [])),
      ),
    );
    const functions = state.functions.map((one, at): HostFunction => {
      const isFree = !owned.has(one.address!) && one.driver !== 'vfio-pci';
      if (drivers[at] === 'none' && isFree)
        return { ...one, driver: null, driverTold: false, ownDriver: null };
      return drivers[at] === 'all' || isFree ? one : { ...one, ownDriver: null };
    });
    const guests = state.guests.map(
      (guest): ZpciGuest => ({ ...guest, devices: guest.devices.map(bare(numbers)) }),
    );
    return { ...state, functions, guests };
  });
}

export interface Played {
  readonly end: ZpciState;
  /** The first complaint of the model, or an expectation that was not met. */
  readonly failed: string | null;
}

export function play(
  start: ZpciState,
  steps: readonly {
    readonly action: StepAction;
    readonly refs: Parameters<typeof zpciPlanning.perform>[2];
    readonly expect: readonly Parameters<typeof zpciPlanning.check>[1][];
    readonly title: string;
  }[],
): Played {
  let state = start;
  for (const { action, refs, expect, title } of steps) {
    const outcome = zpciPlanning.perform(state, action, refs);
    if (outcome === null || outcome.passedOver !== undefined || outcome.message !== null)
      return { end: state, failed: `${title}: ${outcome?.message ?? outcome?.passedOver ?? 'unknown'}` };
    state = outcome.state;
    const unmet = expect
      .map((one) => zpciPlanning.check(state, one))
      .find((back) => back !== null && !back.ok);
    if (unmet) return { end: state, failed: `${title}: ${unmet.expectation.path} shows ${unmet.got}` };
  }
  return { end: state, failed: null };
}

export function options(style: PlanStyle, restart: readonly string[] = []): PlanOptions {
  return { style, restart };
}
