import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCase } from './runner.ts';

function casesOf(file: string): { name: string; parsed: unknown }[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { id: string; name: string })
    .map((parsed) => ({ name: `${parsed.id} ${parsed.name}`, parsed }));
}

for (const file of ['worked-cases.jsonl', 'more-cases.jsonl', 'review-cases.jsonl'])
  describe(file, () => {
    it.each(casesOf(file))('$name', ({ parsed }) => {
      expect(runCase(parsed).differences).toEqual([]);
    });
  });
