/** How two states of one host differ in what the host can show; names of guests, slots, PASIDs and minors are none of it. */
import {
  type Attribute,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  type DsaWq,
  engineName,
  groupName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { ACCEL_CONFIG_PATH } from './accel-config-path.ts';
import { sameValue, valueText } from './texts.ts';

/** One fact that differs: `what` of `of`, as texts; null = it is not there. */
export interface Difference {
  readonly of: string;
  readonly what: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly layer: 'active' | 'persistent';
  readonly refs: readonly Ref[];
}

export function part(id: string): Ref {
  return { kind: 'part', family: 'dsa', id };
}

function attributeDifferences<Owner>(
  of: string,
  attributes: readonly Attribute<Owner>[],
  left: Owner,
  right: Owner,
): Difference[] {
  return attributes.flatMap((attribute) => {
    return sameValue(attribute, left, right)
      ? []
      : [active(of, attribute.file, valueText(attribute, left), valueText(attribute, right))];
  });
}

function active(of: string, what: string, left: string | null, right: string | null): Difference {
  return { of, what, left, right, layer: 'active', refs: [part(of)] };
}

/**
 * `locked` equals `enabled`: which of both a dedicated wq of guests is in is its guest's doing, or nobody's (O33). A
 * driver name can be written and never emptied, so one that is left at a wq that is down, where none is wished, is no difference.
 */
export function wqDifferences(of: string, left: DsaWq, right: DsaWq): Difference[] {
  const isDown = left.state === 'disabled' && right.state === 'disabled';
  const found = attributeDifferences(of, WQ_ATTRIBUTES, left, right).filter(
    ({ what, right: after }) => !(what === 'driver_name' && isDown && after === ''),
  );
  const state = ({ state: now }: DsaWq) => (now === 'disabled' ? 'disabled' : 'enabled');
  if (state(left) !== state(right)) found.push(active(of, 'state', left.state, right.state));
  if (left.driver !== right.driver) found.push(active(of, 'driver', left.driver, right.driver));
  if (left.uuid !== right.uuid) found.push(active(of, 'uuid', left.uuid, right.uuid));
  return found;
}

/** The device itself, its groups and engines, without its wqs. */
export function frameDifferences(left: DsaDevice, right: DsaDevice): Difference[] {
  const found: Difference[] = [];
  if (left.state !== right.state) found.push(active(left.name, 'state', left.state, right.state));
  if (left.driver !== right.driver) found.push(active(left.name, 'driver', left.driver, right.driver));
  found.push(...attributeDifferences(left.name, DEVICE_ATTRIBUTES, left, right));
  for (const [index, group] of left.groups.entries()) {
    const other = right.groups[index];
    if (other !== undefined && other !== group)
      found.push(...attributeDifferences(groupName(left, index), GROUP_ATTRIBUTES, group, other));
  }
  for (const [index, group] of left.engines.entries()) {
    const other = right.engines[index];
    if (other !== undefined && other !== group)
      found.push(active(engineName(left, index), 'group_id', String(group), String(other)));
  }
  return found;
}

export function deviceDifferences(left: DsaDevice, right: DsaDevice): Difference[] {
  if (left === right) return [];
  return [
    ...frameDifferences(left, right),
    ...left.wqs.flatMap((wq, index) => {
      const other = right.wqs[index];
      return other === undefined || other === wq ? [] : wqDifferences(wqName(left, index), wq, other);
    }),
  ];
}

/** False only where it is known: an edge that nothing tells can be the wished one. */
export function sameEdge(left: DsaMdev, right: DsaMdev): boolean {
  if (left.wq !== null && right.wq !== null) return left.wq === right.wq;
  const [open, other] = left.wq === null ? [left, right] : [right, left];
  return other.wq === null || open.candidates.length === 0 || open.candidates.includes(other.wq);
}

/** Is it the same device at the same place? Then nothing but its guest can differ. */
export function sameMdev(left: DsaMdev, right: DsaMdev): boolean {
  return (
    left.strategy === right.strategy &&
    left.device === right.device &&
    left.type === right.type &&
    left.orphan === right.orphan &&
    sameEdge(left, right)
  );
}

function placeOf({ type, device, wq, orphan }: DsaMdev): string {
  const on = wq === null ? device : `${device} queue ${wq}`;
  return `${type} on ${on}${orphan ? ', without its queue' : ''}`.trim();
}

function isTold(left: DsaMdev, right: DsaMdev): boolean {
  return left.runningTold && right.runningTold;
}

function mdevDifferences(left: DsaMdev, right: DsaMdev): Difference[] {
  const refs = [part(left.id)];
  const found: Difference[] = [];
  if (!sameMdev(left, right))
    found.push({
      of: left.id,
      what: 'place',
      left: placeOf(left),
      right: placeOf(right),
      layer: 'active',
      refs,
    });
  const [ran, runs] = [left.running !== null, right.running !== null];
  if (isTold(left, right) && ran !== runs)
    found.push({
      of: left.id,
      what: 'guest',
      left: ran ? 'running' : 'not running',
      right: runs ? 'running' : 'not running',
      layer: 'active',
      refs,
    });
  if (left.definition !== right.definition)
    found.push({
      of: left.id,
      what: 'definition',
      left: left.definition ?? 'none',
      right: right.definition ?? 'none',
      layer: 'persistent',
      refs,
    });
  return found;
}

function onlyOne(mdev: DsaMdev, side: 'left' | 'right'): Difference {
  const place = placeOf(mdev);
  return {
    of: mdev.id,
    what: 'place',
    left: side === 'left' ? place : null,
    right: side === 'right' ? place : null,
    layer: 'active',
    refs: [part(mdev.id)],
  };
}

function mdevsDifferences(left: DsaState, right: DsaState): Difference[] {
  if (left.mdevs === right.mdevs) return [];
  const isAligned =
    left.mdevs.length === right.mdevs.length && left.mdevs.every(({ id }, at) => right.mdevs[at]!.id === id);
  if (isAligned)
    return left.mdevs.flatMap((mdev, at) =>
      mdev === right.mdevs[at] ? [] : mdevDifferences(mdev, right.mdevs[at]!),
    );
  const others = new Map(right.mdevs.map((mdev) => [mdev.id, mdev]));
  const found: Difference[] = [];
  for (const mdev of left.mdevs) {
    const other = others.get(mdev.id);
    others.delete(mdev.id);
    if (other === mdev) continue;
    found.push(...(other === undefined ? [onlyOne(mdev, 'left')] : mdevDifferences(mdev, other)));
  }
  return [...found, ...[...others.values()].map((mdev) => onlyOne(mdev, 'right'))];
}

/** What the files of /etc hold of definitions, whether their device is started or not. */
function definitionKey({ parent, type, start, attrs }: DsaState['definitions'][number]): string {
  return JSON.stringify([parent, type, start, attrs]);
}

function storedDifferences(left: DsaState, right: DsaState): Difference[] {
  if (left.definitions === right.definitions && left.saved === right.saved) return [];
  const found: Difference[] = [];
  const others = new Map(right.definitions.map((definition) => [definition.uuid, definition]));
  const row = (uuid: string, before: string | null, after: string | null): Difference => ({
    of: uuid,
    what: 'definition',
    left: before,
    right: after,
    layer: 'persistent',
    refs: [part(uuid)],
  });
  for (const definition of left.definitions) {
    const other = others.get(definition.uuid);
    others.delete(definition.uuid);
    if (other === undefined || definitionKey(other) !== definitionKey(definition))
      found.push(row(definition.uuid, definition.start, other?.start ?? null));
  }
  found.push(...[...others.values()].map(({ uuid, start }) => row(uuid, null, start)));
  if (left.savedTold && right.savedTold && left.saved !== right.saved)
    found.push({
      of: ACCEL_CONFIG_PATH,
      what: 'text',
      left: left.saved,
      right: right.saved,
      layer: 'persistent',
      refs: [{ kind: 'file', path: ACCEL_CONFIG_PATH }],
    });
  return found;
}

/** Devices by address; the same place in both is looked at first, since that is where they nearly always are. */
function* devicePairs(
  left: DsaState,
  right: DsaState,
): Generator<readonly [DsaDevice | null, DsaDevice | null]> {
  const isAligned =
    left.devices.length === right.devices.length &&
    left.devices.every(({ bdf }, at) => right.devices[at]!.bdf === bdf);
  if (isAligned) {
    for (const [at, device] of left.devices.entries()) yield [device, right.devices[at]!];
    return;
  }
  const others = new Map(right.devices.map((device) => [device.bdf, device]));
  for (const device of left.devices) {
    yield [device, others.get(device.bdf) ?? null];
    others.delete(device.bdf);
  }
  for (const device of others.values()) yield [null, device];
}

/** Devices of only one side are other hardware, and no step brings them; they are told too. */
export function findDifferences(left: DsaState, right: DsaState): Difference[] {
  if (left === right) return [];
  const found: Difference[] = [];
  if (left.devices !== right.devices)
    for (const [device, other] of devicePairs(left, right)) {
      if (device === other) continue;
      if (device !== null && other !== null) found.push(...deviceDifferences(device, other));
      else found.push(active((device ?? other)!.name, 'device', device && 'there', other && 'there'));
    }
  return [...found, ...mdevsDifferences(left, right), ...storedDifferences(left, right)];
}

export function sameOnHost(left: DsaState, right: DsaState): boolean {
  return findDifferences(left, right).every(({ layer }) => layer === 'persistent');
}

function shown(text: string | null): string {
  if (text === null) return 'is not there';
  return `is ${text === '' ? 'empty' : text.length > 80 ? 'another text' : text}`;
}

/** In sentences, for rehearsals and stale hosts. */
export function stateDifferences(left: DsaState, right: DsaState): readonly string[] {
  const told = findDifferences(left, right).filter(
    // Here nobody says which of both came first, and a driver name once written stays: one that is left is no difference.
    ({ what, left: before }) => !(what === 'driver_name' && (before === null || before === '')),
  );
  return told.map(({ of, what, left: before, right: after }) => {
    const name = what === 'place' ? of : `The ${what} of ${of}`;
    return `${name} ${shown(before)} in one and ${shown(after)} in the other.`;
  });
}
