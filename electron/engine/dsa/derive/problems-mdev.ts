/** What is wrong with devices of guests, their definitions and what is saved for the next boot (dsa.md 8). */
import {
  deviceNamed,
  type DsaDevice,
  type DsaMdev,
  groupName,
  modeOfType,
  typeName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { type ConfigDevice, type ConfigReading, readAccelConfig } from '../config/read-config.ts';
import { lackForGuests } from '../edits/parts.ts';
import { fixOf, guestRef } from '../edits/step.ts';
import type { DeviceIndex, ProblemIndex } from './problem-index.ts';
import { problemOf } from './problem-of.ts';

/** Removing more at one click is no fix but a plan of its own. */
const MOST_REMOVED = 16;

function list(mdevs: readonly DsaMdev[]): string {
  return listWords(
    mdevs.map(({ id }) => id),
    3,
  );
}

function orphans({ device, mdevs }: DeviceIndex): Problem[] {
  const gone = mdevs.filter(({ orphan }) => orphan);
  if (gone.length === 0) return [];
  const stopped = gone.filter(({ running }) => running === null);
  return [
    problemOf(
      'error',
      'DSA-O23',
      `${device.name} orphans`,
      `${list(gone)} of ${device.name} lost ${gone.length === 1 ? 'its queue' : 'their queues'}: ${gone.length === 1 ? 'it' : 'they'} cannot start and can only be removed. Remove ${gone.length === 1 ? 'it' : 'them'} and make ${gone.length === 1 ? 'it' : 'them'} again.`,
      [...gone.map(({ id }) => id), device.name],
      stopped.length === 0
        ? []
        : [
            fixOf(
              `Remove ${plural(stopped.length, 'device')} without a queue`,
              stopped.map(({ id }) => ({ family: 'dsa', op: 'removeMdev', mdev: id }) as const),
            ),
          ],
      gone.flatMap(({ guest }) => (guest === null ? [] : [guestRef(guest)])),
    ),
  ];
}

function untold({ device, mdevs }: DeviceIndex): Problem[] {
  const open = mdevs.filter((mdev) => mdev.wq === null && !mdev.orphan && mdev.candidates.length > 1);
  if (open.length === 0) return [];
  const wqs = [...new Set(open.flatMap(({ candidates }) => candidates))].sort((left, right) => left - right);
  return [
    problemOf(
      'info',
      'DSA-O32',
      `${device.name} untold`,
      `Nothing on the host tells which queue ${plural(open.length, 'device')} of ${device.name} ${open.length === 1 ? 'has' : 'have'}: ${listWords(wqs.map((index) => wqName(device, index)))} can be meant. If you know, tell it on the device.`,
      [...open.map(({ id }) => id), ...wqs.map((index) => wqName(device, index))],
    ),
  ];
}

/** No guest is told for them. Those that a guest may have open all the same are no waste, only unknown. */
function withoutGuest({ guests }: ProblemIndex, { mdevs }: DeviceIndex): readonly DsaMdev[] {
  return mdevs.filter(
    ({ guest, running, orphan }) => running === null && !orphan && (guest === null || !guests.has(guest)),
  );
}

function unknownGuests(index: ProblemIndex, entry: DeviceIndex): Problem[] {
  const { name } = entry.device;
  const unknown = withoutGuest(index, entry).filter(({ runningTold }) => !runningTold);
  return unknown.length === 0
    ? []
    : [
        problemOf(
          'info',
          'DSA-O36',
          `${name} guests untold`,
          `Nothing tells which guest has ${list(unknown)} of ${name}, or whether one runs with ${unknown.length === 1 ? 'it' : 'them'}. Assign ${unknown.length === 1 ? 'it' : 'them'} if you know.`,
          unknown.map(({ id }) => id),
        ),
      ];
}

function idle(index: ProblemIndex, entry: DeviceIndex): Problem[] {
  const { device } = entry;
  const free = withoutGuest(index, entry).filter(({ runningTold }) => runningTold);
  if (free.length === 0) return [];
  const dedicated = free.filter(({ type }) => modeOfType(type) === 'dedicated').length;
  return [
    problemOf(
      'info',
      'DSA-O33',
      `${device.name} idle`,
      `${list(free)} of ${device.name} ${free.length === 1 ? 'is' : 'are'} for no guest${dedicated === 0 ? '' : ' and lock their queues'}. Assign ${free.length === 1 ? 'it' : 'them'} to a guest, or remove ${free.length === 1 ? 'it' : 'them'}.`,
      free.map(({ id }) => id),
      free.length > MOST_REMOVED
        ? []
        : [
            fixOf(
              `Remove ${plural(free.length, 'device')} without a guest`,
              free.map(({ id }) => ({ family: 'dsa', op: 'removeMdev', mdev: id }) as const),
            ),
          ],
    ),
  ];
}

/** DSA-O30, DSA-M14: guests want devices, and nothing offers any. */
function noTypes({ state, devices }: ProblemIndex): Problem[] {
  const byMdev = state.strategy === 'mdev-hybrid' || state.strategy === 'mdev-uuid';
  if (!byMdev || state.guests.length === 0 || state.devices.length === 0) return [];
  if (!state.host.drivers.includes('mdev') || state.host.types.length === 0) {
    const inGuest = state.devices.every(({ caps }) => !caps.configurable);
    return inGuest
      ? []
      : [
          problemOf(
            'warning',
            'DSA-M14',
            'kernel',
            'This kernel has no mdev for DSA, as mainline has none: no guest can get a queue. Give a whole device to a guest (the strategy for that is in the list of strategies), or use queues for programs of the host.',
            state.devices.map(({ name }) => name),
            [],
            state.guests.map(({ id }) => guestRef(id)),
          ),
        ];
  }
  // What no device here can do, DSA-M1 and DSA-O22 tell.
  if (state.devices.every((device) => lackForGuests(device) !== null)) return [];
  const bound = devices.some(({ device }) => device.wqs.some(({ driver }) => driver === 'mdev'));
  return bound
    ? []
    : [
        problemOf(
          'info',
          'DSA-M14',
          'types',
          'No work queue is bound to the driver mdev, so no device offers types and no device can be made. Give a queue to a guest, or enable one of type mdev.',
          [],
        ),
      ];
}

/** Definitions whose parent or type can never be (8.26), and the order of services at boot. */
function definitions({ state, devices }: ProblemIndex): Problem[] {
  const found: Problem[] = [];
  const byBdf = new Map(devices.map((entry) => [entry.device.bdf, entry.device]));
  for (const definition of state.definitions) {
    const parent = byBdf.get(definition.parent);
    const offered = parent ? state.host.types.map((template) => typeName(template, parent.kind)) : [];
    if (parent !== undefined && offered.includes(definition.type)) {
      // Modes and clients that were not told are no ground to doubt a definition.
      const ready =
        state.untold.includes('values') ||
        parent.wqs.some(
          ({ driver, mode, clients }) =>
            driver === 'mdev' && mode === modeOfType(definition.type) && (mode === 'shared' || clients === 0),
        );
      if (!ready)
        found.push(
          problemOf(
            'warning',
            'DSA-M15',
            definition.uuid,
            `${definition.uuid} is defined on ${parent.name}, but no free ${modeOfType(definition.type)} queue for guests is there. Prepare one, or remove the definition.`,
            [parent.name],
            [
              fixOf('Remove the definition', [
                { family: 'dsa', op: 'removeDefinition', uuid: definition.uuid },
              ]),
            ],
            definition.guest === null ? [] : [guestRef(definition.guest)],
          ),
        );
      continue;
    }
    found.push(
      problemOf(
        'warning',
        'DSA-M26',
        definition.uuid,
        parent === undefined
          ? `${definition.uuid} is defined on ${definition.parent}, which is no device of this host. Names and addresses change when cards are added; remove the definition or define it again.`
          : `${definition.uuid} is defined with type ${definition.type}, which ${parent.name} never offers. Remove the definition or define it again.`,
        parent === undefined ? [] : [parent.name],
        [fixOf('Remove the definition', [{ family: 'dsa', op: 'removeDefinition', uuid: definition.uuid }])],
        definition.guest === null ? [] : [guestRef(definition.guest)],
      ),
    );
  }
  const auto = [
    ...state.mdevs.filter(({ definition }) => definition === 'auto').map(({ id }) => id),
    ...state.definitions.filter(({ start }) => start === 'auto').map(({ uuid }) => uuid),
  ];
  if (auto.length > 0)
    found.push(
      problemOf(
        'info',
        'DSA-M26',
        'boot order',
        `${plural(auto.length, 'device')} ${auto.length === 1 ? 'starts' : 'start'} at boot, and fail when mdevctl runs before accel-config has made the queues. Order the services: accel-config first.`,
        state.mdevs.filter(({ definition }) => definition === 'auto').map(({ id }) => id),
      ),
    );
  return found;
}

/** The last file that was read: its text is the same while nobody changes it, and a wish is looked at on every change. */
let last: { readonly text: string; readonly read: ConfigReading } | null = null;

function readSaved(text: string): ConfigReading {
  last = last?.text === text ? last : { text, read: readAccelConfig(text) };
  return last.read;
}

/** DSA-M10: groups whose saved ceiling a write will not take, since other groups of the file reserve read buffers. */
function tooHigh(config: ConfigDevice, device: DsaDevice | undefined): readonly string[] {
  const most = device?.caps.maxReadBuffers ?? 0;
  const value = (group: ConfigDevice['groups'][number], file: string) =>
    Number(group.attributes[file] ?? Number.NaN);
  const reserved = config.groups.map((group) => value(group, 'read_buffers_reserved') || 0);
  const all = reserved.reduce((sum, amount) => sum + amount, 0);
  if (device === undefined || most === 0 || all === 0) return [];
  return config.groups.flatMap((group, index) =>
    value(group, 'read_buffers_allowed') > most - all + reserved[index]!
      ? [groupName(device, group.index)]
      : [],
  );
}

const SAVED_FILE = '/etc/accel-config/accel-config.conf';

/** DSA-M23, DSA-M10: what the next boot would load. */
function saved({ state }: ProblemIndex): Problem[] {
  if (state.saved === null) return [];
  const ref = { kind: 'file', path: SAVED_FILE } as const;
  const read = readSaved(state.saved);
  if (!read.ok)
    return [
      problemOf(
        'warning',
        'DSA-M10',
        'saved',
        `${SAVED_FILE} cannot be loaded: ${read.why} Write it again from this wish.`,
        [],
        [],
        [ref],
      ),
    ];
  const found: Problem[] = [];
  const high = read.devices.flatMap((config) => tooHigh(config, deviceNamed(state, config.name)));
  if (high.length > 0)
    found.push(
      problemOf(
        'warning',
        'DSA-M10',
        'saved buffers',
        `${SAVED_FILE} stops at ${listWords(high)}: its read_buffers_allowed is more than other groups of the file leave, and such a write is refused. Leave it out of the file, or lower it.`,
        high,
        [],
        [ref],
      ),
    );
  const lost = read.devices.flatMap((config) => {
    const device = deviceNamed(state, config.name);
    return config.wqs.flatMap(({ index, attributes }) =>
      attributes['type'] === 'none' && attributes['driver_name'] === 'mdev' && device !== undefined
        ? [wqName(device, index)]
        : [],
    );
  });
  if (lost.length > 0)
    found.push(
      problemOf(
        'warning',
        'DSA-M23',
        'saved',
        `${SAVED_FILE} has ${listWords(lost)} with driver name mdev and type none: accel-config cannot save the type mdev, and the ${lost.length === 1 ? 'queue does' : 'queues do'} not come up for guests at boot. Export the file from here, which writes mdev.`,
        lost,
        [],
        [ref],
      ),
    );
  return found;
}

function lostParents({ lost }: ProblemIndex): Problem[] {
  return lost.length === 0
    ? []
    : [
        problemOf(
          'warning',
          'DSA-O32',
          'parents',
          `${list(lost)} ${lost.length === 1 ? 'belongs' : 'belong'} to a device that this host does not show. Read the host again.`,
          lost.map(({ id }) => id),
        ),
      ];
}

export function deviceMdevProblems(index: ProblemIndex, entry: DeviceIndex): Problem[] {
  return [...orphans(entry), ...untold(entry), ...unknownGuests(index, entry), ...idle(index, entry)];
}

export function hostProblems(index: ProblemIndex): Problem[] {
  return [...lostParents(index), ...noTypes(index), ...definitions(index), ...saved(index)];
}
