/** What a person looks at in the plan of a host: kept while the workspace is open, so that coming back finds it as it was. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportFormatId, PlanOptions, PlanStyle } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { setPreference, usePreferences } from '../store/preferences.ts';
import { readingOf, useStudio } from '../store/studio.ts';
import { AT_START, moveScrubber, type Scrubber, type ScrubberMove } from './scrubber.ts';

export const PLAN_TABS = ['changes', 'commands', 'rehearsal'] as const;
export type PlanTab = (typeof PLAN_TABS)[number];

export function isPlanTab(tab: string): tab is PlanTab {
  return PLAN_TABS.some((known) => known === tab);
}

export interface PlanView {
  /** Guests that may be stopped for the change. */
  readonly restart: readonly string[];
  readonly part: 'changes' | 'drift';
  readonly output: 'steps' | ExportFormatId;
  /** What is rehearsed: the plan, or a script that was pasted. */
  readonly source: 'plan' | 'script';
  /** The script as it is being written. */
  readonly script: string;
  /** The script that was rehearsed last; null while none was. */
  readonly rehearsed: string | null;
  readonly scrubber: Scrubber;
  /** The device view shows the rehearsal instead of the wish. */
  readonly showing: boolean;
  /** Something was clicked in the view that shows a rehearsal, since it was last moved in: it says that this changes nothing. */
  readonly clicked: boolean;
  /** A tab that something outside of the panels asked for, until the view has opened it. */
  readonly asked: PlanTab | null;
}

export interface PlanActions {
  readonly set: (part: Partial<PlanView>) => void;
  readonly openTab: (tab: PlanTab) => void;
  readonly mayRestart: (guests: readonly string[]) => void;
  readonly mayNotRestart: (guest: string) => void;
  /** Moves in a rehearsal of so many steps, and shows it. */
  readonly move: (move: ScrubberMove, total: number) => void;
  /** Shows the rehearsal at a step. */
  readonly showStep: (at: number, total: number) => void;
  /** Rehearses the script as it is now, and shows the host before its first line. */
  readonly rehearseScript: () => void;
  readonly leave: () => void;
  /** A click where the rehearsal is shown. */
  readonly touched: () => void;
}

export type PlanStore = PlanView & PlanActions;

export const START: PlanView = {
  restart: [],
  part: 'changes',
  output: 'steps',
  source: 'plan',
  script: '',
  rehearsed: null,
  scrubber: AT_START,
  showing: false,
  clicked: false,
  asked: null,
};

export function createPlanStore(): StoreApi<PlanStore> {
  return createStore<PlanStore>((set, get) => {
    /** Another plan: where one stood in the old one means nothing in it. */
    const fromStart = { scrubber: AT_START, showing: false, clicked: false };
    return {
      ...START,
      set: (part) =>
        set(part.source === undefined || part.source === get().source ? part : { ...part, ...fromStart }),
      openTab: (tab) => set({ asked: tab }),
      mayRestart: (guests) => set({ restart: [...new Set([...get().restart, ...guests])], ...fromStart }),
      mayNotRestart: (guest) =>
        set({ restart: get().restart.filter((other) => other !== guest), ...fromStart }),
      move: (move, total) =>
        set({ scrubber: moveScrubber(get().scrubber, move, total), showing: true, clicked: false }),
      showStep: (at, total) =>
        set({
          scrubber: moveScrubber({ ...AT_START }, { kind: 'go', at }, total),
          showing: true,
          clicked: false,
        }),
      rehearseScript: () => set({ rehearsed: get().script, source: 'script', ...fromStart, showing: true }),
      leave: () => set({ showing: false, clicked: false, scrubber: { ...get().scrubber, playing: false } }),
      touched: () => set({ clicked: true }),
    };
  });
}

interface Kept {
  readonly reading: string;
  readonly store: StoreApi<PlanStore>;
}

const kept = new Map<string, Kept>();

useStudio.subscribe(({ view }, before) => {
  if (view === before.view) return;
  const readings = new Map((view?.workspace?.hosts ?? []).map((host) => [host.id, readingOf(host)]));
  for (const [hostId, { reading }] of kept) if (readings.get(hostId) !== reading) kept.delete(hostId);
});

export function planStoreOf(host: Pick<HostView, 'id' | 'source'>): StoreApi<PlanStore> {
  const reading = readingOf(host);
  const known = kept.get(host.id);
  if (known?.reading === reading) return known.store;
  const store = createPlanStore();
  kept.set(host.id, { reading, store });
  return store;
}

/** What runs now, and lasts: what most people want who have not said otherwise. */
const USUAL_STYLE: PlanStyle = 'both';

export function styleOf(hostName: string): PlanStyle {
  return usePreferences.getState().planStyles[hostName] ?? USUAL_STYLE;
}

export function useStyle(hostName: string): PlanStyle {
  return usePreferences((state) => state.planStyles[hostName] ?? USUAL_STYLE);
}

export function setStyle(hostName: string, style: PlanStyle): void {
  setPreference('planStyles', { ...usePreferences.getState().planStyles, [hostName]: style });
}

export interface PlanQuestion extends PlanOptions {
  readonly hostId: string;
  readonly restart: string[];
}

export function planQuestion(host: HostView): PlanQuestion {
  return { hostId: host.id, style: styleOf(host.name), restart: [...planStoreOf(host).getState().restart] };
}
