import { describe, expect, it } from 'vitest';
import { readScenario } from './format.ts';
import { xiveCases } from './runner.ts';

const M16 = {
  sources: [{ from: 0, to: 15, ipi: '0x40' }],
  vmas: [{ start: 0, end: 32, pgoff: 4, name: 'VMA0' }],
};

function run(op: object, more: object = {}): readonly unknown[] {
  return xiveCases.run({ id: 'X', title: 'one', setup: M16, ops: [op], ...more }).differences;
}

describe('recognises', () => {
  it('takes cases with ops, and leaves those of other families alone', () => {
    const parsed = [
      { ops: [] },
      { family: 'xive' },
      { steps: [{ do: 'read' }] },
      { profile: 'upstream', ops: [] },
      { family: 'ap', ops: [] },
      [],
      null,
    ];
    expect(parsed.map((one) => xiveCases.recognises(one))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('run', () => {
  it('tells what is not as expected, with the place it was expected at', () => {
    const expect3 = { result: 'ipi(0x41):E', pages: [{ page: 3, state: 'stale', shows: null }], zaps: 1 };
    expect(run({ op: 'touch', page: 3, expect: expect3 }, { expect: { vmas: [] } })).toEqual([
      {
        key: 'op 1 touch.pages',
        expected: expect3.pages,
        got: [{ page: 3, state: 'fresh', shows: 'ipi(0x41):E' }],
      },
      { key: 'op 1 touch.zaps', expected: 1, got: 0 },
      { key: 'expect.vmas', expected: [], got: [{ start: 0, end: 32, pgoff: 4, name: 'VMA0' }] },
    ]);
  });

  it('takes every refusal for a difference where success was expected', () => {
    expect(run({ op: 'setMapped', lisn: '0x400', owner: 'phb1[0]', expect: { errno: null } })).toEqual([
      { key: 'op 1 setMapped.errno', expected: null, got: 'EINVAL' },
    ]);
  });

  it('compares 64-bit values exactly when they are written in hex', () => {
    const load = (value: unknown) => run({ op: 'load', lisn: 3, offset: 'trigger', expect: { value } });
    expect([load('0xffffffffffffffff'), load(2 ** 64), load(-1)]).toEqual([[], [], []]);
    expect(load('0xfffffffffffffffe')).toHaveLength(1);
  });

  it('tells unknown operations, keys, guests and expectations instead of passing over them', () => {
    const all = [
      run({ op: 'fly' }),
      run({ op: 'touch', page: 3, colour: 'red' }),
      run({ op: 'touch', page: 'three' }),
      run({ op: 'touch' }),
      run({ op: 'touch', page: 3, vm: 'B' }),
      run({ op: 'touch', page: 3, expect: { mood: 'good' } }),
      run({ op: 'touch', page: 3 }, { config: { strategy: 'Z' } }),
      run({ op: 'touch', page: 3 }, { config: { speed: 1 } }),
      run({ op: 'touch', page: 3 }, { setup: { cats: [] } }),
      run({ op: 'touch', page: 3 }, { more: 1 }),
      run({ op: 'touch', page: 3 }, { ops: 5 }),
    ];
    expect(
      all.map((differences) => (differences as readonly { readonly key: string }[]).map(({ key }) => key)),
    ).toEqual([
      ['op 1 fly.op'],
      ['op 1 touch.colour'],
      ['op 1 touch.page'],
      ['op 1 touch.page'],
      ['op 1 touch.vm'],
      ['op 1 touch.mood'],
      ['config.strategy'],
      ['config.speed'],
      ['setup.cats'],
      ['more'],
      ['ops'],
    ]);
  });
});

describe('what cannot be played', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

  it('fails alone, however deep it is nested', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 30_000; level += 1) deep = [deep];
    const names = [nested(70), deep].map((page) => run({ op: 'touch', page }));
    const wanted = { key: 'case', expected: 'values nested at most 64 levels deep', got: 'more levels' };
    expect(names).toEqual([[wanted], [wanted]]);
    expect(run({ op: 'touch', page: nested(20) })).toMatchObject([
      { key: 'op 1 touch.page', expected: 'a number' },
    ]);
  });

  it('is taken for ours without ops too, and told so', () => {
    const parsed = { id: 'a', setup: M16, expect: { zaps: 0 } };
    expect([xiveCases.recognises(parsed), xiveCases.run(parsed).differences]).toEqual([
      true,
      [{ key: 'ops', expected: 'a list of operations', got: undefined }],
    ]);
  });

  it('names what was wanted and what came', () => {
    const loop = { op: 'plugUnplugLoop', times: 100_000, vectors: 3328 };
    const all = [
      run({ op: 'touch', page: 'abc' }),
      run({ op: 'touch' }),
      run({ op: 'guestTouch', lisn: 1, parity: 2 }),
      run({ op: 'load', lisn: 1, offset: 'foo' }),
      run({ op: 'plug', dev: 'x', vectors: 1 }),
      run(loop),
      run({ op: 'touch', page: 1 }, { config: { rangeC: [16, 8] } }),
      run({ op: 'touch', page: 1 }, { config: { special: 'yes' } }),
      run({ op: 'touch', page: 1 }, { setup: { sources: 5 } }),
      run({ op: 'touch', page: 1 }, { setup: { vmas: [{ start: 'a' }] } }),
    ];
    expect(all.flat()).toEqual([
      { key: 'op 1 touch.page', expected: 'a number', got: 'abc' },
      { key: 'op 1 touch.page', expected: 'a number', got: undefined },
      {
        key: 'op 1 guestTouch.parity',
        expected: '0 (trigger page) or 1 (management page)',
        got: 2,
      },
      { key: 'op 1 load.offset', expected: 'an offset from 0 to 0xfff, or "trigger"', got: 'foo' },
      {
        key: 'op 1 plug.owner',
        expected: 'a PHB such as phb1 or phb1[4], or a list of pages such as phb1[2]',
        got: undefined,
      },
      {
        key: 'op 1 plugUnplugLoop.times',
        expected: 'times that, by vectors, make at most 5000000',
        got: 100_000,
      },
      { key: 'config.rangeC', expected: 'a first number and an end above it', got: [16, 8] },
      { key: 'config.special', expected: 'true or false', got: 'yes' },
      { key: 'setup.sources', expected: 'a list', got: 5 },
      { key: 'setup.vmas.0.start', expected: 'a number', got: 'a' },
    ]);
  });
});

describe('readScenario', () => {
  it('makes a branch of a case, without what it expects', () => {
    const read = readScenario({
      id: 'S1',
      title: 'A plug',
      note: 'Why not.',
      config: { strategy: 'C', rangeC: ['0x8', 16] },
      setup: M16,
      ops: [{ op: 'plug', dev: 'nvme', owner: ['phb1[0]', 'phb1[3]'], expect: { first: 8 } }],
    });
    expect(read.ok && read.branch).toMatchObject({
      id: 'S1',
      name: 'A plug',
      about: 'Why not.',
      parent: null,
      config: { strategy: 'C', rangeC: [8, 16], nrIrqs: 8192 },
      setup: { vms: [{ name: 'guest', sources: [{ from: 0, to: 15, ipi: 0x40, lsi: false }] }] },
      events: [{ op: 'plug', dev: 'nvme', owner: ['phb1[0]', 'phb1[3]'], vectors: 2 }],
    });
  });

  it('names the operation it cannot read', () => {
    expect(readScenario({ ops: [{ op: 'zap', lisn: 1 }, { op: 'zap' }] })).toMatchObject({
      ok: false,
      error: { key: 'ops[1].lisn' },
    });
  });
});
