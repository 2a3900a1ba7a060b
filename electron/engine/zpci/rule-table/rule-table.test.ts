import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { ZPCI_RULES } from './rule-table.ts';

const folder = new URL('../', import.meta.url);
const shared = new URL('../../../../shared/zpci/', import.meta.url);
const renderer = new URL('../../../../renderer/zpci/', import.meta.url);
const ID = /ZPCI-[AIQGDNBLSEPVRKMX]\d+/g;

function textsIn(where: URL): readonly { readonly name: string; readonly text: string }[] {
  return (readdirSync(where, { recursive: true }) as string[])
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name, text: readFileSync(new URL(name, where), 'utf8') }));
}

const engine = textsIn(folder);

function idsIn(text: string): string[] {
  return text.match(ID) ?? [];
}

/** Titles of unit tests: what a test runner prints. */
function titles(): string[] {
  return [...engine, ...textsIn(shared), ...textsIn(renderer)]
    .filter(({ name }) => name.includes('.test.'))
    .flatMap(({ text }) =>
      [
        ...text.matchAll(
          /\b(?:it|describe|test)(?:\.each(?:\((?:[^()]|\([^()]*\))*\)|`[^`]*`))?\(\s*(['"`])(.*?)\1/gs,
        ),
      ].map((match) => match[2]!),
    );
}

const SERIES: Readonly<Record<string, number>> = {
  A: 26,
  I: 9,
  Q: 10,
  G: 11,
  D: 13,
  N: 6,
  B: 5,
  L: 10,
  S: 10,
  E: 8,
  P: 6,
  V: 12,
  R: 5,
  K: 18,
  M: 7,
  X: 10,
};

const FACTS = ZPCI_RULES.filter(({ plain }) => plain.includes(A_FACT)).map(({ id }) => id);

describe('rule table', () => {
  it('explains every numbered rule of the reference exactly once, in its order', () => {
    const expected = Object.entries(SERIES).flatMap(([letter, last]) =>
      Array.from({ length: last }, (_, index) => `ZPCI-${letter}${index + 1}`),
    );
    expect(ZPCI_RULES.map(({ id }) => id)).toEqual(expected);
  });

  it('ZPCI-A15 ZPCI-A19 ZPCI-A20 ZPCI-I3 ZPCI-I9 ZPCI-Q9 ZPCI-D7 ZPCI-N2 ZPCI-N4 ZPCI-N5 ZPCI-N6 ZPCI-B2 ZPCI-B3 ZPCI-B5 ZPCI-L2 ZPCI-L9 ZPCI-S8 ZPCI-S10 ZPCI-E7 ZPCI-E8 ZPCI-V7 ZPCI-V9 ZPCI-V12 ZPCI-X10 are marked as facts, and no other rule is', () => {
    expect(FACTS).toEqual(
      'A15 A19 A20 I3 I9 Q9 D7 N2 N4 N5 N6 B2 B3 B5 L2 L9 S8 S10 E7 E8 V7 V9 V12 X10'
        .split(' ')
        .map((id) => `ZPCI-${id}`),
    );
  });

  it('tells each rule in sentences', () => {
    const rows = ZPCI_RULES.filter(({ plain, kernel }) => !plain.endsWith('.') || !/[.:;]/.test(kernel));
    expect(rows.map(({ id }) => id)).toEqual([]);
  });

  it('knows every id the code names', () => {
    const known = new Set(ZPCI_RULES.map(({ id }) => id));
    const texts = [...engine, ...textsIn(shared), ...textsIn(renderer)].filter(
      ({ name }) => !name.includes('.test.'),
    );
    expect([...new Set(texts.flatMap(({ text }) => idsIn(text)))].filter((id) => !known.has(id))).toEqual([]);
  });

  it('has a test for every rule, named in its title', () => {
    const tested = new Set(titles().flatMap(idsIn));
    expect(ZPCI_RULES.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });
});
