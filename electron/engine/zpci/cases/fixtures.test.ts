import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCases } from '../../cases/read-cases.ts';
import { runCase } from './runner.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  /** `A-4`; of cases of our own. */
  readonly rules?: readonly string[];
}

function casesOf(file: string): { readonly name: string; readonly parsed: Named }[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  const read = readCases(text);
  return (read.ok ? read.cases : [])
    .map(({ parsed }) => parsed as Named)
    .map((parsed) => {
      const rules = (parsed.rules ?? []).map((rule) => ` ZPCI-${rule.replace('-', '')}`).join('');
      return { name: `${parsed.id} ${parsed.name}${rules}`, parsed };
    });
}

for (const file of ['worked-examples.jsonl', 'own-cases.jsonl'])
  describe(file, () => {
    it.each(casesOf(file))('$name', ({ parsed }) => {
      expect(runCase(parsed).differences).toEqual([]);
    });
  });
