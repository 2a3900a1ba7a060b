/**
 * What a click is going to paint, painted before the engine's answer: its preview said what the click does, so the
 * cells change in the frame of the click. The next state replaces the promise; a refusal takes it back.
 */
import { type ApCells, CELL_FLAG } from '../../../shared/ap/cells.ts';
import type { PaintChoice } from '../../../shared/ap/preview.ts';
import { apqnsOf } from './preview-cells.ts';
import type { Scene, Surface } from './surface.ts';

/** Longer than any edit takes; only a refusal or a broken connection leaves a promise unkept. */
const PROMISE_LASTS = 800;

/** The cells as they will be when the choice is made by guest number `owner` (index in `state.mdevs` plus 1). */
export function promisedCells(cells: ApCells, choice: PaintChoice, owner: number): ApCells {
  const promised = {
    classes: cells.classes,
    owner: cells.owner.slice(),
    second: cells.second.slice(),
    flags: cells.flags.slice(),
  };
  for (const apqn of apqnsOf(choice.adds)) {
    if (promised.owner[apqn] === 0) promised.owner[apqn] = owner;
    promised.flags[apqn]! ^= CELL_FLAG.CHANGED;
  }
  for (const apqn of apqnsOf(choice.removes)) {
    if (promised.owner[apqn] === owner) {
      promised.owner[apqn] = promised.second[apqn]!;
      promised.second[apqn] = 0;
    } else if (promised.second[apqn] === owner) promised.second[apqn] = 0;
    promised.flags[apqn] =
      (promised.flags[apqn]! ^ CELL_FLAG.CHANGED) & ~CELL_FLAG.CONFLICT & ~CELL_FLAG.HIDDEN;
  }
  for (const apqn of apqnsOf(choice.hides)) promised.flags[apqn]! |= CELL_FLAG.HIDDEN;
  for (const apqn of apqnsOf(choice.reveals)) promised.flags[apqn]! &= ~CELL_FLAG.HIDDEN;
  return promised;
}

export interface Promiser {
  /** Paints what the choice will do; nothing when it would be refused. */
  promise(surface: Surface, scene: Scene, choice: PaintChoice, owner: number): void;
  /** A state came that the promise was about, or that overtook it. */
  settled(): void;
}

export function createPromiser(): Promiser {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    promise(surface, scene, choice, owner) {
      if (choice.refusal !== null || choice.edits.length === 0 || owner === 0) return;
      clearTimeout(timer);
      surface.show({ ...scene, cells: promisedCells(scene.cells, choice, owner) });
      timer = setTimeout(() => surface.show(scene), PROMISE_LASTS);
    },
    settled() {
      clearTimeout(timer);
    },
  };
}
