import { describe, expect, it } from 'vitest';
import { apFamily } from '../ap/family.ts';
import { readCases } from './read-cases.ts';
import { runCaseFile } from './run-cases.ts';

const GOOD = {
  id: 'A',
  name: 'octal',
  profile: 'parse',
  steps: [{ op: 'parse_id', args: { text: '010' } }],
  expect: { value: [8] },
};
const WRONG = { ...GOOD, id: 'B', expect: { value: [10] } };

describe('readCases', () => {
  it('reads arrays, single objects and JSON lines with positions', () => {
    expect(readCases('\uFEFF[1,2]')).toEqual({
      ok: true,
      cases: [
        { position: 'case 1', parsed: 1, error: null },
        { position: 'case 2', parsed: 2, error: null },
      ],
    });
    const lines = readCases('{"a":1}\n\n{broken\n');
    expect(lines.ok && lines.cases.map(({ position, error }) => [position, error === null])).toEqual([
      ['line 1', true],
      ['line 3', false],
    ]);
  });

  it('takes the cases out of an object that holds them', () => {
    expect(readCases('{"format":"steps","hosts":{},"cases":[1]}')).toEqual({
      ok: true,
      cases: [{ position: 'case 1', parsed: 1, error: null }],
    });
  });

  it('keeps every digit of integers that are no safe numbers, and texts as they are', () => {
    expect(
      readCases(String.raw`[{"a":18446744073709551615,"b":-1e400,"c":"x \" 18446744073709551615","d":42}]`),
    ).toEqual({
      ok: true,
      cases: [
        {
          position: 'case 1',
          parsed: { a: '18446744073709551615', b: -Infinity, c: 'x " 18446744073709551615', d: 42 },
          error: null,
        },
      ],
    });
  });

  it('says why a file is no case file', () => {
    expect(readCases('  \n').ok).toBe(false);
    expect(readCases('[{"a":1},').ok).toBe(false);
  });
});

describe('runCaseFile', () => {
  it('prints one line for each failing case and counts', () => {
    const run = runCaseFile([GOOD, WRONG].map((entry) => JSON.stringify(entry)).join('\n'), [apFamily]);
    expect(run).toEqual({
      passed: 1,
      failed: 1,
      lines: ['FAILED B octal (line 2): value: expected [10], got [8]', '1 passed, 1 failed'],
    });
  });

  it('counts what is not a case, not JSON or of no family as failed', () => {
    const odd = ['{', '42', '{"profile":"zpci"}', '{"profile":"parse"}'].join('\n');
    expect(runCaseFile(odd, [apFamily]).failed).toBe(4);
    expect(runCaseFile('', [apFamily]).failed).toBe(1);
    expect(runCaseFile(JSON.stringify([GOOD]), [apFamily], 'zpci').failed).toBe(1);
  });

  it('refuses more steps than can be run in bounded time', () => {
    const many = { ...GOOD, steps: Array.from({ length: 250_001 }, () => null) };
    expect(runCaseFile(JSON.stringify([many, many]), [apFamily])).toEqual({
      passed: 0,
      failed: 2,
      lines: [
        'The file has 500002 steps in all its cases; up to 500000 are run at once. Divide it into several files.',
      ],
    });
  });

  it('names an unknown operation and an unknown expected key', () => {
    const odd = [
      { ...GOOD, steps: [{ op: 'fly', args: {} }] },
      { ...GOOD, expect: { colour: 'red' } },
    ];
    const { lines } = runCaseFile(JSON.stringify(odd), [apFamily]);
    expect(lines[0]).toContain('unknown operation fly');
    expect(lines[1]).toContain('colour: expected "red", got "no such key is known to the case runner"');
  });
});
