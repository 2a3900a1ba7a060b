/** Laws of plans on hosts and wishes no example thought of, through the literal steps. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApState, driverOf } from '../../../../shared/ap/types.ts';
import { PLAN_STYLES, type PlanStep } from '../../../../shared/plan.ts';
import { idsOf, intersect, isEmptyMask, masksMeet, minus } from '../../../../shared/mask.ts';
import { PROFILE_RULES } from '../kernel/profiles.ts';
import { cellsOf, findMdev, hostOwned } from '../model.ts';
import { stateDifferences } from './differences.ts';
import { editedPair, type Pair, unrelatedPair } from './generator.ts';
import { planAp } from './plan.ts';
import { targetState } from './target.ts';
import { performed, rehearsed } from './testing.ts';

const pairs = fc.oneof({ weight: 2, arbitrary: editedPair }, unrelatedPair);
const style = fc.constantFrom(...PLAN_STYLES);
const RUNS = Number(process.env['PLAN_RUNS'] ?? 150);
/** Milliseconds; on a busy machine a run takes ten times as long as alone. */
const PATIENCE = 90_000;

function allGuests({ observed }: Pair): string[] {
  return observed.mdevs.map(({ id }) => id);
}

/** Queues that two guests have, and queues of guests that are the host's, as text. */
function illegal(state: ApState): string[] {
  const active = state.mdevs.filter((mdev) => mdev.active);
  const shared = active.flatMap((left, at) =>
    active
      .slice(at + 1)
      .filter(
        (right) =>
          masksMeet(left.matrix.apm, right.matrix.apm) && masksMeet(left.matrix.aqm, right.matrix.aqm),
      )
      .map((right) => `${left.id} and ${right.id} share`),
  );
  const owned = PROFILE_RULES[state.profile].hotPlug
    ? active.flatMap(({ id, matrix }) =>
        cellsOf(matrix)
          .filter((apqn) => hostOwned(state, apqn))
          .map((apqn) => `${id} has ${apqn} of the host`),
      )
    : [];
  return [...shared, ...owned];
}

function hostHasDefault(state: ApState): boolean {
  const domain = state.defaultDomain;
  return (
    domain >= 0 &&
    Array.from({ length: 256 }, (_, adapter) => driverOf(state.queues, adapter * 256 + domain)).includes(
      'cex4queue',
    )
  );
}

/** What running guests that nobody stops see less than at both ends. */
function lost(observed: ApState, end: ApState, state: ApState, stopped: ReadonlySet<string>): string[] {
  return observed.mdevs.flatMap((was) => {
    const wish = findMdev(end, was.id);
    if (was.guest === null || was.guest !== wish?.guest || stopped.has(was.id)) return [];
    const now = findMdev(state, was.id)?.shadow;
    if (!now) return [`${was.id} is gone`];
    const gone = minus(intersect(was.shadow.apm, wish.shadow.apm), now.apm);
    const goneDomains = minus(intersect(was.shadow.aqm, wish.shadow.aqm), now.aqm);
    return isEmptyMask(gone) && isEmptyMask(goneDomains)
      ? []
      : [`${was.id} misses ${idsOf(gone).join()} / ${idsOf(goneDomains).join()}`];
  });
}

/** Guests that some step shuts down. */
function stoppedBy(observed: ApState, steps: readonly PlanStep[]): Set<string> {
  const names = steps.flatMap(({ action }) =>
    action.kind === 'run' && action.commands[0]?.argv[1] === 'shutdown' ? [action.commands[0].argv[3]!] : [],
  );
  return new Set(
    observed.mdevs.filter(({ guest }) => guest !== null && names.includes(guest)).map(({ id }) => id),
  );
}

describe('plans', () => {
  it(
    'end exactly in the target, by steps the model accepts and that read back; every state on the way is legal',
    () => {
      let made = 0;
      fc.assert(
        fc.property(pairs, style, fc.boolean(), (pair, kind, mayRestart) => {
          const { observed, desired } = pair;
          const restart = mayRestart ? allGuests(pair) : [];
          const plan = planAp(observed, desired, { style: kind, restart });
          if (plan.blocks.length > 0) {
            expect([
              plan.steps,
              plan.blocks.every(({ rule, message }) => rule !== '' && message !== ''),
            ]).toEqual([[], true]);
            return;
          }
          made++;
          const target = targetState(observed, desired, kind);
          const states = rehearsed(observed, plan.steps);
          const end = states.at(-1)!;
          expect(stateDifferences(target, end)).toEqual([]);
          const allowed = new Set([...illegal(observed), ...illegal(target)]);
          const stopped = stoppedBy(observed, plan.steps);
          const keepsDefault = hostHasDefault(observed) && hostHasDefault(target);
          for (const state of states) {
            expect(illegal(state).filter((text) => !allowed.has(text))).toEqual([]);
            expect(lost(observed, end, state, stopped)).toEqual([]);
            if (keepsDefault) expect(hostHasDefault(state)).toBe(true);
          }
        }),
        { numRuns: RUNS },
      );
      // Blocked plans are no proof: most wishes must get one.
      expect(made / RUNS).toBeGreaterThan(0.6);
    },
    PATIENCE,
  );

  it(
    'are empty for equal states, in every style',
    () => {
      fc.assert(
        fc.property(pairs, style, ({ observed, desired }, kind) => {
          for (const state of [observed, desired]) {
            const plan = planAp(state, state, { style: kind, restart: [] });
            expect([plan.steps, plan.blocks]).toEqual([[], []]);
            expect(stateDifferences(targetState(state, state, kind), state)).toEqual([]);
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );

  it(
    'lead back from wherever one was cut off, or say which rule stands against it',
    () => {
      let back = 0;
      fc.assert(
        fc.property(pairs, style, fc.nat(), ({ observed, desired }, kind, at) => {
          const restart = allGuests({ observed, desired });
          const plan = planAp(observed, desired, { style: kind, restart });
          const states = rehearsed(observed, plan.steps);
          const cut = states[at % states.length]!;
          // As a roll-back does it: first what runs, then what lasts, so that nothing follows that had not changed.
          const allowed = cut.mdevs.map(({ id }) => id);
          const first = planAp(cut, observed, { style: 'immediate', restart: allowed });
          const middle = rehearsed(cut, first.steps).at(-1)!;
          const second = planAp(middle, observed, { style: 'persistent', restart: [] });
          const blocks = [...first.blocks, ...second.blocks];
          if (blocks.length > 0) {
            expect(blocks.every(({ rule }) => /^AP-[A-Z]+\d+$/.test(rule))).toBe(true);
            return;
          }
          back++;
          expect(stateDifferences(observed, rehearsed(middle, second.steps).at(-1)!)).toEqual([]);
        }),
        { numRuns: RUNS },
      );
      expect(back / RUNS).toBeGreaterThan(0.7);
    },
    PATIENCE,
  );

  it(
    'are taken back by the reverse of their steps, last first, up to one that says it cannot be',
    () => {
      fc.assert(
        fc.property(pairs, style, fc.nat(), ({ observed, desired }, kind, at) => {
          const restart = allGuests({ observed, desired });
          const { steps } = planAp(observed, desired, { style: kind, restart });
          const done = steps.slice(0, at % (steps.length + 1));
          const states = rehearsed(observed, done);
          let state = states.at(-1)!;
          for (const [index, step] of [...done.entries()].reverse()) {
            if (step.irreversible !== null) {
              expect(step.reverse).toEqual([]);
              return;
            }
            for (const { action } of step.reverse) state = performed(state, action, step.refs);
            expect(stateDifferences(states[index]!, state)).toEqual([]);
          }
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE,
  );
});
