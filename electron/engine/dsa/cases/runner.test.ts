import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recognises, runCase } from './runner.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

function casesOf(file: string): { readonly name: string; readonly parsed: unknown }[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
  const { cases } = JSON.parse(text) as { readonly cases: readonly Named[] };
  return cases.map((parsed) => ({ name: `${parsed.id} ${parsed.title}`, parsed }));
}

for (const file of ['worked-examples.json', 'more-cases.json'])
  describe(file, () => {
    it.each(casesOf(file))('$name', ({ parsed }) => {
      expect(runCase(parsed).differences).toEqual([]);
    });
  });

describe('runCase', () => {
  const run = (step: object, more: object = {}) =>
    runCase({ id: 'X', host: { base: 'A' }, steps: [step], ...more }).differences;

  it('tells a key that the step gives back and the case does not name', () => {
    expect(run({ do: 'read', at: 'wq0.0/size' })).toEqual([
      { key: 'step 1 read.is', expected: 'a value, but the case names none', got: '0' },
    ]);
  });

  it('tells what is not as expected, outcome and values', () => {
    expect(run({ do: 'write', at: 'wq0.0/size', value: '200' })).toEqual([
      { key: 'step 1 write.expect', expected: 'ok', got: 'EINVAL' },
    ]);
    expect(run({ do: 'bind', driver: 'idxd', name: 'dsa0', expect: 'ENXIO', cmd_status: '0x15' })).toEqual([
      { key: 'step 1 bind.cmd_status', expected: '0x15', got: '0x800d0000' },
    ]);
    expect(run({ do: 'read', at: 'wq0.0/size', is: 0 })).toEqual([
      { key: 'step 1 read.is', expected: 0, got: '0' },
    ]);
  });

  it('reads cmd_status of the device that a queue or a step names', () => {
    const written = { do: 'write', at: 'wq2.0/size', value: '1', device: 'dsa2', cmd_status: '0x0' };
    expect(run(written)).toEqual([]);
    expect(run({ ...written, device: 'dsa9' })).toEqual([
      {
        key: 'step 1 write.cmd_status',
        expected: '0x0',
        got: 'the step names no device of the host',
      },
    ]);
  });

  it('tells an unknown verb, a missing key, an unknown host and a malformed case', () => {
    expect(run({ do: 'fly' })[0]).toMatchObject({ key: 'step 1 fly.do', got: 'fly' });
    expect(run({ do: '__proto__' })[0]).toMatchObject({ got: '__proto__' });
    expect(run({})[0]).toMatchObject({ key: 'step 1.do' });
    expect(run({ do: 'write', at: 'wq0.0/size' })[0]).toMatchObject({ key: 'step 1 write.value' });
    expect(run({ do: 'ims', device: 'dsa0', used: [] }, { host: { base: 'nowhere' } })[0]).toMatchObject({
      key: 'host.base',
      got: 'nowhere',
    });
    const odd = [null, 7, [], {}, { host: { base: 'A' } }, { host: { base: 'A' }, steps: [7] }];
    expect(odd.map((parsed) => runCase(parsed).differences.length)).toEqual(odd.map(() => 1));
  });

  it('changes a device that is there, or the host, and tells what no host can be', () => {
    const step = { do: 'read', at: 'dsa0/max_engines', is: '2' };
    expect(run(step, { host: { base: 'A', set: { dsa0: { engines: 2 }, dsa1: { engines: 9 } } } })).toEqual(
      [],
    );
    expect(run(step, { host: { base: 'A', set: { dsa0: { engines: 'two' } } } })[0]).toMatchObject({
      key: 'host devices.0.engines',
    });
    expect(run(step, { host: { base: 'A', set: { devices: [] } } })[0]).toMatchObject({ got: 'ENOENT' });
  });

  it('tells a key that no step has, and a device that is set to no object', () => {
    const step = { do: 'read', at: 'dsa0/max_engines', is: '4' };
    expect([
      run({ ...step, exepct: 'EPERM' })[0],
      run({ ...step, ['__proto__x']: 1 })[0]?.key,
      run(step, { host: { base: 'A', set: { dsa0: 7 } } }),
      run({ ...step, cmd_status: '0x0', device: 'dsa0' }),
    ]).toEqual([
      {
        key: 'step 1 read.exepct',
        expected: 'no such key: no step of the format has it',
        got: 'EPERM',
      },
      'step 1 read.__proto__x',
      [{ key: 'host.set.dsa0', expected: 'an object with keys of dsa0', got: 7 }],
      [],
    ]);
  });

  it('goes on after a step that is not understood', () => {
    const steps = [{ do: 'fly' }, { do: 'write', at: 'wq0.0/size', value: '8' }];
    expect(run({}, { steps: [...steps, { do: 'read', at: 'wq0.0/size', is: '9' }] })).toHaveLength(2);
  });
});

describe('recognises', () => {
  it('knows cases by their host or their first verb, and leaves those of other families', () => {
    const given = [
      { host: { base: 'A' } },
      { steps: [{ do: 'read' }] },
      { family: 'dsa' },
      { family: 'ap', host: { base: 'A' } },
      { profile: 'parse', steps: [{ op: 'parse_id' }] },
      'text',
      null,
    ];
    expect(given.map(recognises)).toEqual([true, true, true, false, false, false, false]);
  });
});
