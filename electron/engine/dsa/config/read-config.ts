/**
 * A configuration file or a list of accel-config as data: what it tells, and every oddity of it in words
 * (dsa.md 6.1). Loading it on a host is load.ts.
 */
import { withArticle } from '../../../../shared/article.ts';
import { CONFIG_KEYS, isReadBufferKey, LIST_KEYS, type Owner } from './config-keys.ts';
import { parseLooseJson } from './loose-json.ts';
import { NoteList } from './note-list.ts';
import { type ConfigEvent, numberOf, type Target, targetNamed, textOf, walkConfig } from './walk.ts';

type NumberValue = Parameters<typeof numberOf>[0];
type Texts = Readonly<Record<string, string>>;

export interface ConfigGroup {
  readonly index: number;
  /** File -> text as accel-config writes it. */
  readonly attributes: Texts;
}

export interface ConfigWq {
  readonly index: number;
  /** Without `group_id`. */
  readonly attributes: Texts;
  /** -1 = none; null = not told. */
  readonly group: number | null;
  /** What only a list tells: state, clients, cdev_minor. */
  readonly facts: Texts;
}

export interface ConfigEngine {
  readonly index: number;
  /** -1 = none; null = not told. */
  readonly group: number | null;
}

/** Parts in the order of their index. */
export interface ConfigDevice {
  readonly name: string;
  readonly attributes: Texts;
  /** What only a list tells, such as max_groups, state and clients. Empty for a file that was saved. */
  readonly facts: Texts;
  readonly groups: readonly ConfigGroup[];
  readonly wqs: readonly ConfigWq[];
  readonly engines: readonly ConfigEngine[];
  /** Lists of accel-config 3.4 tell them. */
  readonly mdevs: readonly { readonly uuid: string; readonly type: string }[];
}

export type ConfigReading =
  | { readonly ok: true; readonly devices: readonly ConfigDevice[]; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string };

interface Part {
  readonly attributes: Record<string, string>;
  readonly facts: Record<string, string>;
  /** From the list it stands in. */
  place: number | null;
}

interface Device extends Part {
  readonly name: string;
  readonly children: Readonly<Record<'group' | 'engine' | 'wq', Map<number, Part>>>;
  readonly mdevs: { uuid: string; type: string }[];
}

/** Said to the user as it is. */
class Refused extends Error {}

function newPart(): Part {
  return { attributes: {}, facts: {}, place: null };
}

class Reading {
  readonly devices = new Map<string, Device>();
  readonly notes = new NoteList();
  #device: Device | null = null;
  #group: number | null = null;
  /** What the keys behind are for, and its name for people. */
  #target: { readonly owner: Owner; readonly part: Part; readonly name: string } | null = null;

  take(event: ConfigEvent): void {
    const list = event.lists.at(-1);
    if (event.kind === 'empty')
      throw new Refused(
        `The list ${list === undefined ? 'of devices' : JSON.stringify(list)} is empty${this.#target ? ` (${this.#target.name})` : ''}. accel-config gives up at an empty list; leave it out.`,
      );
    if (event.kind === 'item')
      throw new Refused(
        `The list ${list === undefined ? 'of devices' : JSON.stringify(list)} holds ${JSON.stringify(textOf(event.value).slice(0, 40))}, and not only objects; accel-config gives up there.`,
      );
    if (event.lists.includes('mdevs')) this.#mdevKey(event);
    else if (event.key === 'dev') this.#choose(textOf(event.value), event.lists);
    else this.#set(event);
  }

  #choose(name: string, lists: readonly string[]): void {
    const target = targetNamed(name);
    if (target === null)
      throw new Refused(
        `${JSON.stringify(name.slice(0, 40))} is no name of a device, group, engine or work queue, such as dsa0, group0.1, engine0.2 or wq0.3.`,
      );
    if (target.kind === 'device') this.#device = this.#deviceNamed(target.name);
    else if (this.#device === null) {
      this.notes.add(`${name} stands before any device, so accel-config passes over it.`);
      this.#target = null;
      return;
    }
    this.#target = this.#targetPart(this.#device, target, lists.at(-1));
  }

  #deviceNamed(name: string): Device {
    const known = this.devices.get(name);
    if (known) {
      this.notes.add(`${name} stands there twice; both count, the later one last.`);
      return known;
    }
    const device: Device = {
      ...newPart(),
      name,
      children: { group: new Map(), engine: new Map(), wq: new Map() },
      mdevs: [],
    };
    this.devices.set(name, device);
    return device;
  }

  #targetPart(
    device: Device,
    target: Target,
    list: string | undefined,
  ): { readonly owner: Owner; readonly part: Part; readonly name: string } {
    if (target.kind === 'device') {
      this.#group = null;
      return { owner: 'device', part: device, name: device.name };
    }
    const { kind, index } = target;
    const name = `${kind}${device.name.slice(3)}.${index}`;
    if (name !== `${kind}${target.number}.${index}`)
      this.notes.add(
        `${kind}${target.number}.${index} stands below ${device.name} and means ${name}: only the second number counts.`,
      );
    const part = device.children[kind].get(index) ?? newPart();
    device.children[kind].set(index, part);
    if (kind === 'group') this.#group = index;
    else if (list !== undefined && /^ungrouped[ _]/.test(list)) part.place = -1;
    else if (list !== undefined && /^grouped[ _]/.test(list)) part.place = this.#group;
    return { owner: kind, part, name };
  }

  #mdevKey(event: Extract<ConfigEvent, { readonly kind: 'key' }>): void {
    const mdevs = this.#device?.mdevs;
    if (!mdevs || (event.key !== 'uuid' && event.key !== 'type')) return this.#passedOver(event.key);
    const last = mdevs.at(-1);
    if (event.key === 'uuid') mdevs.push({ uuid: textOf(event.value), type: '' });
    else if (last) last.type = textOf(event.value);
  }

  #passedOver(key: string): void {
    const name = this.#target?.name ?? 'no device';
    this.notes.add(`${JSON.stringify(key.slice(0, 40))} of ${name} is no key accel-config knows; left out.`);
  }

  #set({ key, value }: Extract<ConfigEvent, { readonly kind: 'key' }>): void {
    if (this.#target === null) {
      this.notes.add(
        `${JSON.stringify(key.slice(0, 40))} stands before any "dev", so it is for nothing; left out.`,
      );
      return;
    }
    const { owner, part, name } = this.#target;
    const known = CONFIG_KEYS[owner].get(key);
    if (known === undefined) {
      if (LIST_KEYS[owner].has(key)) part.facts[key] = textOf(value);
      else this.#strange(key);
      return;
    }
    if (value.kind === 'null') {
      this.notes.add(`${key} of ${name} is null; accel-config passes over it.`);
      return;
    }
    if (known.isOld)
      this.notes.add(`${key} is an old name of ${known.file}; accel-config takes it with a warning.`);
    if (known.isNew)
      this.notes.add(`${known.file} is written by accel-config 4.1 and later; 3.5.3 passes over it.`);
    const text = known.isText ? textOf(value) : this.#number(owner, name, key, value);
    if (text === null) return;
    if (text === '') {
      if (key === 'type')
        throw new Refused(`The type of ${name} is empty; none, kernel, user or mdev was expected.`);
      // accel-config prints and passes over empty names.
      delete part.attributes[known.file];
      return;
    }
    if (!this.#lacks(owner, known.file, name)) part.attributes[known.file] = text;
  }

  #strange(key: string): void {
    const owner = (Object.keys(CONFIG_KEYS) as Owner[]).find((one) => CONFIG_KEYS[one].has(key));
    if (owner === undefined) this.#passedOver(key);
    else
      this.notes.add(
        `${JSON.stringify(key)} is a key of ${withArticle(owner)}, but where it stands it is for ${this.#target?.name ?? 'nothing'}, so accel-config passes over it. Keys of a thing come before the lists inside it.`,
      );
  }

  #number(owner: Owner, name: string, key: string, value: NumberValue): string | null {
    const { number, why } = numberOf(value, key === 'max_transfer_size');
    if (why !== null) this.notes.add(`${key} of ${name} ${why}.`);
    const isGroupId = key === 'group_id' && number === -1;
    if (number >= 0 || isGroupId) return `${number}`;
    const isList = Object.keys(this.#device?.facts ?? {}).length > 0;
    if (owner === 'group' && !isList)
      throw new Refused(
        `${key} of ${name} is ${number}; accel-config refuses negative values of groups. Leave the line out.`,
      );
    if (owner === 'group') this.notes.add(`${key} of ${name} is ${number}, so it is not set.`);
    else
      this.notes.add(
        `${key} of ${name} is ${number}${number === -2 ? ', which is how accel-config shows a missing file' : ''}; left out.`,
      );
    return null;
  }

  #lacks(owner: Owner, file: string, name: string): boolean {
    if (!this.#device?.name.startsWith('iax')) return false;
    const isLacked = owner === 'wq' ? file === 'max_batch_size' : owner !== 'engine' && isReadBufferKey(file);
    if (isLacked) this.notes.add(`${file} of ${name} is left out: IAA has no such file.`);
    return isLacked;
  }
}

function groupOf({ attributes, place }: Part, name: string, notes: NoteList): number | null {
  const told = attributes['group_id'];
  if (told === undefined) {
    if (place !== null && place >= 0)
      notes.add(
        `${name} stands in group ${place} but has no group_id, so accel-config leaves it in the group it is in.`,
      );
    return place === -1 ? -1 : null;
  }
  if (place !== null && Number(told) !== place)
    notes.add(
      `${name} stands ${place < 0 ? 'outside the groups' : `in group ${place}`}, but its group_id is ${told}; the group_id counts.`,
    );
  return Number(told);
}

function finished({ name, attributes, facts, children, mdevs }: Device, notes: NoteList): ConfigDevice {
  const id = name.slice(3);
  const parts = (kind: 'group' | 'engine' | 'wq') => [...children[kind]].sort(([a], [b]) => a - b);
  return {
    name,
    attributes,
    facts,
    groups: parts('group').map(([index, part]) => ({ index, attributes: part.attributes })),
    wqs: parts('wq').map(([index, part]) => {
      const { group_id: _, ...settings } = part.attributes;
      const wq = `wq${id}.${index}`;
      if (settings['driver_name'] === 'mdev' && settings['type'] === 'none')
        notes.add(
          `${wq} has the driver name mdev and the type none: accel-config 3.5 saves queues of guests that way, and cannot enable them so. Set the type to mdev.`,
        );
      return { index, attributes: settings, group: groupOf(part, wq, notes), facts: part.facts };
    }),
    engines: parts('engine').map(([index, part]) => ({
      index,
      group: groupOf(part, `engine${id}.${index}`, notes),
    })),
    mdevs,
  };
}

/** Never throws. `why` is one or more full sentences. */
export function readAccelConfig(text: string): ConfigReading {
  const json = parseLooseJson(text);
  if (!json.ok)
    return {
      ok: false,
      why: `This is not the JSON of accel-config: line ${json.line}, column ${json.column}: ${json.why}.`,
    };
  if (json.root.kind !== 'array')
    return {
      ok: false,
      why:
        json.root.kind === 'object'
          ? 'A list of devices in [ ] was expected, and this is a single object, at which accel-config aborts. Put [ and ] around it.'
          : 'A list of devices in [ ] was expected, and this is a single value, at which accel-config aborts.',
    };
  const reading = new Reading();
  for (const note of json.notes) reading.notes.add(note);
  try {
    for (const event of walkConfig(json.root)) reading.take(event);
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: error.message };
    throw error;
  }
  const devices = [...reading.devices.values()].map((device) => finished(device, reading.notes));
  return { ok: true, devices, notes: reading.notes.all() };
}
