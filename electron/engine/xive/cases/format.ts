/**
 * Cases in the format of xive.md 8: config, set-up and operations are read into the same shapes a study has, so that a
 * case file is also a scenario. A key that nobody knows is an error, not a thing to pass over.
 */
import { type XiveConfigPatch, xiveConfigPatchSchema } from '../../../../shared/xive/edits.ts';
import { type XiveEvent, xiveEventSchema } from '../../../../shared/xive/events.ts';
import { type Branch, DEFAULT_CONFIG, type XiveConfig } from '../../../../shared/xive/types.ts';
import { withNumbers } from './values.ts';
import { readSetup, type SetupRead } from './format-setup.ts';
import { explain, type Issue, type ReadError } from './read-error.ts';

export type { ReadError } from './read-error.ts';

export type Raw = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const CASE_KEYS = ['id', 'title', 'about', 'family', 'config', 'setup', 'ops', 'expect', 'note', 'name'];
/** Words, though they may look like numbers. */
const TEXTS: ReadonlySet<string> = new Set([
  'name',
  'vm',
  'dev',
  'note',
  'text',
  'expect',
  'numbering',
  'cleaning',
]);

export interface ReadOp {
  readonly event: XiveEvent;
  /** What is expected right after it. */
  readonly expect: Raw;
}

export type OpRead =
  | { readonly ok: true; readonly op: ReadOp }
  | { readonly ok: false; readonly error: ReadError };

/** A list of owners says how many vectors there are. */
function filledIn(raw: Raw): Raw {
  const { op, owner, vectors } = raw;
  return (op === 'plug' || op === 'plugUnplugLoop') && Array.isArray(owner) && vectors === undefined
    ? { ...raw, vectors: owner.length }
    : raw;
}

export function readOp(parsed: unknown): OpRead {
  if (!isObject(parsed))
    return { ok: false, error: { key: 'op', expected: 'an operation with op', got: parsed } };
  const { expect: given, ...rest } = parsed;
  const expect = given ?? {};
  if (!isObject(expect)) return { ok: false, error: { key: 'expect', expected: 'an object', got: expect } };
  const raw = filledIn(withNumbers(rest, TEXTS) as Raw);
  const read = xiveEventSchema.safeParse(raw);
  if (read.success) return { ok: true, op: { event: read.data, expect } };
  const issue = read.error.issues[0]! as unknown as Issue;
  if (issue.path[0] === 'op' && issue.path.length === 1)
    return { ok: false, error: { key: 'op', expected: 'an operation of the case format', got: rest['op'] } };
  return { ok: false, error: explain(issue, rest) };
}

export function readConfig(
  parsed: unknown,
): { readonly ok: true; readonly config: XiveConfig } | { readonly ok: false; readonly error: ReadError } {
  const read = xiveConfigPatchSchema.safeParse(withNumbers(parsed ?? {}, TEXTS));
  if (!read.success) {
    const error = explain(read.error.issues[0]!, parsed);
    return { ok: false, error: { ...error, key: error.key === '' ? 'config' : `config.${error.key}` } };
  }
  const patch: XiveConfigPatch = read.data;
  const { rangeC } = patch;
  if (rangeC && rangeC[1] <= rangeC[0])
    return {
      ok: false,
      error: { key: 'config.rangeC', expected: 'a first number and an end above it', got: rangeC },
    };
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ok: true, config: { ...DEFAULT_CONFIG, ...given } };
}

export interface CaseHead {
  readonly config: XiveConfig;
  readonly setup: Extract<SetupRead, { ok: true }>['setup'];
  readonly ops: readonly unknown[];
  readonly expect: Raw;
}

export type HeadRead =
  | { readonly ok: true; readonly head: CaseHead }
  | { readonly ok: false; readonly error: ReadError };

/** Far more than the format has; reading goes down level by level and must come to an end. */
const MOST_LEVELS = 64;

function tooDeep(parsed: unknown): boolean {
  let level: readonly unknown[] = [parsed];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((one): readonly unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}

/** Everything of a case but its operations, which may be wrong one by one. */
export function readHead(parsed: unknown): HeadRead {
  const no = (key: string, expected: string, got: unknown): HeadRead => ({
    ok: false,
    error: { key, expected, got },
  });
  if (tooDeep(parsed)) return no('case', `values nested at most ${MOST_LEVELS} levels deep`, 'more levels');
  if (!isObject(parsed)) return no('case', 'an object with ops', parsed);
  const strange = Object.keys(parsed).find((key) => !CASE_KEYS.includes(key));
  if (strange !== undefined) return no(strange, `one of ${CASE_KEYS.join(', ')}`, 'an unknown key');
  const { ops } = parsed;
  const expect = parsed['expect'] ?? {};
  if (!Array.isArray(ops)) return no('ops', 'a list of operations', ops);
  if (!isObject(expect)) return no('expect', 'an object', expect);
  const config = readConfig(parsed['config']);
  if (!config.ok) return config;
  const setup = readSetup(parsed['setup'] ?? {});
  if (!setup.ok) return setup;
  return {
    ok: true,
    head: { config: config.config, setup: setup.setup, ops: ops as readonly unknown[], expect },
  };
}

function textOf(parsed: Raw, keys: readonly string[], otherwise: string): string {
  for (const key of keys) {
    const value = parsed[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 80);
  }
  return otherwise;
}

export type ScenarioRead =
  | { readonly ok: true; readonly branch: Branch }
  | { readonly ok: false; readonly error: ReadError };

/** A case as a branch to look at; what it expects is left out. The first thing that cannot be read is the error. */
export function readScenario(parsed: unknown): ScenarioRead {
  const head = readHead(parsed);
  if (!head.ok) return head;
  const events: XiveEvent[] = [];
  for (const [index, raw] of head.head.ops.entries()) {
    const read = readOp(raw);
    if (!read.ok) return { ok: false, error: { ...read.error, key: `ops[${index}].${read.error.key}` } };
    events.push(read.op.event);
  }
  const raw = parsed as Raw;
  const name = textOf(raw, ['title', 'name', 'id'], 'Scenario');
  const branch: Branch = {
    id: textOf(raw, ['id'], name).slice(0, 64),
    name,
    about:
      typeof raw['note'] === 'string' ? raw['note'] : typeof raw['about'] === 'string' ? raw['about'] : '',
    parent: null,
    config: head.head.config,
    setup: head.head.setup,
    events,
  };
  return { ok: true, branch };
}
