/** What is still missing before a wq can be enabled, as edits that fill it in (dsa.md 8.3, 8.4, 8.11). */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, engineName, wqName } from '../../../../shared/dsa/types.ts';
import { enginesInGroup, freeEntries, wqsInGroup } from './parts.ts';
import { goodThreshold } from './setting-fixes.ts';

/** Driver of the dsa bus for a type of wq (dsa.md 8.3); null for `none` and types nobody knows. */
export function driverFor(
  type: string,
  device: Pick<DsaDevice, 'kind'>,
  drivers: readonly string[],
): string | null {
  switch (type) {
    case 'user':
    case 'mdev':
    case 'vfio':
    case 'vdev':
      return type;
    case 'kernel':
      return device.kind === 'iax' && drivers.includes('crypto') ? 'crypto' : 'dmaengine';
    default:
      return null;
  }
}

/** The type a driver wants: the reverse of `driverFor`. */
export function typeFor(driver: string): string {
  return driver === 'dmaengine' || driver === 'crypto' ? 'kernel' : driver;
}

export const DEFAULT_PRIORITY = 10;
export const DEFAULT_SIZE = 16;

/**
 * A group for a wq without one: with an engine and no wq, else one whose wqs wait for an engine (0x15), else a free one,
 * with a free engine for it; else the one with an engine and the fewest wqs. Null = there is no engine to be had.
 */
export function groupFor(
  device: DsaDevice,
): { readonly group: number; readonly engine: number | null } | null {
  const groups = device.groups.map((_, group) => ({
    group,
    engines: enginesInGroup(device, group).length,
    wqs: wqsInGroup(device, group).length,
  }));
  const waiting = groups.find(({ engines, wqs }) => engines > 0 && wqs === 0);
  if (waiting) return { group: waiting.group, engine: null };
  const engine = device.engines.indexOf(-1);
  const starved = groups.find(({ engines, wqs }) => engines === 0 && wqs > 0);
  const free = groups.find(({ engines, wqs }) => engines === 0 && wqs === 0);
  const taken = starved ?? free;
  if (taken && engine !== -1) return { group: taken.group, engine };
  const [least] = groups.filter(({ engines }) => engines > 0).sort((left, right) => left.wqs - right.wqs);
  return least ? { group: least.group, engine: null } : null;
}

/** An engine for a group with wqs only: a free one, else one of a group that has more than one or no wq. */
export function engineFor(device: DsaDevice): number | null {
  const free = device.engines.indexOf(-1);
  if (free !== -1) return free;
  const spare = device.engines.findIndex(
    (group) => wqsInGroup(device, group).length === 0 || enginesInGroup(device, group).length > 1,
  );
  return spare === -1 ? null : spare;
}

export interface Preset {
  readonly mode: 'dedicated' | 'shared';
  readonly type: string;
  readonly driver: string;
  readonly name: string;
}

/** Settings a wq needs to be enabled as `preset`, and the engine its group then lacks; only what differs from now. */
export function missingOf(
  device: DsaDevice,
  index: number,
  preset: Preset,
  given: Readonly<Record<string, string>>,
): {
  readonly values: Readonly<Record<string, string>>;
  readonly engine: { readonly index: number; readonly group: number } | null;
} {
  const wq = device.wqs[index]!;
  const choice = groupFor(device);
  const group =
    given['group_id'] === undefined
      ? wq.groupId >= 0
        ? wq.groupId
        : (choice?.group ?? 0)
      : Number(given['group_id']);
  const size =
    given['size'] ?? String(wq.size > 0 ? wq.size : Math.max(1, Math.min(DEFAULT_SIZE, freeEntries(device))));
  const mode = given['mode'] ?? preset.mode;
  const fits = wq.mode === 'shared' && wq.threshold > 0 && wq.threshold <= Number(size);
  const wanted: Record<string, string> = {
    mode,
    type: preset.type,
    ...(hasFile(device, 'wq', 'driver_name') ? { driver_name: preset.driver } : {}),
    name: wq.name !== '' && wq.type === preset.type ? wq.name : preset.name,
    size,
    ...(mode === 'shared' ? { threshold: String(fits ? wq.threshold : goodThreshold(Number(size))) } : {}),
    group_id: String(group),
    priority: String(wq.priority > 0 ? wq.priority : DEFAULT_PRIORITY),
    ...given,
  };
  const now: Readonly<Record<string, string>> = {
    mode: wq.mode,
    type: wq.type,
    driver_name: wq.driverName,
    name: wq.name,
    size: String(wq.size),
    threshold: String(wq.threshold),
    group_id: String(wq.groupId),
    priority: String(wq.priority),
    ...(wq.uuid === null ? {} : { uuid: wq.uuid }),
  };
  const retyped = wanted['type'] !== wq.type;
  const values = Object.fromEntries(
    Object.entries(wanted).filter(([file, value]) => now[file] !== value || (retyped && file === 'name')),
  );
  const needs = Number.isInteger(group) && group >= 0 && enginesInGroup(device, group).length === 0;
  const engine = needs
    ? choice?.group === group && choice.engine !== null
      ? choice.engine
      : engineFor(device)
    : null;
  return { values, engine: engine === null ? null : { index: engine, group } };
}

/** `size 16, priority 10, engine0.0 in group0.0`: what such edits change, all of it; empty = nothing new. */
export function fillWords(device: DsaDevice, index: number, edits: readonly DsaEdit[]): string {
  const group = String(device.wqs[index]!.groupId);
  const inGroup = (text: string) => (text === '-1' ? 'in no group' : `in group${device.id}.${text}`);
  return edits
    .flatMap((edit) => {
      if (edit.op !== 'configure') return [];
      if (edit.part.startsWith('engine')) return [`${edit.part} ${inGroup(edit.values['group_id'] ?? '-1')}`];
      return Object.entries(edit.values).flatMap(([file, value]) => {
        if (file === 'group_id') return value === group ? [] : [inGroup(value)];
        return [`${file === 'driver_name' ? 'driver name' : file} ${value}`];
      });
    })
    .join(', ');
}

/** Only a group, and an engine where it has none; the device goes down and up for it where it is up. */
export function groupEdits(device: DsaDevice, index: number): readonly DsaEdit[] {
  const choice = groupFor(device);
  if (choice === null) return [];
  const configure = (part: string, through: boolean): DsaEdit => ({
    family: 'dsa',
    op: 'configure',
    part,
    values: { group_id: String(choice.group) },
    through,
  });
  return [
    ...(choice.engine === null ? [] : [configure(engineName(device, choice.engine), false)]),
    configure(wqName(device, index), device.state === 'enabled'),
  ];
}

/** Edits that fill in what wq `index` lacks for its own type; empty where nothing tells what it is for. */
export function readyEdits(
  state: DsaState,
  device: DsaDevice,
  index: number,
  through: boolean,
): readonly DsaEdit[] {
  const wq = device.wqs[index]!;
  const type = wq.type === 'none' && wq.driverName !== '' ? typeFor(wq.driverName) : wq.type;
  const driver = driverFor(type, device, state.host.drivers);
  if (driver === null) return [];
  const name = wq.name === '' ? wqName(device, index).replace('.', '-') : wq.name;
  const { values, engine } = missingOf(device, index, { mode: wq.mode, type, driver, name }, {});
  return [
    ...(engine === null
      ? []
      : [
          {
            family: 'dsa',
            op: 'configure',
            part: engineName(device, engine.index),
            values: { group_id: String(engine.group) },
            through: false,
          } as const,
        ]),
    ...(Object.keys(values).length === 0 && !through
      ? []
      : [
          {
            family: 'dsa',
            op: 'configure',
            part: wqName(device, index),
            // Written again so that the hardware learns the queue when its device comes up (O22, 0x22).
            values: through ? { ...values, group_id: values['group_id'] ?? String(wq.groupId) } : values,
            through,
          } as const,
        ]),
  ];
}
