/** What the panels of a plan need of the view they stand in; every device family gives its own. */
import { type ComponentType, createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Ref } from '../../shared/findings.ts';
import type { NamedPlan } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { type HostAnswer, useHostAnswer } from './answers.ts';
import { type PlanQuestion, planStoreOf, type PlanStore, useStyle } from './plan-store.ts';

export interface PlanPlace {
  readonly host: HostView;
  readonly refLabel: (ref: Ref) => string;
  /** What a script of one's own may look like, shown while there is none. */
  readonly scriptExample: string;
  /** How a first change is made in the view, as the beginning of a sentence: `Pick a guest and click cells`. */
  readonly firstChange: string;
  /** Points at things in the view. */
  readonly onRefs: (refs: readonly Ref[]) => void;
  /** The colour and label of a guest, as the view draws it. */
  readonly GuestMark: ComponentType<{ readonly guestId: string }>;
}

export const PlanContext = createContext<PlanPlace | null>(null);

export function usePlanPlace(): PlanPlace {
  const place = useContext(PlanContext);
  if (place === null) throw new Error('plan panels are used inside a PlanContext');
  return place;
}

export function usePlanState<Part>(host: HostView, select: (state: PlanStore) => Part): Part {
  return useStore(planStoreOf(host), select);
}

/** The question every call about the plan of this host starts with. */
export function usePlanQuestion(host: HostView): PlanQuestion {
  const style = useStyle(host.name);
  const restart = usePlanState(host, (state) => state.restart);
  return useMemo(() => ({ hostId: host.id, style, restart: [...restart] }), [host.id, style, restart]);
}

export function usePlan(host: HostView): HostAnswer<NamedPlan> {
  return useHostAnswer(host, 'plan.make', usePlanQuestion(host));
}
