/** A lane for each mapping, with titles, or in rows they share where there are many or little room. */
import { hex } from '../../../shared/xive/pages.ts';
import type { ShownVma, VmMoment } from '../../../shared/xive/moment.ts';
import { stacked } from './bars.ts';
import { classesIn } from './columns.ts';
import { drawPiece, isWrong, unitOf } from './lane-piece.ts';
import { heading } from './marks.ts';
import { OWNER_BITS } from './page-index.ts';
import type { Row, Stage } from './scene.ts';
import { placedParts } from './space.ts';
import { counted, many, pieceName } from './words.ts';

const TITLE = 19;
const BAR = 26;
const SMALL_BAR = 18;
const BETWEEN = 9;
/** With more mappings than this the lanes have no titles and share rows. */
const MOST_TITLED = 4;
const MOST_ROWS = 4;
const MOST_COMPACT_ROWS = 2;

interface Lane {
  readonly mapping: string;
  readonly pieces: readonly ShownVma[];
}

export function lanesOf(moment: VmMoment): readonly Lane[] {
  const lanes = new Map<string, ShownVma[]>();
  for (const vma of moment.vmas)
    if (vma.kind === 'esb') lanes.set(vma.mapping, [...(lanes.get(vma.mapping) ?? []), vma]);
  return [...lanes].map(([mapping, pieces]) => ({
    mapping,
    pieces: pieces.sort((one, two) => one.start - two.start),
  }));
}

function classOf({ ground }: Stage, lane: Lane): number {
  const { stands } = lane.pieces[0]!;
  if (stands === null || lane.mapping === lanesOf(ground.moment)[0]!.mapping) return 0;
  let bits = 0;
  for (const { stands: from, start, end } of lane.pieces)
    if (from !== null)
      for (const [low, high] of placedParts(ground.space.guestToUnit, from, from + end - start))
        bits |= ground.sources.bits(low, high);
  return classesIn(bits & OWNER_BITS & ~1)[0] ?? 0;
}

function deviceOf({ ground }: Stage, { pieces }: Lane): string | null {
  for (const { lisns } of pieces)
    for (const { from, to, device } of ground.moment.sources)
      if (lisns !== null && device !== null && from <= lisns[1] && to >= lisns[0]) return device;
  return null;
}

export function drawLanes(stage: Stage, y: number): Row {
  const { sketch, colours, left, right } = stage;
  const lanes = lanesOf(stage.ground.moment);
  if (lanes.length === 0) {
    heading(
      sketch,
      colours,
      { x: left, right, y: y + 11 },
      'Mappings in QEMU',
      stage.ground.moment.told.vmas
        ? 'none: an access by the guest is emulated, or fails'
        : 'not told by these texts',
    );
    return { y, height: TITLE };
  }
  return lanes.length <= MOST_TITLED && !stage.compact
    ? titledLanes(stage, lanes, y)
    : sharedLanes(stage, lanes, y);
}

function titledLanes(stage: Stage, lanes: readonly Lane[], y: number): Row {
  const { sketch, colours, left, right } = stage;
  let top = y;
  for (const [at, lane] of lanes.entries()) {
    const split = lane.pieces.length;
    const device = at === 0 ? null : deviceOf(stage, lane);
    const title = device === null ? lane.mapping : `${lane.mapping} — ${device}`;
    const first = lane.pieces[0]!;
    const made = first.step === 0 ? 'one mmap at start' : `mmap at step ${first.step}`;
    const wrong = lane.pieces.filter(isWrong).map((vma) => pieceName(vma));
    const about = [
      made,
      split > 1
        ? `split in ${split} lines of the maps file`
        : `pgoff ${hex(first.pgoff)}, ${many(first.end - first.start, 'page')}`,
      ...(wrong.length > 0 ? [`faults in ${wrong.join(' and ')} show wrong LISNs`] : []),
    ].join(' · ');
    const tone = wrong.length > 0 ? 'danger' : 'plain';
    heading(sketch, colours, { x: left, right, y: top + 11 }, title, about, tone);
    top += TITLE;
    drawLane(stage, lane, top, BAR, classOf(stage, lane));
    top += BAR + BETWEEN;
  }
  return { y, height: top - BETWEEN - y };
}

function sharedLanes(stage: Stage, lanes: readonly Lane[], y: number): Row {
  const { sketch, colours, left, right, axis, compact } = stage;
  const [base, ...overlays] = lanes;
  let top = y;
  if (!compact) {
    const pieces = stage.ground.moment.vmas.filter(({ kind }) => kind === 'esb').length;
    const about = `${many(lanes.length, 'mmap')}, ${many(pieces, 'line')} in the maps file`;
    heading(sketch, colours, { x: left, right, y: y + 11 }, 'Mappings in QEMU', about);
    top += TITLE;
  }
  drawLane(stage, base!, top, compact ? SMALL_BAR : BAR, 0);
  top += (compact ? SMALL_BAR : BAR) + 4;
  const bars = overlays.flatMap((lane) => {
    const units = lane.pieces.flatMap((vma) => {
      const from = unitOf(stage, vma);
      return from === null ? [] : [[from, from + vma.end - vma.start] as const];
    });
    if (units.length === 0) return [];
    return [
      { lane, from: Math.min(...units.map(([from]) => from)), to: Math.max(...units.map(([, to]) => to)) },
    ];
  });
  const seen = bars.filter(({ from, to }) => to > axis.window.from && from < axis.window.to);
  const { rows, rest } = stacked(seen, compact ? MOST_COMPACT_ROWS : MOST_ROWS);
  for (const row of rows) {
    for (const { lane } of row) drawLane(stage, lane, top, SMALL_BAR, classOf(stage, lane));
    top += SMALL_BAR + 4;
  }
  if (rest.length > 0) {
    for (const { from, to } of rest) {
      const [x, end] = [Math.max(left, axis.x(from)), Math.min(right, axis.x(to))];
      if (end > x) sketch.box(colours.lineStrong, x, top, Math.max(1, end - x), 8);
    }
    sketch.flush();
    sketch.text(right, top + 20, `+ ${counted(rest.length)} more here`, {
      size: 11,
      fill: colours.textSoft,
      align: 'right',
    });
    top += 24;
  }
  return { y, height: top - 4 - y };
}

function drawLane(stage: Stage, lane: Lane, top: number, height: number, one: number): void {
  const { axis, sketch, colours, left, right } = stage;
  let before: number | null = null;
  for (const vma of lane.pieces) {
    const unit = unitOf(stage, vma);
    if (unit === null) continue;
    if (before !== null && unit > before) {
      const [x, end] = [Math.max(left, axis.x(before)), Math.min(right, axis.x(unit))];
      if (end - x > 2) {
        sketch.rect(x + 1.5, top + 0.5, end - x - 4, height - 1, {
          stroke: colours.owners[one]!.ink,
          dash: [3, 3],
          radius: 4,
          alpha: 0.8,
        });
        sketch.text(x + 8, top + height / 2 + 4, 'mapped over', {
          size: 11,
          fill: colours.textSoft,
          within: end - x - 14,
        });
      }
    }
    drawPiece(stage, vma, unit, top, height, one);
    before = unit + vma.end - vma.start;
  }
}
