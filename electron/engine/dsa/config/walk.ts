/**
 * The order in which accel-config goes through a configuration file: depth first, each key as it comes, a `dev` key
 * choosing what the keys behind it are for (dsa.md 6.1 Loading 2, 3, 5).
 */
import type { JsonNode } from './loose-json.ts';

export type Scalar = Exclude<JsonNode, { readonly kind: 'object' | 'array' }>;

export type ConfigEvent =
  /** A key with a plain value. `lists` are the keys of the lists and objects it is in, outermost first. */
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly value: Scalar;
      readonly lists: readonly string[];
    }
  /** Accel-config gives up at a list without items. */
  | { readonly kind: 'empty'; readonly lists: readonly string[] }
  /** A value in a list that is no object. */
  | { readonly kind: 'item'; readonly value: Scalar; readonly lists: readonly string[] };

export function* walkConfig(node: JsonNode, lists: readonly string[] = []): Generator<ConfigEvent> {
  if (node.kind === 'array') {
    if (node.items.length === 0) yield { kind: 'empty', lists };
    for (const item of node.items) {
      if (item.kind === 'array' || item.kind === 'object') yield* walkConfig(item, lists);
      else yield { kind: 'item', value: item, lists };
    }
  } else if (node.kind === 'object') {
    for (const [key, value] of node.entries) {
      if (value.kind === 'array' || value.kind === 'object') yield* walkConfig(value, [...lists, key]);
      else yield { kind: 'key', key, value, lists };
    }
  }
}

/** What a `dev` key chooses. Only the index of a group, engine or wq counts: `wq9.2` inside dsa0 is wq0.2. */
export type Target =
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'group' | 'engine' | 'wq'; readonly number: number; readonly index: number };

/** Null for a name of nothing on the dsa bus. */
export function targetNamed(name: string): Target | null {
  if (/^(?:dsa|iax)\d{1,5}$/.test(name)) return { kind: 'device', name };
  const match = /^(group|engine|wq)(\d{1,5})\.(\d{1,5})$/.exec(name);
  if (!match) return null;
  const kind = match[1] as 'group' | 'engine' | 'wq';
  return { kind, number: Number(match[2]), index: Number(match[3]) };
}

/** The text of a value where accel-config wants one: json-c prints other kinds as in the file. */
export function textOf(value: Scalar): string {
  if (value.kind === 'boolean') return `${value.value}`;
  return value.kind === 'null' ? '' : value.text;
}

const LARGEST_INT = 2_147_483_647;

/**
 * The number accel-config takes from a value; `why` says what is odd about it (Loading 8). `isLong`: of 64 bits, as
 * max_transfer_size is.
 */
export function numberOf(
  value: Exclude<Scalar, { readonly kind: 'null' }>,
  isLong: boolean,
): { readonly number: number; readonly why: string | null } {
  if (value.kind === 'boolean') {
    const number = value.value ? 1 : 0;
    return { number, why: `is ${value.value}; it counts as ${number}` };
  }
  const most = isLong ? Number.MAX_SAFE_INTEGER : LARGEST_INT;
  const isInteger = /^\s*[+-]?\d+$/.test(value.text);
  const leading = value.kind === 'string' ? (/^\s*[+-]?\d+/.exec(value.text)?.[0] ?? '0') : value.text;
  const number = Math.max(Math.min(Math.trunc(Number(leading)), most), -most - 1) + 0;
  if (isInteger && Number(value.text) === number) return { number, why: null };
  const shown = JSON.stringify(value.text.slice(0, 40));
  const isNoNumber = value.kind === 'string' && !isInteger;
  return { number, why: `is ${shown}${isNoNumber ? ', which is no number' : ''}; it counts as ${number}` };
}
