/**
 * A host's files -> the state of its idxd devices, and what the files left open. Every fact comes from the best place;
 * what no file tells holds an assumption that is named in a finding (dsa.md 2, 6.3).
 */
import {
  type DsaDevice,
  type DsaGuest,
  type DsaMdev,
  type DsaState,
  modeOfType,
  type RunningMdev,
  UNTOLD_FACTS,
  type UntoldFact,
} from '../../../shared/dsa/types.ts';
import type { Observation } from '../family.ts';
import type { GuestDomain } from '../hosts/domain-xml.ts';
import { observeGuests } from '../hosts/guest-domains.ts';
import { wasSearched } from '../hosts/host-facts.ts';
import type { HostTree } from '../hosts/tree.ts';
import { configurationReader } from './observe/configuration.ts';
import { reportContradictions } from './observe/contradictions.ts';
import { type Definitions, observeDefinitions } from './observe/definitions.ts';
import { isWhole, readDevice } from './observe/device.ts';
import { childrenOnBus } from './observe/children.ts';
import { findDevices, pciFunctions } from './observe/devices.ts';
import { givenAway } from './observe/functions.ts';
import { observeHost, strategyOf } from './observe/host.ts';
import { observeMdevs } from './observe/mdevs.ts';
import { reportLacks } from './observe/missing.ts';
import { DsaReader } from './observe/reader.ts';
import { GREP_TEXT, LINKS_TEXT, treeOfTexts } from './observe/texts.ts';

export { wantsDsa } from './observe/wants.ts';

const SAVED = '/etc/accel-config/accel-config.conf';
const MOST_SAVED = 1024 * 1024;

/** The reader of the best source: sysfs itself, else the texts of its values and links. */
function readerOf(tree: HostTree): DsaReader {
  const whole = new DsaReader(tree, { form: 'sysfs', attributesTold: true, linksTold: true });
  if (findDevices(whole).length > 0) return whole;
  const texts = treeOfTexts(tree);
  if (texts === null) return configurationReader(tree) ?? whole;
  const { attributes, links, strange } = texts;
  const listed = attributes ? null : configurationReader(texts.tree, true);
  const reader =
    listed ?? new DsaReader(texts.tree, { form: 'text', attributesTold: attributes, linksTold: links });
  if (!attributes && listed === null)
    reader.find(
      'warning',
      LINKS_TEXT,
      'The source tells names, addresses, drivers and mediated devices only; sizes, modes and states of queues are assumed. Import the output of `grep -s . */*` in /sys/bus/dsa/devices too.',
    );
  if (!links)
    reader.find(
      'warning',
      GREP_TEXT,
      'The source tells values only; addresses of devices, mediated devices and bound drivers are not in it. A bound driver is taken from the type and driver name of its queue.',
    );
  for (const line of strange)
    reader.find('info', GREP_TEXT, `This line is no value and no link: "${line.slice(0, 80)}".`, 'strange');
  return reader;
}

/** What a guest's device does that nobody told more of than that it is open. */
function runningWith(wqEnabled: boolean): RunningMdev {
  return {
    slots: [],
    pasid: null,
    device: wqEnabled ? 'enabled' : 'disabled',
    wq: wqEnabled ? 'enabled' : 'disabled',
    busMaster: true,
    swerr: 'none',
    errorInterrupt: false,
    interrupts: 0,
  };
}

/** A dedicated wq with an mdev is enabled only while its guest has enabled it (dsa.md 1.2). */
function runs(
  mdev: DsaMdev,
  device: DsaDevice,
  domain: GuestDomain | undefined,
): Pick<DsaMdev, 'running' | 'runningTold'> {
  const wq = mdev.wq === null ? undefined : device.wqs[mdev.wq];
  const byWq =
    wq !== undefined && modeOfType(mdev.type) === 'dedicated' && wq.state === 'enabled' && wq.clients > 0;
  if (byWq && mdev.strategy === 'mdev-hybrid') return { running: runningWith(true), runningTold: true };
  return domain?.running === true
    ? { running: runningWith(false), runningTold: true }
    : { running: null, runningTold: false };
}

interface Guests {
  readonly byMdev: ReadonlyMap<string, GuestDomain>;
  readonly guests: readonly DsaGuest[];
}

function guestsOf(byMdev: ReadonlyMap<string, GuestDomain>, ids: readonly string[]): Guests {
  const names = new Set(ids.flatMap((id) => byMdev.get(id)?.name ?? []));
  const guests = [...names].map((name, index) => ({
    id: `guest:${name}`,
    name,
    hue: index % 8,
    domain: name,
  }));
  return { byMdev, guests };
}

function guestId({ byMdev }: Guests, id: string): string | null {
  const domain = byMdev.get(id);
  return domain === undefined ? null : `guest:${domain.name}`;
}

function withGuests(
  reader: DsaReader,
  mdevs: readonly DsaMdev[],
  devices: readonly DsaDevice[],
  guests: Guests,
  definitions: Definitions,
): DsaMdev[] {
  const byName = new Map(devices.map((device) => [device.name, device]));
  return mdevs.map((mdev) => {
    const definition = definitions.get(mdev.id);
    const device = byName.get(mdev.device)!;
    if (definition && (definition.parent !== device.bdf || definition.type !== mdev.type))
      reader.find(
        'warning',
        `/etc/mdevctl.d/${definition.parent}/${mdev.id}`,
        `${mdev.id} exists on ${device.bdf} as ${mdev.type}, but is defined on ${definition.parent} as ${definition.type}; after a boot it will be the defined one.`,
        'defined otherwise',
      );
    return {
      ...mdev,
      ...runs(mdev, device, guests.byMdev.get(mdev.id)),
      guest: guestId(guests, mdev.id),
      definition: definition?.start ?? null,
    };
  });
}

function savedOf(reader: DsaReader): Pick<DsaState, 'saved' | 'savedTold'> {
  const text = reader.text(SAVED);
  if (text !== undefined && text.length > MOST_SAVED)
    reader.find('warning', SAVED, 'This file is larger than 1 MiB; it is taken as if it were not there.');
  const saved = text !== undefined && text.length <= MOST_SAVED ? text : null;
  const told = saved !== null || reader.tree.has('/etc/accel-config') || wasSearched(reader.tree, SAVED);
  if (!told)
    reader.find(
      'info',
      SAVED,
      'The source does not tell whether a configuration is saved for the next boot; none is assumed.',
    );
  return { saved, savedTold: told };
}

/** What the source did not tell, so that an assumption stands for it. */
function untoldOf(
  reader: DsaReader,
  devices: readonly DsaDevice[],
  mdevs: number,
  guestsTold: boolean,
): readonly UntoldFact[] {
  const { form, attributesTold, linksTold } = reader.source;
  const clients = devices
    .flatMap(({ wqs }) => wqs)
    .reduce((sum, wq) => sum + (wq.driver === 'mdev' ? wq.clients : 0), 0);
  // A list of accel-config may name them; it did when there are as many as clients.
  const listed = form === 'config' && mdevs > 0 && mdevs === clients;
  const untold: Readonly<Record<UntoldFact, boolean>> = {
    values: !attributesTold,
    addresses: devices.some(({ bdf }) => bdf.startsWith('unknown-')),
    drivers: !linksTold,
    mdevs: !linksTold && !listed,
    guests: !guestsTold && !wasSearched(reader.tree, '/etc/libvirt/qemu'),
  };
  return UNTOLD_FACTS.filter((fact) => untold[fact]);
}

function devicesOf(reader: DsaReader): DsaDevice[] {
  const onBus = childrenOnBus(reader);
  const devices = findDevices(reader).map((found) => {
    const device = readDevice(reader, found, onBus);
    if (reader.source.attributesTold) reportContradictions(reader, found, device);
    return device;
  });
  if (isWhole(reader)) reportLacks(reader, devices);
  return [...devices, ...givenAway(reader, devices)].sort((left, right) => left.id - right.id);
}

/** The one state a capture tells, or null when it has no idxd device. Never throws for bad files. */
export function observeDsa(tree: HostTree): Observation<DsaState> | null {
  const reader = readerOf(tree);
  const devices = devicesOf(reader);
  if (devices.length === 0) return null;
  const found = observeMdevs(reader, devices);
  const definitions = observeDefinitions(reader, devices);
  const ids = [...found.map(({ id }) => id), ...definitions.keys()];
  const named = observeGuests(reader);
  const guests = guestsOf(new Map([...named.byMdev, ...named.byFunction]), ids);
  const mdevs = withGuests(reader, found, devices, guests, definitions);
  const running = new Set(found.map(({ id }) => id));
  const host = observeHost(reader, devices, pciFunctions(reader), [
    ...found.map(({ type }) => type).filter((type) => type !== ''),
    ...[...definitions.values()].map(({ type }) => type),
  ]);
  if (mdevs.some(({ runningTold }) => !runningTold))
    reader.find(
      'info',
      '/sys/bus/mdev/devices',
      'Of a mediated device sysfs tells only whether its own queue is enabled by the guest; the others are taken as not in use.',
    );
  const state: DsaState = {
    host,
    strategy: strategyOf(host, devices),
    devices,
    mdevs,
    guests: guests.guests,
    definitions: [...definitions.values()]
      .filter(({ uuid }) => !running.has(uuid))
      .map((definition) => ({ ...definition, guest: guestId(guests, definition.uuid) })),
    ...savedOf(reader),
    untold: untoldOf(reader, devices, found.length, named.told),
    nextPasid: 1,
  };
  return { state, findings: reader.findings() };
}
