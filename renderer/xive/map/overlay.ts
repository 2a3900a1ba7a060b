/** What lies over the picture and changes often: hover, selection, and the small step that is animated. */
import type { TraceStage } from '../../../shared/xive/cards.ts';
import type { Colours } from './colours.ts';
import { unitsOf } from './ground.ts';
import type { Pointed } from './hit.ts';
import type { Highlight, Selection } from './map-props.ts';
import type { Scene } from './scene.ts';
import { createSketch, type Shape, type Sketch } from './shapes.ts';
import { type Interval, placed, placedParts } from './space.ts';

export interface OverlayFacts {
  readonly selected: Selection | null;
  readonly hover: Pointed | null;
  readonly highlight: Highlight | null;
  readonly colours: Colours;
}

/** Height of a row of pages without its signs. */
const PAGE_ROW = 30;

export function overlayOf(
  scene: Scene,
  { selected, hover, highlight, colours }: OverlayFacts,
): readonly Shape[] {
  const sketch = createSketch();
  if (hover !== null)
    sketch.rect(hover.x - 1, hover.y - 1, Math.max(4, hover.width + 1), hover.height + 2, {
      stroke: colours.text,
      radius: 3,
      alpha: 0.75,
    });
  if (selected !== null) drawSelection(sketch, scene, selected, colours);
  if (highlight !== null) drawHighlight(sketch, scene, highlight, colours);
  return sketch.shapes;
}

function span({ axis }: Scene, [from, to]: Interval): { readonly x: number; readonly width: number } | null {
  const [start, end] = [axis.x(from), axis.x(to)];
  const [x, stop] = [Math.max(axis.left, start), Math.min(axis.left + axis.width, end)];
  return stop < axis.left || x > axis.left + axis.width ? null : { x, width: Math.max(3, stop - x) };
}

function drawSelection(sketch: Sketch, scene: Scene, selected: Selection, colours: Colours): void {
  const units = unitsOf(scene.ground, selected);
  const { rows } = scene;
  const place = units === null ? null : span(scene, units);
  const look = { stroke: colours.focus, line: 2, radius: 3 };
  for (const { target, x, y, width, height } of scene.hits)
    if (target !== null && selected.kind !== 'source' && same(target, selected))
      sketch.rect(x - 1.5, y - 1.5, width + 2, height + 3, look);
  if (place === null || selected.kind === 'vma') return;
  if (selected.kind !== 'page')
    sketch.rect(place.x - 1.5, rows.strip.y - 2, place.width + 2, rows.strip.height + 4, look);
  if (selected.kind === 'device') return;
  sketch.rect(place.x - 2, rows.pages.y - 3, place.width + 3, PAGE_ROW + 6, look);
  const middle = place.x + place.width / 2;
  sketch.path([middle, rows.strip.y + rows.strip.height + 2, middle, rows.pages.y - 3], {
    stroke: colours.focus,
    dash: [2, 4],
    alpha: 0.8,
  });
}

function same(left: Selection, right: Selection): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

type Level = 'strip' | 'regions' | 'lanes' | 'pages' | 'magnifier';

/** Where on its way from the guest to the hardware page a small step is. */
const LEVELS: Readonly<Partial<Record<TraceStage, readonly [from: Level, to: Level]>>> = {
  access: ['strip', 'strip'],
  region: ['strip', 'regions'],
  vma: ['regions', 'lanes'],
  pte: ['lanes', 'pages'],
  fault: ['pages', 'lanes'],
  owner: ['lanes', 'strip'],
  insert: ['strip', 'pages'],
  hit: ['pages', 'magnifier'],
  notify: ['magnifier', 'strip'],
  claim: ['strip', 'strip'],
  create: ['strip', 'strip'],
  free: ['strip', 'strip'],
  map: ['lanes', 'lanes'],
  unmap: ['lanes', 'lanes'],
  protect: ['lanes', 'lanes'],
  regions: ['regions', 'regions'],
  set: ['strip', 'strip'],
  clear: ['strip', 'strip'],
  zap: ['pages', 'pages'],
};

function unitsOfEntry({ ground }: Scene, { entry }: Highlight): Interval[] {
  const { space } = ground;
  const parts: Interval[] = [];
  if (entry.pages !== null)
    parts.push(...placedParts(space.addressToUnit, entry.pages[0], entry.pages[1] + 1));
  if (parts.length === 0 && entry.lisns !== null)
    parts.push(...placedParts(space.guestToUnit, 2 * entry.lisns[0], 2 * entry.lisns[1] + 2));
  if (parts.length === 0 && entry.pages !== null) {
    const vma = ground.moment.vmas.find(
      ({ start, end }) => entry.pages![0] >= start && entry.pages![0] < end,
    );
    const stands = vma?.stands ?? null;
    const unit = stands === null ? null : placed(space.guestToUnit, stands + entry.pages[0] - vma!.start);
    if (unit !== null) parts.push([unit, unit + entry.pages[1] - entry.pages[0] + 1]);
  }
  return parts;
}

function drawHighlight(sketch: Sketch, scene: Scene, highlight: Highlight, colours: Colours): void {
  const levels = LEVELS[highlight.entry.stage];
  const { rows } = scene;
  const bad = highlight.entry.outcome !== 'done';
  const colour = bad ? colours.danger : colours.accent;
  const spread = 2 + 5 * Math.abs(Math.sin(highlight.progress * Math.PI));
  for (const units of unitsOfEntry(scene, highlight)) {
    const place = span(scene, units);
    if (place === null) continue;
    const bottom = rows.pages.y + PAGE_ROW;
    sketch.rect(place.x - 3, rows.strip.y - 4, place.width + 6, bottom - rows.strip.y + 8, {
      fill: colour,
      alpha: 0.1,
      radius: 4,
    });
    if (levels === undefined) continue;
    const row = rows[levels[1]];
    const height = levels[1] === 'pages' ? PAGE_ROW : row.height;
    if (levels[1] !== 'magnifier')
      sketch.rect(place.x - spread, row.y - spread, place.width + 2 * spread, height + 2 * spread, {
        stroke: colour,
        line: 2.5,
        radius: 5,
      });
    drawMarker(sketch, scene, highlight, levels, place.x + place.width / 2, colour, colours);
  }
}

function drawMarker(
  sketch: Sketch,
  { rows }: Scene,
  { progress, entry }: Highlight,
  levels: readonly [Level, Level],
  x: number,
  colour: string,
  colours: Colours,
): void {
  const middle = (level: Level) =>
    rows[level].y + (level === 'pages' ? PAGE_ROW : Math.min(rows[level].height, 40)) / 2;
  const eased = progress * progress * (3 - 2 * progress);
  const [start, end] = [middle(levels[0]), middle(levels[1])];
  const y = start + (end - start) * eased;
  if (start !== end) sketch.path([x, start, x, y], { stroke: colour, line: 2, dash: [4, 3] });
  sketch.rect(x - 7, y - 7, 14, 14, { fill: colour, stroke: colours.background, line: 2, radius: 7 });
  if (entry.outcome !== 'done')
    sketch.lines([x - 3, y - 3, x + 3, y + 3, x + 3, y - 3, x - 3, y + 3], colours.onDanger, 1.6);
}
