import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../../../shared/xive/strategies.ts';
import { STRATEGY_IDS } from '../../../../shared/xive/types.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { XIVE_RULES } from './rule-table.ts';

const folder = new URL('../', import.meta.url);
const shared = new URL('../../../../shared/xive/', import.meta.url);
const files = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
const ID = /XIVE-(?:(?:[RSMFT])\d+|none|[AB]\d|[CD])(?![\w-])/g;

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
      [
        ...read(name).matchAll(
          /\b(?:it|describe|test)(?:\.(?:each|skipIf|runIf)(?:\((?:[^()]|\([^()]*\))*\)|`[^`]*`))?\(\s*(['"`])(.*?)\1/gs,
        ),
      ].map((match) => match[2]!),
    );
}

function series(letter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `XIVE-${letter}${index + 1}`);
}

describe('rule table', () => {
  it('explains every rule of the reference exactly once', () => {
    const expected = [
      ...series('R', 22),
      ...series('S', 6),
      ...STRATEGY_IDS.map((id) => `XIVE-${id}`),
      ...series('M', 13),
      ...series('F', 9),
      ...series('T', 9),
    ];
    expect(XIVE_RULES.map(({ id }) => id)).toEqual(expected);
  });

  it('XIVE-M13 XIVE-F1 are marked as facts, and no other rule is', () => {
    const facts = XIVE_RULES.filter(({ plain, kernel }) => `${plain} ${kernel}`.includes(A_FACT));
    expect(facts.map(({ id }) => id)).toEqual(['XIVE-M13', 'XIVE-F1']);
  });

  it('tells each rule in sentences', () => {
    const rows = XIVE_RULES.filter(({ plain, kernel }) => !plain.endsWith('.') || !/[.:;]/.test(kernel));
    expect(rows.map(({ id }) => id)).toEqual([]);
  });

  it('knows every id the code names', () => {
    const known = new Set(XIVE_RULES.map(({ id }) => id));
    const texts = [
      ...files.filter((name) => !name.endsWith('.test.ts')).map(read),
      ...readdirSync(shared).map((name) => readFileSync(new URL(name, shared), 'utf8')),
    ];
    expect([...new Set(texts.flatMap(idsIn))].filter((id) => !known.has(id))).toEqual([]);
  });

  it('has a test for every rule, named in its title', () => {
    const tested = new Set(titles().flatMap(idsIn));
    expect(XIVE_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});

describe('strategies', () => {
  it('XIVE-none XIVE-A1 XIVE-A2 XIVE-B0 XIVE-B1 XIVE-C XIVE-D are told alike: rule, arguments, and one table for all', () => {
    const rows = STRATEGIES[0]!.facts.map(({ name }) => name);
    expect(rows).toHaveLength(11);
    expect(
      STRATEGIES.map(({ id, rule, facts, inFavour, against }) => [
        id,
        rule,
        facts.map(({ name }) => name),
        inFavour.length > 0 && against.length > 0,
      ]),
    ).toEqual(STRATEGY_IDS.map((id) => [id, `XIVE-${id}`, rows, true]));
  });
});
