/**
 * The two canvases of the grid and what has to be painted on them. Requests are collected and painted once a frame;
 * `flush` paints at once, where waiting would show an empty frame.
 */
import { type ApCells, changedCells } from '../../../shared/ap/cells.ts';
import type { CellLook, GuestMark } from './cell-look.ts';
import type { Geometry, Point } from './geometry.ts';
import { type CellPainter, createCellPainter } from './painter-cells.ts';
import { type HeaderFacts, paintHeaders } from './painter-headers.ts';
import { type OverlayFacts, paintOverlay } from './painter-overlay.ts';
import type { Palette } from '../../ui/palette.ts';
import { penOf } from './sprites.ts';

export interface PaintInfo {
  /** Cells drawn; 0 = only headers or overlay. */
  readonly cells: number;
  /** Time of the drawing calls; what the browser does to show them is not in it. */
  readonly milliseconds: number;
}

export interface Scene {
  readonly geometry: Geometry;
  /** CSS pixels. */
  readonly view: { readonly width: number; readonly height: number };
  readonly cells: ApCells;
  readonly marks: readonly GuestMark[];
  readonly shape: CellLook['shape'];
  readonly headers: HeaderFacts;
  readonly palette: Palette;
}

export interface Surface {
  /** Paints what differs from the last scene. */
  show(scene: Scene): void;
  scrolled(): void;
  /** Paints other facts on the overlay. */
  point(facts: OverlayFacts): void;
  /** 0..1, how far the pulse around the highlighted cells has faded. */
  pulse(faded: number): void;
  /** Paints now what is waiting. */
  flush(): void;
  destroy(): void;
}

interface Waiting {
  all: boolean;
  headers: boolean;
  cells: number[];
}

const NOTHING = (): Waiting => ({ all: false, headers: false, cells: [] });

export function createSurface(source: {
  readonly base: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  readonly scroll: () => Point;
  readonly onPainted: (info: PaintInfo) => void;
}): Surface {
  const basePen = penOf(source.base);
  const overlayPen = penOf(source.overlay);
  let scene: Scene | null = null;
  let waiting = NOTHING();
  let frame = 0;
  let facts: OverlayFacts | null = null;
  let faded = 1;
  const painter: CellPainter = createCellPainter({
    cells: () => scene!.cells,
    marks: () => scene!.marks,
    palette: () => scene!.palette,
    shape: () => scene!.shape,
  });

  function request(): void {
    if (frame === 0) frame = requestAnimationFrame(flush);
  }

  function paintBase(shown: Scene, todo: Waiting, view: { width: number; height: number }): number {
    const { geometry, palette } = shown;
    const scroll = source.scroll();
    if (todo.all) {
      basePen.fillStyle = palette.background;
      basePen.fillRect(0, 0, view.width, view.height);
    }
    const cells = todo.all
      ? painter.all(basePen, geometry, scroll, view)
      : painter.some(basePen, geometry, scroll, view, todo.cells);
    if (todo.all || todo.headers)
      paintHeaders({ pen: basePen, geometry, scroll, view, palette, facts: shown.headers });
    return cells;
  }

  function flush(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    const todo = waiting;
    waiting = NOTHING();
    if (scene === null || source.base.width === 0 || source.base.height === 0) return;
    const start = performance.now();
    const view = { width: source.base.width, height: source.base.height };
    const cells = todo.all || todo.headers || todo.cells.length > 0 ? paintBase(scene, todo, view) : 0;
    const { geometry, palette } = scene;
    if (facts !== null)
      paintOverlay({ pen: overlayPen, geometry, scroll: source.scroll(), view, palette }, facts, faded);
    source.onPainted({ cells, milliseconds: performance.now() - start });
  }

  function fit(canvas: HTMLCanvasElement, shown: Scene): void {
    const width = Math.round(shown.view.width * shown.geometry.ratio);
    const height = Math.round(shown.view.height * shown.geometry.ratio);
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / shown.geometry.ratio}px`;
    canvas.style.height = `${height / shown.geometry.ratio}px`;
    waiting.all = true;
  }

  return {
    show(next) {
      const before = scene;
      scene = next;
      fit(source.base, next);
      fit(source.overlay, next);
      if (
        before === null ||
        before.geometry !== next.geometry ||
        before.palette !== next.palette ||
        before.marks !== next.marks ||
        before.shape !== next.shape
      )
        waiting.all = true;
      else if (before.cells !== next.cells) waiting.cells.push(...changedCells(before.cells, next.cells));
      if (before?.headers !== next.headers) waiting.headers = true;
      flush();
    },
    scrolled() {
      waiting.all = true;
      request();
    },
    point(next) {
      facts = next;
      request();
    },
    pulse(next) {
      faded = next;
      request();
    },
    flush,
    destroy() {
      cancelAnimationFrame(frame);
    },
  };
}
