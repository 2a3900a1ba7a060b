/** What runs, what the next boot brings, and what is wished, side by side: devices, their wqs, definitions. */
import type { DsaState, StoredDefinition } from '../../../../shared/dsa/types.ts';
import type { DriftRow } from '../../../../shared/plan.ts';
import { type ConfigDevice, type ConfigWq, readAccelConfig } from '../config/read-config.ts';
import { savedConfigText } from '../config/write-config.ts';
import { ACCEL_CONFIG_PATH } from './accel-config-path.ts';
import { definitionsOf, sameDefinition } from './definitions.ts';
import { part } from './differences.ts';

const UNTOLD = '?';
const NONE = 'none';

/** What a file says of each device and wq, in words that compare; null = it cannot be read. */
function settingsOf(text: string | null): Map<string, string> | null {
  const rows = new Map<string, string>();
  if (text === null) return rows;
  const read = readAccelConfig(text);
  if (!read.ok) return null;
  for (const device of read.devices) {
    rows.set(device.name, frameWords(device));
    for (const wq of device.wqs) rows.set(nameOfWq(device, wq), wqWords(wq));
  }
  return rows;
}

function nameOfWq({ name }: ConfigDevice, { index }: ConfigWq): string {
  return `wq${name.replace(/^\D+/, '')}.${index}`;
}

function frameWords({ attributes, groups, engines }: ConfigDevice): string {
  const grouped = engines
    .filter(({ group }) => group !== null && group >= 0)
    .map(({ index, group }) => `engine ${index} in group ${group}`);
  const values = [
    ...Object.entries(attributes),
    ...groups.flatMap(({ index, attributes: own }) =>
      Object.entries(own).map(([key, value]) => [`group ${index} ${key}`, value] as const),
    ),
  ].map(([key, value]) => `${key} ${value}`);
  return [...grouped, ...values.sort()].join(', ') || 'nothing set';
}

/** The order a person reads a queue in; the rest stands behind. */
const FIRST = ['mode', 'size', 'threshold', 'type', 'name'];

function wqWords({ attributes, group }: ConfigWq): string {
  const told = new Map(Object.entries(attributes));
  const first = FIRST.flatMap((key) => {
    const value = told.get(key);
    told.delete(key);
    return value === undefined || value === '' ? [] : [`${key} ${value}`];
  });
  const rest = [...told].sort(([left], [right]) => left.localeCompare(right));
  const where = group === null || group < 0 ? 'in no group' : `group ${group}`;
  return [...first, where, ...rest.map(([key, value]) => `${key} ${value}`)].join(', ');
}

function stateOf(active: string, persistent: string, desired: string): DriftRow['state'] {
  if (active === UNTOLD || persistent === UNTOLD) return 'unknown';
  if (active !== persistent) return 'drift';
  return active === desired ? 'same' : 'pending';
}

function meaning(what: string, state: DriftRow['state'], persistent: string): string {
  switch (state) {
    case 'unknown':
      return `The source does not tell what lasts of ${what}.`;
    case 'pending':
      return 'Active and persistent agree; the wish changes it.';
    case 'drift':
      return persistent === NONE
        ? `The settings of ${what} are gone after the next boot: ${ACCEL_CONFIG_PATH} does not have them.`
        : `The next boot brings other settings of ${what} than those that are active now.`;
    case 'same':
      return '';
  }
}

function configRows(observed: DsaState, desired: DsaState): DriftRow[] {
  const active = settingsOf(savedConfigText(observed)) ?? new Map<string, string>();
  const wished = settingsOf(savedConfigText(desired)) ?? new Map<string, string>();
  const kept = observed.savedTold ? settingsOf(observed.saved) : null;
  const names = new Set([...active.keys(), ...(kept?.keys() ?? []), ...wished.keys()]);
  return [...names].map((name): DriftRow => {
    const [now, wish] = [active.get(name) ?? NONE, wished.get(name) ?? NONE];
    const lasting = kept === null ? UNTOLD : (kept.get(name) ?? NONE);
    const state = stateOf(now, lasting, wish);
    return {
      family: 'dsa',
      what: name,
      refs: [part(name)],
      active: now,
      persistent: lasting,
      desired: wish,
      state,
      meaning: meaning(name, state, lasting),
      fixes: [],
    };
  });
}

function definitionWords(definition: StoredDefinition | undefined): string {
  if (definition === undefined) return NONE;
  const how = definition.start === 'auto' ? 'started at boot' : 'started by hand';
  return `${definition.type} on ${definition.parent}, ${how}`;
}

function definitionRows(observed: DsaState, desired: DsaState): DriftRow[] {
  const [kept, wished] = [definitionsOf(observed), definitionsOf(desired)];
  const running = new Map(observed.mdevs.map((mdev) => [mdev.id, mdev]));
  const mdevs = observed.mdevs.filter(({ strategy }) => strategy.startsWith('mdev-')).map(({ id }) => id);
  return [...new Set([...mdevs, ...kept.keys(), ...wished.keys()])].map((id): DriftRow => {
    const mdev = running.get(id);
    const definition = kept.get(id);
    const bdf = observed.devices.find(({ name }) => name === mdev?.device)?.bdf;
    const agrees =
      mdev !== undefined &&
      definition !== undefined &&
      definition.type === mdev.type &&
      definition.parent === bdf;
    const isSame = sameDefinition(definition, wished.get(id)) && agrees;
    // What is only wished has nothing to drift from.
    const isNew = mdev === undefined && definition === undefined;
    const drifts = !isNew && !agrees;
    const state: DriftRow['state'] = drifts ? 'drift' : isSame ? 'same' : 'pending';
    const gone = `${id} is gone after the next boot; a definition of mdevctl keeps it.`;
    const idle = `${id} is defined and not started.`;
    const words =
      mdev === undefined
        ? idle
        : definition === undefined
          ? gone
          : `The definition of ${id} is another device than the one that is started.`;
    return {
      family: 'dsa',
      what: id,
      refs: [part(id)],
      active: mdev === undefined ? NONE : `${mdev.type} on ${bdf ?? mdev.device}`,
      persistent: definitionWords(definition),
      desired: definitionWords(wished.get(id)),
      state,
      meaning: drifts ? words : state === 'same' ? '' : 'Active and persistent agree; the wish changes it.',
      fixes:
        mdev !== undefined && definition === undefined
          ? [
              {
                label: `Start ${id.slice(0, 8)} at boot`,
                detail: 'mdevctl keeps a definition of it; the queues have to be made before.',
                edits: [{ family: 'dsa', op: 'setStart', mdev: id, start: 'auto' }],
              },
            ]
          : [],
    };
  });
}

export function driftRows(observed: DsaState, desired: DsaState): readonly DriftRow[] {
  return [...configRows(observed, desired), ...definitionRows(observed, desired)];
}
