import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { AP_RULES } from './rule-table.ts';

const folder = new URL('../', import.meta.url);
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
const ID = /AP-[A-Z]+\d+/g;

function idsIn(text: string): string[] {
  return text.match(ID) ?? [];
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** Titles of unit tests, and names of the cases in the fixtures: what a test runner prints. */
function titles(): string[] {
  const tests = files
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...read(name).matchAll(/\b(?:it|describe|test)\(\s*(['"`])(.*?)\1/gs)].map((match) => match[2]!),
    );
  const cases = read('cases/fixtures/more-cases.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { name: string }).name);
  return [...tests, ...cases];
}

const NUMBERED = { C: 7, M: 6, O: 4, V: 12, P: 7, S: 10, VP: 11, Z: 6, D: 5, K: 4, X: 7 };

describe('rule table', () => {
  it('explains every numbered rule of the reference exactly once', () => {
    const expected = [
      ...Object.entries(NUMBERED).flatMap(([series, last]) =>
        Array.from({ length: last }, (_, index) => `AP-${series}${index + 1}`),
      ),
      ...Array.from({ length: 18 }, (_, index) => `AP-U${index + 10}`),
    ];
    expect(AP_RULES.map(({ id }) => id).sort()).toEqual(expected.sort());
  });

  it('AP-M6 AP-K3 AP-X2 are marked as facts with nothing to enforce, and no other rule is', () => {
    const facts = AP_RULES.filter(({ plain }) => plain.includes(A_FACT)).map(({ id }) => id);
    expect(facts).toEqual(['AP-M6', 'AP-K3', 'AP-X2']);
  });

  it('knows every id the code names', () => {
    const known = new Set(AP_RULES.map(({ id }) => id));
    const used = files.filter((name) => !name.endsWith('.test.ts')).flatMap((name) => idsIn(read(name)));
    expect([...new Set(used)].filter((id) => !known.has(id))).toEqual([]);
  });

  it('has a test for every rule, named in its title', () => {
    const tested = new Set(titles().flatMap(idsIn));
    expect(AP_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});
