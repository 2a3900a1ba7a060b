/** What the AP view of one host remembers, what can be asked of it, and what it needs of the rest of the program. */
import type { PaintChoice, PaintPreview } from '../../shared/ap/preview.ts';
import type { ApState } from '../../shared/ap/types.ts';
import { type Apqn, apqnOf, formatApqn } from '../../shared/apqn.ts';
import type { Edit } from '../../shared/edit.ts';
import type { Fix, Ref, Refusal } from '../../shared/findings.ts';
import type { ViewPort } from '../panels/view-port.ts';
import type { WorkTab } from '../panels/WorkBottom.tsx';
import { countCells } from './grid/preview-cells.ts';
import type { GridExtent, GridGesture, GridLayer, GridMode } from './model.ts';

export type ApPort = ViewPort<ApState>;

/** A refusal the grid met; `instead` = other ways to do the gesture that the engine accepts. */
export interface ShownRefusal {
  readonly what: string;
  readonly refusal: Refusal;
  readonly instead: readonly PaintChoice[];
}

/** Ways to release host-owned cells, or one mask change that takes more than was asked for. */
export interface MaskProposal {
  readonly title: string;
  /** Cells are released, one way or another; else rows, columns or cells change hands in one way only. */
  readonly releases: boolean;
  readonly choices: readonly PaintChoice[];
  /** Choice under the pointer: its collateral is drawn in the grid. */
  readonly shown: number | null;
}

export function proposalOf(
  adapters: readonly number[],
  domains: readonly number[],
  choices: readonly PaintChoice[],
): MaskProposal {
  const [first] = choices;
  const releases = adapters.length * domains.length > 0 && countCells(first?.masks?.toHost ?? []) === 0;
  if (!releases) return { title: first?.label ?? '', releases, choices, shown: null };
  const asked = countCells(first?.masks?.toGuests ?? []) - countCells(first?.masks?.collateral ?? []);
  const what =
    adapters.length * domains.length === 1
      ? formatApqn(apqnOf(adapters[0]!, domains[0]!))
      : `${asked} ${asked === 1 ? 'queue' : 'queues'}`;
  return { title: `Release ${what} for guests`, releases, choices, shown: null };
}

export type ApDialog =
  | { readonly kind: 'new-guest' }
  | { readonly kind: 'rename'; readonly mdev: string }
  | { readonly kind: 'delete'; readonly mdev: string }
  | { readonly kind: 'profile' };

/** Sizes a first look may take: text is readable, and a small matrix does not become a poster. */
export const COMFORTABLE = { least: 28, most: 48 };

export type BottomTab = WorkTab<'files'>;
export const CELL_SIZES = { least: 2, most: 56, usual: 40 } as const;

export interface ApViewState {
  readonly mode: GridMode;
  readonly layer: GridLayer;
  readonly extent: GridExtent;
  readonly cellSize: number;
  readonly legend: boolean;
  readonly goToOpen: boolean;
  /** Grows by one when the whole matrix shall fit the view. */
  readonly fit: number;
  /** Until the first answer of the grid: the size is chosen for the window, within what is comfortable. */
  readonly fitsItself: boolean;
  /** Fitting was asked for last, and even the smallest cells did not fit the window. */
  readonly tooLarge: boolean;
  readonly guestId: string | null;
  readonly cursor: Apqn | null;
  readonly highlight: readonly Apqn[];
  readonly preview: PaintPreview | null;
  /** Rows and columns under the pointer or the keyboard, for the context menu. */
  readonly hovered: GridGesture | null;
  readonly refusal: ShownRefusal | null;
  /** The gesture made last could also have been done like this. */
  readonly offered: { readonly done: string; readonly others: readonly PaintChoice[] } | null;
  readonly proposal: MaskProposal | null;
  /** The gesture made last and what it brought along, in the engine's words. */
  readonly made: { readonly label: string; readonly notes: readonly string[] } | null;
  readonly dialog: ApDialog | null;
  readonly bottomTab: BottomTab;
  readonly bottomOpen: boolean;
}

export interface ApActions {
  readonly set: (part: Partial<ApViewState>) => void;
  readonly setMode: (mode: GridMode) => void;
  readonly setCellSize: (size: number, whole?: boolean) => void;
  readonly pickGuest: (id: string | null) => void;
  readonly stepGuest: (by: 1 | -1) => void;
  /** Null when no single cell is looked at any more. */
  readonly setCursor: (apqn: Apqn | null) => void;
  readonly showRefs: (refs: readonly Ref[]) => void;
  readonly hover: (gesture: GridGesture | null) => void;
  readonly commit: (gesture: GridGesture) => Promise<void>;
  /** Says why nothing can be painted as things are. */
  readonly explain: () => void;
  /** One undo step; true when the engine made it. */
  readonly edit: (
    label: string,
    edits: readonly Edit[],
    instead?: readonly PaintChoice[],
  ) => Promise<boolean>;
  readonly applyFix: (fix: Fix) => Promise<boolean>;
  readonly applyInstead: (choice: PaintChoice) => Promise<void>;
  readonly proposeMasks: (gesture: Pick<GridGesture, 'adapters' | 'domains'>) => Promise<void>;
  readonly applyProposal: (choice: PaintChoice) => Promise<void>;
  /** Closes the refusal, or else what is offered or proposed; true when there was one of the grid's own. */
  readonly dismiss: () => boolean;
  /** The host's state changed: what was derived from the old one goes. */
  readonly hostChanged: () => void;
}

export type ApStore = ApViewState & ApActions;

export const START: ApViewState = {
  mode: 'assign',
  layer: 'desired',
  extent: 'configured',
  cellSize: CELL_SIZES.usual,
  legend: false,
  goToOpen: false,
  fit: 0,
  fitsItself: true,
  tooLarge: false,
  guestId: null,
  cursor: null,
  highlight: [],
  preview: null,
  hovered: null,
  refusal: null,
  offered: null,
  proposal: null,
  made: null,
  dialog: null,
  bottomTab: 'problems',
  bottomOpen: true,
};
