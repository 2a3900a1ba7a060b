/** What a configuration file tells, as settings of a wish; what it does not tell stays (dsa.md 6.1). */
import {
  type Attribute,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  hasFile,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaState,
  deviceNamed,
  engineName,
  groupName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { NoteList } from './note-list.ts';
import type { ConfigDevice } from './read-config.ts';

function powerOfTwoFrom(value: number): number {
  return value <= 1 ? 1 : 2 ** Math.ceil(Math.log2(value));
}

/** `1` and `00000000,...,00000001` are the same mask; null for none. */
function maskDigits(text: string): string | null {
  const words = text
    .trim()
    .split(/[,\s]+/)
    .map((word) => word.replace(/^0x/i, ''));
  if (words.length > 8 || !words.every((word) => /^[0-9a-fA-F]{1,8}$/.test(word))) return null;
  return words
    .map((word) => word.padStart(8, '0'))
    .join('')
    .toLowerCase()
    .padStart(64, '0');
}

/** The value a file's text stands for; undefined when it stands for none. */
function valueOf<Owner>(attribute: Attribute<Owner>, text: string): string | number | boolean | undefined {
  const number = /^(?:0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : undefined;
  switch (attribute.form) {
    case 'bool':
      return text === '0' ? false : text === '1' ? true : undefined;
    case 'mode':
      return text === 'dedicated' || text === 'shared' ? text : undefined;
    case 'opmask':
      return maskDigits(text) ?? undefined;
    case 'text':
      return text.trim();
    case 'int':
    case 'int-or-hex':
      if (number === undefined || !Number.isSafeInteger(number)) return undefined;
      return attribute.rule === 'DSA-O10' ? powerOfTwoFrom(number) : number;
  }
}

interface Settings<Owner> {
  readonly kind: 'device' | 'group' | 'wq';
  readonly name: string;
  readonly attributes: readonly Attribute<Owner>[];
}

function withValues<Owner extends object>(
  device: DsaDevice,
  part: Owner,
  texts: Readonly<Record<string, string>>,
  { kind, name, attributes }: Settings<Owner>,
  notes: NoteList,
): Owner {
  const fields = attributes.flatMap((attribute) => {
    const text = texts[attribute.file];
    if (text === undefined) return [];
    if (!hasFile(device, kind, attribute.file)) {
      notes.add(`${attribute.file} of ${name} is left out: this host has no such file.`);
      return [];
    }
    const value = valueOf(attribute, text);
    if (value === undefined) {
      notes.add(
        `${attribute.file} of ${name} cannot be ${JSON.stringify(text.slice(0, 40))}; left as it is.`,
      );
      return [];
    }
    return [[attribute.field, value] as const];
  });
  return fields.length === 0 ? part : { ...part, ...Object.fromEntries(fields) };
}

function noteStrangers(device: DsaDevice, told: ConfigDevice, notes: NoteList): void {
  const beyond = [
    ...told.wqs.filter(({ index }) => index >= device.wqs.length).map(({ index }) => wqName(device, index)),
    ...told.groups
      .filter(({ index }) => index >= device.groups.length)
      .map(({ index }) => groupName(device, index)),
    ...told.engines
      .filter(({ index }) => index >= device.engines.length)
      .map(({ index }) => engineName(device, index)),
  ];
  for (const name of beyond)
    notes.add(
      `${device.name} of this host has no ${name}; it is left out, and accel-config would give up there.`,
    );
}

function configuredDevice(device: DsaDevice, told: ConfigDevice, notes: NoteList): DsaDevice {
  noteStrangers(device, told, notes);
  const groupOr = (group: number | null, now: number, name: string): number => {
    if (group === null || group < device.groups.length) return group ?? now;
    notes.add(`${name} cannot be in group ${group}: ${device.name} has ${device.groups.length}.`);
    return now;
  };
  const groups = device.groups.map((group, index) => {
    const { traffic_class_a, traffic_class_b, ...others } =
      told.groups.find((one) => one.index === index)?.attributes ?? {};
    const hasClasses = device.caps.version >= 0x200;
    if (!hasClasses && [traffic_class_a, traffic_class_b].some((text) => text !== undefined && text !== '1'))
      notes.add(
        `Traffic classes of ${groupName(device, index)} are left out: ${device.name} is too old for them.`,
      );
    const classes = {
      ...(traffic_class_a !== undefined && { traffic_class_a }),
      ...(traffic_class_b !== undefined && { traffic_class_b }),
    };
    const texts = hasClasses ? { ...others, ...classes } : others;
    const settings = { kind: 'group', name: groupName(device, index), attributes: GROUP_ATTRIBUTES } as const;
    return withValues(device, group, texts, settings, notes);
  });
  const wqs = device.wqs.map((wq, index) => {
    const part = told.wqs.find((one) => one.index === index);
    if (!part) return wq;
    const name = wqName(device, index);
    const settings = { kind: 'wq', name, attributes: WQ_ATTRIBUTES } as const;
    const after = withValues(device, wq, part.attributes, settings, notes);
    const groupId = groupOr(part.group, wq.groupId, name);
    return {
      ...after,
      groupId,
      // O2: a dedicated wq has no threshold; accel-config passes over the key.
      threshold: after.mode === 'dedicated' ? 0 : after.threshold,
      // The hardware learns the sizes when the device is taken down and up again for them (O20).
      hardwareSize: device.state !== 'enabled' ? after.hardwareSize : groupId >= 0 ? after.size : 0,
    };
  });
  const engines = device.engines.map((group, index) => {
    const part = told.engines.find((one) => one.index === index);
    return part ? groupOr(part.group, group, engineName(device, index)) : group;
  });
  const settings = { kind: 'device', name: device.name, attributes: DEVICE_ATTRIBUTES } as const;
  return { ...withValues(device, device, told.attributes, settings, notes), groups, wqs, engines };
}

/**
 * The settings of the file on top of `state`, whether devices are enabled or not: a wish to be planned, not a check that the
 * kernel takes it. What is enabled, bound and given to guests stays as it is.
 */
export function configOnto(
  state: DsaState,
  devices: readonly ConfigDevice[],
): { readonly state: DsaState; readonly notes: readonly string[] } {
  const notes = new NoteList();
  const told = new Map(
    devices.flatMap((device) => {
      const known = deviceNamed(state, device.name);
      if (!known)
        notes.add(
          `${device.name} is not on this host; it is left out, and accel-config would give up there.`,
        );
      return known ? [[known.id, device] as const] : [];
    }),
  );
  const after = state.devices.map((device) => {
    const settings = told.get(device.id);
    return settings ? configuredDevice(device, settings, notes) : device;
  });
  return { state: told.size === 0 ? state : { ...state, devices: after }, notes: notes.all() };
}
