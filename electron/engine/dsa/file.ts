/**
 * A DSA state in workspace files: devices and queues by their names, each with what differs from a fresh one of its kind,
 * so that a thousand unused queues take no room.
 */
import { z } from 'zod';
import {
  type DsaDevice,
  type DsaGroup,
  type DsaMdev,
  type DsaState,
  type DsaWq,
  groupName,
  parseChild,
  wqName,
} from '../../../shared/dsa/types.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import { type DeviceFile, dsaFileSchema, type MdevFile } from './file/schema.ts';
import { createDevice, freshGroup, freshWq } from './model.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The values of `whole` that `usual` has not. */
function differing(whole: object, usual: object): Plain {
  const known = usual as Plain;
  return Object.fromEntries(
    Object.entries(whole).filter(
      ([key, value]) => value !== known[key] && JSON.stringify(value) !== JSON.stringify(known[key]),
    ),
  );
}

/** Parts by name, those that differ from a fresh one. */
function partsByName<Part extends object>(
  parts: readonly Part[],
  nameOf: (index: number) => string,
  usual: (part: Part) => Part,
): Plain {
  return Object.fromEntries(
    parts
      .map((part, index) => [nameOf(index), differing(part, usual(part))] as const)
      .filter(([, told]) => Object.keys(told).length > 0),
  );
}

/** What the hardware knows of a wq unless somebody told otherwise: its size, once the device is enabled (DSA-O20). */
function usualHardwareSize(state: DsaDevice['state'], { groupId, size }: DsaWq): number {
  return state === 'enabled' && groupId >= 0 ? size : 0;
}

function deviceToFile(device: DsaDevice): Plain {
  const { kind, id, bdf, caps, groups, engines, wqs, ...rest } = device;
  const usual = createDevice({ kind, id, bdf });
  const { caps: usualCaps, groups: _groups, engines: _engines, wqs: _wqs, ...usualRest } = usual;
  const group = freshGroup(caps);
  const wq = freshWq(caps);
  const settings = differing(rest, usualRest);
  const told = {
    caps: differing(caps, usualCaps),
    groups: partsByName(
      groups,
      (index) => groupName(device, index),
      () => group,
    ),
    wqs: partsByName(
      wqs,
      (index) => wqName(device, index),
      (each) => ({ ...wq, hardwareSize: usualHardwareSize(device.state, each) }),
    ),
  };
  const filled = Object.entries(told).filter(([, values]) => Object.keys(values).length > 0);
  return {
    kind,
    id,
    bdf,
    ...settings,
    ...Object.fromEntries(filled),
    ...(engines.some((at) => at >= 0) ? { engines } : {}),
  };
}

const USUAL_MDEV = {
  strategy: 'mdev-hybrid',
  orphan: false,
  guest: null,
  running: null,
  runningTold: true,
  iommuGroup: null,
  definition: null,
} as const;

function usualCandidates(wq: number | null): readonly number[] {
  return wq === null ? [] : [wq];
}

function mdevToFile(mdev: DsaMdev): Plain {
  return differing(mdev, { ...USUAL_MDEV, candidates: usualCandidates(mdev.wq) });
}

export function toFile(state: DsaState): Json {
  const file = {
    ...state,
    devices: state.devices.map(deviceToFile),
    mdevs: state.mdevs.map(mdevToFile),
  };
  return file as unknown as Json;
}

function fail(sentence: string): never {
  throw new StudioError('unreadable', `The DSA part of this file cannot be read: ${sentence}`);
}

/** The parts of a device: fresh ones, with what the file tells of those it names. */
function partsFromFile<Part>(
  device: { readonly id: number },
  kind: 'wq' | 'group',
  count: number,
  told: Readonly<Record<string, Partial<Part>>>,
  usual: Part,
): Part[] {
  const parts = Array.from({ length: count }, () => usual);
  for (const [name, values] of Object.entries(told)) {
    const child = parseChild(name);
    if (child?.kind !== kind || child.device !== device.id || child.index >= count)
      fail(`there is no ${kind} ${name.slice(0, 40)} on its device.`);
    parts[child.index] = { ...usual, ...values };
  }
  return parts;
}

function deviceFromFile(file: DeviceFile): DsaDevice {
  const { groups = {}, wqs = {}, engines, caps = {}, ...rest } = file;
  const usual = createDevice({ ...rest, caps });
  const count = usual.caps.maxEngines;
  if (engines !== undefined && engines.length !== count)
    fail(`${usual.name} has ${count} engines, but ${engines.length} are told.`);
  const read = partsFromFile<DsaWq>(usual, 'wq', usual.caps.maxWorkQueues, wqs, freshWq(usual.caps));
  const device: DsaDevice = {
    ...usual,
    groups: partsFromFile<DsaGroup>(usual, 'group', usual.caps.maxGroups, groups, freshGroup(usual.caps)),
    engines: engines ?? usual.engines,
    wqs: read.map((wq, index) => ({
      ...wq,
      hardwareSize: wqs[wqName(usual, index)]?.hardwareSize ?? usualHardwareSize(usual.state, wq),
    })),
  };
  const last = usual.caps.maxGroups;
  if ([...device.engines, ...device.wqs.map(({ groupId }) => groupId)].some((group) => group >= last))
    fail(`a part of ${device.name} is in a group that the device has not.`);
  return device;
}

function mdevFromFile(file: MdevFile, devices: ReadonlyMap<string, DsaDevice>): DsaMdev {
  const mdev = { ...USUAL_MDEV, candidates: usualCandidates(file.wq), ...file } as DsaMdev;
  const device = devices.get(mdev.device);
  if (device === undefined) fail(`${mdev.id} is on ${mdev.device.slice(0, 40)}, which is not told.`);
  if ([mdev.wq ?? 0, ...mdev.candidates].some((index) => index >= device.wqs.length))
    fail(`${mdev.id} is on a queue that ${device.name} has not.`);
  return mdev;
}

function once(what: string, names: readonly (string | number)[]): void {
  const seen = new Set<string | number>();
  for (const name of names) {
    if (seen.has(name)) fail(`the ${what} ${name} is told twice.`);
    seen.add(name);
  }
}

/** Throws StudioError `unreadable` with a sentence for anything that is not a state this program wrote. */
export function fromFile(json: unknown): DsaState {
  const parsed = dsaFileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    fail(`${z.core.toDotPath(issue.path) || 'the whole'}: ${issue.message}.`);
  }
  const { devices: told, mdevs, guests, definitions, ...rest } = parsed.data;
  const devices = told.map(deviceFromFile);
  once(
    'device',
    devices.map(({ name }) => name),
  );
  once(
    'device number',
    devices.map(({ id }) => id),
  );
  once(
    'address',
    devices.map(({ bdf }) => bdf),
  );
  once(
    'mediated device',
    mdevs.map(({ id }) => id),
  );
  once(
    'guest',
    guests.map(({ id }) => id),
  );
  once(
    'definition',
    definitions.map(({ uuid }) => uuid),
  );
  const byName = new Map(devices.map((device) => [device.name, device]));
  const known = new Set(guests.map(({ id }) => id));
  for (const { guest } of [...mdevs, ...definitions])
    if (guest !== undefined && guest !== null && !known.has(guest))
      fail(`the guest ${guest.slice(0, 40)} is not told.`);
  return {
    ...rest,
    devices,
    mdevs: mdevs.map((mdev) => mdevFromFile(mdev, byName)),
    guests,
    definitions,
  };
}
