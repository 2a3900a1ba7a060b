/** Names and numbers along the axis, and the folds that run through all bands. */
import { ESB_PGOFF, LISN_RANGES, TIMA_PAGES } from '../../../shared/xive/pages.ts';
import { hatched, heading } from './marks.ts';
import type { Row, Stage } from './scene.ts';
import { textWidth } from './shapes.ts';
import { placed } from './space.ts';
import { foldWords, many, unitName } from './words.ts';

const HEIGHT = 52;
const TITLE = 19;
const SIZE = 11;
/** Pixels a name needs at least. */
const LEAST_ROOM = 24;

interface Named {
  readonly unit: number;
  readonly end: number;
  readonly name: string;
}

/** The machine that the names of LISN_RANGES are of. */
const PSERIES_LISNS = 0x2000;

function namedUnits({ ground }: Stage): readonly Named[] {
  const { space, moment } = ground;
  const named: Named[] = [];
  if (space.view === 'qemu') {
    for (const { mapping, piece, start, end } of moment.vmas)
      if (piece === 0) named.push({ unit: start, end, name: mapping });
    return named.sort((left, right) => left.unit - right.unit);
  }
  if (space.view === 'file' && moment.esbOffset >= ESB_PGOFF)
    named.push({ unit: 0, end: TIMA_PAGES, name: 'TIMA' });
  for (const { first, last, name } of LISN_RANGES) {
    const unit = placed(space.guestToUnit, 2 * first);
    if (name === 'unused' || unit === null) continue;
    const before = named.at(-1);
    // One LISN each, side by side: no room for two names.
    if (before !== undefined && first === last && before.end === unit && before.name !== 'CPU IPIs')
      named[named.length - 1] = { ...before, end: unit + 2, name: `${before.name}, ${name}` };
    else {
      const open = first === 0x1300 && moment.nrIrqs > PSERIES_LISNS;
      named.push({ unit, end: open ? space.to : unit + 2 * (last - first + 1), name });
    }
  }
  return named;
}

const TITLES = {
  guest: 'What the guest reads and writes',
  file: 'What the guest reads and writes, by page of the device file',
  qemu: 'What the guest reads and writes, by address in QEMU',
} as const;

export function drawRuler(stage: Stage, from: number): Row {
  // Without its title the rest stands where the title would.
  const y = stage.compact ? from - TITLE : from;
  const { sketch, colours, axis, ground, left, right } = stage;
  const { moment, space } = ground;
  const passed = moment.counts.passedThrough;
  const through = passed > 0 ? `, ${many(passed, 'of them passed through', 'of them passed through')}` : '';
  const about = moment.told.sources
    ? `${many(moment.counts.sources, 'source')}${through}`
    : 'sources not told by these texts';
  if (!stage.compact) heading(sketch, colours, { x: left, right, y: y + 12 }, TITLES[space.view], about);
  const taken: [number, number][] = [];
  const shown = namedUnits(stage).filter(
    ({ unit, end }) => axis.x(end) >= left + 8 && axis.x(unit) <= right - 12,
  );
  for (const [at, { unit, name }] of shown.entries()) {
    const start = axis.x(unit);
    const x = Math.max(left, start);
    const next = shown[at + 1];
    const room = Math.min(right, next === undefined ? right : axis.x(next.unit) - 6) - x;
    const number = start >= left ? unitName(moment, space.view, unit) : '';
    if (room < LEAST_ROOM) continue;
    sketch.text(x, y + 32, name, { size: SIZE + 0.5, fill: colours.textSoft, within: room });
    sketch.text(x, y + 45, number, { size: SIZE - 0.5, fill: colours.textFaint, mono: true, within: room });
    taken.push([x - 4, x + Math.min(room, textWidth(number, SIZE - 0.5, true)) + 6]);
  }
  drawTicks(stage, y, taken);
  return { y, height: HEIGHT };
}

function drawTicks(stage: Stage, y: number, taken: readonly (readonly [number, number])[]): void {
  const { sketch, colours, axis, ground, left, right } = stage;
  const { space, moment } = ground;
  const pixels = space.view === 'qemu' ? 130 : 78;
  const step = 2 ** Math.max(1, Math.ceil(Math.log2(pixels / axis.scale)));
  const used = [...taken];
  for (const { from, to, folded } of axis.pieces) {
    if (folded || to < axis.window.from || from > axis.window.to) continue;
    const [first, last] = [Math.max(from, axis.window.from), Math.min(to, axis.window.to)];
    for (let unit = Math.ceil(first / step) * step; unit < last; unit += step) {
      const x = axis.x(unit);
      const text = unitName(moment, space.view, unit);
      const end = x + textWidth(text, SIZE - 0.5, true);
      if (end > right || x < left || used.some(([low, high]) => end + 4 >= low && x - 4 <= high)) continue;
      used.push([x, end]);
      sketch.lines([x, y + 47, x, y + 51], colours.lineStrong);
      sketch.text(x, y + 45, text, { size: SIZE - 0.5, fill: colours.textFaint, mono: true });
    }
  }
}

/** Folds and the beginnings of named ranges, behind everything. */
export function drawFolds(stage: Stage, ruler: Row, bottom: number): void {
  const { sketch, colours, axis, left, right, ground } = stage;
  const top = ruler.y + ruler.height + 4;
  for (const { unit } of namedUnits(stage)) {
    const x = Math.round(axis.x(unit)) + 0.5;
    if (x > left + 1 && x < right) sketch.lines([x, ruler.y + 24, x, bottom], colours.line, 1, 0.8);
  }
  for (const piece of axis.pieces) {
    if (!piece.folded) continue;
    const [start, end] = [Math.max(left, axis.x(piece.from)), Math.min(right, axis.x(piece.to))];
    if (end - start < 3) continue;
    sketch.rect(start, top, end - start, bottom - top, { fill: colours.plate });
    hatched(sketch, { x: start, y: top, width: end - start, height: bottom - top }, colours.line, 9, 0.55);
    const mapped = ground.space.domains.some(({ from, to }) => piece.from >= from && piece.to <= to);
    const words = foldWords(ground.space.view, piece.from, piece.to, mapped);
    const fits = textWidth(words, 10, false) + 2 <= end - start;
    const text = fits ? words : '⋯';
    const width = textWidth(text, 10, false) + 2;
    const middle = (start + end) / 2;
    if (width > end - start) continue;
    const y = top + 30;
    sketch.rect(middle - width / 2, y - 11, width, 16, { fill: colours.plate, radius: 3 });
    sketch.text(middle, y, text, { size: 10, fill: colours.textFaint, align: 'center' });
  }
}
