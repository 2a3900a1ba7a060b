import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readScenarioFile } from './scenarios.ts';

const examples = readFileSync(new URL('../cases/fixtures/worked-examples.json', import.meta.url), 'utf8');

describe('case files as scenarios', () => {
  it('open one branch for each case, named by number and title, and say that expectations are left out', () => {
    const { cases } = JSON.parse(examples) as {
      readonly cases: readonly { readonly ops: readonly unknown[] }[];
    };
    const read = readScenarioFile(examples, 'worked-examples.json')!;
    expect(read.branches.map(({ events }) => events.length)).toEqual(cases.map(({ ops }) => ops.length));
    expect(new Set(read.branches.map(({ id }) => id)).size).toBe(cases.length);
    expect(new Set(read.branches.map(({ name }) => name)).size).toBe(cases.length);
    expect(read.branches[0]!.name).toMatch(/^E1 \S/);
    expect(read.findings).toMatchObject([{ severity: 'info' }]);
  });

  it('say which case cannot be opened, and open the others', () => {
    const ops = [{ op: 'infoPic' }];
    const text = JSON.stringify([
      { id: 'X1', ops },
      { id: 'X2', ops: [{ op: 'touch', page: 'far' }] },
    ]);
    const read = readScenarioFile(text, 'x.json')!;
    expect(read.branches.map(({ id }) => id)).toEqual(['X1']);
    expect(read.findings).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('Case X2') },
    ]);
  });

  it('say why none of a file can be opened', () => {
    const texts = [
      '{"id": "X", "ops": [{"op": "infoPic"}',
      '{"id": "X", "ops": [{"op": "infoPic"}, {"opp": "infoPic"}]}',
      '{"id": "X", "ops": [{"op": "plug", "dev": "nvme1", "owner": 5, "vectors": 4}]}',
    ];
    expect(
      texts.map((text) => readScenarioFile(text, 'x.json')?.findings.map(({ message }) => message)),
    ).toEqual([
      ['It is no JSON: neither the whole text nor each line of it.'],
      ['Case 1 cannot be opened: op 2 should be an operation with a name in op, but is {"opp":"infoPic"}.'],
      [expect.stringMatching(/^Case X cannot be opened: op 1 plug\.owner should be .+, but is 5\.$/)],
    ]);
  });

  it('leave other texts alone', () => {
    const others = ['', 'words', '[]', '{"cases": []}', '[{"ops": [1]}]', '{"steps": []}'];
    expect(others.map((text) => readScenarioFile(text, 'x'))).toEqual(others.map(() => null));
  });
});
