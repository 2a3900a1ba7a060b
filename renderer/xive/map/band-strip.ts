/** What the guest reads and writes: a pair of pages for each source, in the colour of its owner. */
import { lisnName } from '../../../shared/xive/pages.ts';
import { classesIn, columnsOf, openParts, ownerColumn, PAIR_PIXELS } from './columns.ts';
import { hatched } from './marks.ts';
import { ORPHAN_BIT, OWNER_BITS, UNCLAIMED_BIT } from './page-index.ts';
import type { Row, Stage } from './scene.ts';
import { textWidth } from './shapes.ts';
import { placedParts } from './space.ts';

const LABELS = 15;
const HEIGHT = 32;
const MOST_NAMES = 60;

export function drawStrip(stage: Stage, y: number): Row {
  const { sketch, colours, axis, ground, left, right } = stage;
  const top = y + LABELS;
  drawDevices(stage, y);
  if (axis.scale * 2 < PAIR_PIXELS) {
    for (const column of columnsOf(axis, ground.sources, left, right))
      ownerColumn(sketch, colours, column, top, HEIGHT);
    sketch.flush();
  } else drawPairs(stage, top);
  return { y: top, height: HEIGHT };
}

function drawPairs(stage: Stage, top: number): void {
  const { sketch, colours, axis, ground } = stage;
  const labels: [number, number, number, number][] = [];
  const orphans: [number, number][] = [];
  for (const [from, to] of openParts(axis))
    for (const stretch of ground.unitToGuest)
      for (const [low, high] of placedParts([stretch], Math.floor(from), Math.ceil(to)))
        for (let lisn = Math.floor(low / 2); 2 * lisn < high; lisn++) {
          const unit = stretch.from + 2 * lisn - stretch.at;
          const [start, end] = [axis.x(unit), axis.x(unit + 2)];
          const x = Math.max(stage.left, start);
          const width = Math.min(stage.right, end - Math.min(2, (end - start) * 0.16)) - x;
          if (width <= 0) continue;
          const bits = ground.sources.bits(unit, unit + 2);
          if (bits === 0) {
            sketch.box(colours.line, x, top + HEIGHT - 3, width, 2);
            continue;
          }
          const one = classesIn(bits & OWNER_BITS)[0] ?? 0;
          const owner = colours.owners[one]!;
          if ((bits & UNCLAIMED_BIT) === 0) sketch.box(owner.fill, x, top, width, HEIGHT);
          else {
            sketch.box(owner.fill, x, top, width, 2);
            sketch.box(owner.fill, x, top + HEIGHT - 2, width, 2);
          }
          if (one !== 0) sketch.box(owner.text, x, top + HEIGHT - 4, width, 4);
          if ((bits & ORPHAN_BIT) !== 0) orphans.push([x, width]);
          if (width >= 44 && width > (end - start) * 0.8)
            labels.push([x, width, lisn, (bits & UNCLAIMED_BIT) === 0 ? one : -1]);
        }
  sketch.flush();
  for (const [x, width] of orphans) {
    hatched(sketch, { x, y: top, width, height: HEIGHT }, colours.background, 6, 0.7);
    sketch.rect(x + 1, top + 1, width - 2, HEIGHT - 2, { stroke: colours.warning, line: 2, dash: [4, 3] });
  }
  for (const [x, width, lisn, one] of labels) labelPair(stage, { x, width, top }, lisn, one);
}

function labelPair(
  { sketch, colours }: Stage,
  { x, width, top }: { readonly x: number; readonly width: number; readonly top: number },
  lisn: number,
  one: number,
): void {
  const fill = one < 0 ? colours.text : colours.owners[one]!.text;
  if (width < 96) {
    sketch.text(x + width / 2, top + 19, lisnName(lisn), { size: 10.5, mono: true, fill, align: 'center' });
    return;
  }
  const middle = x + width / 2;
  sketch.lines([middle, top + 2, middle, top + HEIGHT - 5], fill, 1, 0.55);
  sketch.text(x + 5, top + 12, lisnName(lisn), { size: 10.5, mono: true, fill });
  sketch.text(x + 5, top + 25, 'trigger', { size: 10, fill, within: width / 2 - 8 });
  sketch.text(middle + 5, top + 25, 'EOI · PQ', { size: 10, fill, within: width / 2 - 8 });
}

/** Names of devices over their sources, as far as they do not meet; passed-through ones first. */
function drawDevices(stage: Stage, y: number): void {
  const { sketch, colours, axis, ground, left, right } = stage;
  const names: { x: number; end: number; device: string; ink: string; passed: boolean }[] = [];
  for (const { from, to, device } of deviceRanges(stage))
    for (const [first, end] of placedParts(ground.space.guestToUnit, 2 * from, 2 * to + 2)) {
      const [x, stop] = [Math.max(left, axis.x(first)), Math.min(right, axis.x(end))];
      if (stop <= left || x >= right) continue;
      const one = classesIn(ground.sources.bits(first, end) & OWNER_BITS & ~1)[0] ?? 0;
      const { ink } = colours.owners[one]!;
      sketch.box(ink, x, y + LABELS - 4, Math.max(1, stop - x - 1), 2);
      names.push({ x, end: x + textWidth(device, 11, false) * 1.12, device, ink, passed: one !== 0 });
    }
  sketch.flush();
  const taken: { readonly x: number; readonly end: number }[] = [];
  for (const name of [...names.filter(({ passed }) => passed), ...names.filter(({ passed }) => !passed)]) {
    if (taken.length > MOST_NAMES || name.end > right) continue;
    if (taken.some(({ x, end }) => name.x < end + 6 && name.end > x - 6)) continue;
    taken.push(name);
    sketch.text(name.x, y + 8, name.device, { size: 11, bold: true, fill: name.ink });
  }
}

function deviceRanges({ ground }: Stage): { from: number; to: number; device: string }[] {
  const ranges: { from: number; to: number; device: string }[] = [];
  for (const { from, to, device } of ground.moment.sources) {
    if (device === null) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.device === device && last.to + 1 === from) last.to = to;
    else ranges.push({ from, to, device });
  }
  return ranges;
}
