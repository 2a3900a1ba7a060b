import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAN_STYLES, type PlanStyle } from '../../../../shared/plan.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { zpciPlanning } from './planning.ts';
import { hostsBoundByLibvirt, hostsBoundByHand, hostStates, options, play, untold } from './testing.ts';

const plan: typeof zpciPlanning.plan = (...args) => zpciPlanning.plan(...args);
const target: typeof zpciPlanning.target = (...args) => zpciPlanning.target(...args);
const differences: typeof zpciPlanning.differences = (...args) => zpciPlanning.differences(...args);
const consent = fc.subarray(['g0', 'g1', 'g2']);

describe('plans of zPCI wishes (ZPCI-A21 to ZPCI-A26, ZPCI-E2, ZPCI-R2, ZPCI-S5)', () => {
  it('have no step where nothing differs', () => {
    fc.assert(
      fc.property(hostStates, fc.constantFrom(...PLAN_STYLES), (state, style) => {
        expect(plan(state, state, options(style)).steps).toEqual([]);
        const copy = structuredClone(state);
        expect(plan(state, copy, options(style))).toMatchObject({ steps: [], blocks: [] });
      }),
    );
  });

  it('rehearse to exactly what is wished, in every style', () => {
    let planned = 0;
    fc.assert(
      fc.property(
        hostStates,
        hostStates,
        fc.constantFrom(...PLAN_STYLES),
        consent,
        (from, to, style, may) => {
          const made = plan(from, to, options(style, may));
          expect(made.blocks).toEqual([]);
          planned += made.steps.length;
          const { end, failed } = play(from, made.steps);
          expect([failed, differences(end, target(from, to, style))]).toEqual([null, []]);
        },
      ),
      { numRuns: 400 },
    );
    expect(planned).toBeGreaterThan(1000);
  });

  it('rehearse to what is wished where drivers are not told (ZPCI-A22)', () => {
    fc.assert(
      fc.property(
        untold(hostStates),
        untold(hostStates),
        fc.constantFrom(...PLAN_STYLES),
        consent,
        (from, to, style, may) => {
          const { steps, blocks } = plan(from, to, options(style, may));
          const { end, failed } = play(from, steps);
          expect([blocks, failed, differences(end, target(from, to, style))]).toEqual([[], null, []]);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** Where the steps and then their reverses lead. */
  function thereAndBack(from: ZpciState, to: ZpciState, style: PlanStyle, may: readonly string[]) {
    const { steps } = plan(from, to, options(style, may));
    const there = play(from, steps);
    const back = [...steps]
      .reverse()
      .flatMap(({ reverse, refs }) =>
        reverse.map(({ title, action }) => ({ title, action, refs, expect: [] })),
      );
    return { there: there.failed, ...play(there.end, back) };
  }

  it('are taken back by their reverse steps, from the last to the first, in every style', () => {
    fc.assert(
      fc.property(
        hostsBoundByLibvirt,
        hostsBoundByLibvirt,
        fc.constantFrom(...PLAN_STYLES),
        consent,
        (from, to, style, may) => {
          const { end, failed } = thereAndBack(from, to, style, may);
          expect([failed, differences(end, from)]).toEqual([null, []]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are taken back on hosts bound by hand, also where drivers are not told (ZPCI-A22)', () => {
    const hosts = fc.oneof(hostsBoundByHand, untold(hostsBoundByHand));
    fc.assert(
      fc.property(hosts, hosts, fc.constantFrom(...PLAN_STYLES), consent, (from, to, style, may) => {
        const { there, end, failed } = thereAndBack(from, to, style, may);
        expect([there, failed, differences(end, from)]).toEqual([null, null, []]);
      }),
      { numRuns: 400 },
    );
  });

  it('never give a function to a guest before another has let it go (ZPCI-A23)', () => {
    fc.assert(
      fc.property(hostStates, hostStates, (from, to) => {
        const { steps } = plan(from, to, options('both'));
        const gives = steps.findIndex(({ title }) => title.startsWith('Give '));
        const takes = steps.findLastIndex(
          ({ title }) => title.startsWith('Take ') && title.includes(' out of '),
        );
        expect(gives === -1 || takes < gives).toBe(true);
      }),
    );
  });
});
