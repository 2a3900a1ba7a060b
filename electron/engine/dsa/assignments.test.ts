import fc from 'fast-check';
import { expect, it } from 'vitest';
import { possibleWqs } from './assignments.ts';

interface Given {
  readonly clients: readonly number[];
  readonly candidates: readonly (readonly number[])[];
}

/** Every assignment that gives each wq its count, one after the other. */
function byTrying({ clients, candidates }: Given): readonly (readonly number[])[] | null {
  const seen = candidates.map(() => new Set<number>());
  let found = false;
  const tryFrom = (at: number, left: readonly number[], chosen: readonly number[]): void => {
    if (at === candidates.length) {
      if (left.some((count) => count > 0)) return;
      found = true;
      chosen.forEach((wq, mdev) => seen[mdev]!.add(wq));
      return;
    }
    for (const wq of candidates[at]!)
      if ((left[wq] ?? 0) > 0)
        tryFrom(
          at + 1,
          left.map((count, index) => (index === wq ? count - 1 : count)),
          [...chosen, wq],
        );
  };
  tryFrom(0, clients, []);
  return found ? candidates.map((of, mdev) => of.filter((wq) => seen[mdev]!.has(wq))) : null;
}

function solved({ clients, candidates }: Given): readonly (readonly number[])[] | null {
  const possible = possibleWqs(
    new Map(clients.entries()),
    candidates.map((of, mdev) => ({ id: `${mdev}`, candidates: of })),
  );
  return possible && candidates.map((_, mdev) => possible.get(`${mdev}`)!);
}

/** Counts that fit are rare by chance: half of the cases take them from an assignment. */
const given: fc.Arbitrary<Given> = fc
  .record({
    wqs: fc.integer({ min: 1, max: 4 }),
    lists: fc.array(fc.subarray([0, 1, 2, 3], { minLength: 1 }), { maxLength: 6 }),
    fits: fc.boolean(),
    loose: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ wqs, lists, fits, loose }) => {
    const candidates = lists.map((list) => {
      const near = list.filter((wq) => wq < wqs);
      return near.length === 0 ? [0] : near;
    });
    const counts = loose.slice(0, wqs).map(() => 0);
    candidates.forEach((list, at) => counts[list[(at + loose[0]!) % list.length]!]!++);
    return { clients: fits ? counts : loose.slice(0, wqs), candidates };
  });

it('DSA-O32 what remains possible is what trying every assignment finds', () => {
  fc.assert(
    fc.property(given, (each) => {
      expect(solved(each)).toEqual(byTrying(each));
    }),
    { numRuns: 600 },
  );
});

it('DSA-O32 a thousand mdevs on one device, of which each queue counts its share, are bounded work', () => {
  const clients = Array.from({ length: 8 }, () => 125);
  const candidates = Array.from({ length: 1000 }, (_, mdev) =>
    mdev < 500 ? [mdev % 4] : [0, 1, 2, 3, 4, 5, 6, 7],
  );
  const expected = candidates.map((list) => (list.length === 1 ? list : [4, 5, 6, 7]));
  expect(solved({ clients, candidates })).toEqual(expected);
});
