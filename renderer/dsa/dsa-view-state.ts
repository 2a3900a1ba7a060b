/** What the DSA view of one host remembers, what can be asked of it, and what it needs of the rest of the program. */
import type { DsaPreview, PreviewChoice } from '../../shared/dsa/cards.ts';
import type { DsaGesture } from '../../shared/dsa/edits.ts';
import type { DsaState } from '../../shared/dsa/types.ts';
import type { Edit } from '../../shared/edit.ts';
import type { Ref, Refusal } from '../../shared/findings.ts';
import type { ViewPort } from '../panels/view-port.ts';
import type { WorkTab } from '../panels/WorkBottom.tsx';
import type { Carried, DropState, GoTo } from './graph/graph-props.ts';
import type { Sorting } from './parts.ts';

export type DsaPort = ViewPort<DsaState>;

/** What a gesture would do, shown before it is done. */
export interface Offer {
  /** `Give vm-web a queue` */
  readonly title: string;
  readonly gesture: DsaGesture;
  /** Null while the engine is asked. */
  readonly preview: DsaPreview | null;
  /** Index of the choice that is looked at. */
  readonly chosen: number;
}

/** A refusal the view met; `instead` = other ways to do the gesture that the engine accepts. */
export interface ShownRefusal {
  readonly what: string;
  readonly refusal: Refusal;
  readonly instead: readonly PreviewChoice[];
}

export interface Dragged {
  readonly what: Carried;
  readonly over: string | null;
  readonly drop: DropState;
  /** What a drop there would do, in one line; empty while the engine is asked. */
  readonly words: string;
}

export type DsaDialog =
  /** `mdev`: the device that is for the new guest at once; null = none. */
  | { readonly kind: 'new-guest'; readonly name: string; readonly mdev: string | null }
  | { readonly kind: 'rename' | 'domain' | 'delete'; readonly guest: string }
  | { readonly kind: 'choose-guest'; readonly wq: string }
  | { readonly kind: 'move'; readonly mdev: string }
  | { readonly kind: 'load-config' }
  | { readonly kind: 'player'; readonly strategy: DsaState['strategy'] };

export type BottomTab = WorkTab;

export interface DsaViewState {
  readonly display: 'graph' | 'table';
  readonly layer: 'desired' | 'host';
  readonly search: string;
  readonly legend: boolean;
  readonly sorting: Sorting | null;
  /** A part, an mdev or a guest. */
  readonly selected: string | null;
  /** The guest that gets what is given next. */
  readonly guestId: string | null;
  readonly collapsed: ReadonlySet<string>;
  /** Parts a link pointed out. */
  readonly pointed: ReadonlySet<string>;
  readonly fit: number;
  readonly goTo: GoTo | null;
  readonly dragged: Dragged | null;
  readonly offer: Offer | null;
  readonly refusal: ShownRefusal | null;
  /** The gesture made last and what it brought along, in the engine's words. */
  readonly made: { readonly label: string; readonly notes: readonly string[] } | null;
  /** What the menu at a place of the window is about. */
  readonly menu: { readonly id: string; readonly at: { readonly x: number; readonly y: number } } | null;
  readonly dialog: DsaDialog | null;
  readonly bottomTab: BottomTab;
  readonly bottomOpen: boolean;
}

export interface DsaActions {
  readonly set: (part: Partial<DsaViewState>) => void;
  readonly select: (id: string | null) => void;
  /** Selects it and has it come into view. */
  readonly show: (id: string, keepZoom?: boolean) => void;
  readonly pickGuest: (id: string | null) => void;
  readonly stepGuest: (by: 1 | -1) => void;
  readonly toggleDevice: (device: string) => void;
  readonly showRefs: (refs: readonly Ref[]) => void;

  readonly dragStart: (what: Carried) => void;
  readonly dragOver: (part: string | null) => void;
  /** Null cancels. */
  readonly drop: (part: string | null) => Promise<void>;
  /** Does the engine's first choice; what stops something, or is refused, is shown first. */
  readonly give: (guest: string, target: string | null) => Promise<void>;
  /** As `give`, for a guest's device that goes to another queue. */
  readonly move: (mdev: string, wq: string) => Promise<void>;
  /** Shows what a gesture would do, step by step. */
  readonly propose: (title: string, gesture: DsaGesture) => Promise<void>;
  readonly choose: (at: number) => void;
  readonly accept: () => Promise<void>;

  /** One undo step; true when the engine made it. */
  readonly edit: (label: string, edits: readonly Edit[]) => Promise<boolean>;
  /** Closes the refusal, or else what is offered; true when there was one. */
  readonly dismiss: () => boolean;
  /** The host's state changed: what was derived from the old one goes. */
  readonly hostChanged: () => void;
}

export type DsaStore = DsaViewState & DsaActions;

export const START: DsaViewState = {
  display: 'graph',
  layer: 'desired',
  search: '',
  legend: false,
  sorting: null,
  selected: null,
  guestId: null,
  collapsed: new Set(),
  pointed: new Set(),
  fit: 0,
  goTo: null,
  dragged: null,
  offer: null,
  refusal: null,
  made: null,
  menu: null,
  dialog: null,
  bottomTab: 'problems',
  bottomOpen: true,
};
