/**
 * Host files -> AP state. Every fact comes from the best place in the capture; what no file tells is in `unknown`,
 * holds an assumption that agrees with the rest, and is named in a finding.
 */
import { unfilteredShadow } from '../../../shared/ap/packed.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../shared/ap/types.ts';
import { driverOf, QUEUE } from '../../../shared/ap/types.ts';
import { adapterOf, apqnOf, domainOf, formatApqn } from '../../../shared/apqn.ts';
import {
  formatRanges,
  idsOf,
  type Mask,
  maskOf,
  maskUpTo,
  minus,
  sameMask,
  union,
} from '../../../shared/mask.ts';
import type { Observation } from '../family.ts';
import { kernelRelease, wasSearched } from '../hosts/host-facts.ts';
import type { HostTree } from '../hosts/tree.ts';
import { shadowOf } from './filter.ts';
import { parseBusText, parseDomainMap } from './lszcrypt.ts';
import type { MdevDefinition } from './mdev-definition.ts';
import { type BusTexts, type ObservedBus, observeBus, type Seen } from './observe-bus.ts';
import { type ObservedDefinitions, observeDefinitions } from './observe-definitions.ts';
import { type GuestNames, observeGuests, wantsGuestXml } from './observe-guests.ts';
import { type ActiveMdev, observeActiveMdevs } from './observe-mdevs.ts';
import { observePersistent, UDEV_RULE } from './observe-persistent.ts';
import { detectProfile, type DetectedProfile } from './observe-profile.ts';
import { type ObservedQueues, observeQueues, QueueBuilder } from './observe-queues.ts';
import { ApReader } from './observe-reader.ts';
import { observeTable } from './observe-table.ts';
import { parseChzdevExport, parseLszdev, type ZdevMasks } from './observe-zdev.ts';

const MATRIX = '/sys/devices/vfio_ap/matrix';
/** Name of a running guest that no domain XML names. */
export const UNKNOWN_GUEST = 'unknown guest';

const BUS_FILE = /^\/sys\/bus\/ap(?:\/[a-z_]+)?$/;
const BUS_LINK =
  /^\/sys\/bus\/ap\/(?:devices|drivers|drivers\/[^/]+)(?:\/(?:card[0-9a-f]{2}|[0-9a-f]{2}\.[0-9a-f]{4}))?$/;
const CARD_FILE =
  /^\/sys\/devices\/ap(?:\/card[0-9a-f]{2}(?:\/(?:type|hwtype|raw_hwtype|ap_functions|online|config|chkstop|serialnr))?)?$/;
const QUEUE_FILE =
  /^\/sys\/devices\/ap\/card[0-9a-f]{2}\/[0-9a-f]{2}\.[0-9a-f]{4}(?:\/(?:driver|driver_override|online|config|chkstop|status|request_count|mkvps|ap_functions))?$/;
const MATRIX_FILE =
  /^\/sys\/(?:devices\/vfio_ap|bus\/matrix\/devices|class\/mdev_bus)(?:\/matrix(?:\/features|\/[0-9a-fA-F-]{36}(?:\/(?:matrix|guest_matrix|control_domains|ap_config|mdev_type))?)?)?$/;
const MDEV_FILE =
  /^\/sys\/bus\/mdev(?:\/devices(?:\/[0-9a-fA-F-]{36}(?:\/(?:matrix|guest_matrix|control_domains|ap_config))?)?)?$/;
const PERSISTENT_FILE =
  /^\/(?:etc\/mdevctl\.d(?:\/matrix(?:\/[^/]+)?)?|etc\/udev\/rules\.d(?:\/41-ap\.rules)?|proc\/cmdline|sys\/module\/vfio_ap)$/;

/** Folders on the way to the paths below: a folder on disk is walked only where it is wanted. */
const FOLDERS_ON_THE_WAY: ReadonlySet<string> = new Set([
  '/sys',
  '/sys/bus',
  '/sys/bus/matrix',
  '/sys/class',
  '/sys/devices',
  '/sys/module',
  '/etc',
  '/etc/libvirt',
  '/etc/libvirt/qemu',
  '/etc/udev',
  '/proc',
  '/run',
  '/run/libvirt',
  '/run/libvirt/qemu',
  '/captured',
  '/sos_commands',
  '/sos_commands/virsh',
]);

/** Host paths an AP observation reads; `/captured/...` are the reserved places of texts (see hosts/captured-texts.ts). */
export function wantsAp(path: string): boolean {
  if (FOLDERS_ON_THE_WAY.has(path)) return true;
  if (path.startsWith('/sys/')) {
    return (
      QUEUE_FILE.test(path) ||
      CARD_FILE.test(path) ||
      BUS_LINK.test(path) ||
      BUS_FILE.test(path) ||
      MATRIX_FILE.test(path) ||
      MDEV_FILE.test(path) ||
      PERSISTENT_FILE.test(path)
    );
  }
  return path.startsWith('/captured/') || PERSISTENT_FILE.test(path) || wantsGuestXml(path);
}

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

/** The shadow `guest_matrix` tells; where the kernel cut the file, adapters after its last line come from the rules. */
function toldShadow(reader: ApReader, mdev: ActiveMdev, state: ApState): MatrixMasks | null {
  if (!mdev.guest) return null;
  const adm = unfilteredShadow(mdev.matrix, state.lpar).adm;
  if (!mdev.guest.cut) return { apm: mdev.guest.adapters, aqm: mdev.guest.domains, adm };
  const last = idsOf(mdev.guest.adapters).at(-1) ?? 0;
  const after = minus(shadowOf(state, mdev.matrix).apm, maskUpTo(last));
  reader.assume(
    'guestMatrix',
    `${mdev.path}/guest_matrix`,
    'The kernel cut this file at one page (4095 bytes); adapters after its last line are what the filter rule gives.',
    'warning',
  );
  return { apm: union(mdev.guest.adapters, after), aqm: mdev.guest.domains, adm };
}

function describe(masks: MatrixMasks): string {
  const ids = (mask: Mask) => formatRanges(idsOf(mask)) || 'none';
  return `adapters ${ids(masks.apm)}, domains ${ids(masks.aqm)}, control domains ${ids(masks.adm)}`;
}

function reportDrift(reader: ApReader, mdev: ActiveMdev, definition: MdevDefinition): void {
  const { matrix } = mdev;
  const { masks } = definition;
  if (sameMask(matrix.apm, masks.apm) && sameMask(matrix.aqm, masks.aqm) && sameMask(matrix.adm, masks.adm))
    return;
  reader.find(
    'warning',
    `/etc/mdevctl.d/matrix/${mdev.id}`,
    `The running device differs from its definition. Running: ${describe(matrix)}. Defined: ${describe(masks)}.`,
    `drift ${mdev.id}`,
  );
}

function inUse(state: ApState, matrix: MatrixMasks): boolean {
  return idsOf(matrix.apm).some((adapter) =>
    idsOf(matrix.aqm).some(
      (domain) => state.queues.details.get(apqnOf(adapter, domain))?.status === 'in use',
    ),
  );
}

interface MdevSources {
  readonly active: readonly ActiveMdev[];
  readonly definitions: ObservedDefinitions;
  readonly guests: GuestNames;
  readonly format: 1 | 2;
}

const NO_PENDING = (): MatrixMasks => ({ apm: maskOf([]), aqm: maskOf([]), adm: maskOf([]) });

/** `mdev 9f1c2a30`; UUIDs that begin alike show their last digits too. */
function nameOfMdev(id: string, all: readonly string[]): string {
  const short = id.slice(0, 8);
  const alone = all.filter((other) => other.startsWith(short)).length === 1;
  return alone ? `mdev ${short}` : `mdev ${short}...${id.slice(-4)}`;
}

function buildMdevs(reader: ApReader, state: ApState, sources: MdevSources): Mdev[] {
  const byId = new Map(sources.active.map((mdev) => [mdev.id, mdev]));
  const ids = [...byId.keys(), ...[...sources.definitions.byId.keys()].filter((id) => !byId.has(id)).sort()];
  return ids.map((id, index): Mdev => {
    const active = byId.get(id);
    const definition = sources.definitions.byId.get(id);
    const domain = sources.guests.byMdev.get(id);
    const matrix = active?.matrix ?? definition!.masks;
    if (active && definition && active.matrixKnown) reportDrift(reader, active, definition);
    const running = active !== undefined && (inUse(state, matrix) || domain?.running === true);
    return {
      id,
      name: domain?.name ?? nameOfMdev(id, ids),
      hue: index % 8,
      type: 'passthrough',
      matrix,
      shadow: (active && toldShadow(reader, active, state)) ?? shadowOf(state, matrix),
      pending: NO_PENDING(),
      guest: running ? (domain?.name ?? UNKNOWN_GUEST) : null,
      crycbFormat: sources.format,
      active: active !== undefined || sources.definitions.running.has(id),
      defined: definition?.start ?? null,
      virtualAdapters: new Map(),
      virtualDomains: new Map(),
    };
  });
}

/** Queue `status` and the matrices must tell the same story. */
function reportStatus(reader: ApReader, state: ApState, mdevsTold: boolean): void {
  if (!mdevsTold) return;
  const assigned = new Set<number>();
  for (const mdev of state.mdevs.filter(({ active }) => active))
    for (const adapter of idsOf(mdev.matrix.apm))
      for (const domain of idsOf(mdev.matrix.aqm)) assigned.add(apqnOf(adapter, domain));
  for (const [apqn, { status }] of state.queues.details) {
    if (
      status === undefined ||
      driverOf(state.queues, apqn) !== 'vfio_ap' ||
      (status !== 'unassigned') === assigned.has(apqn)
    )
      continue;
    const path = `/sys/devices/ap/card${formatApqn(apqn).slice(0, 2)}/${formatApqn(apqn)}/status`;
    reader.find(
      'warning',
      path,
      status === 'unassigned'
        ? 'The queue says unassigned, but it is in the matrix of a mediated device.'
        : `The queue says ${status}, but no mediated device of the source has it.`,
      `status ${status}`,
    );
  }
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

/** Text of the one AP state a capture tells, or null when nothing in it is about AP. Never throws for bad files. */
export function observeAp(tree: HostTree): Observation<ApState> | null {
  const reader = new ApReader(tree);
  const definitions = observeDefinitions(reader);
  if (!hasTrace(tree, definitions)) return null;
  const inSysfs = tree.has('/sys/devices/ap') || tree.has('/sys/bus/ap');
  const active = observeActiveMdevs(reader);
  const mdevsTold = inSysfs || tree.has(MATRIX) || wasSearched(tree, MATRIX);
  if (!mdevsTold)
    reader.assume(
      'mdevs',
      MATRIX,
      'The source does not tell which mediated devices exist; only defined ones are shown.',
    );
  const found = inSysfs ? observeQueues(reader) : observeTable(reader);
  const seen = seenIn(
    found ?? wishedQueues({ adapters: maskOf([]), domains: maskOf([]), controlDomains: maskOf([]) }),
    definitions,
    active,
  );
  if (!found)
    reader.find(
      'warning',
      '/sys/devices/ap',
      'The source holds no queues; those that guests are to have are assumed to exist and to be with vfio_ap.',
    );
  const observed = found ?? wishedQueues(seen);
  const texts = readTexts(reader);
  const bus = observeBus(reader, texts, seen, observed.queues.state);
  const { profile, reason, hasApConfig } = profileOf(reader, observed, active);
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
  const complete = { ...state, mdevs };
  reportStatus(reader, complete, mdevsTold);
  reportGuests(reader, complete, guests, observed.hasStatus);
  return { state: { ...complete, unknown: new Set(reader.unknown) }, findings: reader.findings() };
}
