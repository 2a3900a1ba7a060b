import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDevice } from '../model.ts';
import { rehearsePlan } from '../../plan/rehearse.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Expectation, PlanStep } from '../../../../shared/plan.ts';
import { runnerOf } from './guest-stops.ts';
import { dsaPlanning } from './planning.ts';
import { hostA, reachable, smallHost } from './testing.ts';
import { findWay } from './find-way.ts';

const everyone = ['vm1', 'vm2', 'vm3'];

function rehearse(from: DsaState, to: DsaState, style: 'immediate' | 'both') {
  const plan = dsaPlanning.plan(from, to, { style, restart: everyone });
  const { result } = rehearsePlan(
    new Map([['dsa', dsaPlanning]]),
    new Map([['dsa', from]]),
    new Map([['dsa', dsaPlanning.target(from, to, style)]]),
    plan,
  );
  return { plan, result };
}

describe('plans of any two states', () => {
  it.each(['immediate', 'both'] as const)('end without differences, every step read back: %s', (style) => {
    fc.assert(
      fc.property(reachable(smallHost()), reachable(smallHost()), (from, to) => {
        const { plan, result } = rehearse(from, to, style);
        if (plan.blocks.length > 0) return;
        const failed = result.failedAt === null ? null : result.steps[result.failedAt];
        expect({ failed, differences: result.differences }).toEqual({ failed: null, differences: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('each step can be taken back at once, where it says so', () => {
    fc.assert(
      fc.property(reachable(smallHost()), reachable(smallHost()), fc.nat(), (from, to, pick) => {
        const { steps } = dsaPlanning.plan(from, to, { style: 'immediate', restart: everyone });
        if (steps.length === 0) return;
        let state: DsaState = { ...from, guests: to.guests };
        const chosen = pick % steps.length;
        for (const { action, refs } of steps.slice(0, chosen))
          state = dsaPlanning.perform(state, action, refs)!.state;
        const { action, refs, reverse, irreversible } = steps[chosen]!;
        if (irreversible !== null) return;
        let back = dsaPlanning.perform(state, action, refs)!.state;
        for (const step of reverse) {
          const outcome = dsaPlanning.perform(back, step.action, refs)!;
          expect(outcome.message).toBeNull();
          back = outcome.state;
        }
        expect(dsaPlanning.differences(back, state)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

/** What does not hold in that state. */
function unmet(state: DsaState, expectations: Iterable<Expectation>): readonly unknown[] {
  return [...expectations].flatMap((expectation) => {
    const read = dsaPlanning.check(state, expectation);
    return read === null || read.ok ? [] : [read];
  });
}

describe('the scripts of a plan', () => {
  const any = fc.tuple(reachable(smallHost()), reachable(smallHost()));

  it('DSA-O32 find at the end what the last step that touched a file says of it', () => {
    fc.assert(
      fc.property(any, ([from, to]) => {
        const { steps } = dsaPlanning.plan(from, to, { style: 'immediate', restart: everyone });
        let state: DsaState = { ...from, guests: to.guests };
        const last = new Map<string, Expectation>();
        for (const { action, refs, expect: after } of steps) {
          state = dsaPlanning.perform(state, action, refs)!.state;
          for (const expectation of after) last.set(expectation.path, expectation);
        }
        expect(unmet(state, last.values())).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('DSA-O33 find each step there when it is its turn to be taken back, and in the end what was before', () => {
    fc.assert(
      fc.property(any, ([from, to]) => {
        const { steps } = dsaPlanning.plan(from, to, { style: 'immediate', restart: everyone });
        const begin: DsaState = { ...from, guests: to.guests };
        let state = begin;
        for (const { action, refs } of steps) state = dsaPlanning.perform(state, action, refs)!.state;
        for (const { title, reverse, irreversible, expect: after, refs } of steps.toReversed()) {
          if (irreversible !== null) return;
          expect({ title, unmet: unmet(state, after) }).toEqual({ title, unmet: [] });
          for (const { action } of reverse) {
            const outcome = dsaPlanning.perform(state, action, refs)!;
            expect({ title, action, message: outcome.message }).toEqual({ title, action, message: null });
            state = outcome.state;
          }
        }
        const isStaying = ({ reverse }: PlanStep) => reverse.length === 0;
        const staying = new Set(
          steps.filter(isStaying).flatMap((step) => step.expect.map(({ path }) => path)),
        );
        for (const expectation of steps.flatMap((step) => step.expect))
          if (!staying.has(expectation.path))
            expect([expectation.path, dsaPlanning.check(state, expectation)?.got]).toEqual([
              expectation.path,
              dsaPlanning.check(begin, expectation)?.got,
            ]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('least disturbance', () => {
  it('a guest none of whose devices goes or moves is never stopped, and no device that does not differ is touched', () => {
    const host = hostA();
    fc.assert(
      fc.property(reachable(host, 60), reachable(host, 60), (from, to) => {
        // What dsa2 and its guests do is the same in both.
        const devices = to.devices.map((device, at) => (at === 2 ? from.devices[2]! : device));
        const isOf2 = ({ device }: { readonly device: string }) => device === 'dsa2';
        const theirs = from.mdevs.filter(isOf2);
        const rest = to.mdevs.filter(
          (mdev) => !isOf2(mdev) && !theirs.some(({ id, guest }) => id === mdev.id || guest === mdev.guest),
        );
        const wish = { ...to, devices, mdevs: [...theirs, ...rest] };
        const way = findWay(from, wish, 'all');
        if (!way.ok) return;
        const touched = way.steps.filter(({ refs }) =>
          refs.some((ref) => ref.kind === 'part' && /^(?:dsa|wq|group|engine)2(?:\.|$)/.test(ref.id)),
        );
        expect(touched).toEqual([]);
        const elsewhere = new Set(from.mdevs.filter((mdev) => !isOf2(mdev)).map(runnerOf));
        const still = theirs.filter((mdev) => mdev.running !== null).map(runnerOf);
        const stopped = way.steps.flatMap(({ op, refs }) =>
          op.op === 'guest-stop' && refs[0]?.kind === 'guest' ? [refs[0].id] : [],
        );
        expect(stopped.filter((id) => still.includes(id) && !elsewhere.has(id))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('a way of many is made in time: 64 devices, 512 queues, from idle to full', () => {
    const full = 64;
    const idle = hostA({
      devices: Array.from({ length: full }, (_, id) =>
        createDevice({ kind: 'dsa', id, bdf: `0000:${id.toString(16).padStart(2, '0')}:01.0` }),
      ),
    });
    const wish = {
      ...idle,
      devices: idle.devices.map((device) => ({
        ...device,
        state: 'enabled' as const,
        driver: 'idxd',
        engines: [0, 1, 2, 3],
        wqs: device.wqs.map((wq, index) => ({
          ...wq,
          groupId: index % 4,
          size: 16,
          hardwareSize: 16,
          mode: 'dedicated' as const,
          priority: 5,
          type: 'user',
          name: 'app',
          driverName: 'user',
          state: 'enabled' as const,
          driver: 'user',
        })),
      })),
    };
    const begin = process.cpuUsage();
    const plan = dsaPlanning.plan(idle, wish, { style: 'both', restart: [] });
    // The processor's own time: other tests run beside this one.
    const took = process.cpuUsage(begin).user / 1000;
    expect(plan.blocks).toEqual([]);
    expect(plan.steps.length).toBeGreaterThan(512 * 8);
    // About ten times what it takes on a machine that has nothing else to do.
    expect(took).toBeLessThan(10_000);
  });
});
