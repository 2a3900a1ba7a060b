/** Groups, engines and wqs of one device. */
import { GROUP_ATTRIBUTES, WQ_ATTRIBUTES, WQ_DEFAULTS } from '../../../../shared/dsa/attributes.ts';
import type { DeviceCaps, DsaGroup, DsaWq, WqState } from '../../../../shared/dsa/types.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { freshGroup } from '../model.ts';
import { type Presence, readAttributes, readOthers } from './attributes.ts';
import { childPath, type FoundDevice } from './devices.ts';
import type { DsaReader } from './reader.ts';

const KNOWN_OF_WQ: ReadonlySet<string> = new Set([
  ...WQ_ATTRIBUTES.map(({ file }) => file),
  'state',
  'clients',
  'cdev_minor',
  'occupancy',
  'uuid',
  'uevent',
]);
const MOST_CLIENTS = 1_048_575;

function groupOf(reader: DsaReader, path: string, value: number | undefined, caps: DeviceCaps): number {
  if (value === undefined) return -1;
  if (value < caps.maxGroups && Number.isInteger(value)) return value;
  reader.find(
    'warning',
    path,
    `The group is ${value}, but the device has groups 0 to ${caps.maxGroups - 1}; taken as in no group.`,
    'group range',
  );
  return -1;
}

export function readGroup(
  reader: DsaReader,
  device: FoundDevice,
  caps: DeviceCaps,
  index: number,
  presence: Presence,
): DsaGroup {
  const name = `group${device.id}.${index}`;
  const path = childPath(reader, device, name);
  return {
    ...freshGroup(caps),
    ...readAttributes(reader, { kind: 'group', name, path }, GROUP_ATTRIBUTES, presence),
  };
}

export function readEngine(
  reader: DsaReader,
  device: FoundDevice,
  caps: DeviceCaps,
  index: number,
  presence: Presence,
): number {
  const name = `engine${device.id}.${index}`;
  const path = `${childPath(reader, device, name)}/group_id`;
  if (!reader.tree.has(path)) {
    presence.missing('engine/group_id', name);
    return -1;
  }
  presence.seen('engine/group_id');
  return groupOf(reader, path, reader.number(path, -1, 65_535) ?? undefined, caps);
}

const STATES: readonly WqState[] = ['disabled', 'enabled', 'locked'];

function stateOf(reader: DsaReader, path: string, driver: string | null, told: boolean): WqState {
  const text = reader.value(path)?.trim();
  const state = STATES.find((known) => known === text);
  if (state) return state;
  // A queue has a driver only while it is enabled; the other way round is what old tools cannot tell.
  const assumed = driver === null ? 'disabled' : 'enabled';
  if (text !== undefined)
    reader.find('warning', path, `The state is ${quoted(text)}; taken as ${assumed}.`, 'state');
  else if (told) reader.find('warning', path, `The state is not told; taken as ${assumed}.`, 'no state');
  return assumed;
}

/** `DRIVER=user` in a uevent file tells the driver where links were not kept. */
export function driverOf(reader: DsaReader, path: string): string | null {
  const link = reader.tree.linkName(`${path}/driver`);
  const name = link ?? /^DRIVER=(\S+)/m.exec(reader.tree.text(`${path}/uevent`) ?? '')?.[1];
  return name !== undefined && /^[\w.-]{1,64}$/.test(name) ? name : null;
}

/** Drivers by what each does to the type of a wq it takes; a text without links does not name the driver. */
function driverByType(state: WqState, type: string, driverName: string): string | null {
  if (state === 'disabled') return null;
  if (driverName !== '') return driverName;
  return type === 'user' ? 'user' : type === 'kernel' ? 'dmaengine' : type === 'mdev' ? 'mdev' : null;
}

/** What a wq must be for that driver to have taken it, where the source tells only the driver. */
function byDriver(driver: string): Pick<DsaWq, 'type' | 'driverName'> {
  const type = driver === 'dmaengine' || driver === 'crypto' ? 'kernel' : driver === 'mdev' ? 'mdev' : 'user';
  return { type, driverName: driver };
}

export function readWq(
  reader: DsaReader,
  device: FoundDevice,
  caps: DeviceCaps,
  index: number,
  presence: Presence,
  deviceEnabled: boolean,
): DsaWq {
  const name = `wq${device.id}.${index}`;
  const path = childPath(reader, device, name);
  const told = readAttributes(reader, { kind: 'wq', name, path }, WQ_ATTRIBUTES, presence);
  const { attributesTold, linksTold } = reader.source;
  const linked = driverOf(reader, path);
  const state = stateOf(reader, `${path}/state`, linked, attributesTold && reader.source.form !== 'config');
  const groupId = groupOf(reader, `${path}/group_id`, told.groupId, caps);
  const settings = {
    ...WQ_DEFAULTS,
    driverName: '',
    size: 0,
    opConfig: caps.opCap,
    ...(attributesTold || linked === null ? {} : byDriver(linked)),
    ...told,
    groupId,
  };
  const filled = reader.valueIfAny(`${path}/occupancy`);
  const occupancy = filled === undefined ? null : reader.numberIn(`${path}/occupancy`, filled, 0, 65_535);
  const others = readOthers(reader, path, KNOWN_OF_WQ);
  const minor = reader.valueIfAny(`${path}/cdev_minor`);
  return {
    ...settings,
    state,
    driver: linked ?? (linksTold ? null : driverByType(state, settings.type, settings.driverName)),
    clients: reader.number(`${path}/clients`, 0, MOST_CLIENTS) ?? 0,
    cdevMinor: minor === undefined ? null : reader.numberIn(`${path}/cdev_minor`, minor, 0, MOST_CLIENTS),
    hardwareSize: deviceEnabled && groupId >= 0 ? settings.size : 0,
    uuid: reader.valueIfAny(`${path}/uuid`)?.toLowerCase() ?? null,
    // The model has an empty queue; one that was not is kept as read.
    others: occupancy === null || occupancy === 0 ? others : { ...others, occupancy: `${occupancy}` },
  };
}
