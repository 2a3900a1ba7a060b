/** A saved scenario, or any case file of xive.md 8, as branches: one for each case, to be looked at. */
import type { Finding } from '../../../../shared/findings.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import { readScenario } from '../cases/format.ts';

export interface ScenarioFile {
  readonly branches: readonly Branch[];
  readonly findings: readonly Finding[];
}

/** A study with more branches is no study any more. */
const MOST_CASES = 500;

type Raw = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON, or one JSON value on each line; undefined when it is neither. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) return undefined;
    try {
      return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      return undefined;
    }
  }
}

/** The cases of a file; null when it has none of this family. */
function casesOf(json: unknown): readonly Raw[] | null {
  const list = Array.isArray(json)
    ? (json as readonly unknown[])
    : isObject(json)
      ? (json['cases'] ?? [json])
      : null;
  if (!Array.isArray(list)) return null;
  const cases = (list as readonly unknown[]).filter(
    (one): one is Raw => isObject(one) && Array.isArray(one['ops']),
  );
  const ops = cases.flatMap((one) => one['ops'] as readonly unknown[]);
  return cases.length > 0 && ops.every((op) => isObject(op) && typeof op['op'] === 'string') ? cases : null;
}

/** Why a text that has operations is no case file all the same; null when it is not meant to be one. */
function whyNone(text: string, json: unknown): string | null {
  if (json === undefined)
    return /"ops"\s*:/.test(text) ? 'It is no JSON: neither the whole text nor each line of it.' : null;
  const list = Array.isArray(json) ? (json as readonly unknown[]) : isObject(json) ? json['cases'] : null;
  const all = Array.isArray(list) ? (list as readonly unknown[]) : [json];
  for (const [index, one] of all.entries()) {
    const ops: unknown = isObject(one) ? one['ops'] : null;
    if (!Array.isArray(ops)) continue;
    const at = (ops as readonly unknown[]).findIndex((op) => !isObject(op) || typeof op['op'] !== 'string');
    // Where no operation has a name the file is another program's.
    if (at < 0 || !ops.some((op) => isObject(op) && typeof op['op'] === 'string')) continue;
    return `Case ${index + 1} cannot be opened: op ${at + 1} should be an operation with a name in op, but is ${shown(ops[at])}.`;
  }
  return null;
}

/** `ops[0].owner` as `op 1 plug.owner`. */
function keyWords(key: string, raw: Raw): string {
  const [, index, rest] = /^ops\[(\d+)\]\.?(.*)$/.exec(key) ?? [];
  if (index === undefined || rest === undefined) return key;
  const op = (raw['ops'] as readonly Raw[])[Number(index)]?.['op'];
  return `op ${Number(index) + 1} ${String(op)}${rest === '' || rest === 'op' ? '' : `.${rest}`}`;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}

/** Ids of cases, `E13`; a study's own branches have their names. */
const NUMBERED = /^[A-Z]{1,4}-?\d{1,4}[a-z]?$/;

/** Names in a file of numbered cases begin with the number, so that they are told apart. */
function nameOf(raw: Raw, branch: Branch, several: boolean): string {
  const id = raw['id'];
  if (!several || typeof id !== 'string' || !NUMBERED.test(id) || branch.name === id) return branch.name;
  return `${id} ${branch.name}`.slice(0, 80).trim();
}

function distinct(wished: string, taken: Set<string>, longest: number): string {
  let name = wished;
  for (let count = 2; taken.has(name); count += 1) name = `${wished.slice(0, longest - 6)} ${count}`;
  taken.add(name);
  return name;
}

function expects(raw: Raw): boolean {
  return (
    raw['expect'] !== undefined || (raw['ops'] as readonly Raw[]).some((op) => op['expect'] !== undefined)
  );
}

/** Null when the text is no such file. What cases expect is left out with a finding; `studio cases` looks at that. */
export function readScenarioFile(text: string, name: string): ScenarioFile | null {
  const json = parsed(text);
  const cases = casesOf(json);
  if (cases === null) {
    const why = whyNone(text, json);
    return why === null
      ? null
      : { branches: [], findings: [{ severity: 'warning', file: name, message: why }] };
  }
  const findings: Finding[] = [];
  const [ids, names] = [new Set<string>(), new Set<string>()];
  const branches = cases.slice(0, MOST_CASES).flatMap((raw, index): Branch[] => {
    const read = readScenario(raw);
    if (!read.ok) {
      const { key, expected, got } = read.error;
      findings.push({
        severity: 'warning',
        file: name,
        message: `Case ${typeof raw['id'] === 'string' ? raw['id'] : index + 1} cannot be opened: ${keyWords(key, raw)} should be ${expected}, but is ${shown(got)}.`,
      });
      return [];
    }
    const { branch } = read;
    return [
      {
        ...branch,
        id: distinct(branch.id, ids, 64),
        name: distinct(nameOf(raw, branch, cases.length > 1), names, 80),
        about: branch.about.slice(0, 2000),
      },
    ];
  });
  if (cases.length > MOST_CASES)
    findings.push({
      severity: 'warning',
      file: name,
      message: `The file has ${cases.length} cases; the first ${MOST_CASES} are opened.`,
    });
  const expecting = cases.filter(expects).length;
  if (branches.length > 0 && expecting > 0)
    findings.push({
      severity: 'info',
      file: name,
      message: `What ${plural(expecting, 'case')} ${expecting === 1 ? 'expects' : 'expect'} is left out here; studio cases compares it.`,
    });
  return { branches, findings };
}
