/** The plan of a whole host: every family's steps in the order of the families, under one name. */
import type { NamedPlan, Plan, PlanOptions, PlanStyle } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyStates, HostDocument } from '../workspace/document.ts';
import type { FamilyPlanning } from './planning.ts';
import { contentHash } from '../workspace/atomic-save.ts';

/** A family that plans, with its states of one host. */
export interface PlannedFamily extends FamilyStates {
  readonly id: string;
  readonly planning: FamilyPlanning;
}

export function plannedFamilies(families: readonly DeviceFamily[], host: HostDocument): PlannedFamily[] {
  return families.flatMap(({ id, planning }) => {
    const states = host.families.get(id);
    return states && planning ? [{ id, planning, ...states }] : [];
  });
}

/** The name of a plan: SHA-256, 64 hex digits, of everything that would be run and read back. Words are left out: they may be improved. */
export function hashOf({ style, steps }: Plan): string {
  const exact = steps.map(({ family, layer, action, expect }) => ({ family, layer, action, expect }));
  return contentHash(JSON.stringify({ style, exact }));
}

/** Where one family is blocked nothing of the host is planned: half a change is what nobody asked for. */
export function planHost(
  families: readonly DeviceFamily[],
  host: HostDocument,
  options: PlanOptions,
): NamedPlan {
  const plans = plannedFamilies(families, host).map(({ planning, observed, desired }) =>
    planning.plan(observed, desired, options),
  );
  const blocks = plans.flatMap((plan) => plan.blocks);
  const plan: Plan = {
    style: options.style,
    steps: blocks.length > 0 ? [] : plans.flatMap((part) => part.steps),
    blocks,
    notes: plans.flatMap((part) => part.notes),
  };
  return { ...plan, hash: hashOf(plan) };
}

/** States of a host by family, as read and as they are after the plan of that style. */
export function hostStates(
  families: readonly DeviceFamily[],
  host: HostDocument,
  style: PlanStyle,
): { readonly observed: ReadonlyMap<string, unknown>; readonly target: ReadonlyMap<string, unknown> } {
  const planned = plannedFamilies(families, host);
  return {
    observed: new Map(planned.map(({ id, observed }) => [id, observed])),
    target: new Map(
      planned.map(({ id, planning, observed, desired }) => [id, planning.target(observed, desired, style)]),
    ),
  };
}

/** By family id; a family without plans has none. */
export function planningsOf(families: readonly DeviceFamily[]): ReadonlyMap<string, FamilyPlanning> {
  return new Map(families.flatMap(({ id, planning }) => (planning ? [[id, planning] as const] : [])));
}
