import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { DSA_RULES } from './rule-table.ts';

const folder = new URL('../', import.meta.url);
const shared = new URL('../../../../shared/dsa/', import.meta.url);
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
const ID = /DSA-(?:O|S|M)\d+/g;

function idsIn(text: string): string[] {
  return text.match(ID) ?? [];
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/** Titles of unit tests: what a test runner prints. */
function titles(): string[] {
  return files
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) =>
      [...read(name).matchAll(/\b(?:it|describe|test)(?:\.each\([^)]*\))?\(\s*(['"`])(.*?)\1/gs)].map(
        (match) => match[2]!,
      ),
    );
}

function series(letter: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `DSA-${letter}${first + index}`);
}

describe('rule table', () => {
  it('explains every numbered rule of the reference exactly once', () => {
    const expected = [
      ...series('O', 1, 25),
      ...series('O', 30, 45),
      ...series('S', 0, 8),
      ...series('M', 1, 26),
    ];
    expect(DSA_RULES.map(({ id }) => id)).toEqual(expected);
  });

  it('DSA-O24 DSA-O25 DSA-O34 DSA-O39 DSA-O44 DSA-S7 DSA-M19 DSA-M21 are marked as facts, and no other rule is', () => {
    const facts = DSA_RULES.filter(({ plain }) => plain.includes(A_FACT)).map(({ id }) => id);
    expect(facts).toEqual([
      'DSA-O24',
      'DSA-O25',
      'DSA-O34',
      'DSA-O39',
      'DSA-O44',
      'DSA-S7',
      'DSA-M19',
      'DSA-M21',
    ]);
  });

  it('tells each rule in sentences', () => {
    const rows = DSA_RULES.filter(({ plain, kernel }) => !plain.endsWith('.') || !/[.:;]/.test(kernel));
    expect(rows.map(({ id }) => id)).toEqual([]);
  });

  it('knows every id the code names', () => {
    const known = new Set(DSA_RULES.map(({ id }) => id));
    const texts = [
      ...files.filter((name) => !name.endsWith('.test.ts')).map(read),
      ...readdirSync(shared).map((name) => readFileSync(new URL(name, shared), 'utf8')),
    ];
    expect([...new Set(texts.flatMap(idsIn))].filter((id) => !known.has(id))).toEqual([]);
  });

  it('has a test for every rule, named in its title', () => {
    const tested = new Set(titles().flatMap(idsIn));
    expect(DSA_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});
