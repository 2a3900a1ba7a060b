/** What the drawing of the graph is given, and what it tells back. Ids are names: `dsa0`, `wq0.3`, an mdev's id, a guest's id. */
import type { DsaState } from '../../../shared/dsa/types.ts';

/** How a wq under a dragged guest would take it, from the engine's preview; `unknown` while the answer is on its way. */
export type DropState = 'takes' | 'refuses' | 'unknown';

/** `keepZoom`: come into view as things are drawn; else also as large as can be read. */
export interface GoTo {
  readonly id: string;
  readonly serial: number;
  readonly keepZoom?: boolean;
}

/** What can be carried to a queue: a guest, which is given one, or an mdev, which moves there. */
export interface Carried {
  readonly kind: 'guest' | 'mdev';
  readonly id: string;
}

export interface GraphProps {
  /** What is drawn: the wish, the host, or a moment of a rehearsal. */
  readonly state: DsaState;
  /** Parts that differ from the host (wish) or that the step has just changed (rehearsal). */
  readonly changed: ReadonlySet<string>;
  readonly selected: string | null;
  /** Matches of the search, or parts pointed at; empty = none, and nothing is dimmed. */
  readonly highlighted: ReadonlySet<string>;
  /** Devices drawn as one box with their numbers. */
  readonly collapsed: ReadonlySet<string>;
  /** Parts with a problem: part -> gravest severity. */
  readonly troubled: ReadonlyMap<string, 'error' | 'warning' | 'info'>;
  /** What is being dragged, from the list or from its node; null = nothing. */
  readonly dragged: { readonly what: Carried; readonly over: string | null; readonly drop: DropState } | null;
  /** The changed parts shall be seen: folds with one of them open, and the view goes after them. */
  readonly follow: boolean;
  /** Grows by one when everything shall fit the view; `goTo` when that part shall be in view. */
  readonly fit: number;
  readonly goTo: GoTo | null;
  readonly onSelect: (id: string | null) => void;
  readonly onToggleDevice: (device: string) => void;
  /** Pointer over a wq, or with a guest over a device, while dragging; null = over none. */
  readonly onDragOver: (part: string | null) => void;
  readonly onDragStart: (what: Carried) => void;
  /** Dropped on a wq or a device; null = nowhere, which cancels. */
  readonly onDrop: (part: string | null) => void;
  /** Enter, or a double click. */
  readonly onOpen: (id: string) => void;
  /** Right click or the menu key, at a place of the window. */
  readonly onMenu: (id: string, at: { readonly x: number; readonly y: number }) => void;
}
