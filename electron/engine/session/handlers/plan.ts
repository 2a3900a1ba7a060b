/** What changes, in which steps, and what the model says to them. All queries: nothing here touches a host. */
import type { HostPlans } from '../../plan/host-plans.ts';
import { plannedFamilies } from '../../plan/named-plan.ts';
import type { DeviceFamily } from '../../family.ts';
import type { Handler } from '../dispatch.ts';
import type { Session } from '../session.ts';

export interface PlanHandlerParts {
  readonly session: Session;
  readonly families: readonly DeviceFamily[];
  readonly plans: HostPlans;
}

export function planHandlers({ session, families, plans }: PlanHandlerParts) {
  const changes: Handler<'plan.changes'> = ({ hostId }) =>
    plannedFamilies(families, session.host(hostId)).flatMap(({ planning, observed, desired }) =>
      planning.changes(observed, desired),
    );

  const drift: Handler<'plan.drift'> = ({ hostId }) =>
    plannedFamilies(families, session.host(hostId)).flatMap(({ planning, observed, desired }) =>
      planning.drift(observed, desired),
    );

  const make: Handler<'plan.make'> = ({ hostId, ...options }) => plans.plan(session.host(hostId), options);

  const rehearse: Handler<'plan.rehearse'> = ({ hostId, ...options }) =>
    plans.rehearsal(session.host(hostId), options).result;

  const rehearseScript: Handler<'plan.rehearseScript'> = ({ hostId, text }) =>
    plans.script(session.host(hostId), text).result;

  const stateAt: Handler<'plan.stateAt'> = ({ hostId, of, step }) => {
    const host = session.host(hostId);
    const run = of.kind === 'plan' ? plans.rehearsal(host, of) : plans.script(host, of.text);
    return plans.viewAt(host, run, step);
  };

  return {
    'plan.changes': changes,
    'plan.drift': drift,
    'plan.make': make,
    'plan.rehearse': rehearse,
    'plan.rehearseScript': rehearseScript,
    'plan.stateAt': stateAt,
  };
}
