/** The whole picture, top to bottom: what the guest sees, how it is mapped, what is populated, and single pages large. */
import { type Axis, axisOf } from './axis.ts';
import { drawLanes } from './band-lanes.ts';
import { drawMagnifier } from './band-magnifier.ts';
import { drawDifferences, drawPages } from './band-pages.ts';
import { drawRegions } from './band-regions.ts';
import { drawFolds, drawRuler } from './band-ruler.ts';
import { drawStrip } from './band-strip.ts';
import { drawTima } from './band-tima.ts';
import type { Colours } from './colours.ts';
import type { Ground } from './ground.ts';
import type { MapWindow, Selection } from './map-props.ts';
import { createSketch, type Shape, type Sketch } from './shapes.ts';

export const MARGIN = 16;

/** Something that can be pointed at; the last of those under the pointer counts. */
export interface Hit {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Null = only told, not chosen. */
  readonly target: Selection | null;
  readonly lines: readonly string[];
}

export interface Row {
  readonly y: number;
  readonly height: number;
}

export interface Rows {
  readonly strip: Row;
  readonly regions: Row;
  readonly lanes: Row;
  readonly pages: Row;
  readonly magnifier: Row;
}

export interface Stage {
  readonly sketch: Sketch;
  readonly ground: Ground;
  readonly axis: Axis;
  readonly colours: Colours;
  readonly hits: Hit[];
  readonly left: number;
  readonly right: number;
  /** Little room: rows without titles, so that the populated pages are seen. */
  readonly compact: boolean;
}

export interface Scene {
  readonly ground: Ground;
  readonly axis: Axis;
  readonly shapes: readonly Shape[];
  readonly hits: readonly Hit[];
  readonly rows: Rows;
  /** LISNs in the magnifier, `[first, last]`. */
  readonly magnified: readonly [first: number, last: number] | null;
  readonly width: number;
  readonly height: number;
}

export interface SceneOptions {
  readonly axis: Axis;
  readonly colours: Colours;
  readonly width: number;
  readonly focus: number | null;
  /** Pixels between bands beyond the least. */
  readonly air?: number;
  /** Draws the compact form into so many pixels: TIMA and magnifier only where they fit. */
  readonly room?: number | null;
}

export function sceneAxis(ground: Ground, window: MapWindow | null, width: number): Axis {
  return axisOf(ground.extent, window, MARGIN, Math.max(60, width - 2 * MARGIN));
}

/** Space between bands. */
const GAP = 13;
const COMPACT_GAP = 5;
/** TIMA and magnifier beside each other. */
const LOWER_PART = 170;

/** In very little room the regions, which tell least of what is wrong, make way for the pages. */
export function sceneOf(ground: Ground, options: SceneOptions): Scene {
  const scene = drawn(ground, options, true);
  const { pages } = scene.rows;
  const { room = null } = options;
  return room !== null && pages.y + pages.height > room ? drawn(ground, options, false) : scene;
}

function drawn(ground: Ground, options: SceneOptions, withRegions: boolean): Scene {
  const { axis, colours, width, focus, air = 0, room = null } = options;
  const compact = room !== null;
  const between = compact ? COMPACT_GAP : GAP + air;
  const sketch = createSketch();
  const back = createSketch();
  const hits: Hit[] = [];
  const stage: Stage = { sketch, ground, axis, colours, hits, left: MARGIN, right: width - MARGIN, compact };
  let y = compact ? 2 : 10;
  const band = (draw: (stage: Stage, y: number) => Row): Row => {
    const row = draw(stage, y);
    y = row.y + row.height + between;
    return row;
  };
  const ruler = band(drawRuler);
  y -= between;
  const strip = band(drawStrip);
  const regions = withRegions ? band(drawRegions) : { y, height: 0 };
  const lanes = band(drawLanes);
  const pages = band(drawPages);
  if (ground.differences !== null) band(drawDifferences);
  const bottom = y + (compact ? 0 : 6);
  const lower = !compact || bottom + LOWER_PART <= room ? drawLower(stage, bottom, focus, pages) : null;
  drawFolds({ ...stage, sketch: back }, ruler, pages.y + pages.height);
  return {
    ground,
    axis,
    shapes: [...back.shapes, ...sketch.shapes],
    hits,
    rows: { strip, regions, lanes, pages, magnifier: lower?.magnifier.row ?? { y: bottom, height: 0 } },
    magnified: lower?.magnifier.lisns ?? null,
    width,
    height: lower?.height ?? bottom,
  };
}

function drawLower(stage: Stage, y: number, focus: number | null, pages: Row) {
  const tima = drawTima(stage, y);
  const magnifier = drawMagnifier(stage, y, focus, pages, tima);
  const { row } = magnifier;
  return { magnifier, height: Math.max(tima.y + tima.height, row.y + row.height) + 12 };
}
