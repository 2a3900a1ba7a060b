/** Settings of wqs, groups and devices, read by the one table of their files (shared/dsa/attributes.ts). */
import { type Attribute, LIMITS } from '../../../../shared/dsa/attributes.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { DsaReader } from './reader.ts';
import { flagOf, maskDigits } from './words.ts';

type Value = string | number | boolean;

/** What was not there: `wq/size` -> names of the wqs; what was there, the same way. Kept per device. */
export class Presence {
  readonly #missing = new Map<string, string[]>();
  readonly #seen = new Set<string>();

  seen(key: string): void {
    this.#seen.add(key);
  }

  missing(key: string, name: string): void {
    const names = this.#missing.get(key);
    if (names) names.push(name);
    else this.#missing.set(key, [name]);
  }

  /** Files that nothing of the device has. */
  get lacking(): string[] {
    return [...this.#missing.keys()].filter((key) => !this.#seen.has(key));
  }

  /** Files that some have and these have not. */
  get uneven(): (readonly [key: string, names: readonly string[]])[] {
    return [...this.#missing].filter(([key]) => this.#seen.has(key));
  }
}

/** Files whose empty value is a value: in a text of values they have no line then. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['name', 'driver_name']);
const LONGEST_TEXT = 1024;

/** Least and most of a whole number: none is negative but where -1 says that nothing is set. */
function boundsOf(file: string): readonly [least: number, most: number] {
  if (file === 'group_id') return [-1, 65_535];
  if (file.startsWith('traffic_class')) return [-1, 255];
  return [0, file === 'priority' ? LIMITS.priority : Number.MAX_SAFE_INTEGER];
}

function parse<Owner>(
  reader: DsaReader,
  path: string,
  attribute: Attribute<Owner>,
  text: string,
): Value | null {
  switch (attribute.form) {
    case 'int':
    case 'int-or-hex':
      return reader.numberIn(path, text, ...boundsOf(attribute.file));
    case 'bool': {
      const flag = flagOf(text);
      if (flag === null)
        reader.find('warning', path, `0 or 1 was expected, found ${quoted(text)}; taken as 0.`, 'flag');
      return flag;
    }
    case 'mode':
      if (text === 'dedicated' || text === 'shared') return text;
      reader.find(
        'warning',
        path,
        `dedicated or shared was expected, found ${quoted(text)}; taken as shared.`,
        'mode',
      );
      return null;
    case 'opmask': {
      const mask = maskDigits(text);
      if (mask === null)
        reader.find('warning', path, `${quoted(text)} is no mask of operations; all are assumed.`, 'mask');
      return mask;
    }
    case 'text':
      if (text.length <= LONGEST_TEXT && !text.includes('\0')) return text;
      reader.find('warning', path, 'This text is longer than any the kernel takes; left out.', 'text');
      return null;
  }
}

/** Values of the attributes that were told, by field; a file under its old name counts, and two that differ are told. */
export function readAttributes<Owner>(
  reader: DsaReader,
  owner: { readonly kind: 'wq' | 'group' | 'device'; readonly name: string; readonly path: string },
  attributes: readonly Attribute<Owner>[],
  presence: Presence,
): Partial<Owner> {
  const values: Record<string, Value> = {};
  for (const attribute of attributes) {
    for (const file of [attribute.file, ...(attribute.alias === undefined ? [] : [attribute.alias])]) {
      const path = `${owner.path}/${file}`;
      if (!reader.tree.has(path)) {
        if (reader.source.form !== 'sysfs' && MAY_BE_EMPTY.has(file)) continue;
        presence.missing(`${owner.kind}/${file}`, owner.name);
        continue;
      }
      // A dedicated wq has the file and cannot read it: EOPNOTSUPP, or empty in a copy (DSA-O14).
      if (file === 'enqcmds_retries' && reader.valueIfAny(path) === undefined) continue;
      presence.seen(`${owner.kind}/${file}`);
      const text = reader.value(path);
      const value = text === undefined ? null : parse(reader, path, attribute, text);
      if (value === null) continue;
      const earlier = values[attribute.field];
      if (earlier === undefined) values[attribute.field] = value;
      else if (earlier !== value)
        reader.find(
          'warning',
          path,
          `${file} and ${attribute.file} are one value under two names, but they differ here; ${attribute.file} is taken.`,
          'alias',
        );
    }
  }
  return values as Partial<Owner>;
}

const MOST_OTHERS = 64;

/** Files that the model does not know, as read. */
export function readOthers(
  reader: DsaReader,
  path: string,
  known: ReadonlySet<string>,
): Record<string, string> {
  const others: (readonly [string, string])[] = [];
  for (const name of reader.tree.list(path)) {
    if (known.has(name) || reader.tree.entry(`${path}/${name}`)?.kind !== 'file') continue;
    if (!/^[a-z][a-z0-9_]{0,63}$/.test(name) || others.length >= MOST_OTHERS) {
      reader.find(
        'warning',
        `${path}/${name}`,
        `Only ${MOST_OTHERS} files that this program does not know are kept for one part; the rest is left out.`,
        'others',
      );
      continue;
    }
    const text = reader.value(`${path}/${name}`) ?? '';
    if (text.length > 4096)
      reader.find('warning', `${path}/${name}`, 'This file is longer than a page; cut there.', 'page');
    others.push([name, text.slice(0, 4096)]);
  }
  return Object.fromEntries(others);
}
