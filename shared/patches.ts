/** JSON difference and its application: how the engine's view reaches the renderer, `{revision, patches}` at a time. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Set the value at `path`; without `value` the key is removed. The empty path replaces the whole document. */
export interface Patch {
  readonly path: readonly (string | number)[];
  readonly value?: Json;
}

function isBranch(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

const FORBIDDEN_KEYS = new Set<string | number>(['__proto__', 'constructor', 'prototype']);

/** A path must never lead through these; an object that has one is replaced whole. */
function hasForbiddenKey(value: object): boolean {
  return Object.keys(value).some((key) => FORBIDDEN_KEYS.has(key));
}

/** What comes behind the old items, where all of those stay as they are; null = something else happened. */
function appended(
  before: readonly Json[],
  after: readonly Json[],
  path: readonly (string | number)[],
): Patch[] | null {
  if (before.length === 0 || after.length <= before.length) return null;
  const stays = before.every((item, index) => diffJson(item, after[index]!).length === 0);
  if (!stays) return null;
  return after
    .slice(before.length)
    .map((value, index) => ({ path: [...path, before.length + index], value }));
}

/** Patches that turn `before` into `after`. Arrays of another length are replaced whole, unless they only grew at their end. */
export function diffJson(
  before: Json | undefined,
  after: Json,
  path: readonly (string | number)[] = [],
): Patch[] {
  if (before === after) return [];
  const bothArrays = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  if (Array.isArray(before) && Array.isArray(after)) {
    const added = appended(before as readonly Json[], after as readonly Json[], path);
    if (added !== null) return added;
  }
  const bothObjects = isBranch(before) && isBranch(after) && !Array.isArray(before) && !Array.isArray(after);
  if (bothArrays)
    return after.flatMap((item: Json, index) => diffJson(before[index] as Json, item, [...path, index]));
  if (!bothObjects || hasForbiddenKey(before) || hasForbiddenKey(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, value: after }];
  const patches: Patch[] = [];
  for (const key of Object.keys(before))
    if (!Object.hasOwn(after, key) || after[key] === undefined) patches.push({ path: [...path, key] });
  for (const [key, value] of Object.entries(after)) {
    if (value !== undefined)
      patches.push(...diffJson(Object.hasOwn(before, key) ? before[key] : undefined, value, [...path, key]));
  }
  return patches;
}

function setAt(document: Json, path: readonly (string | number)[], value: Json | undefined): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? null;
  if (FORBIDDEN_KEYS.has(key) || !isBranch(document))
    throw new Error(`patch path does not exist: ${path.join('/')}`);
  const copy: Record<string | number, Json> | Json[] = Array.isArray(document)
    ? [...(document as Json[])]
    : { ...document };
  const target = copy as Record<string | number, Json>;
  if (rest.length === 0 && value === undefined) delete target[key];
  else target[key] = rest.length === 0 ? value! : setAt(target[key]!, rest, value);
  return copy;
}

/** Applies patches in order; untouched branches keep their identity, so memoised readers can compare by reference. */
export function applyPatches(document: Json, patches: readonly Patch[]): Json {
  return patches.reduce<Json>((current, patch) => setAt(current, patch.path, patch.value), document);
}
