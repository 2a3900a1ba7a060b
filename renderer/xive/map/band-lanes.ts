/** A lane for each mapping: its pieces, what of them the guest cannot reach, and where a fault would go wrong. */
import type { ShownVma, VmMoment } from '../../../shared/xive/moment.ts';
import { lisnName } from '../../../shared/xive/pages.ts';
import { stacked, uncovered } from './bars.ts';
import { classesIn } from './columns.ts';
import { hatched, heading, misresolvedMark, differenceMark } from './marks.ts';
import { OWNER_BITS } from './page-index.ts';
import type { Row, Stage } from './scene.ts';
import { textWidth } from './shapes.ts';
import { type Interval, placedParts } from './space.ts';
import { counted, hex, many, pieceName } from './words.ts';

const TITLE = 19;
const BAR = 26;
const SMALL_BAR = 18;
const BETWEEN = 9;
/** With more mappings than this the lanes have no titles and share rows. */
const MOST_TITLED = 4;
const MOST_ROWS = 4;

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

/** Where a piece stands on the axis; null where the guest knows nothing of it. */
export function unitOf(stage: Pick<Stage, 'ground'>, { start, pgoff, stands }: ShownVma): number | null {
  const { view } = stage.ground.space;
  return view === 'guest' ? stands : view === 'file' ? pgoff : start;
}

function lisnsOf({ lisns }: ShownVma): string {
  return lisns === null ? '' : `LISN ${lisnName(lisns[0])} – ${lisnName(lisns[1])}`;
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
      'none: an access by the guest is emulated, or fails',
    );
    return { y, height: TITLE };
  }
  return lanes.length <= MOST_TITLED ? titledLanes(stage, lanes, y) : sharedLanes(stage, lanes, y);
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
  const { sketch, colours, left, right, axis } = stage;
  const [base, ...overlays] = lanes;
  const pieces = stage.ground.moment.vmas.filter(({ kind }) => kind === 'esb').length;
  heading(
    sketch,
    colours,
    { x: left, right, y: y + 11 },
    'Mappings in QEMU',
    `${many(lanes.length, 'mmap')}, ${many(pieces, 'line')} in the maps file`,
  );
  let top = y + TITLE;
  drawLane(stage, base!, top, BAR, 0);
  top += BAR + 4;
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
  const { rows, rest } = stacked(seen, MOST_ROWS);
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

/** A fault in it finds another LISN than the guest means (xive.md 3.3). */
function isWrong({ serves, stands }: ShownVma): boolean {
  return serves !== null && stands !== null && serves !== stands;
}

/** Address pages of a piece that no region shows to the guest. */
function hiddenParts({ ground }: Stage, { start, end }: ShownVma): [number, number][] {
  if (ground.moment.regions.length === 0) return [];
  const shown = ground.addressToGuest.flatMap(({ from, to }): Interval[] =>
    from < end && to > start ? [[from, to]] : [],
  );
  return uncovered(start, end, shown);
}

function drawPiece(
  stage: Stage,
  vma: ShownVma,
  unit: number,
  top: number,
  height: number,
  one: number,
): void {
  const { sketch, colours, axis, hits, left, right, ground } = stage;
  const [x, end] = [Math.max(left, axis.x(unit)), Math.min(right, axis.x(unit + vma.end - vma.start))];
  if (end - x < 0.4) return;
  const owner = colours.owners[one]!;
  const hidden = hiddenParts(stage, vma);
  const at = (page: number) => Math.max(x, Math.min(end, axis.x(unit + page - vma.start)));
  const name = pieceName(vma);
  const short = vma.pieces > 1 ? `.${name.split('.').at(-1)}` : name;
  const last = vma.pgoff + vma.end - vma.start - 1;
  const wrong = isWrong(vma);
  let titled = false;
  for (const [from, to] of uncovered(vma.start, vma.end, hidden)) {
    const [start, stop] = [at(from), at(to)];
    const width = Math.max(1.5, stop - start - 1.5);
    if (stop <= start) continue;
    const box = { x: start, y: top, width, height };
    sketch.rect(start, top, width, height, { fill: owner.fill, radius: Math.min(4, width / 2) });
    if (one !== 0) sketch.box(owner.text, start + 2, top + height - 3, Math.max(0, width - 4), 3);
    sketch.flush();
    if (wrong) {
      hatched(sketch, box, colours.danger, 7);
      sketch.rect(start + 1, top + 1, width - 2, height - 2, { stroke: colours.danger, line: 2, radius: 4 });
    }
    const texts = [
      [name, `pgoff ${hex(vma.pgoff)} – ${hex(last)}`, lisnsOf(vma)].join('   '),
      `${name}  pgoff ${hex(vma.pgoff)}`,
      name,
      short,
    ];
    const fitting = titled ? undefined : texts.find((text) => textWidth(text, 11, true) + 6 <= width);
    if (wrong) wrongWords(stage, vma, box);
    else if (fitting !== undefined) {
      sketch.text(
        start + Math.min(8, (width - textWidth(fitting, 11, true)) / 2),
        top + height / 2 + 4,
        fitting,
        { size: 11, mono: true, fill: owner.text },
      );
      titled = true;
    }
  }
  for (const [from, to] of hidden) {
    const [start, stop] = [at(from), at(to)];
    if (stop - start < 1) continue;
    sketch.rect(start + 0.5, top + 0.5, Math.max(1, stop - start - 2.5), height - 1, {
      stroke: owner.ink,
      dash: [4, 3],
      radius: 4,
    });
    sketch.text(start + 8, top + height / 2 + 4, 'hidden', {
      size: 11,
      fill: colours.textSoft,
      within: stop - start - 12,
    });
  }
  if (ground.other !== null && !hasSame(ground.other, vma))
    differenceMark(sketch, Math.min(end - 8, x + (end - x) / 2), top - 3, 8, colours);
  hits.push({
    x,
    y: top,
    width: Math.max(3, end - x),
    height,
    target: { kind: 'vma', id: vma.id },
    lines: [
      name,
      `File pages ${hex(vma.pgoff)} to ${hex(last)}, ${lisnsOf(vma)}`,
      `At ${hex(ground.moment.base + vma.start * ground.moment.pageSize)}, ${many(vma.end - vma.start, 'page')}`,
      ...(hidden.length > 0
        ? [
            `${many(
              hidden.reduce((sum, [from, to]) => sum + to - from, 0),
              'page',
            )} hidden from the guest`,
          ]
        : []),
      ...(wrong ? [`A fault in it shows ${servedWords(vma)}`] : []),
      ...(vma.protection === 'readWrite'
        ? []
        : [vma.protection === 'read' ? 'Stores end in a signal' : 'No access is allowed']),
    ],
  });
}

/** Lines of the maps file that the other side has not. */
export function differingVmas(moment: VmMoment, other: VmMoment): number {
  return moment.vmas.filter((vma) => !hasSame(other, vma)).length;
}

function hasSame(other: VmMoment, { mapping, start, end, pgoff }: ShownVma): boolean {
  return other.vmas.some(
    (one) => one.mapping === mapping && one.start === start && one.end === end && one.pgoff === pgoff,
  );
}

function servedWords({ serves, stands }: ShownVma): string {
  const side = (page: number) => `LISN ${lisnName(Math.floor(page / 2))}`;
  return `${side(serves!)} where ${side(stands!)} is meant`;
}

function wrongWords(
  { sketch, colours }: Stage,
  vma: ShownVma,
  box: { x: number; y: number; width: number; height: number },
): void {
  const text = servedWords(vma);
  const within = box.width - 34;
  const width = Math.min(textWidth(text, 10.5, false), within);
  const middle = box.y + box.height / 2;
  if (within > 60) {
    sketch.rect(box.x + 5, middle - 8, width + 24, 16, { fill: colours.background, radius: 3 });
    sketch.text(box.x + 22, middle + 4, text, { size: 10.5, bold: true, fill: colours.danger, within });
  }
  misresolvedMark(sketch, box.x + Math.min(13, box.width / 2), middle + 6, 12, colours);
}
