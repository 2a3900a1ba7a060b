/** mdevctl definitions (ap.md 5.4, management.md 1.3 to 1.5): what mdevctl would accept and what the kernel would then do. */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import { type Mask, EMPTY_MASK, maskOf, minus, union } from '../../../../shared/mask.ts';
import { parseId, parseMaskText } from './mask-text.ts';
import { quoted } from '../../hosts/tree-reader.ts';

export const VFIO_AP_TYPE = 'vfio_ap-passthrough';

export interface MdevDefinition {
  readonly type: string;
  readonly start: 'auto' | 'manual';
  readonly masks: MatrixMasks;
  /** Things a reader should know: values the kernel refuses, attributes nobody knows. */
  readonly notes: readonly string[];
}

export type DefinitionResult =
  | { readonly ok: true; readonly definition: MdevDefinition }
  /** `why` is a clause: `the JSON is broken`. */
  | { readonly ok: false; readonly why: string };

const MASK_OF_ATTRIBUTE = { adapter: 'apm', domain: 'aqm', control_domain: 'adm' } as const;
/** mdevctl imposes no limit; 3 x 256 ids assigned twice over is more than any host can use. */
const MAX_ATTRIBUTES = 4096;
/** Names told in one note. */
const MOST_QUOTED = 3;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Three masks of `ap_config`, separated by commas or newlines (ap.md 2.6); null when they are not three. */
export function parseApConfig(text: string): (MatrixMasks & { readonly short: boolean }) | null {
  const parts = text.trim().split(/[,\n]/);
  if (parts.length !== 3) return null;
  const masks = parts.map((part) => parseMaskText(part.trim()));
  const [apm, aqm, adm] = masks;
  if (!apm || !aqm || !adm || masks.some((mask) => mask?.digits === 0)) return null;
  return { apm: apm.mask, aqm: aqm.mask, adm: adm.mask, short: masks.some((mask) => mask!.digits < 64) };
}

/** One id as the kernel reads it, or a comma list that only ap-check accepts (AP-K1); null for anything else. */
function parseIds(value: string): { mask: Mask; list: boolean } | null {
  const ids = value
    .trim()
    .split(',')
    .map((part) => parseId(part.trim().replace(/^\+/, '')));
  if (ids.some((id) => id === null)) return null;
  return { mask: maskOf(ids as number[]), list: ids.length > 1 };
}

function applyAttribute(masks: MatrixMasks, name: string, value: string, notes: string[]): MatrixMasks {
  if (name === 'ap_config') {
    const config = parseApConfig(value);
    if (config?.short)
      notes.push('ap_config holds a mask of fewer than 64 digits, read left-aligned as the kernel does.');
    if (config) return { apm: config.apm, aqm: config.aqm, adm: config.adm };
    notes.push(`ap_config holds ${quoted(value)}, which is not three masks; the kernel would refuse it.`);
    return masks;
  }
  const match = /^(un)?assign_(adapter|domain|control_domain)$/.exec(name);
  if (!match) {
    notes.push(`The attribute ${quoted(name)} is not one of a vfio_ap device; kept out of the picture.`);
    return masks;
  }
  const ids = parseIds(value);
  if (ids === null) {
    notes.push(
      `${name} holds ${quoted(value)}, which is no number from 0 to 255; mdevctl start would fail there.`,
    );
    return masks;
  }
  if (ids.list)
    notes.push(
      `${name} holds the list ${quoted(value)}: ap-check accepts lists, the kernel does not, so mdevctl start would fail.`,
    );
  const key = MASK_OF_ATTRIBUTE[match[2] as keyof typeof MASK_OF_ATTRIBUTE];
  return { ...masks, [key]: match[1] ? minus(masks[key], ids.mask) : union(masks[key], ids.mask) };
}

/** One definition object, as found in a file of `/etc/mdevctl.d/matrix` or inside `mdevctl list --dumpjson`. */
export function readDefinition(value: unknown): DefinitionResult {
  if (!isObject(value)) return { ok: false, why: 'it is not a JSON object' };
  const { mdev_type: type, start, attrs = [] } = value;
  if (typeof type !== 'string') return { ok: false, why: 'it has no "mdev_type"' };
  if (start === undefined || start === null) return { ok: false, why: 'it has no "start"' };
  if (attrs !== null && !Array.isArray(attrs)) return { ok: false, why: 'its "attrs" is not an array' };
  const list: unknown[] = attrs ?? [];
  if (list.length > MAX_ATTRIBUTES)
    return { ok: false, why: `it has more than ${MAX_ATTRIBUTES} attributes` };
  const notes = Object.keys(value)
    .filter((key) => !['mdev_type', 'start', 'attrs'].includes(key))
    .map((key) => `The key ${quoted(key)} is none that mdevctl reads; left out.`);
  if (start !== 'auto' && start !== 'manual')
    notes.push(`"start" is ${quoted(JSON.stringify(start))}; mdevctl takes anything but auto as manual.`);
  let masks: MatrixMasks = { apm: EMPTY_MASK, aqm: EMPTY_MASK, adm: EMPTY_MASK };
  for (const item of list) {
    const entries = isObject(item) ? Object.entries(item) : [];
    const [name, text] = entries[0] ?? [];
    if (entries.length !== 1 || name === undefined)
      return { ok: false, why: 'an attribute is not an object with exactly one name' };
    if (typeof text !== 'string')
      return { ok: false, why: `the value of ${quoted(name)} is not a text (mdevctl wants "5", not 5)` };
    masks = applyAttribute(masks, name, text, notes);
  }
  return { ok: true, definition: { type, start: start === 'auto' ? 'auto' : 'manual', masks, notes } };
}

export function parseDefinition(text: string): DefinitionResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: text.trim() === '' ? 'it is empty' : 'it is not valid JSON' };
  }
  const result = readDefinition(value);
  const twice = repeatedKeys(text);
  if (!result.ok || twice.length === 0) return result;
  const { definition } = result;
  return { ok: true, definition: { ...definition, notes: [...definition.notes, twiceNote(twice)] } };
}

function twiceNote(keys: readonly string[]): string {
  return `${keys.map(quoted).join(', ')} ${keys.length === 1 ? 'stands' : 'stand'} twice in one object; the last one counts, for mdevctl too.`;
}

/** Keys that stand more than once in the same object of a JSON text, which `JSON.parse` passes over in silence. */
function repeatedKeys(json: string): string[] {
  const open: Set<string>[] = [];
  const repeated = new Set<string>();
  for (const [token] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.endsWith(':')) {
      const key = token.slice(1, token.lastIndexOf('"'));
      if (open.at(-1)?.has(key)) repeated.add(key);
      open.at(-1)?.add(key);
    }
  }
  return [...repeated].slice(0, MOST_QUOTED);
}

export interface ListedMdev {
  readonly id: string;
  readonly result: DefinitionResult;
  /** Running now, as far as the listing says. */
  readonly active: boolean | null;
  readonly defined: boolean | null;
}

export interface MdevctlListing {
  readonly listed: readonly ListedMdev[];
  /** Things a reader should know about the listing as a whole. */
  readonly notes: readonly string[];
}

/** `mdevctl list [-d] --dumpjson`: `[{ matrix: [{ uuid: definition }] }]`; null when it is not that. */
export function parseMdevctlList(text: string): MdevctlListing | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || !value.every(isObject)) return null;
  const listed: ListedMdev[] = [];
  const twice = repeatedKeys(text);
  const notes = twice.length > 0 ? [twiceNote(twice)] : [];
  for (const parents of value) {
    for (const [parent, devices] of Object.entries(parents)) {
      if (!Array.isArray(devices)) return null;
      if (parent !== 'matrix') {
        notes.push(othersNote(parent, devices.length));
        continue;
      }
      for (const [id, definition] of devices.filter(isObject).flatMap((device) => Object.entries(device)))
        listed.push({
          id: id.toLowerCase(),
          result: readDefinition(definition),
          active: null,
          defined: null,
        });
    }
  }
  return { listed, notes };
}

function othersNote(parent: string, count: number): string {
  return `The parent ${quoted(parent)} is not the matrix device of vfio_ap; left out, with its ${count === 1 ? 'device' : `${count} devices`}.`;
}

/** The text form of `mdevctl list`, with or without -d and -v; null when no line is one of its. */
export function parseMdevctlLines(text: string): MdevctlListing | null {
  const listed: ListedMdev[] = [];
  const others = new Map<string, number>();
  let attrs: unknown[] = [];
  let inMatrix = false;
  for (const line of text.split('\n')) {
    const row = /^([0-9a-f-]{36}) (\S+) (\S+) (auto|manual)(?: \((active|defined)\))?\s*$/i.exec(line);
    const attribute = /^\s+@\{\d+\}: (\{.*\})\s*$/.exec(line);
    if (row && row[2] !== 'matrix') {
      others.set(row[2]!, (others.get(row[2]!) ?? 0) + 1);
      inMatrix = false;
    } else if (row) {
      inMatrix = true;
      attrs = [];
      const result = readDefinition({ mdev_type: row[3], start: row[4], attrs });
      listed.push({
        id: row[1]!.toLowerCase(),
        result,
        active: row[5] === 'active' ? true : null,
        defined: row[5] === 'defined' ? true : null,
      });
    } else if (attribute && inMatrix) {
      const last = listed.at(-1)!;
      try {
        attrs = [...attrs, JSON.parse(attribute[1]!)];
      } catch {
        continue;
      }
      const { definition } = last.result as { definition?: MdevDefinition };
      const result = readDefinition({ mdev_type: definition?.type, start: definition?.start, attrs });
      listed[listed.length - 1] = { ...last, result };
    }
  }
  if (listed.length === 0 && others.size === 0) return null;
  return { listed, notes: [...others].map(([parent, count]) => othersNote(parent, count)) };
}
