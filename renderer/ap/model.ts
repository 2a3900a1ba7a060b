/** Vocabulary of the AP view: what its grid, panels and actions say to each other. */
import type { PaintPreview } from '../../shared/ap/preview.ts';
import type { ApState } from '../../shared/ap/types.ts';
import type { Apqn } from '../../shared/apqn.ts';

/** What a click on a cell changes: usage assignment, control domains, or the host masks. */
export type GridMode = 'assign' | 'control' | 'masks';
/** Which truth is drawn: the wish, what the host has now, or what guests would see after FILTER. */
export type GridLayer = 'desired' | 'host' | 'guest';
/** Rows and columns drawn: those the LPAR or any guest has, or all 256 x 256. */
export type GridExtent = 'configured' | 'all';

/** A rectangle of rows x columns under the pointer or the keyboard. Header clicks name one axis; the other is empty. */
export interface GridGesture {
  readonly adapters: readonly number[];
  readonly domains: readonly number[];
  readonly mode: 'paint' | 'erase';
}

export interface ApGridProps {
  readonly observed: ApState;
  readonly desired: ApState;
  readonly mode: GridMode;
  readonly layer: GridLayer;
  readonly extent: GridExtent;
  /** Side of a cell in CSS pixels, 1..56; text appears where it fits. */
  readonly cellSize: number;
  /** `whole` only in answer to `fit`: everything fits the view at this size. */
  readonly onCellSize: (size: number, whole?: boolean) => void;
  /** Guest (mdev id) that is painted; null = nothing is picked, clicks only select. */
  readonly guestId: string | null;
  /** Focused cell, also what the inspector shows. */
  readonly cursor: Apqn | null;
  readonly onCursor: (apqn: Apqn | null) => void;
  /** Engine's answer for the gesture last given to `onHover`; null while none. */
  readonly preview: PaintPreview | null;
  readonly onHover: (gesture: GridGesture | null) => void;
  /** The gesture is done: one undo step. */
  readonly onCommit: (gesture: GridGesture) => void;
  /** A click, or Enter, where nothing can be painted: no guest is picked, or what is drawn is not the wish. */
  readonly onUnpaintable: (by: 'pointer' | 'keyboard') => void;
  /** Cells to point out (a problem's link); scrolled into view when they change. */
  readonly highlight: readonly Apqn[];
  /** Right click on a cell, or the menu key at the cursor; position in CSS pixels of the window. */
  readonly onContextMenu?: (apqn: Apqn, position: { readonly x: number; readonly y: number }) => void;
  /** A new value asks for the cell size at which everything fits the view; answered through `onCellSize`. */
  readonly fit?: number;
  /** After every paint, for measurements: cells drawn (0 = overlay or headers only) and the time of the drawing calls. */
  readonly onPainted?: (info: { readonly cells: number; readonly milliseconds: number }) => void;
}
