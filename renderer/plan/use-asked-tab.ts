import { useEffect, useEffectEvent } from 'react';
import type { HostView } from '../../shared/view.ts';
import { usePlanState } from './plan-context.tsx';
import { type PlanTab, planStoreOf } from './plan-store.ts';

/** Opens the tab that a verb, a menu or another view asked for, once. */
export function useAskedTab(host: HostView, open: (tab: PlanTab) => void): void {
  const asked = usePlanState(host, (state) => state.asked);
  const onAsked = useEffectEvent(open);
  useEffect(() => {
    if (asked === null) return;
    planStoreOf(host).getState().set({ asked: null });
    onAsked(asked);
  }, [host, asked]);
}
