/**
 * Plans and rehearsals of the hosts of a document, made once: the panels, the scrubber and apply ask for the same ones.
 * A host is immutable, so what was made for it holds as long as it does.
 */
import { StudioError } from '../../../shared/errors.ts';
import type { NamedPlan, PlanOptions, Rehearsal, ScriptRehearsal } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { HostDocument } from '../workspace/document.ts';
import { hostStates, planHost, plannedFamilies, planningsOf } from './named-plan.ts';
import { rehearsePlan, rehearseScript, type Run } from './rehearse.ts';

/** Rehearsals hold a state for every step; a host keeps this many of them. */
const KEPT = 4;

export interface HostPlans {
  plan(host: HostDocument, options: PlanOptions): NamedPlan;
  rehearsal(host: HostDocument, options: PlanOptions): Run<Rehearsal>;
  script(host: HostDocument, text: string): Run<ScriptRehearsal>;
  /** State of every family after `step` steps, as the difference the renderer puts on what was read. Throws `bad-request` beyond the end. */
  viewAt(host: HostDocument, run: Run<unknown>, step: number): Readonly<Record<string, unknown>>;
}

/** The newest few results of `make` by key, for each host. */
function remembered<Result>() {
  const byHost = new WeakMap<HostDocument, Map<string, Result>>();
  return (host: HostDocument, key: string, make: () => Result): Result => {
    const known = byHost.get(host) ?? new Map<string, Result>();
    byHost.set(host, known);
    const result = known.get(key) ?? make();
    known.delete(key);
    known.set(key, result);
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return result;
  };
}

export function createHostPlans(families: readonly DeviceFamily[]): HostPlans {
  const plannings = planningsOf(families);
  const plans = remembered<NamedPlan>();
  const rehearsals = remembered<Run<Rehearsal>>();
  const scripts = remembered<Run<ScriptRehearsal>>();
  const keyOf = ({ style, restart }: PlanOptions) => JSON.stringify([style, [...restart].sort()]);

  function plan(host: HostDocument, options: PlanOptions): NamedPlan {
    return plans(host, keyOf(options), () => planHost(families, host, options));
  }

  return {
    plan,
    rehearsal(host, options) {
      return rehearsals(host, keyOf(options), () => {
        const { observed, target } = hostStates(families, host, options.style);
        return rehearsePlan(plannings, observed, target, plan(host, options));
      });
    },
    script(host, text) {
      return scripts(host, text, () => {
        const { observed, target } = hostStates(families, host, 'both');
        const wished = plannedFamilies(families, host).some((family) => family.observed !== family.desired);
        return rehearseScript(plannings, observed, wished ? target : null, text);
      });
    },
    viewAt(host, run, step) {
      const states = run.states[step];
      if (!states)
        throw new StudioError(
          'bad-request',
          `There are only ${run.states.length - 1} steps; ${step} is beyond.`,
        );
      return Object.fromEntries(
        plannedFamilies(families, host).map(({ id, planning, observed, desired }) => [
          id,
          planning.viewOf(observed, states.get(id) ?? observed, desired),
        ]),
      );
    },
  };
}
