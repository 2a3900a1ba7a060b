import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { unpackRuns, type VmMoment } from '../../../../shared/xive/moment.ts';
import { momentAt } from './moment.ts';
import { hwAt, shownSegments, unlikeRows } from './segments.ts';
import { branchOf, M16, PROPOSAL, stateOf } from './testing.ts';

const lisn = fc.nat(15);
const event: fc.Arbitrary<XiveEvent> = fc.oneof(
  fc.record({ op: fc.constant('touch' as const), page: fc.nat(110) }),
  fc.record({
    op: fc.constant('guestTouch' as const),
    lisn,
    parity: fc.constantFrom(0 as const, 1 as const),
  }),
  fc.record({ op: fc.constant('setMapped' as const), lisn, owner: fc.constantFrom('phb1[1]', 'phb1[2]') }),
  fc.record({
    op: fc.constant('munmap' as const),
    at: fc.nat(31),
    pages: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    op: fc.constant('mmap' as const),
    at: fc.constant(100),
    pages: fc.integer({ min: 1, max: 8 }),
    pgoff: fc.integer({ min: 4, max: 20 }),
  }),
  fc.record({
    op: fc.constant('overlayRegion' as const),
    firstLisn: lisn,
    count: fc.integer({ min: 1, max: 4 }),
    at: fc.constant(100),
    name: fc.constant('pt0'),
  }),
);

/** LISN -> what the guest finds on that side, page by page. */
function shownBySingles(moment: VmMoment, parity: number): ReadonlyMap<number, string> {
  const shown = new Map<number, string>();
  for (const { page: first, count, stride, hw, hwStep, state } of unpackRuns(moment.pages))
    for (let at = 0; at < count; at += 1) {
      const page = first + at * stride;
      const line = moment.vmas.find(({ start, end }) => page >= start && page < end);
      if (line === undefined || line.stands === null) continue;
      const esb = line.stands + page - line.start;
      const of = esb >> 1;
      const slot = moment.slots.find(({ firstLisn, lastLisn }) => of >= firstLisn && of <= lastLisn);
      if (slot !== undefined && slot.page + esb - 2 * slot.firstLisn !== page) continue;
      if (esb % 2 === parity) shown.set(of, `${hw + at * hwStep} ${state}`);
    }
  return shown;
}

const life = fc.array(event, { maxLength: 40 });
const strategy = fc.constantFrom('A1' as const, 'none' as const);

test('rows of LISNs differ where single pages differ', () => {
  fc.assert(
    fc.property(life, life, strategy, (one, other, chosen) => {
      const [left, right] = [one, other].map((events) => {
        const branch = branchOf(events, { ...PROPOSAL, strategy: chosen }, [M16]);
        return momentAt(stateOf(branch), { kind: 'branch', branch: 'life', step: events.length }).vms[0]!;
      });
      for (const parity of [0, 1] as const) {
        const [was, is] = [shownBySingles(left!, parity), shownBySingles(right!, parity)];
        const rows = unlikeRows(shownSegments(left!, parity), shownSegments(right!, parity));
        const told = rows.flatMap(({ from, to, left: before, right: after }) =>
          Array.from({ length: to - from + 1 }, (_, at) => {
            const words = (segment: typeof before) =>
              segment === undefined ? undefined : `${hwAt(segment, from + at)} ${segment.state}`;
            return [from + at, words(before), words(after)];
          }),
        );
        const expected = [...new Set([...was.keys(), ...is.keys()])]
          .sort((first, second) => first - second)
          .filter((number) => was.get(number) !== is.get(number))
          .map((number) => [number, was.get(number), is.get(number)]);
        expect(told).toEqual(expected);
      }
    }),
    { numRuns: 200 },
  );
});
