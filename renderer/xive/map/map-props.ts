/** What the drawing of the ESB space is given, and what it tells back. */
import type { TraceEntry } from '../../../shared/xive/cards.ts';
import type { VmMoment } from '../../../shared/xive/moment.ts';

/** Horizontal axis: guest physical addresses (LISNs), page offsets of the device file, or QEMU's virtual addresses. */
export type SpaceView = 'guest' | 'file' | 'qemu';

export type Selection =
  | { readonly kind: 'source'; readonly lisn: number }
  /** An address page; a page of another mapping than the base has its own number. */
  | { readonly kind: 'page'; readonly page: number }
  | { readonly kind: 'vma'; readonly id: number }
  | { readonly kind: 'device'; readonly name: string };

/**
 * Part of the axis that is seen, in ESB pages (`2 * lisn + parity`) for `guest`, file pages for `file`, address pages for
 * `qemu`; fractions are allowed.
 */
export interface MapWindow {
  readonly from: number;
  readonly to: number;
}

/** The small step that is animated, and how far along it is (0 to 1). */
export interface Highlight {
  readonly entry: TraceEntry;
  readonly progress: number;
}

/** Bring that into view, as large as can be read; `serial` grows with every wish. */
export interface GoTo {
  readonly target: Selection;
  readonly serial: number;
}

export interface MapProps {
  readonly moment: VmMoment;
  /** The other side of a comparison: what differs from it is marked. */
  readonly other: VmMoment | null;
  readonly view: SpaceView;
  readonly window: MapWindow | null;
  readonly selected: Selection | null;
  readonly highlight: Highlight | null;
  /** Device name -> hue 0 to 7, the same wherever the device shows. */
  readonly hues: ReadonlyMap<string, number>;
  /** Accessible name: `ESB space of guest after step 6`. */
  readonly label: string;
  readonly goTo: GoTo | null;
  readonly onSelect: (selection: Selection | null) => void;
  /** Null = all of it. */
  readonly onWindow: (window: MapWindow | null) => void;
  /** Right click or the menu key, at a place of the window. */
  readonly onMenu: (selection: Selection, at: { readonly x: number; readonly y: number }) => void;
}
