/** Pages populated by faults so far, and where they differ from the other side. */
import { classesIn, columnsOf, openParts, ownerColumn } from './columns.ts';
import { sourceName, shownAt } from './lookup.ts';
import { differenceMark, heading, misresolvedMark, staleMark } from './marks.ts';
import { OWNER_BITS, STALE_BIT, UNKNOWN_BIT, WRONG_BITS } from './page-index.ts';
import type { Colours } from './colours.ts';
import type { Sketch } from './shapes.ts';
import type { Row, Stage } from './scene.ts';
import { differingVmas } from './lane-piece.ts';
import { placed } from './space.ts';
import { counted, many } from './words.ts';

const TITLE = 20;
const HEIGHT = 30;
/** Room below the row for the signs of wrong pages. */
const MARKS = 13;
/** Pixels a page from which on single pages are drawn. */
const PAGE_PIXELS = 2.5;

export function drawPages(stage: Stage, y: number): Row {
  const { sketch, colours, axis, ground, left, right } = stage;
  const { moment } = ground;
  const { populated, fromSetup, stale, misresolved } = moment.counts;
  const start = fromSetup > 0 ? [`${counted(fromSetup)} more from the start`] : [];
  const wrong = [
    ...(stale > 0 ? [`${counted(stale)} stale`] : []),
    ...(misresolved > 0 ? [`${counted(misresolved)} misresolved`] : []),
  ];
  const about = moment.pagesKnown
    ? [many(populated - fromSetup, 'page'), ...start, ...wrong].join(', ')
    : 'not told by a reading without a trace: what is drawn is likely, not known';
  heading(
    sketch,
    colours,
    { x: left, right, y: y + 11 },
    'Pages populated by faults so far',
    about,
    wrong.length > 0 ? 'danger' : 'plain',
  );
  const top = y + TITLE;
  const signs: Sign[] = [];
  if (axis.scale < PAGE_PIXELS) drawColumns(stage, top, signs);
  else drawSingle(stage, top, signs);
  drawSigns(stage, signs, top);
  return { y: top, height: HEIGHT + MARKS };
}

interface Sign {
  readonly x: number;
  readonly width: number;
  readonly bits: number;
}

/** Where colours are forced there is no grey between page and ground: then lines above and below say that a page has its place. */
function emptyBox(sketch: Sketch, colours: Colours, x: number, top: number, width: number): void {
  if (colours.empty !== colours.background) return sketch.box(colours.empty, x, top, width, HEIGHT);
  sketch.box(colours.lineStrong, x, top, width, 1);
  sketch.box(colours.lineStrong, x, top + HEIGHT - 1, width, 1);
}

function drawColumns(
  { sketch, colours, axis, ground, left, right }: Stage,
  top: number,
  signs: Sign[],
): void {
  for (const column of columnsOf(axis, ground.sources, left, right))
    emptyBox(sketch, colours, column.x, top, column.width);
  sketch.flush();
  for (const column of columnsOf(axis, ground.pages, left, right)) {
    const [from, to] = [Math.floor(column.from), Math.ceil(column.to)];
    const share = ground.pages.count(from, to) / Math.max(1, to - from);
    // Height tells how many of the column's pages are populated; a few must still be seen.
    const height = Math.max(8, Math.round(HEIGHT * Math.min(1, Math.sqrt(share))));
    ownerColumn(sketch, colours, column, top + HEIGHT - height, height);
    if ((column.bits & WRONG_BITS) !== 0) signs.push(column);
  }
  sketch.flush();
}

function drawSingle(stage: Stage, top: number, signs: Sign[]): void {
  const { sketch, colours, axis, ground } = stage;
  const likely: [number, number, string][] = [];
  const labels: (() => void)[] = [];
  for (const [from, to] of openParts(axis))
    for (let unit = Math.floor(from); unit < to; unit++) {
      const bits = ground.pages.bits(unit, unit + 1);
      const [start, end] = [axis.x(unit), axis.x(unit + 1)];
      const x = Math.max(stage.left, start);
      const width = Math.min(stage.right, end - Math.min(1.5, (end - start) * 0.2)) - x;
      if (width <= 0) continue;
      if (bits === 0) {
        if (ground.sources.bits(unit, unit + 1) !== 0) emptyBox(sketch, colours, x, top, width);
        continue;
      }
      const one = classesIn(bits & OWNER_BITS)[0] ?? 0;
      if ((bits & UNKNOWN_BIT) !== 0) likely.push([x, width, colours.owners[one]!.ink]);
      else ownerColumn(sketch, colours, { x, width, bits }, top, HEIGHT);
      if ((bits & WRONG_BITS) !== 0) signs.push({ x, width, bits });
      if (width >= 40)
        labels.push(() => labelPage(stage, unit, { x, width, top }, (bits & UNKNOWN_BIT) !== 0 ? null : one));
    }
  sketch.flush();
  for (const [x, width, ink] of likely) {
    sketch.rect(x + 0.5, top + 0.5, width - 1, HEIGHT - 1, { stroke: ink, dash: [2, 2] });
    if (width >= 7) sketch.text(x + width / 2, top + 19, '?', { size: 10, fill: ink, align: 'center' });
  }
  for (const label of labels) label();
}

function labelPage(
  { sketch, colours, ground }: Stage,
  unit: number,
  { x, width, top }: { readonly x: number; readonly width: number; readonly top: number },
  one: number | null,
): void {
  const address = placed(ground.unitToAddress, unit);
  const shown = address === null ? null : shownAt(ground.moment, address);
  if (shown === null || one === null) return;
  const fill = colours.owners[one]!.text;
  sketch.text(x + 4, top + 12, sourceName(shown.hw), { size: 10, mono: true, fill, within: width - 6 });
  sketch.text(x + 4, top + 24, shown.run.step === 0 ? 'set-up' : `step ${shown.run.step}`, {
    size: 9.5,
    fill,
    within: width - 6,
  });
}

/** A strong outline around wrong pages and, below, their sign; signs that would meet are one. */
function drawSigns({ sketch, colours }: Stage, signs: readonly Sign[], top: number): void {
  let taken = Number.NEGATIVE_INFINITY;
  for (const { x, width, bits } of signs) {
    const wide = Math.max(3, width);
    sketch.rect(x - 1, top - 2, wide + 2, HEIGHT + 4, { stroke: colours.danger, line: 2 });
    if (width >= 5 && width < 40) sketch.box(colours.danger, x, top + HEIGHT - 8, width, 2);
    const middle = x + width / 2;
    if (middle - taken < 13) continue;
    taken = middle;
    const mark = (bits & STALE_BIT) !== 0 ? staleMark : misresolvedMark;
    mark(sketch, middle, top + HEIGHT + 15, 11, colours);
  }
  sketch.flush();
}

const DIFFERENCE_HEIGHT = 9;
/** Room for the signs above the row. */
const COMPACT_TITLE = 8;

export function drawDifferences(stage: Stage, y: number): Row {
  const { sketch, colours, axis, ground, left, right } = stage;
  const index = ground.differences!;
  const columns = columnsOf(axis, index, left, right);
  if (!stage.compact) {
    const lines = differingVmas(ground.moment, ground.other!);
    const about = [
      columns.length === 0
        ? 'no page or owner that is seen here'
        : 'pages and owners that are not the same there',
      ...(lines > 0 ? [`${many(lines, 'line')} of the maps file`] : []),
    ].join(', ');
    heading(sketch, colours, { x: left, right, y: y + 11 }, 'Differs from the other side', about);
  }
  const top = y + (stage.compact ? COMPACT_TITLE : TITLE);
  sketch.rect(left, top, right - left, DIFFERENCE_HEIGHT, { fill: colours.empty, radius: 2 });
  let taken = Number.NEGATIVE_INFINITY;
  const marks: number[] = [];
  for (const { x, width } of columns) {
    sketch.box(colours.warning, x, top, width, DIFFERENCE_HEIGHT);
    const middle = x + width / 2;
    if (middle - taken < 12) continue;
    taken = middle;
    marks.push(middle);
  }
  sketch.flush();
  for (const x of marks) differenceMark(sketch, x, top - 5, 8, colours);
  return { y: top, height: DIFFERENCE_HEIGHT };
}
