import { expect, test } from 'vitest';
import type { GridGesture } from '../model.ts';
import type { Axes, Target } from './geometry.ts';
import {
  gestureOf,
  type GridEvent,
  IDLE,
  type InteractionContext,
  type Interaction,
  stepInteraction,
} from './interaction.ts';

function index(ids: readonly number[]): Int16Array {
  const found = new Int16Array(256).fill(-1);
  ids.forEach((id, at) => {
    found[id] = at;
  });
  return found;
}
const rows = [0, 1, 3, 4, 10];
const columns = [4, 5, 6, 71, 84];
const axes: Axes = { rows, columns, rowOf: index(rows), columnOf: index(columns) };

function contextOf(part: Partial<InteractionContext> = {}): InteractionContext {
  return {
    axes,
    cursor: { row: 1, column: 1 },
    scroll: { x: 5, y: 7 },
    mode: 'assign',
    paintable: true,
    isPainted: () => false,
    ...part,
  };
}

const point = { x: 0, y: 0 };
function cell(row: number, column: number): Target {
  return { area: 'cell', row, column };
}
function press(
  target: Target,
  part: { shift?: boolean; alt?: boolean; button?: 'primary' | 'pan' } = {},
): GridEvent {
  return { kind: 'press', target, point, button: 'primary', shift: false, alt: false, ...part };
}
function move(
  row: number,
  column: number,
  to: Partial<Extract<GridEvent, { kind: 'move' }>> = {},
): GridEvent {
  return { kind: 'move', target: cell(row, column), nearest: { row, column }, point, alt: false, ...to };
}

/** Plays events; the cursor follows as a container would move it. */
function play(events: readonly GridEvent[], part: Partial<InteractionContext> = {}) {
  let state: Interaction = IDLE;
  let context = contextOf(part);
  const commits: GridGesture[] = [];
  const hovers: (GridGesture | null)[] = [];
  const scrolls: unknown[] = [];
  for (const event of events) {
    const step = stepInteraction(state, event, context);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'cursor') context = { ...context, cursor: effect.cell };
      if (effect.kind === 'commit') commits.push(effect.gesture);
      if (effect.kind === 'hover') hovers.push(effect.gesture);
      if (effect.kind === 'scroll') scrolls.push(effect.to);
    }
  }
  return { state: state.kind, commits, lastHover: hovers.at(-1), cursor: context.cursor, scrolls };
}

test('a click paints a cell, in one gesture, and asks for no preview of taking it back', () => {
  expect(play([move(2, 3), press(cell(2, 3)), { kind: 'release' }])).toEqual({
    state: 'idle',
    commits: [{ adapters: [3], domains: [71], mode: 'paint' }],
    lastHover: null,
    cursor: { row: 2, column: 3 },
    scrolls: [],
  });
});

test('hovering shows what a click would do; Alt, or a cell the guest has, erases', () => {
  expect([
    play([move(0, 0)]).lastHover,
    play([move(0, 0, { alt: true })]).lastHover,
    play([move(0, 0)], { isPainted: () => true }).lastHover,
    play([move(0, 0), { kind: 'leave' }]).lastHover,
    play([move(0, 0, { target: { area: 'column', column: 2 } })]).lastHover,
  ]).toEqual([
    { adapters: [0], domains: [4], mode: 'paint' },
    { adapters: [0], domains: [4], mode: 'erase' },
    { adapters: [0], domains: [4], mode: 'erase' },
    null,
    { adapters: [], domains: [6], mode: 'paint' },
  ]);
});

test('a fast drag paints the cells between two pointer events too', () => {
  expect(play([press(cell(0, 0)), move(3, 3), { kind: 'release' }]).commits).toEqual([
    { adapters: [0, 1, 3, 4], domains: [4, 5, 6, 71], mode: 'paint' },
  ]);
});

test('Shift spans a rectangle from the cursor', () => {
  expect(play([press(cell(2, 2), { shift: true }), move(3, 0), { kind: 'release' }])).toEqual({
    state: 'idle',
    commits: [{ adapters: [1, 3, 4], domains: [4, 5], mode: 'paint' }],
    lastHover: null,
    cursor: { row: 3, column: 0 },
    scrolls: [],
  });
});

test('header clicks and drags name one axis', () => {
  expect([
    play([press({ area: 'row', row: 1 }), { kind: 'release' }]).commits,
    play([press({ area: 'column', column: 3 }), move(0, 1), { kind: 'release' }]).commits,
  ]).toEqual([
    [{ adapters: [1], domains: [], mode: 'paint' }],
    [{ adapters: [], domains: [5, 6, 71], mode: 'paint' }],
  ]);
});

test('control mode touches columns only', () => {
  expect([
    play([press(cell(2, 3)), { kind: 'release' }], { mode: 'control' }).commits,
    play([press({ area: 'row', row: 1 }), { kind: 'release' }], { mode: 'control' }).commits,
  ]).toEqual([[{ adapters: [], domains: [71], mode: 'paint' }], []]);
});

test('cancel restores cursor and scroll position', () => {
  const pan = [
    press(cell(0, 0), { button: 'pan' }),
    move(0, 0, { point: { x: -30, y: -40 } }),
    { kind: 'cancel' },
  ] as const;
  expect([
    play([press(cell(4, 4)), move(2, 2), { kind: 'cancel' }]),
    play([{ kind: 'go', to: { row: 3, column: 3 }, extend: true }, { kind: 'cancel' }]),
    play(pan),
  ]).toEqual([
    { state: 'idle', commits: [], lastHover: null, cursor: { row: 1, column: 1 }, scrolls: [] },
    { state: 'idle', commits: [], lastHover: null, cursor: { row: 1, column: 1 }, scrolls: [] },
    {
      state: 'idle',
      commits: [],
      lastHover: null,
      cursor: { row: 1, column: 1 },
      scrolls: [
        { x: 35, y: 47 },
        { x: 5, y: 7 },
      ],
    },
  ]);
});

test('where nothing can be painted, whoever shows the grid is told that a click or Enter asked for it', () => {
  const asked = (event: GridEvent) =>
    stepInteraction(IDLE, event, contextOf({ paintable: false })).effects.filter(
      ({ kind }) => kind === 'unpaintable',
    );
  expect([
    asked(press(cell(2, 2))),
    asked(press({ area: 'row', row: 1 })),
    asked({ kind: 'act', what: 'cell', alt: false }),
    asked({ kind: 'go', to: { row: 1, column: 1 }, extend: false }),
  ]).toEqual([
    [{ kind: 'unpaintable', by: 'pointer' }],
    [{ kind: 'unpaintable', by: 'pointer' }],
    [{ kind: 'unpaintable', by: 'keyboard' }],
    [],
  ]);
});

test('after whole rows are painted no cell of before is looked at any more', () => {
  expect(play([press({ area: 'row', row: 1 }), { kind: 'release' }]).cursor).toBe(null);
});

test('where nothing can be painted, a click only moves the cursor', () => {
  expect(
    play([move(2, 2), press(cell(2, 2)), move(3, 3), { kind: 'release' }], { paintable: false }),
  ).toEqual({ state: 'hovering', commits: [], lastHover: null, cursor: { row: 2, column: 2 }, scrolls: [] });
});

test('the keyboard paints cells, rows, columns and rectangles', () => {
  const go = (row: number, column: number, extend = false): GridEvent => ({
    kind: 'go',
    to: { row, column },
    extend,
  });
  const act = (what: 'cell' | 'row' | 'column', alt = false): GridEvent => ({ kind: 'act', what, alt });
  expect([
    play([go(2, 2), act('cell')]).commits,
    play([go(2, 2), act('cell', true)]).commits,
    play([go(2, 2), act('row')]).commits,
    play([go(2, 2), act('column')]).commits,
    play([go(2, 2, true), go(3, 2, true), act('cell')]).commits,
    play([go(2, 2, true), go(3, 3), act('cell')]).commits,
  ]).toEqual([
    [{ adapters: [3], domains: [6], mode: 'paint' }],
    [{ adapters: [3], domains: [6], mode: 'erase' }],
    [{ adapters: [3], domains: [], mode: 'paint' }],
    [{ adapters: [], domains: [6], mode: 'paint' }],
    [{ adapters: [1, 3, 4], domains: [5, 6], mode: 'paint' }],
    [{ adapters: [4], domains: [71], mode: 'paint' }],
  ]);
});

test('an idle grid stands for no gesture', () => {
  expect(gestureOf(IDLE, contextOf())).toBeNull();
});
