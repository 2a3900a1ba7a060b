/** The way back: from what a host is to what it was. */
import type { Plan, PlanOptions } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyPlanning } from '../plan/planning.ts';
import type { HostDocument } from '../workspace/document.ts';
import { statesOf } from './states.ts';
import type { States } from '../plan/rehearse.ts';

/** A reading knows devices by what the host tells; the names people gave them are in the workspace and in the journal. */
function named(planning: FamilyPlanning, state: unknown, wishes: readonly unknown[]): unknown {
  return wishes.reduce((now, wish) => planning.carryOver?.(now, wish) ?? now, state);
}

/** Guests by name, those of the wish before those that were read. */
export function namesIn(host: HostDocument): readonly States[] {
  return [statesOf(host, 'observed'), statesOf(host, 'desired')];
}

/**
 * The active layer first and then the persistent one, each by itself: in one plan of style `both` the lasting masks of a
 * wish follow the active ones, while the way back must bring back both exactly as they were. `restart`: the guests that
 * the run to take back was allowed to restart; what it could only do with that can only be undone with it. `wishes`: where
 * the names of guests are known from, the one that counts most last.
 */
export function planBack(
  families: readonly DeviceFamily[],
  now: States,
  before: States,
  restart: PlanOptions['restart'],
  wishes: readonly States[],
): Plan {
  const parts: Plan[] = [];
  for (const { id, planning } of families) {
    if (!planning || !now.has(id) || !before.has(id)) continue;
    const known = wishes.flatMap((wish) => (wish.has(id) ? [wish.get(id)] : []));
    const [from, to] = [named(planning, now.get(id), known), named(planning, before.get(id), known)];
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
