/** Regions of guest memory, the higher ones above, and the memory slots KVM has of them. */
import type { ShownRegion } from '../../../shared/xive/moment.ts';
import { lisnName } from '../../../shared/xive/pages.ts';
import { type Bar, stacked, uncovered } from './bars.ts';
import { classesIn } from './columns.ts';
import { heading } from './marks.ts';
import { OWNER_BITS } from './page-index.ts';
import type { Row, Stage } from './scene.ts';
import { textWidth } from './shapes.ts';
import { type Interval, placed, placedParts } from './space.ts';
import { counted, many } from './words.ts';

const TITLE = 20;
const BAR = 19;
const BETWEEN = 3;
const SLOT = 15;
/** Without its number. */
const COMPACT_SLOT = 8;
const MOST_ROWS = 2;

interface RegionBar extends Bar {
  readonly region: ShownRegion;
}

function unitsOf({ ground }: Stage, region: ShownRegion, first: number, last: number): Interval[] {
  const { space } = ground;
  if (space.view !== 'qemu') return placedParts(space.guestToUnit, 2 * first, 2 * last + 2);
  if (region.page === null) return [];
  const from = region.page + 2 * (first - region.firstLisn);
  return [[from, from + 2 * (last - first + 1)]];
}

export function drawRegions(stage: Stage, y: number): Row {
  const { sketch, colours, ground, left, right } = stage;
  const { moment } = ground;
  if (stage.compact) return compactRegions(stage, y);
  const overlays = moment.regions.filter(({ base }) => !base).length;
  const about = [
    moment.told.regions && moment.regions.length > 0
      ? overlays === 0
        ? 'no overlay'
        : many(overlays, 'overlay')
      : 'not told by these texts',
    moment.told.slots ? many(moment.slots.length, 'KVM memory slot') : 'KVM memory slots not told',
  ].join(', ');
  heading(sketch, colours, { x: left, right, y: y + 11 }, 'Regions of guest memory', about);
  const bars = barsOf(stage);
  const above = stacked(
    bars.filter(({ region }) => !region.base),
    MOST_ROWS,
  );
  const bases = bars
    .filter(({ region }) => region.base)
    .sort((one, two) => two.region.priority - one.region.priority);
  let top = y + TITLE;
  for (const row of [...above.rows, ...bases.map((bar) => [bar])]) {
    for (const bar of row) drawRegion(stage, bar, top);
    top += BAR + BETWEEN;
  }
  if (above.rest.length > 0) {
    for (const { from, to } of above.rest) restBox(stage, from, to, top);
    sketch.flush();
    sketch.text(right, top + 9, `+ ${counted(above.rest.length)} more`, {
      size: 10.5,
      fill: colours.textSoft,
      align: 'right',
    });
    top += 15;
  }
  if (bars.length === 0) {
    sketch.text(left, top + 13, 'Not told: no region tree was read', { size: 11.5, fill: colours.textFaint });
    top += BAR;
  }
  drawSlots(stage, top);
  return { y: y + TITLE, height: top + (moment.slots.length > 0 ? SLOT : 0) - y - TITLE };
}

function barsOf(stage: Stage): RegionBar[] {
  return stage.ground.moment.regions.flatMap((region) =>
    unitsOf(stage, region, region.firstLisn, region.firstLisn + region.count - 1).map(([from, to]) => ({
      from,
      to,
      region,
    })),
  );
}

/** All in one row, higher ones over lower ones as the guest sees them, and the slots right below. */
function compactRegions(stage: Stage, y: number): Row {
  const bars = barsOf(stage).sort((one, two) => one.region.priority - two.region.priority);
  for (const bar of bars) drawRegion(stage, bar, y);
  drawSlots(stage, y + BAR);
  return { y, height: BAR + COMPACT_SLOT };
}

function restBox({ sketch, colours, axis, left, right }: Stage, from: number, to: number, top: number): void {
  const [x, end] = [Math.max(left, axis.x(from)), Math.min(right, axis.x(to))];
  if (end > x) sketch.box(colours.lineStrong, x, top, Math.max(1, end - x), 9);
}

function drawRegion(stage: Stage, { from, to, region }: RegionBar, top: number): void {
  const { sketch, colours, axis, ground, hits, left, right } = stage;
  const [x, end] = [Math.max(left, axis.x(from)), Math.min(right, axis.x(to))];
  if (end - x < 0.5) return;
  const one = region.base ? 0 : (classesIn(ground.sources.bits(from, to) & OWNER_BITS & ~1)[0] ?? 0);
  const owner = colours.owners[one]!;
  const shown = region.visible.flatMap(([first, last]) => unitsOf(stage, region, first, last));
  const title = `${region.name} · priority ${region.priority}`;
  let titled = false;
  for (const [low, high] of shown) {
    const [start, stop] = [Math.max(x, axis.x(low)), Math.min(end, axis.x(high))];
    if (stop <= start) continue;
    const width = Math.max(1.5, stop - start - 1);
    sketch.rect(start, top, width, BAR, {
      fill: colours.plate,
      stroke: owner.ink,
      radius: Math.min(3, width / 2),
      line: 1.2,
    });
    sketch.rect(start, top, Math.min(3, width), BAR, { fill: owner.ink });
    if (titled || width < 40) continue;
    const fitting = [title, region.name].find((text) => textWidth(text, 10.5, true) <= width - 14);
    sketch.text(start + 9, top + 13.5, fitting ?? region.name.replace('xive.', ''), {
      size: 10.5,
      mono: true,
      fill: colours.text,
      within: width - 14,
    });
    titled = true;
  }
  for (const [low, high] of uncovered(from, to, shown)) {
    const [start, stop] = [Math.max(x, axis.x(low)), Math.min(end, axis.x(high))];
    if (stop <= start) continue;
    sketch.rect(start + 0.5, top + 0.5, Math.max(1, stop - start - 2), BAR - 1, {
      stroke: colours.textFaint,
      dash: [3, 3],
      radius: 3,
    });
    const by = hiddenBy(stage, region, low);
    sketch.text(start + 7, top + 13.5, shown.length === 0 ? `${title}, hidden by ${by}` : `hidden by ${by}`, {
      size: 10,
      fill: colours.textFaint,
      within: stop - start - 12,
    });
  }
  const device = region.base ? null : deviceAt(stage, region);
  hits.push({
    x,
    y: top,
    width: end - x,
    height: BAR,
    target: device === null ? null : { kind: 'device', name: device },
    lines: [
      region.name,
      `LISN ${lisnName(region.firstLisn)} to ${lisnName(region.firstLisn + region.count - 1)}, priority ${region.priority}`,
      visibleWords(region),
    ],
  });
}

function visibleWords({ visible, count }: ShownRegion): string {
  const seen = visible.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (seen === 0) return 'All of it is hidden by a higher region';
  return seen === count ? 'All of it shows' : `${many(count - seen, 'LISN')} of it hidden by a higher region`;
}

function deviceAt({ ground }: Stage, { firstLisn, count }: ShownRegion): string | null {
  const end = firstLisn + count - 1;
  return (
    ground.moment.sources.find(({ device, from, to }) => device !== null && to >= firstLisn && from <= end)
      ?.device ?? null
  );
}

function hiddenBy({ ground }: Stage, region: ShownRegion, unit: number): string {
  const { view } = ground.space;
  const guest =
    view === 'qemu' ? 2 * region.firstLisn + unit - region.page! : placed(ground.unitToGuest, unit);
  const lisn = guest === null ? region.firstLisn : Math.floor(guest / 2);
  const higher = ground.moment.regions.filter(
    ({ priority, firstLisn, count }) =>
      priority > region.priority && lisn >= firstLisn && lisn < firstLisn + count,
  );
  return higher.sort((one, two) => two.priority - one.priority)[0]?.name ?? 'a higher region';
}

function drawSlots(stage: Stage, top: number): void {
  const { sketch, colours, axis, ground, hits, left, right } = stage;
  for (const [at, slot] of ground.moment.slots.entries()) {
    const units =
      ground.space.view === 'qemu'
        ? ([[slot.page, slot.page + 2 * (slot.lastLisn - slot.firstLisn + 1)]] as Interval[])
        : placedParts(ground.space.guestToUnit, 2 * slot.firstLisn, 2 * slot.lastLisn + 2);
    for (const [from, to] of units) {
      const [x, end] = [Math.max(left, axis.x(from)), Math.min(right, axis.x(to))];
      if (end - x < 1) continue;
      sketch.lines(
        [
          x + 0.5,
          top + 2,
          x + 0.5,
          top + 8,
          x + 0.5,
          top + 5,
          end - 1.5,
          top + 5,
          end - 1.5,
          top + 2,
          end - 1.5,
          top + 8,
        ],
        colours.textFaint,
      );
      const text = `slot ${at}`;
      if (end - x > 54 && !stage.compact) {
        sketch.rect(x + 8, top - 1, 34, 13, { fill: colours.background });
        sketch.text(x + 11, top + 9, text, { size: 10, fill: colours.textSoft });
      }
      hits.push({
        x,
        y: top,
        width: end - x,
        height: stage.compact ? COMPACT_SLOT : SLOT - 3,
        target: null,
        lines: [
          `KVM memory ${text}`,
          `LISN ${lisnName(slot.firstLisn)} to ${lisnName(slot.lastLisn)}`,
          `of region ${slot.region}`,
        ],
      });
    }
  }
}
