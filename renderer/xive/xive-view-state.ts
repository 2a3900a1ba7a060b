/** What the XIVE view of one host remembers, what can be asked of it, and what it needs of the rest of the program. */
import type { Edit } from '../../shared/edit.ts';
import type { Ref, Refusal } from '../../shared/findings.ts';
import type { XiveEvent } from '../../shared/xive/events.ts';
import type { Place } from '../../shared/xive/moment.ts';
import type { StrategyId } from '../../shared/xive/types.ts';
import type { XiveView } from '../../shared/xive/view.ts';
import type { ViewPort } from '../panels/view-port.ts';
import type { WorkTab } from '../panels/WorkBottom.tsx';
import type { GoTo, MapWindow, Selection, SpaceView } from './map/map-props.ts';

export type XivePort = ViewPort<XiveView>;

export interface ShownRefusal {
  readonly what: string;
  readonly refusal: Refusal;
}

/** What is drawn beside the place: the same branch under another strategy, another branch, or a reading (of any host). */
export type Beside =
  | { readonly kind: 'strategy'; readonly strategy: StrategyId }
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'reading'; readonly hostId: string; readonly reading: string };

export type XiveDialog =
  /** `at` = events before it; `event` = the one that is changed, null for a new one. */
  | { readonly kind: 'event'; readonly at: number; readonly event: XiveEvent | null }
  | { readonly kind: 'branch'; readonly step: number | null; readonly strategy: StrategyId | null }
  | { readonly kind: 'new-branch' }
  | { readonly kind: 'rename-branch' | 'delete-branch' | 'set-up'; readonly branch: string }
  | { readonly kind: 'study-reading'; readonly reading: string }
  /** A device is plugged behind the step that is shown; `name` = one that was there before, null = a new one. */
  | { readonly kind: 'plug'; readonly name: string | null }
  | { readonly kind: 'export' };

export type BottomTab = WorkTab<'timeline' | 'vmas' | 'sources' | 'calls' | 'comparison'>;

export interface XiveViewState {
  /** Branch or reading that is shown; null = the first there is. */
  readonly shown: { readonly kind: 'branch' | 'reading'; readonly id: string } | null;
  /** Step each branch stands at; missing = its end. */
  readonly steps: ReadonlyMap<string, number>;
  /** Guest that is drawn; null = the first. */
  readonly vm: string | null;
  readonly view: SpaceView;
  readonly window: MapWindow | null;
  readonly selected: Selection | null;
  readonly goTo: GoTo | null;
  readonly beside: Beside | null;
  readonly playing: boolean;
  /** Small step of the event that is animated, from 0; null = the whole event is shown. */
  readonly small: number | null;
  readonly legend: boolean;
  /** Filter of the list of sources. */
  readonly filter: string;
  readonly refusal: ShownRefusal | null;
  readonly made: { readonly label: string; readonly notes: readonly string[] } | null;
  readonly menu: {
    readonly selection: Selection;
    readonly at: { readonly x: number; readonly y: number };
  } | null;
  readonly dialog: XiveDialog | null;
  readonly bottomTab: BottomTab;
  readonly bottomOpen: boolean;
}

export interface XiveActions {
  readonly set: (part: Partial<XiveViewState>) => void;
  readonly select: (selection: Selection | null) => void;
  /** Selects it and has it come into view. */
  readonly show: (selection: Selection) => void;
  /** Shows a branch or reading; `step` null = where it stood last. */
  readonly open: (shown: NonNullable<XiveViewState['shown']>, step?: number | null) => void;
  /** Moves along the timeline of the shown branch; clamped. Stops playing. */
  readonly goToStep: (step: number) => void;
  readonly play: (playing: boolean) => void;
  /** Puts events in behind the step that is shown, and goes behind them. */
  readonly happen: (label: string, events: readonly XiveEvent[]) => Promise<boolean>;
  /** One undo step; true when the engine made it. */
  readonly edit: (label: string, edits: readonly Edit[]) => Promise<boolean>;
  readonly showRefs: (refs: readonly Ref[]) => void;
  readonly pickGuest: (id: string | null) => void;
  readonly dismiss: () => boolean;
  readonly hostChanged: () => void;
}

export type XiveStore = XiveViewState & XiveActions;

export const START: XiveViewState = {
  shown: null,
  steps: new Map(),
  vm: null,
  view: 'guest',
  window: null,
  selected: null,
  goTo: null,
  beside: null,
  playing: false,
  small: null,
  legend: false,
  filter: '',
  refusal: null,
  made: null,
  menu: null,
  dialog: null,
  bottomTab: 'timeline',
  bottomOpen: true,
};

/** The place a state stands at; null when there is nothing to show. */
export function placeOf(
  view: Pick<XiveView, 'branches' | 'readings'>,
  state: Pick<XiveViewState, 'shown' | 'steps'>,
): Place | null {
  const { shown, steps } = state;
  const branch =
    shown?.kind === 'reading'
      ? undefined
      : (view.branches.find(({ id }) => id === shown?.id) ?? view.branches[0]);
  if (branch !== undefined)
    return {
      kind: 'branch',
      branch: branch.id,
      step: Math.min(steps.get(branch.id) ?? branch.events, branch.events),
    };
  const reading = view.readings.find(({ id }) => id === shown?.id) ?? view.readings[0];
  return reading === undefined ? null : { kind: 'reading', reading: reading.id };
}

export interface BesidePlace {
  readonly hostId: string;
  readonly place: Place;
}

/** Where what stands beside is: another strategy or branch at the same step number, or a reading. */
export function besidePlaceOf(
  view: XiveView,
  hostId: string,
  state: Pick<XiveViewState, 'shown' | 'steps' | 'beside'>,
): BesidePlace | null {
  const { beside, steps } = state;
  if (beside === null) return null;
  if (beside.kind === 'reading')
    return { hostId: beside.hostId, place: { kind: 'reading', reading: beside.reading } };
  const place = placeOf(view, state);
  if (beside.kind === 'branch') {
    const branch = view.branches.find(({ id }) => id === beside.branch);
    if (branch === undefined) return null;
    // Branches that share their first events are at the same moment there; beside a reading one stands where it stood.
    const step = place?.kind === 'branch' ? place.step : (steps.get(branch.id) ?? branch.events);
    return {
      hostId,
      place: { kind: 'branch', branch: branch.id, step: Math.min(step, branch.events) },
    };
  }
  return place?.kind === 'branch' ? { hostId, place: { ...place, strategy: beside.strategy } } : null;
}
