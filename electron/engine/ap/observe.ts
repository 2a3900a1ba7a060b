/**
 * Host files -> AP state. Every fact comes from the best place in the capture; what no file tells is in `unknown`,
 * holds an assumption that agrees with the rest, and is named in a finding.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApState } from '../../../shared/ap/types.ts';
import { QUEUE } from '../../../shared/ap/types.ts';
import { adapterOf, apqnOf, domainOf } from '../../../shared/apqn.ts';
import { idsOf, maskOf, union } from '../../../shared/mask.ts';
import { untoldQueues } from '../../../shared/ap/uses.ts';
import type { Observation } from '../family.ts';
import { kernelRelease, wasSearched } from '../hosts/host-facts.ts';
import type { HostTree } from '../hosts/tree.ts';
import { parseBusText, parseDomainMap } from './observe/lszcrypt.ts';
import { type BusTexts, NOTHING_SEEN, type ObservedBus, observeBus, type Seen } from './observe/bus.ts';
import { type ObservedDefinitions, observeDefinitions } from './observe/definitions.ts';
import { type GuestNames, observeGuests } from '../hosts/guest-domains.ts';
import { buildMdevs, reportStatus } from './observe/mdev-states.ts';
import { type ActiveMdev, observeActiveMdevs } from './observe/mdevs.ts';
import { observeNodeDevices } from './observe/nodedevs.ts';
import { observePersistent, UDEV_RULE } from './observe/persistent.ts';
import { type DetectedProfile, detectProfile } from './observe/profile.ts';
import { type ObservedQueues, observeQueues, QueueBuilder } from './observe/queues.ts';
import { ApReader } from './observe/reader.ts';
import { observeTable } from './observe/table.ts';
import { parseChzdevExport, parseLszdev, type ZdevMasks } from './observe/zdev.ts';

export { wantsAp } from './observe/wants.ts';

const MATRIX = '/sys/devices/vfio_ap/matrix';

/** Any of these in a capture means that it is about a machine with AP. */
const TRACES = [
  '/sys/bus/ap',
  '/sys/devices/ap',
  '/sys/devices/vfio_ap',
  '/captured/lszcrypt-V',
  '/captured/lszcrypt',
  '/captured/lszcrypt-d',
  '/captured/lszcrypt-b',
  '/captured/lszdev-ap',
  '/captured/chzdev-export',
  UDEV_RULE,
] as const;

function hasTrace(tree: HostTree, definitions: ObservedDefinitions): boolean {
  return (
    definitions.byId.size > 0 ||
    TRACES.some((path) => tree.has(path)) ||
    tree.list('/etc/mdevctl.d/matrix').length > 0
  );
}

function readZdev(reader: ApReader): ZdevMasks | null {
  for (const [path, parse] of [
    ['/captured/lszdev-ap', parseLszdev],
    ['/captured/chzdev-export', parseChzdevExport],
  ] as const) {
    const text = reader.text(path);
    if (text === undefined) continue;
    const masks = parse(text);
    for (const line of masks.damaged)
      reader.find('warning', path, `The line "${line.trim().slice(0, 80)}" holds no list of ids; left out.`);
    return masks;
  }
  return null;
}

function readTexts(reader: ApReader): BusTexts {
  const domains = parseDomainMap(reader.text('/captured/lszcrypt-d') ?? '');
  for (const line of domains?.damaged ?? [])
    reader.find('warning', '/captured/lszcrypt-d', `The domain map is damaged: ${line.trim().slice(0, 80)}.`);
  return { zdev: readZdev(reader), domains, bus: parseBusText(reader.text('/captured/lszcrypt-b') ?? '') };
}

/** What queues, cards, mdevs and definitions prove to exist. */
function seenIn(
  observed: ObservedQueues,
  definitions: ObservedDefinitions,
  mdevs: readonly ActiveMdev[],
): Seen {
  const adapters = new Set(observed.cards.keys());
  const domains = new Set<number>();
  for (const [apqn, value] of observed.queues.state.entries()) {
    if (value === QUEUE.ABSENT) continue;
    adapters.add(adapterOf(apqn));
    domains.add(domainOf(apqn));
  }
  const seen = { adapters: maskOf(adapters), domains: maskOf(domains), controlDomains: maskOf(domains) };
  if (adapters.size > 0) return seen;
  const wishes = [
    ...[...definitions.byId.values()].map(({ masks }) => masks),
    ...mdevs.map(({ matrix }) => matrix),
  ];
  return wishes.reduce<Seen>(
    (all, wish) => ({
      adapters: union(all.adapters, wish.apm),
      domains: union(all.domains, wish.aqm),
      controlDomains: union(all.controlDomains, union(wish.aqm, wish.adm)),
    }),
    seen,
  );
}

/** Queues nobody told of, where only guests' wishes are known: all that are wished for, in the guests' pool. */
function wishedQueues(seen: Seen): ObservedQueues {
  const builder = new QueueBuilder();
  for (const adapter of idsOf(seen.adapters))
    for (const domain of idsOf(seen.domains)) builder.setDriver(apqnOf(adapter, domain), 'vfio_ap');
  return { cards: new Map(), queues: builder.table(), hasOverride: null, hasStatus: null };
}

function vfioLoaded(reader: ApReader, observed: ObservedQueues): boolean {
  const { tree } = reader;
  if (
    tree.has('/sys/bus/ap/drivers/vfio_ap') ||
    tree.has('/sys/devices/vfio_ap') ||
    tree.has('/sys/module/vfio_ap')
  )
    return true;
  const values = new Set(observed.queues.state);
  if (values.has(QUEUE.VFIO_AP)) return true;
  if (tree.has('/sys/bus/ap/drivers') || wasSearched(tree, '/sys/devices/vfio_ap')) return false;
  const assumed = !values.has(QUEUE.NO_DRIVER);
  reader.assume(
    'vfioApLoaded',
    MATRIX,
    `The source does not tell whether vfio_ap is loaded; ${assumed ? 'loaded' : 'not loaded, because a queue has no driver,'} is assumed.`,
  );
  return assumed;
}

function apConfigTold(tree: HostTree, mdevs: readonly ActiveMdev[]): boolean | null {
  const features = tree.text(`${MATRIX}/features`);
  if (features !== undefined) return features.includes('ap_config');
  return mdevs.length > 0 ? mdevs.some(({ hasApConfig }) => hasApConfig) : null;
}

function profileOf(
  reader: ApReader,
  observed: ObservedQueues,
  mdevs: readonly ActiveMdev[],
): DetectedProfile {
  const { tree } = reader;
  const busTold = ['bindings', 'config_time', 'ap_domain', 'poll_thread', 'ap_max_domain_id'].some((name) =>
    tree.has(`/sys/bus/ap/${name}`),
  );
  const features = tree.text(`${MATRIX}/features`);
  const detected = detectProfile({
    override: observed.hasOverride,
    status: observed.hasStatus,
    guestMatrix: features?.includes('guest_matrix')
      ? true
      : mdevs.length > 0
        ? mdevs.some(({ hasGuestMatrix }) => hasGuestMatrix)
        : null,
    apmask: tree.has('/sys/bus/ap/apmask') ? true : busTold ? false : null,
    apConfig: apConfigTold(tree, mdevs),
    release: kernelRelease(tree),
  });
  if (detected.assumed) reader.find('info', '/sys/bus/ap', detected.reason);
  return detected;
}

/** KVM uses format 2 on machines with APXA (ap.md 1.2). */
function crycbFormat(bus: ObservedBus): 1 | 2 {
  if (bus.features) return bus.features.has('APXA') ? 2 : 1;
  return bus.max.adapter > 63 || bus.max.domain > 15 ? 2 : 1;
}

function reportGuests(
  reader: ApReader,
  state: ApState,
  guests: GuestNames,
  statusTold: boolean | null,
): void {
  if (!state.mdevs.some(({ active }) => active)) return;
  if (statusTold === false || (statusTold === null && state.mdevs.length > 0))
    reader.assume(
      'guests',
      MATRIX,
      'The source does not tell which guests run; none are assumed to run beyond what is shown.',
    );
  else if (!guests.told)
    reader.find(
      'info',
      '/etc/libvirt/qemu',
      'The source holds no domain XML, so guests are known by the UUID of their mediated device only.',
    );
}

/** The one AP state a capture tells, or null when nothing in it is about AP. Never throws for bad files. */
export function observeAp(tree: HostTree): Observation<ApState> | null {
  const steps = observeInSteps(tree);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, with a turn of the event loop between its steps. */
export async function observeApInTurns(tree: HostTree): Promise<Observation<ApState> | null> {
  const steps = observeInSteps(tree);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await nextTurn();
  }
}

function* observeInSteps(tree: HostTree): Generator<undefined, Observation<ApState> | null> {
  const reader = new ApReader(tree);
  const definitions = observeDefinitions(reader);
  if (!hasTrace(tree, definitions)) return null;
  const inSysfs = tree.has('/sys/devices/ap') || tree.has('/sys/bus/ap');
  const inKernel = observeActiveMdevs(reader);
  const mdevsTold = inSysfs || tree.has(MATRIX) || wasSearched(tree, MATRIX);
  const listed = mdevsTold ? [] : observeNodeDevices(reader);
  const active = [...inKernel, ...listed];
  if (!mdevsTold && listed.length === 0)
    reader.assume(
      'mdevs',
      MATRIX,
      'The source does not tell which mediated devices exist; only defined ones are shown.',
    );
  const found = inSysfs ? yield* observeQueues(reader) : observeTable(reader);
  const seen = seenIn(found ?? wishedQueues(NOTHING_SEEN), definitions, active);
  if (!found)
    reader.find(
      'warning',
      '/sys/devices/ap',
      'The source holds no queues; those that guests are to have are assumed to exist and to be with vfio_ap.',
    );
  const observed = found ?? wishedQueues(seen);
  const texts = readTexts(reader);
  const bus = observeBus(reader, texts, seen, observed.queues.state);
  const { profile, reason, hasApConfig } = profileOf(reader, observed, inKernel);
  const guests = observeGuests(reader);
  const state: ApState = {
    profile,
    profileReason: reason,
    hasApConfig,
    lpar: bus.lpar,
    max: bus.max,
    apmask: bus.apmask,
    aqmask: bus.aqmask,
    persistent: observePersistent(reader, texts.zdev),
    defaultDomain: bus.defaultDomain,
    vfioApLoaded: vfioLoaded(reader, observed),
    queues: observed.queues,
    cards: observed.cards,
    mdevs: [],
    unknown: reader.unknown,
  };
  const mdevs = buildMdevs(reader, state, { active, definitions, guests, format: crycbFormat(bus) });
  const queues = { ...state.queues, untold: untoldQueues(mdevs, state.queues) };
  const complete = { ...state, mdevs, queues };
  reportStatus(reader, complete, mdevsTold);
  reportGuests(reader, complete, guests, observed.hasStatus);
  return { state: { ...complete, unknown: new Set(reader.unknown) }, findings: reader.findings() };
}
