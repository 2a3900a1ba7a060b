import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPatches, diffJson, type Json } from './patches.ts';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;
/** Undefined members and -0 do not survive JSON; the wire never carries them. */
const clean = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

test('patches turn any document into any other', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const [from, to] = [clean(before), clean(after)];
      expect(applyPatches(from, diffJson(from, to))).toEqual(to);
    }),
  );
});

test('keys that every object inherits are keys like others', () => {
  const pairs: [Json, Json][] = [
    [{ valueOf: 1 }, {}],
    [{}, { toString: 2 }],
    [{ constructor: { a: 1 } }, { constructor: { a: 2 } }],
    [JSON.parse('{"__proto__":1}') as Json, {}],
  ];
  for (const [from, to] of pairs) expect(applyPatches(from, diffJson(from, to))).toEqual(to);
});

test('equal documents need no patch; one changed row needs one', () => {
  const before = {
    hosts: [
      {
        id: 'h1',
        rows: [
          ['a', 1],
          ['b', 2],
        ],
      },
    ],
  };
  const after = {
    hosts: [
      {
        id: 'h1',
        rows: [
          ['a', 1],
          ['b', 3],
        ],
      },
    ],
  };
  expect([diffJson(before, structuredClone(before)), diffJson(before, after)]).toEqual([
    [],
    [{ path: ['hosts', 0, 'rows', 1, 1], value: 3 }],
  ]);
});

test('what is added at the end of a list goes alone; a list that lost something or changed goes whole', () => {
  const before = { rows: [{ a: 1 }, { a: 2 }] };
  const lists = [[{ a: 1 }, { a: 2 }, { a: 3 }], [{ a: 0 }, { a: 1 }, { a: 2 }], [{ a: 1 }]];
  const patches = lists.map((rows) => diffJson(before, { rows }));
  expect(patches).toEqual([
    [{ path: ['rows', 2], value: { a: 3 } }],
    [{ path: ['rows'], value: lists[1] }],
    [{ path: ['rows'], value: lists[2] }],
  ]);
});

test('lists grow as any other document does', () => {
  fc.assert(
    fc.property(fc.array(json), fc.array(json), (first, more) => {
      const [from, to] = [clean(first), clean([...first, ...more])];
      expect(applyPatches(from, diffJson(from, to))).toEqual(to);
    }),
  );
});

test('untouched branches keep their identity, so readers can compare by reference', () => {
  const before = { left: { deep: [1] }, right: { deep: [2] } };
  const after = applyPatches(before, [{ path: ['right', 'deep', 0], value: 3 }]) as typeof before;
  expect([after.left === before.left, after.right === before.right, before.right.deep]).toEqual([
    true,
    false,
    [2],
  ]);
});

test('a patch cannot reach a prototype or a path that is not there', () => {
  expect(() => applyPatches({}, [{ path: ['__proto__', 'polluted'], value: true }])).toThrow('patch path');
  expect(() => applyPatches({}, [{ path: ['a', 'b'], value: true }])).toThrow('patch path');
});
