/** The way back: from what a host is to what it was. */
import type { Plan, PlanOptions } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { States } from '../plan/rehearse.ts';

/**
 * The active layer first and then the persistent one, each by itself: in one plan of style `both` the lasting masks of a
 * wish follow the active ones, while the way back must bring back both exactly as they were. `restart`: the guests that
 * the run to take back was allowed to restart; what it could only do with that can only be undone with it.
 */
export function planBack(
  families: readonly DeviceFamily[],
  now: States,
  before: States,
  restart: PlanOptions['restart'],
): Plan {
  const parts: Plan[] = [];
  for (const { id, planning } of families) {
    if (!planning || !now.has(id) || !before.has(id)) continue;
    const [from, to] = [now.get(id), before.get(id)];
    const options = (style: PlanOptions['style']) => ({ style, restart });
    const active = planning.plan(from, to, options('immediate'));
    const between = planning.target(from, to, 'immediate');
    parts.push(active, planning.plan(between, to, options('persistent')));
  }
  const blocks = parts.flatMap((part) => part.blocks);
  return {
    style: 'both',
    steps: blocks.length > 0 ? [] : parts.flatMap((part) => part.steps),
    blocks,
    notes: [...new Set(parts.flatMap((part) => part.notes))],
  };
}

export function isEmptyPlan({ steps, blocks }: Plan): boolean {
  return steps.length === 0 && blocks.length === 0;
}
