/**
 * What pointer and keyboard do to the grid, as named states. Pure: an event gives the next state and what has to
 * happen; no DOM, no React. Cancel (Escape, lost pointer) restores what was there when the state was entered.
 */
import type { GridGesture, GridMode } from '../model.ts';
import { type Axes, cellsBetween, type Point, type Target } from './geometry.ts';

export interface CellAt {
  readonly row: number;
  readonly column: number;
}
type PaintMode = GridGesture['mode'];

export type Interaction =
  | { readonly kind: 'idle' }
  | { readonly kind: 'hovering'; readonly target: Target }
  | {
      readonly kind: 'paintingCells';
      readonly last: CellAt;
      readonly rows: ReadonlySet<number>;
      readonly columns: ReadonlySet<number>;
      readonly mode: PaintMode;
      readonly cursorBefore: CellAt | null;
    }
  | {
      readonly kind: 'paintingHeaders';
      readonly axis: 'row' | 'column';
      readonly from: number;
      readonly to: number;
      readonly mode: PaintMode;
      readonly cursorBefore: CellAt | null;
    }
  | {
      readonly kind: 'rubberBand';
      readonly from: CellAt;
      readonly to: CellAt;
      readonly mode: PaintMode;
      readonly by: 'pointer' | 'keyboard';
      readonly cursorBefore: CellAt | null;
    }
  | { readonly kind: 'panning'; readonly from: Point; readonly scrollBefore: Point };

export type GridEvent =
  /** `nearest`: the cell closest to the pointer, for drags that leave the cells. */
  | {
      readonly kind: 'move';
      readonly target: Target;
      readonly nearest: CellAt | null;
      readonly point: Point;
      readonly alt: boolean;
    }
  | { readonly kind: 'leave' }
  | {
      readonly kind: 'press';
      readonly target: Target;
      readonly point: Point;
      /** `pan`: middle button, or the primary one while the space bar is held. */
      readonly button: 'primary' | 'pan';
      readonly shift: boolean;
      readonly alt: boolean;
    }
  | { readonly kind: 'release' }
  | { readonly kind: 'cancel' }
  /** Keyboard: the cursor goes to a cell; `extend` spans a rectangle from where it was. */
  | { readonly kind: 'go'; readonly to: CellAt; readonly extend: boolean }
  /** Keyboard: paint or erase at the cursor, or the whole row or column of the cursor. */
  | { readonly kind: 'act'; readonly what: 'cell' | 'row' | 'column'; readonly alt: boolean };

export type Effect =
  | { readonly kind: 'hover'; readonly gesture: GridGesture | null }
  | { readonly kind: 'commit'; readonly gesture: GridGesture }
  /** Painting was asked for where it cannot be done: whoever shows the grid says why. */
  | { readonly kind: 'unpaintable'; readonly by: 'pointer' | 'keyboard' }
  /** Null: whole rows or columns were painted, so no cell of before is what is looked at. */
  | { readonly kind: 'cursor'; readonly cell: CellAt | null }
  | { readonly kind: 'scroll'; readonly to: Point };

export interface InteractionContext {
  readonly axes: Axes;
  readonly cursor: CellAt | null;
  readonly scroll: Point;
  readonly mode: GridMode;
  /** False in the layers `host` and `guest`, and while no guest is picked: clicks then only move the cursor. */
  readonly paintable: boolean;
  /** The gesture's cells are already as painting would leave them, so a click takes them away. */
  readonly isPainted: (adapters: readonly number[], domains: readonly number[]) => boolean;
}

export interface Step {
  readonly state: Interaction;
  readonly effects: readonly Effect[];
}

export const IDLE: Interaction = { kind: 'idle' };

function ascending(ids: Iterable<number>): number[] {
  return [...ids].sort((left, right) => left - right);
}

/** Control domains have no adapter, so there only the columns count. Null when nothing would be touched. */
function gesture(
  context: InteractionContext,
  rows: Iterable<number>,
  columns: Iterable<number>,
  mode: PaintMode,
): GridGesture | null {
  const adapters = context.mode === 'control' ? [] : ascending(rows).map((row) => context.axes.rows[row]!);
  const domains = ascending(columns).map((column) => context.axes.columns[column]!);
  return adapters.length + domains.length === 0 ? null : { adapters, domains, mode };
}

function rangeOf(from: number, to: number): number[] {
  const first = Math.min(from, to);
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => first + at);
}

function partsOf(target: Target): readonly [rows: number[], columns: number[]] {
  if (target.area === 'cell') return [[target.row], [target.column]];
  if (target.area === 'row') return [[target.row], []];
  return target.area === 'column' ? [[], [target.column]] : [[], []];
}

function modeFor(
  context: InteractionContext,
  rows: readonly number[],
  columns: readonly number[],
  alt: boolean,
): PaintMode {
  if (alt) return 'erase';
  const wanted = gesture(context, rows, columns, 'paint');
  return wanted !== null && context.isPainted(wanted.adapters, wanted.domains) ? 'erase' : 'paint';
}

/** The gesture a state stands for: what its release would do, or a click where it hovers. */
export function gestureOf(state: Interaction, context: InteractionContext, alt = false): GridGesture | null {
  if (!context.paintable) return null;
  if (state.kind === 'hovering') {
    const [rows, columns] = partsOf(state.target);
    return gesture(context, rows, columns, modeFor(context, rows, columns, alt));
  }
  if (state.kind === 'paintingCells') return gesture(context, state.rows, state.columns, state.mode);
  if (state.kind === 'paintingHeaders') {
    const range = rangeOf(state.from, state.to);
    return gesture(
      context,
      state.axis === 'row' ? range : [],
      state.axis === 'column' ? range : [],
      state.mode,
    );
  }
  if (state.kind === 'rubberBand')
    return gesture(
      context,
      rangeOf(state.from.row, state.to.row),
      rangeOf(state.from.column, state.to.column),
      state.mode,
    );
  return null;
}

function entered(
  state: Interaction,
  context: InteractionContext,
  effects: readonly Effect[] = [],
  alt = false,
): Step {
  return { state, effects: [...effects, { kind: 'hover', gesture: gestureOf(state, context, alt) }] };
}

function sameTarget(left: Target, right: Target): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function cancelled(state: Interaction, context: InteractionContext): Step {
  if (state.kind === 'panning') return { state: IDLE, effects: [{ kind: 'scroll', to: state.scrollBefore }] };
  const before = 'cursorBefore' in state ? state.cursorBefore : null;
  return entered(IDLE, context, before === null ? [] : [{ kind: 'cursor', cell: before }]);
}

function pressed(event: Extract<GridEvent, { kind: 'press' }>, context: InteractionContext): Step {
  if (event.button === 'pan')
    return entered({ kind: 'panning', from: event.point, scrollBefore: context.scroll }, context);
  const { target } = event;
  if (target.area === 'outside') return entered(IDLE, context);
  const [rows, columns] = partsOf(target);
  const mode = modeFor(context, rows, columns, event.alt);
  const cursorBefore = context.cursor;
  if (target.area !== 'cell') {
    if (!context.paintable)
      return entered({ kind: 'hovering', target }, context, [{ kind: 'unpaintable', by: 'pointer' }]);
    if (context.mode === 'control' && target.area === 'row')
      return entered({ kind: 'hovering', target }, context);
    const at = target.area === 'row' ? target.row : target.column;
    return entered(
      { kind: 'paintingHeaders', axis: target.area, from: at, to: at, mode, cursorBefore },
      context,
    );
  }
  const cell: CellAt = { row: target.row, column: target.column };
  if (event.shift && context.cursor !== null) {
    const from = context.cursor;
    return entered(
      {
        kind: 'rubberBand',
        from,
        to: cell,
        mode: event.alt ? 'erase' : 'paint',
        by: 'pointer',
        cursorBefore,
      },
      context,
    );
  }
  const cursor: Effect = { kind: 'cursor', cell };
  if (!context.paintable)
    return entered({ kind: 'hovering', target }, context, [cursor, { kind: 'unpaintable', by: 'pointer' }]);
  return entered(
    {
      kind: 'paintingCells',
      last: cell,
      rows: new Set(rows),
      columns: new Set(columns),
      mode,
      cursorBefore,
    },
    context,
    [cursor],
  );
}

function moved(
  state: Interaction,
  event: Extract<GridEvent, { kind: 'move' }>,
  context: InteractionContext,
): Step {
  if (state.kind === 'panning') {
    const to = {
      x: state.scrollBefore.x + state.from.x - event.point.x,
      y: state.scrollBefore.y + state.from.y - event.point.y,
    };
    return { state, effects: [{ kind: 'scroll', to }] };
  }
  const { nearest } = event;
  if (state.kind === 'rubberBand' && state.by === 'pointer') {
    if (nearest === null || (nearest.row === state.to.row && nearest.column === state.to.column))
      return { state, effects: [] };
    return entered({ ...state, to: nearest }, context);
  }
  if (state.kind === 'paintingCells') {
    if (nearest === null || (nearest.row === state.last.row && nearest.column === state.last.column))
      return { state, effects: [] };
    const between = cellsBetween(state.last, nearest);
    return entered(
      {
        ...state,
        last: nearest,
        rows: new Set([...state.rows, ...between.map((cell) => cell.row)]),
        columns: new Set([...state.columns, ...between.map((cell) => cell.column)]),
      },
      context,
    );
  }
  if (state.kind === 'paintingHeaders') {
    const to = nearest === null ? state.to : nearest[state.axis];
    return to === state.to ? { state, effects: [] } : entered({ ...state, to }, context);
  }
  if (state.kind === 'rubberBand') return { state, effects: [] };
  if (state.kind === 'hovering' && sameTarget(state.target, event.target)) return { state, effects: [] };
  if (event.target.area === 'outside') return entered(IDLE, context);
  return entered({ kind: 'hovering', target: event.target }, context, [], event.alt);
}

function released(state: Interaction, context: InteractionContext): Step {
  if (state.kind === 'panning') return { state: IDLE, effects: [] };
  if (state.kind !== 'paintingCells' && state.kind !== 'paintingHeaders' && state.kind !== 'rubberBand')
    return { state, effects: [] };
  const done = gestureOf(state, context);
  const effects: Effect[] = [{ kind: 'hover', gesture: null }];
  if (state.kind === 'rubberBand') effects.push({ kind: 'cursor', cell: state.to });
  if (state.kind === 'paintingHeaders') effects.push({ kind: 'cursor', cell: null });
  if (done !== null) effects.push({ kind: 'commit', gesture: done });
  // Idle, not hovering: right after painting a cell nobody wants to read that a click would take it away again.
  return { state: IDLE, effects };
}

function gone(
  state: Interaction,
  event: Extract<GridEvent, { kind: 'go' }>,
  context: InteractionContext,
): Step {
  const cursor: Effect = { kind: 'cursor', cell: event.to };
  if (event.extend && context.paintable) {
    const band = state.kind === 'rubberBand' && state.by === 'keyboard' ? state : null;
    const from = band?.from ?? context.cursor ?? event.to;
    const mode = band?.mode ?? modeFor(context, [from.row], [from.column], false);
    const cursorBefore = band?.cursorBefore ?? context.cursor;
    return entered({ kind: 'rubberBand', from, to: event.to, mode, by: 'keyboard', cursorBefore }, context, [
      cursor,
    ]);
  }
  return entered({ kind: 'hovering', target: { area: 'cell', ...event.to } }, context, [cursor]);
}

function acted(
  state: Interaction,
  event: Extract<GridEvent, { kind: 'act' }>,
  context: InteractionContext,
): Step {
  if (state.kind === 'rubberBand') return released(event.alt ? { ...state, mode: 'erase' } : state, context);
  if (!context.paintable) return { state, effects: [{ kind: 'unpaintable', by: 'keyboard' }] };
  if (context.cursor === null) return { state, effects: [] };
  const { row, column } = context.cursor;
  const target: Target =
    event.what === 'cell'
      ? { area: 'cell', row, column }
      : event.what === 'row'
        ? { area: 'row', row }
        : { area: 'column', column };
  const done = gestureOf({ kind: 'hovering', target }, context, event.alt);
  const effects: Effect[] = [{ kind: 'hover', gesture: null }];
  if (done !== null) effects.push({ kind: 'commit', gesture: done });
  return { state: IDLE, effects };
}

export function stepInteraction(state: Interaction, event: GridEvent, context: InteractionContext): Step {
  const busy = state.kind !== 'idle' && state.kind !== 'hovering';
  switch (event.kind) {
    case 'move':
      return moved(state, event, context);
    case 'press':
      return busy && !(state.kind === 'rubberBand' && state.by === 'keyboard')
        ? { state, effects: [] }
        : pressed(event, context);
    case 'release':
      return state.kind === 'rubberBand' && state.by === 'keyboard'
        ? { state, effects: [] }
        : released(state, context);
    case 'leave':
      return busy ? { state, effects: [] } : entered(IDLE, context);
    case 'cancel':
      return cancelled(state, context);
    case 'go':
      return gone(state, event, context);
    case 'act':
      return acted(state, event, context);
  }
}
