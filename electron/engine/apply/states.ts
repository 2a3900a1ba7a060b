/** The states of a host's families side by side: compared, carried on by the model, kept in files. */
import type { Ref } from '../../../shared/findings.ts';
import type { PlanStyle, StepAction } from '../../../shared/plan.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyPlanning, Performed } from '../plan/planning.ts';
import type { States } from '../plan/rehearse.ts';
import type { HostDocument } from '../workspace/document.ts';

export type StatesInFile = Readonly<Record<string, Json>>;

export function statesOf(host: HostDocument, side: 'observed' | 'desired'): States {
  return new Map([...host.families].map(([id, states]) => [id, states[side]]));
}

function planned(
  families: readonly DeviceFamily[],
): readonly { readonly id: string; readonly title: string; readonly planning: FamilyPlanning }[] {
  return families.flatMap(({ id, title, planning }) => (planning ? [{ id, title, planning }] : []));
}

/** In sentences; empty when every family shows the same. */
export function stateDifferences(
  families: readonly DeviceFamily[],
  left: States,
  right: States,
): readonly string[] {
  return planned(families).flatMap(({ id, title, planning }) => {
    if (left.has(id) && right.has(id)) return planning.differences(left.get(id), right.get(id));
    if (!left.has(id) && !right.has(id)) return [];
    return [left.has(id) ? `${title} devices are gone.` : `${title} devices are new.`];
  });
}

/** What each family wishes after a plan of that style. */
export function targetStates(
  families: readonly DeviceFamily[],
  observed: States,
  desired: States,
  style: PlanStyle,
): States {
  return new Map(
    planned(families)
      .filter(({ id }) => observed.has(id) && desired.has(id))
      .map(({ id, planning }) => [id, planning.target(observed.get(id), desired.get(id), style)]),
  );
}

export interface PerformedStates {
  readonly states: States;
  /** Null when no family knows the action. */
  readonly performed: Performed<unknown> | null;
}

/** One action against the models, `refs` of its step; the first family that knows it answers. */
export function performAction(
  families: readonly DeviceFamily[],
  states: States,
  action: StepAction,
  refs: readonly Ref[] = [],
): PerformedStates {
  for (const { id, planning } of planned(families)) {
    const performed = states.has(id) ? planning.perform(states.get(id), action, refs) : null;
    if (performed && performed.passedOver === undefined)
      return { states: new Map(states).set(id, performed.state), performed };
  }
  return { states, performed: null };
}

/** What the capture line adds to a host's files: programs' answers, which no host keeps. */
const CAPTURED = '/captured/';

/** Every file and link of a host in these states, by path. */
export function treeOf(
  families: readonly DeviceFamily[],
  states: States,
): Map<string, { readonly text: string } | { readonly target: string }> {
  const tree = new Map<string, { readonly text: string } | { readonly target: string }>();
  for (const { id, planning } of planned(families)) {
    if (!states.has(id)) continue;
    for (const [path, text, target] of planning.tree(states.get(id)))
      if (!path.startsWith(CAPTURED)) tree.set(path, text === null ? { target } : { text });
  }
  return tree;
}

export function statesToFile(families: readonly DeviceFamily[], states: States): StatesInFile {
  return Object.fromEntries(
    families
      .filter(({ id }) => states.has(id))
      .map((family) => [family.id, family.toFile(states.get(family.id))]),
  );
}

/** Throws StudioError `unreadable` for a family this version does not have. */
export function statesFromFile(families: readonly DeviceFamily[], file: StatesInFile): States {
  return new Map(
    Object.entries(file).map(([id, json]) => {
      const family = families.find((candidate) => candidate.id === id);
      if (!family)
        throw new StudioError('unreadable', `The journal holds devices of an unknown family “${id}”.`);
      return [id, family.fromFile(json)];
    }),
  );
}
