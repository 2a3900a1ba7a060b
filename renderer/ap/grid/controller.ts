/** Joins the pure interaction with a scroll container: turns events of the page into events of the grid and carries out effects. */
import { CELL_CLASS } from '../../../shared/ap/cells.ts';
import type { Apqn } from '../../../shared/apqn.ts';
import { hasId } from '../../../shared/mask.ts';
import type { ApGridProps, GridGesture } from '../model.ts';
import type { Described } from './describe.ts';
import { type Geometry, hitTest, nearestCell, type Point, scrollToShow, type Target } from './geometry.ts';
import {
  type CellAt,
  type GridEvent,
  IDLE,
  type Interaction,
  type InteractionContext,
  stepInteraction,
} from './interaction.ts';

/** What of the interaction shows. */
export interface Snapshot {
  readonly interaction: Interaction;
  readonly gesture: GridGesture | null;
  readonly target: Target;
  readonly scroll: Point;
}

export const AT_REST: Snapshot = {
  interaction: IDLE,
  gesture: null,
  target: { area: 'outside' },
  scroll: { x: 0, y: 0 },
};

/** What the controller works on. */
export interface ControllerSource {
  readonly props: ApGridProps;
  readonly geometry: Geometry;
  readonly described: Described;
  readonly view: { readonly width: number; readonly height: number };
  readonly scroller: HTMLElement | null;
}

export interface Controller {
  /** Takes what the last render showed; everything below works on it. */
  update(source: ControllerSource): void;
  readonly source: () => ControllerSource;
  readonly interaction: () => Interaction;
  /** Tells the page that something it shows has changed, with the scroll position of now. */
  publish(): void;
  readonly scroll: () => Point;
  /** Position at the last scroll event: a smaller content makes the browser clamp the real one. */
  readonly lastScroll: () => Point;
  scrolled(): void;
  scrollTo(to: Point): void;
  /** Scrolls a cell into view; one out of sight with this much around it (CSS pixels). */
  showCell(cell: CellAt, margin?: number): void;
  cursorCell(): CellAt | null;
  /** Device pixels from the top left corner of the view. */
  pointOf(clientX: number, clientY: number): Point;
  hit(point: Point): Target;
  dispatch(event: GridEvent): void;
  pointerMoved(clientX: number, clientY: number, alt: boolean): void;
  /** Cells have moved under a pointer that has not: what it points at is found again. */
  cellsMoved(): void;
}

function isPainted(
  source: ControllerSource,
  adapters: readonly number[],
  domains: readonly number[],
): boolean {
  const { mode, guestId, desired } = source.props;
  if (mode === 'masks') {
    if (domains.length === 0) return adapters.every((id) => !hasId(desired.apmask, id));
    if (adapters.length === 0) return domains.every((id) => !hasId(desired.aqmask, id));
    const { classes } = source.described.cells;
    return adapters.every((adapter) =>
      domains.every((domain) => classes[adapter * 256 + domain] !== CELL_CLASS.HOST),
    );
  }
  const matrix = desired.mdevs.find((mdev) => mdev.id === guestId)?.matrix;
  if (matrix === undefined) return false;
  if (mode === 'control') return domains.every((id) => hasId(matrix.adm, id));
  return adapters.every((id) => hasId(matrix.apm, id)) && domains.every((id) => hasId(matrix.aqm, id));
}

/** Where a state points: the hovered place, or the end of a drag. */
function targetOf(state: Interaction): Target {
  switch (state.kind) {
    case 'hovering':
      return state.target;
    case 'paintingCells':
      return { area: 'cell', ...state.last };
    case 'rubberBand':
      return { area: 'cell', ...state.to };
    case 'paintingHeaders':
      return state.axis === 'row' ? { area: 'row', row: state.to } : { area: 'column', column: state.to };
    default:
      return { area: 'outside' };
  }
}

/** Cell of the grid the container's cursor is on; null = none, or not shown. */
export function cursorIn(geometry: Geometry, cursor: Apqn | null): CellAt | null {
  if (cursor === null) return null;
  const row = geometry.rowOf[cursor >> 8]!;
  const column = geometry.columnOf[cursor & 255]!;
  return row < 0 || column < 0 ? null : { row, column };
}

/** Painting is for the wish only, and needs a guest unless the host masks are painted. */
export function isPaintable(props: Pick<ApGridProps, 'layer' | 'mode' | 'guestId'>): boolean {
  return props.layer === 'desired' && (props.mode === 'masks' || props.guestId !== null);
}

export function createController(onChange: (snapshot: Snapshot) => void): Controller {
  let held: ControllerSource | null = null;
  let seen: Point = { x: 0, y: 0 };
  let state: Interaction = IDLE;
  let hovered: GridGesture | null = null;
  /** Where the pointer was last, in the window; null once it has left or the keyboard has taken over. */
  let pointer: { readonly x: number; readonly y: number; readonly alt: boolean } | null = null;

  function current(): ControllerSource {
    if (held === null) throw new Error('the grid is not mounted');
    return held;
  }

  function publish(): void {
    onChange({ interaction: state, gesture: hovered, target: targetOf(state), scroll: scroll() });
  }

  function scroll(): Point {
    const { scroller, geometry } = current();
    return {
      x: Math.round((scroller?.scrollLeft ?? 0) * geometry.ratio),
      y: Math.round((scroller?.scrollTop ?? 0) * geometry.ratio),
    };
  }

  function scrollTo(to: Point): void {
    const { scroller, geometry } = current();
    scroller?.scrollTo({ left: to.x / geometry.ratio, top: to.y / geometry.ratio, behavior: 'instant' });
    seen = scroll();
  }

  function deviceView(): { readonly width: number; readonly height: number } {
    const { view, geometry } = current();
    return { width: view.width * geometry.ratio, height: view.height * geometry.ratio };
  }

  function showCell(cell: CellAt, margin = 0): void {
    const { geometry } = current();
    const pad = margin * geometry.ratio;
    const to = scrollToShow(geometry, scroll(), deviceView(), cell.row, cell.column, pad);
    scrollTo(to);
  }

  function cursorCell(): CellAt | null {
    const { geometry, props } = current();
    return cursorIn(geometry, props.cursor);
  }

  function context(): InteractionContext {
    return {
      axes: current().geometry,
      cursor: cursorCell(),
      scroll: scroll(),
      mode: current().props.mode,
      paintable: isPaintable(current().props),
      isPainted: (adapters, domains) => isPainted(current(), adapters, domains),
    };
  }

  function dispatch(event: GridEvent): void {
    const before = state;
    if (event.kind === 'leave' || event.kind === 'go' || event.kind === 'act') pointer = null;
    const step = stepInteraction(state, event, context());
    state = step.state;
    const { props, geometry } = current();
    for (const effect of step.effects) {
      if (effect.kind === 'hover') {
        if (hovered !== null || effect.gesture !== null) props.onHover(effect.gesture);
        hovered = effect.gesture;
      } else if (effect.kind === 'commit') props.onCommit(effect.gesture);
      else if (effect.kind === 'unpaintable') props.onUnpaintable(effect.by);
      else if (effect.kind === 'cursor') {
        const { cell } = effect;
        props.onCursor(cell && geometry.rows[cell.row]! * 256 + geometry.columns[cell.column]!);
        if (event.kind === 'go' && cell !== null) showCell(cell);
      } else scrollTo(effect.to);
    }
    if (before !== state || step.effects.length > 0) publish();
  }

  function pointOf(clientX: number, clientY: number): Point {
    const { scroller, geometry } = current();
    const box = scroller?.getBoundingClientRect();
    return {
      x: (clientX - (box?.left ?? 0)) * geometry.ratio,
      y: (clientY - (box?.top ?? 0)) * geometry.ratio,
    };
  }

  function hit(point: Point): Target {
    const size = deviceView();
    if (point.x >= size.width || point.y >= size.height) return { area: 'outside' };
    return hitTest(current().geometry, scroll(), point);
  }

  /** A drag beyond the edge of the view takes the view along. */
  function followDrag(point: Point): void {
    const { geometry } = current();
    const size = deviceView();
    const at = scroll();
    const along = (value: number, start: number, end: number) =>
      value < start ? -geometry.pitch : value > end ? geometry.pitch : 0;
    const x = along(point.x, geometry.headerWidth, size.width);
    const y = along(point.y, geometry.headerHeight, size.height);
    if (state.kind === 'paintingHeaders') {
      if (state.axis === 'row') scrollTo({ x: at.x, y: at.y + y });
      else scrollTo({ x: at.x + x, y: at.y });
    } else if (x !== 0 || y !== 0) scrollTo({ x: at.x + x, y: at.y + y });
  }

  function pointerMoved(clientX: number, clientY: number, alt: boolean): void {
    const point = pointOf(clientX, clientY);
    pointer = { x: clientX, y: clientY, alt };
    if (state.kind === 'paintingCells' || state.kind === 'paintingHeaders' || state.kind === 'rubberBand')
      followDrag(point);
    const nearest = nearestCell(current().geometry, scroll(), point);
    dispatch({ kind: 'move', target: hit(point), nearest, point, alt });
  }

  function cellsMoved(): void {
    // A drag keeps what it has; nothing hovered stays nothing until the pointer moves.
    if (state.kind !== 'hovering') return;
    if (pointer === null) return publish();
    const point = pointOf(pointer.x, pointer.y);
    const nearest = nearestCell(current().geometry, scroll(), point);
    dispatch({ kind: 'move', target: hit(point), nearest, point, alt: pointer.alt });
    publish();
  }

  return {
    update(source) {
      held = source;
    },
    source: current,
    interaction: () => state,
    publish,
    scroll,
    lastScroll: () => seen,
    scrolled() {
      seen = scroll();
    },
    scrollTo,
    showCell,
    cursorCell,
    pointOf,
    hit,
    dispatch,
    pointerMoved,
    cellsMoved,
  };
}
