import { describe, expect, it } from 'vitest';
import { newMachine } from '../kernel/new-machine.ts';
import { applyZpciOp } from '../kernel/operations.ts';
import { agrees } from './compare.ts';
import { caseSchema } from './format.ts';
import { recognises, runCase } from './runner.ts';
import { setupOf, withEmulated } from './start.ts';

const STEP = { op: 'zpci', args: { target: 'a', uid: '0x5' } };

function run(expected: object, more: object = {}) {
  return runCase({ id: 'X', profile: 'merged-10.0', steps: [STEP], expect: expected, ...more }).differences;
}

describe('recognises', () => {
  it('knows cases by their profile and leaves those of other families', () => {
    const given = [
      { profile: 'merged-7.2', steps: [] },
      { profile: 'libvirt', steps: [] },
      { family: 'zpci' },
      { family: 'ap', profile: 'host', steps: [] },
      { profile: 'host' },
      { profile: 'parse', steps: [{ op: 'parse_id' }] },
      { host: { base: 'A' }, steps: [{ do: 'read' }] },
      { setup: {}, ops: [] },
      null,
      'text',
    ];
    expect(given.map(recognises)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('runCase', () => {
  it('tells each key that is not as expected, and only those', () => {
    expect(
      run({
        rc: ['ok'],
        message: ['text'],
        functions: { a: { uid: 5, fid: '0x1' }, b: { uid: 1 }, c: null },
        groups: { '0xff': { noi: 127 }, '0xf0': null },
        events: [{ pec: '0x0301' }],
        nextIndex: 7,
      }),
    ).toEqual([
      { key: 'message.0', expected: 'text', got: null },
      { key: 'functions.a.fid', expected: '0x1', got: '0x00000000' },
      { key: 'functions.b', expected: { uid: 1 }, got: null },
      { key: 'groups.0xff.noi', expected: 127, got: 128 },
      { key: 'events', expected: [{ pec: '0x0301' }], got: [] },
      { key: 'nextIndex', expected: 7, got: 1 },
    ]);
  });

  it('tells unknown keys, operations, arguments and beginnings', () => {
    const unknown = 'no such key is known to the case runner';
    expect([
      run({ colour: 'red' }),
      run({ functions: { a: { colour: 'red' } } }),
      run({}, { steps: [{ op: 'fly', args: {} }] }).map(({ key }) => key),
      run({}, { steps: [{ op: '__proto__' }] }).map(({ key }) => key),
      run({}, { steps: [{ op: 'boot', args: { fast: true } }] }).map(({ key }) => key),
      run({}, { initial: { guest: { colour: 'red' } } }).map(({ key }) => key),
      run({}, { initial: { guest: { devices: [{ op: 'zpci' }] } } }).map(({ got }) => got),
      run({}, { profile: 'merged-11.0' }).map(({ key }) => key),
      run({ words: 'x' }).map(({ key }) => key),
    ]).toEqual([
      [{ key: 'colour', expected: 'red', got: unknown }],
      [{ key: 'functions.a.colour', expected: 'red', got: unknown }],
      ['steps.0'],
      ['steps.0'],
      ['steps.0'],
      ['initial.guest'],
      ['A-1'],
      ['profile'],
      ['words'],
    ]);
  });

  it('is no exception for what is no case', () => {
    const odd = [null, 7, [], {}, { profile: 'host', steps: [7], expect: {} }];
    expect(odd.map((parsed) => runCase(parsed).differences.length)).toEqual(odd.map(() => 1));
  });

  it('compares lists by length and place, objects by named keys and numbers by value', () => {
    expect([
      agrees([1, 2], [1, 2, 3]),
      agrees([2, 1], [1, 2]),
      agrees({ a: 1 }, { a: '0x01', b: 2 }),
      agrees({ a: null }, {}),
      agrees(null, null),
      agrees('0x10', 10),
      agrees(2, ['x', 'y']),
      agrees(3, ['x', 'y']),
      agrees('ok', 'OK'),
    ]).toEqual([false, false, true, false, true, false, true, false, false]);
  });
});

describe('withEmulated', () => {
  it('makes what single operations make', () => {
    const read = caseSchema.parse({ profile: 'merged-10.0', steps: [], expect: {} });
    const empty = newMachine(setupOf(read));
    const oneByOne = ['d0', 'd1', 'd2'].reduce(
      (machine, id) =>
        applyZpciOp(machine, {
          op: 'emulated',
          id,
          driver: 'virtio-rng-pci',
          msix: null,
          multifunction: false,
          place: null,
        }).machine,
      empty,
    );
    expect([withEmulated(empty, 3), withEmulated(empty, 0)]).toEqual([oneByOne, empty]);
  });
});
