import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCaseFile } from '../../cases/run-cases.ts';
import type { DeviceFamily } from '../../family.ts';
import { xiveCases } from './runner.ts';

function fixture(file: string): string {
  return readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
}

/** What playing the file prints. */
function linesOf(file: string): readonly string[] {
  const families = [{ id: 'xive', cases: xiveCases }] as unknown as readonly DeviceFamily[];
  return runCaseFile(fixture(file), families).lines;
}

interface Named {
  readonly id: string;
  readonly title: string;
}

for (const file of ['worked-examples.json', 'own-cases.json'])
  describe(file, () => {
    const { cases } = JSON.parse(fixture(file)) as { readonly cases: readonly Named[] };

    it.each(cases.map((parsed) => ({ name: `${parsed.id} ${parsed.title}`, parsed })))(
      '$name',
      ({ parsed }) => {
        expect(xiveCases.run(parsed).differences).toEqual([]);
      },
    );

    it('is played as a case file, every case by this family', () => {
      expect(linesOf(file)).toEqual([`${cases.length} passed, 0 failed`]);
    });
  });

it('second-simulator.json: the kernel agrees with a simulator that shares no line with it', () => {
  expect(linesOf('second-simulator.json')).toEqual(['189 passed, 0 failed']);
});
