import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCase } from './runner.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

function casesOf(file: string): { readonly name: string; readonly parsed: unknown }[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { readonly cases: readonly Named[] };
  return cases.map((parsed) => ({ name: `${parsed.id} ${parsed.title}`, parsed }));
}

for (const file of ['worked-examples.json'])
  describe(file, () => {
    it.each(casesOf(file))('$name', ({ parsed }) => {
      expect(runCase(parsed).differences).toEqual([]);
    });
  });
