import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { TOUCHED_BY, unpackRuns } from '../../../../shared/xive/moment.ts';
import { pageState, wrongSince } from '../kernel/page-state.ts';
import { runEvent, startMachine } from '../kernel/run.ts';
import { packedPages, pageRuns } from './page-runs.ts';
import { ownerRuns } from './source-runs.ts';
import { branchOf, DEFAULT_VM } from './testing.ts';

/** Around a border of chunks, where runs of two chunks meet. */
const lisn = fc.integer({ min: 500, max: 530 });
const event: fc.Arbitrary<XiveEvent> = fc.oneof(
  fc.record({
    op: fc.constant('guestTouch' as const),
    lisn,
    parity: fc.constantFrom(0 as const, 1 as const),
  }),
  fc.record({
    op: fc.constant('setMapped' as const),
    lisn,
    owner: fc.nat(3).map((index) => `phb1[${index}]`),
  }),
  fc.record({ op: fc.constant('clrMapped' as const), lisn }),
  fc.record({ op: fc.constant('zap' as const), lisn }),
  fc.record({
    op: fc.constant('munmap' as const),
    at: fc.integer({ min: 1000, max: 1060 }),
    pages: fc.integer({ min: 1, max: 4 }),
  }),
);

test('XIVE-R10 runs of pages and owners say of each what the columns say, packed and unpacked', () => {
  const vm = { ...DEFAULT_VM, sources: [{ from: 0, to: 1023, ipi: 0x14, lsi: false }] };
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 120 }),
      fc.constantFrom('none' as const, 'B1' as const),
      (events, strategy) => {
        const { config, setup } = branchOf(events, { strategy }, [vm]);
        let machine = startMachine(config, setup);
        for (const one of events) machine = runEvent(machine, one).machine;
        const guest = machine.vms.get('guest')!;
        const runs = unpackRuns(packedPages(machine, guest));
        expect(runs).toEqual(pageRuns(machine, guest));
        const told = runs.flatMap((run) =>
          Array.from({ length: run.count }, (_, at) => {
            const { state, by, step, since } = run;
            return { page: run.page + at * run.stride, hw: run.hw + at * run.hwStep, state, by, step, since };
          }),
        );
        const looked = Array.from({ length: 2048 }, (_, page) => page)
          .filter((page) => guest.ptes.get(page) !== 0)
          .map((page) => {
            const state = pageState(machine, guest, page);
            const step = guest.touched.get(page) >> 2;
            const by = TOUCHED_BY[guest.touched.get(page) & 3];
            const since = state === 'fresh' ? step : wrongSince(machine, guest, page);
            return { page, hw: guest.ptes.get(page), state, by, step, since };
          });
        expect(told).toEqual(looked);
        const owned = ownerRuns(guest).flatMap(({ from, to, hw, hwStep }) =>
          Array.from({ length: to - from + 1 }, (_, at) => [from + at, hw + at * hwStep]),
        );
        expect(owned).toEqual(
          Array.from({ length: 1024 }, (_, at) => [at, guest.pt.get(at)]).filter(([, hw]) => hw !== 0),
        );
      },
    ),
    { numRuns: 60 },
  );
});
