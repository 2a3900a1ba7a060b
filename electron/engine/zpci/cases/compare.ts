/** What a case expects against what came. Only keys that are named are compared, and each comparison can fail. */
import type { CaseResult } from '../../family.ts';
import { importDifferences } from './import-ops.ts';
import { shownEvent, shownFunction, shownGroup } from './shown.ts';
import { USUAL_ADDRESS } from './tool-steps.ts';
import { type Outcome, problemsOf, type Run } from './outcome.ts';

export type Difference = CaseResult['differences'][number];
type Raw = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+)$/;

/** A number however it is written; null = it is none. */
function numberOf(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && NUMBER.test(value) ? BigInt(value) : null;
}

/** Objects by the keys the case names, lists by length and place, numbers by value, all else exactly. */
export function agrees(wanted: unknown, got: unknown): boolean {
  if (Array.isArray(wanted)) {
    const items: readonly unknown[] = wanted;
    return (
      Array.isArray(got) && items.length === got.length && items.every((one, at) => agrees(one, got[at]))
    );
  }
  if (isObject(wanted))
    return (
      isObject(got) &&
      Object.entries(wanted).every(([key, value]) => Object.hasOwn(got, key) && agrees(value, got[key]))
    );
  // A count stands for a list of that length (`pages`).
  if (typeof wanted === 'number' && Array.isArray(got)) return got.length === wanted;
  const number = numberOf(wanted);
  return number !== null && numberOf(got) !== null ? number === numberOf(got) : Object.is(wanted, got);
}

function differ(key: string, expected: unknown, got: unknown): readonly Difference[] {
  return agrees(expected, got) ? [] : [{ key, expected, got }];
}

/** Of a thing by its name: only its named keys; null = it must not be there. */
function differNamed(
  key: string,
  wanted: unknown,
  found: (name: string) => Raw | null,
): readonly Difference[] {
  if (!isObject(wanted)) return [{ key, expected: wanted, got: 'an object of things by their names' }];
  return Object.entries(wanted).flatMap(([name, parts]): readonly Difference[] => {
    const got = found(name);
    const where = `${key}.${name}`;
    if (got === null || parts === null)
      return got === null && parts === null ? [] : [{ key: where, expected: parts, got }];
    if (!isObject(parts)) return [{ key: where, expected: parts, got }];
    return Object.entries(parts).flatMap(([part, value]) =>
      Object.hasOwn(got, part)
        ? differ(`${where}.${part}`, value, got[part])
        : [{ key: `${where}.${part}`, expected: value, got: 'no such key is known to the case runner' }],
    );
  });
}

const FREE_ADDRESS = /^(zpci: )[0-9a-f:.]+( requested )/;

/** The vectors' message without its address, which the step does not name. */
function withoutAddress(message: string): string {
  return message.replace(FREE_ADDRESS, '$1ADDRESS$2');
}

function messageAgrees(wanted: unknown, { messages, warned, gives }: Outcome): boolean {
  const isVectors = Object.hasOwn(gives, 'granted');
  // The worked example of N-1 names the message only of the step that the lab has seen.
  if (wanted === null) return messages.length === 0 || warned || isVectors;
  if (Array.isArray(wanted)) return agrees(wanted, messages);
  if (typeof wanted !== 'string') return false;
  return messages.some((one) =>
    isVectors && one.includes(USUAL_ADDRESS)
      ? withoutAddress(one) === withoutAddress(wanted)
      : one === wanted,
  );
}

function differMessages(wanted: unknown, outcomes: readonly Outcome[]): readonly Difference[] {
  const got = outcomes.map(({ messages }) => (messages.length > 1 ? messages : (messages[0] ?? null)));
  const list: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  if (list.length !== outcomes.length) return [{ key: 'message', expected: wanted, got }];
  return list.flatMap((one, at) =>
    messageAgrees(one, outcomes[at]!) ? [] : [{ key: `message.${at}`, expected: one, got: got[at] }],
  );
}

function differRc(wanted: unknown, outcomes: readonly Outcome[]): readonly Difference[] {
  const got = outcomes.map(({ rc }) => rc);
  if (!Array.isArray(wanted) || wanted.length !== got.length) return [{ key: 'rc', expected: wanted, got }];
  return wanted.flatMap((one: unknown, at) => differ(`rc.${at}`, one, got[at]));
}

/** Results that steps give under a key of their own. */
const GIVEN = new Set([
  'pages',
  'window',
  'edma',
  'granted',
  'zpci',
  'devices',
  'slots',
  'words',
  'classes',
  'args',
  'xml',
  'steps',
  'sysfs',
  'sysfsIndirect',
  'clpIoctl',
  'clpIoctlScope',
  'vfio',
  'vfioScope',
  'notInVfio',
]);

/** One result a step; where only one step gives it, the case may name it without the list around it. */
function differGiven(key: string, wanted: unknown, outcomes: readonly Outcome[]): readonly Difference[] {
  const got = outcomes.flatMap(({ gives }) => (Object.hasOwn(gives, key) ? [gives[key]] : []));
  const [only] = got;
  const inList = agrees(wanted, got);
  return inList || (got.length === 1 && agrees(wanted, only))
    ? []
    : [{ key, expected: wanted, got: got.length === 1 ? only : got }];
}

const IMPORTED = new Set(['count', 'unknown']);

function groupByName({ machine }: Run, name: string): Raw | null {
  const group = machine.groups.find(({ id }) => id === Number(name));
  return group === undefined ? null : shownGroup(group);
}

function functionByName({ machine }: Run, name: string): Raw | null {
  const one = machine.functions.find(({ target }) => target === name);
  return one === undefined ? null : shownFunction(one);
}

function differKey(
  key: string,
  wanted: unknown,
  run: Run,
  outcomes: readonly Outcome[],
): readonly Difference[] {
  if (GIVEN.has(key)) return differGiven(key, wanted, outcomes);
  switch (key) {
    case 'rc':
      return differRc(wanted, outcomes);
    case 'message':
      return differMessages(wanted, outcomes);
    case 'functions':
      return differNamed(key, wanted, (name) => functionByName(run, name));
    case 'groups':
      return differNamed(key, wanted, (name) => groupByName(run, name));
    case 'events': {
      // A plan may be asked for its own events, where others came before it.
      const ofPlan = outcomes.findLast(({ gives }) => Object.hasOwn(gives, key))?.gives[key];
      return agrees(wanted, ofPlan) ? [] : differ(key, wanted, run.machine.events.map(shownEvent));
    }
    case 'problems':
      return outcomes.some(({ gives }) => Object.hasOwn(gives, key))
        ? differGiven(key, wanted, outcomes)
        : differ(key, wanted, problemsOf(run));
    case 'nextIndex':
      return differ(key, wanted, run.machine.nextIndex);
    case 'nextSimGroup':
      return differ(key, wanted, run.machine.nextSimulated);
    case 'running':
      return differ(key, wanted, run.machine.running);
    default:
      return [{ key, expected: wanted, got: 'no such key is known to the case runner' }];
  }
}

export function compare(expected: Raw, run: Run, outcomes: readonly Outcome[]): readonly Difference[] {
  const imports = outcomes.flatMap(({ imported }) => imported ?? []);
  const ofImports = imports.flatMap((one) => [...importDifferences(expected, one)]);
  const isImport = (key: string) => imports.length > 0 && (IMPORTED.has(key) || key === 'functions');
  const failed = imports.flatMap((one): readonly Difference[] =>
    one.ok ? [] : [{ key: 'import', expected: 'a capture', got: one.why }],
  );
  return [
    ...failed,
    ...ofImports,
    ...Object.entries(expected)
      .filter(([key]) => !isImport(key))
      .flatMap(([key, wanted]) => differKey(key, wanted, run, outcomes)),
  ];
}
