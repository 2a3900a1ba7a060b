/** What the model's files show: sysfs of AP as the state implies it, and the two kinds of files that last. */
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, parseApqn } from '../../../../shared/apqn.ts';
import { type Mask, maskToHex } from '../../../../shared/mask.ts';
import { definitionText } from '../export/definition-text.ts';
import { udevRuleText } from '../export/udev-rule.ts';
import { availableInstances } from '../kernel/guest.ts';
import { ASSIGN_OPS } from '../kernel/kernel.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { apConfigText, controlDomainLines, findMdev, matrixLines, readableText, statusOf } from '../model.ts';
import { type Place, TYPE_FOLDER } from './place.ts';

/** `text` null = the file is there, and the model does not know what it shows. */
export type Shown =
  | { readonly kind: 'file'; readonly text: string | null; readonly writable: boolean }
  | { readonly kind: 'write-only' }
  | { readonly kind: 'link'; readonly name: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'missing' };

const MISSING: Shown = { kind: 'missing' };
const FOLDER: Shown = { kind: 'folder' };
const WRITE_ONLY: Shown = { kind: 'write-only' };

function reads(text: string | null): Shown {
  return { kind: 'file', text, writable: false };
}

function keeps(text: string | null): Shown {
  return { kind: 'file', text, writable: true };
}

function maskLine(mask: Mask): string {
  return `${maskToHex(mask)}\n`;
}

function flag(value: boolean | null | undefined): string | null {
  return value === null || value === undefined ? null : value ? '1\n' : '0\n';
}

function bindingsText(state: ApState): string {
  let queues = 0;
  let bound = 0;
  for (const value of state.queues.state) {
    if (value !== QUEUE.ABSENT) queues++;
    if (value > QUEUE.NO_DRIVER) bound++;
  }
  return `${bound}/${queues}${bound === queues ? ' (complete)' : ''}\n`;
}

/** A table's entry by a name from outside, which may be `constructor`. */
function entry<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

type Files = Readonly<Record<string, (state: ApState) => Shown>>;

const BUS_FILES: Files = {
  '': () => FOLDER,
  devices: () => FOLDER,
  drivers: () => FOLDER,
  ap_adapter_mask: ({ lpar }) => reads(maskLine(lpar.apm)),
  ap_usage_domain_mask: ({ lpar }) => reads(maskLine(lpar.aqm)),
  ap_control_domain_mask: ({ lpar }) => reads(maskLine(lpar.adm)),
  ap_max_adapter_id: ({ max }) => reads(`${max.adapter}\n`),
  ap_max_domain_id: ({ max }) => reads(`${max.domain}\n`),
  ap_interrupts: () => reads(null),
  bindings: (state) => reads(bindingsText(state)),
  bindings_complete_count: () => reads(null),
  features: () => reads(null),
  ap_domain: ({ defaultDomain }) => keeps(`${defaultDomain}\n`),
  apmask: (state) => (rulesOf(state).hostMasks ? keeps(maskLine(state.apmask)) : MISSING),
  aqmask: (state) => (rulesOf(state).hostMasks ? keeps(maskLine(state.aqmask)) : MISSING),
  config_time: () => keeps(null),
  poll_thread: () => keeps(null),
  poll_timeout: () => keeps(null),
  scans: () => keeps(null),
  drivers_autoprobe: () => keeps(null),
  drivers_probe: () => WRITE_ONLY,
};

const PARENT_FILES: Files = {
  '': () => FOLDER,
  features: ({ hasApConfig }) => (hasApConfig ? reads('guest_matrix dyn ap_config\n') : MISSING),
  mdev_supported_types: () => FOLDER,
  [TYPE_FOLDER]: () => FOLDER,
  [`${TYPE_FOLDER}/devices`]: () => FOLDER,
  [`${TYPE_FOLDER}/name`]: () => reads('VFIO AP Passthrough Device\n'),
  [`${TYPE_FOLDER}/device_api`]: () => reads('vfio-ap\n'),
  [`${TYPE_FOLDER}/available_instances`]: (state) => reads(`${availableInstances(state)}\n`),
  [`${TYPE_FOLDER}/create`]: () => WRITE_ONLY,
};

const MDEV_FILES: Readonly<Record<string, (state: ApState, mdev: Mdev) => Shown>> = {
  '': () => FOLDER,
  matrix: (_, { matrix }) => reads(readableText(matrixLines(matrix))),
  guest_matrix: (state, { shadow }) =>
    rulesOf(state).hotPlug ? reads(readableText(matrixLines(shadow))) : MISSING,
  control_domains: (_, { matrix }) => reads(readableText(controlDomainLines(matrix.adm))),
  ap_config: (state, { matrix }) =>
    rulesOf(state).apConfig && state.hasApConfig ? keeps(apConfigText(matrix)) : MISSING,
  remove: () => WRITE_ONLY,
  mdev_type: () => ({ kind: 'link', name: 'vfio_ap-passthrough' }),
  driver: () => ({ kind: 'link', name: 'vfio_ap_mdev' }),
  ...Object.fromEntries(ASSIGN_OPS.map((name) => [name, () => WRITE_ONLY])),
};

const CARD_FILES: Readonly<Record<string, (state: ApState, adapter: number) => Shown>> = {
  '': () => FOLDER,
  type: (state, adapter) => reads(lineOf(state.cards.get(adapter)?.type)),
  hwtype: (state, adapter) => reads(lineOf(state.cards.get(adapter)?.hwtype)),
  serialnr: (state, adapter) => reads(lineOf(state.cards.get(adapter)?.serial)),
  online: (state, adapter) => keeps(flag(state.cards.get(adapter)?.online)),
  config: (state, adapter) => keeps(flag(state.cards.get(adapter)?.config)),
  chkstop: (state, adapter) => reads(flag(state.cards.get(adapter)?.chkstop)),
  ap_functions: () => reads(null),
  request_count: () => keeps(null),
  driver: () => ({ kind: 'link', name: 'cex4card' }),
};

function lineOf(value: string | number | null | undefined): string | null {
  return value === null || value === undefined || value === '-' ? null : `${value}\n`;
}

function requestsLine(requests: string | undefined): string | null {
  return requests === undefined ? null : `${requests}\n`;
}

const QUEUE_FILES: Readonly<Record<string, (state: ApState, apqn: Apqn) => Shown>> = {
  '': () => FOLDER,
  config: ({ queues }, apqn) => reads(flag(!queues.deconfigured.has(apqn))),
  chkstop: ({ queues }, apqn) => reads(flag(queues.checkstopped.has(apqn))),
  driver_override: (state, apqn) =>
    rulesOf(state).driverOverride ? keeps(`${state.queues.overrides.get(apqn) ?? ''}\n`) : MISSING,
  status: (state, apqn) => {
    const status = statusOf(state, apqn);
    return status === null ? MISSING : reads(`${status}\n`);
  },
  driver: ({ queues }, apqn) => {
    const name = driverOf(queues, apqn);
    return name === null ? MISSING : { kind: 'link', name };
  },
  online: ({ queues }, apqn) =>
    queues.state[apqn] === QUEUE.CEX4QUEUE ? keeps(flag(queues.details.get(apqn)?.online)) : MISSING,
  request_count: ({ queues }, apqn) => keeps(requestsLine(queues.details.get(apqn)?.requests)),
  ap_functions: () => reads(null),
  reset: () => keeps(null),
  interrupt: () => reads(null),
};

/** Drivers whose folder exists below `/sys/bus/ap/drivers`. */
function hasDriver(state: ApState, driver: string): boolean {
  if (driver === 'vfio_ap') return state.vfioApLoaded;
  return ['cex4card', 'cex4queue', ...state.queues.otherDrivers].includes(driver);
}

function driverPlace(state: ApState, driver: string, name: string): Shown {
  if (!hasDriver(state, driver)) return MISSING;
  if (name === '') return FOLDER;
  if (name === 'bind' || name === 'unbind') return WRITE_ONLY;
  const apqn = parseApqn(name);
  return apqn !== null && driverOf(state.queues, apqn) === driver ? { kind: 'link', name } : MISSING;
}

export function hasCard(state: ApState, adapter: number): boolean {
  if (state.cards.has(adapter)) return true;
  return state.queues.state
    .subarray(adapter * 256, adapter * 256 + 256)
    .some((value) => value !== QUEUE.ABSENT);
}

/** The mdev that has a folder in sysfs; virtual ones are a proposal no kernel has. */
export function mdevInKernel(state: ApState, id: string): Mdev | null {
  const mdev = findMdev(state, id);
  return mdev?.active && mdev.type === 'passthrough' && state.vfioApLoaded ? mdev : null;
}

export function shownAt(state: ApState, place: Place): Shown {
  switch (place.kind) {
    case 'bus':
      return entry(BUS_FILES, place.name)?.(state) ?? MISSING;
    case 'driver':
      return driverPlace(state, place.driver, place.name);
    case 'parent':
      return (state.vfioApLoaded && entry(PARENT_FILES, place.name)?.(state)) || MISSING;
    case 'mdev': {
      const mdev = mdevInKernel(state, place.id);
      return (mdev && entry(MDEV_FILES, place.name)?.(state, mdev)) || MISSING;
    }
    case 'card':
      return (
        (hasCard(state, place.adapter) && entry(CARD_FILES, place.name)?.(state, place.adapter)) || MISSING
      );
    case 'queue':
      return state.queues.state[place.apqn] === QUEUE.ABSENT
        ? MISSING
        : (entry(QUEUE_FILES, place.name)?.(state, place.apqn) ?? MISSING);
    case 'rule': {
      const text = udevRuleText(state.persistent);
      return text === null ? MISSING : keeps(text);
    }
    case 'definition': {
      const mdev = findMdev(state, place.id);
      if (!mdev || mdev.defined === null || mdev.type === 'virtual') return MISSING;
      return keeps(definitionText(mdev.defined, mdev.stored ?? mdev.matrix));
    }
  }
}

/** Names below the same thing, for a misspelled one. */
export function siblingNames(place: Place): readonly string[] {
  switch (place.kind) {
    case 'bus':
      return Object.keys(BUS_FILES);
    case 'parent':
      return Object.keys(PARENT_FILES);
    case 'mdev':
      return Object.keys(MDEV_FILES);
    case 'card':
      return Object.keys(CARD_FILES);
    case 'queue':
      return Object.keys(QUEUE_FILES);
    case 'driver':
      return ['bind', 'unbind'];
    default:
      return [];
  }
}
