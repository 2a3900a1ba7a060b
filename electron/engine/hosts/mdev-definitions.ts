/** mdevctl's definitions and listings of mediated devices of any parent (management.md 1.3 to 1.5): what mdevctl would accept. */
import { quoted } from './tree-reader.ts';

export interface RawDefinition {
  readonly type: string;
  readonly start: 'auto' | 'manual';
  /** In their order. */
  readonly attrs: readonly (readonly [name: string, value: string])[];
  /** Things a reader should know, as sentences. */
  readonly notes: readonly string[];
}

export type RawDefinitionResult =
  | { readonly ok: true; readonly definition: RawDefinition }
  /** `why` is a clause: `the JSON is broken`. */
  | { readonly ok: false; readonly why: string };

/** mdevctl imposes no limit; more attributes than this no device has. */
const MAX_ATTRIBUTES = 4096;
/** Names told in one note. */
const MOST_QUOTED = 3;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One definition object, as found in a file below `/etc/mdevctl.d/<parent>` or inside `mdevctl list --dumpjson`. */
export function readRawDefinition(value: unknown): RawDefinitionResult {
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
  const told: (readonly [string, string])[] = [];
  for (const item of list) {
    const entries = isObject(item) ? Object.entries(item) : [];
    const [name, text] = entries[0] ?? [];
    if (entries.length !== 1 || name === undefined)
      return { ok: false, why: 'an attribute is not an object with exactly one name' };
    if (typeof text !== 'string')
      return { ok: false, why: `the value of ${quoted(name)} is not a text (mdevctl wants "5", not 5)` };
    told.push([name, text]);
  }
  return { ok: true, definition: { type, start: start === 'auto' ? 'auto' : 'manual', attrs: told, notes } };
}

export function parseRawDefinition(text: string): RawDefinitionResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: text.trim() === '' ? 'it is empty' : 'it is not valid JSON' };
  }
  const result = readRawDefinition(value);
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
  /** Lower case. */
  readonly id: string;
  /** As the listing names it: `matrix`, `0000:6a:01.0`. */
  readonly parent: string;
  readonly result: RawDefinitionResult;
  /** Running now, as far as the listing says. */
  readonly active: boolean | null;
  readonly defined: boolean | null;
}

export interface MdevctlListing {
  readonly listed: readonly ListedMdev[];
  /** Things a reader should know about the listing as a whole. */
  readonly notes: readonly string[];
}

/** `mdevctl list [-d] --dumpjson`: `[{ parent: [{ uuid: definition }] }]`; null when it is not that. */
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
  for (const [parent, devices] of value.flatMap((parents) => Object.entries(parents))) {
    if (!Array.isArray(devices)) return null;
    for (const [id, definition] of devices.filter(isObject).flatMap((device) => Object.entries(device)))
      listed.push({
        id: id.toLowerCase(),
        parent,
        result: readRawDefinition(definition),
        active: null,
        defined: null,
      });
  }
  return { listed, notes };
}

/** The text form of `mdevctl list`, with or without -d and -v; null when no line is one of its. */
export function parseMdevctlLines(text: string): MdevctlListing | null {
  const rows: { readonly match: RegExpExecArray; readonly attrs: unknown[] }[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*([0-9a-f-]{36}) (\S+) (\S+) (auto|manual)(?: \((active|defined)\))?\s*$/i.exec(line);
    const attribute = /^\s+@\{\d+\}: (\{.*\})\s*$/.exec(line);
    if (match) rows.push({ match, attrs: [] });
    else if (attribute && rows.length > 0) {
      try {
        rows.at(-1)!.attrs.push(JSON.parse(attribute[1]!));
      } catch {
        continue;
      }
    }
  }
  if (rows.length === 0) return null;
  const listed = rows.map(({ match, attrs }): ListedMdev => {
    const [, id, parent, type, start, state] = match;
    return {
      id: id!.toLowerCase(),
      parent: parent!,
      result: readRawDefinition({ mdev_type: type, start, attrs }),
      active: state === 'active' ? true : null,
      defined: state === 'defined' ? true : null,
    };
  });
  return { listed, notes: [] };
}

/** The definition in the byte form mdevctl writes (management.md 1.2). */
export function mdevctlDefinition({
  type,
  start,
  attrs,
}: Pick<RawDefinition, 'type' | 'start' | 'attrs'>): string {
  const items = attrs.map(([name, value]) => ({ [name]: value }));
  return JSON.stringify({ mdev_type: type, start, attrs: items }, null, 2);
}
