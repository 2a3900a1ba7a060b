/** Some sources large, with both pages: what the hardware behind each is, its state, and who populated it when. */
import { lisnName, type Parity } from '../../../shared/xive/pages.ts';
import { mixed } from './colours.ts';
import { ownerAt, shownAt, sourceAt, sourceName } from './lookup.ts';
import { misresolvedMark, staleMark } from './marks.ts';
import type { Row, Stage } from './scene.ts';
import { guestOfAddress } from './ground.ts';
import { placed } from './space.ts';
import type { TimaPlace } from './band-tima.ts';
import { pageTip, sourceTip, stateWords, touchedWords, purposeOf } from './words.ts';

const HEIGHT = 152;
const PAIR = 164;
/** Two sources beside the TIMA have at least this much each. */
const LEAST_PAIR = 126;
const PAGE_TOP = 62;
const PAGE_HEIGHT = 78;

export interface Magnifier {
  readonly row: Row;
  readonly lisns: readonly [first: number, last: number] | null;
}

/** `count` LISNs around one, those that are sources first of all. */
export function around(lisn: number, count: number, whole: number): readonly [number, number] {
  const first = Math.max(0, Math.min(lisn - Math.floor((count - 1) / 2), whole - count));
  return [first, Math.min(whole, first + count) - 1];
}

export function drawMagnifier(
  stage: Stage,
  y: number,
  focus: number | null,
  pages: Row,
  tima: TimaPlace,
): Magnifier {
  const { sketch, colours, ground, axis, right, left } = stage;
  const beside = right - tima.right > 2 * LEAST_PAIR + 40;
  const x = beside ? tima.right + 22 : left;
  const top = beside ? y - 4 : tima.y + tima.height + 12;
  const width = right - x;
  const row = { y: top, height: HEIGHT };
  sketch.rect(x + 0.5, top + 0.5, width - 1, HEIGHT - 1, {
    fill: colours.plate,
    stroke: colours.line,
    radius: 8,
  });
  if (focus === null) {
    sketch.text(
      x + 16,
      top + 26,
      ground.moment.told.sources ? 'No source exists yet' : 'Which sources exist is not told by these texts',
      { size: 12.5, fill: colours.textSoft },
    );
    return { row, lisns: null };
  }
  const count = Math.max(2, Math.min(8, Math.floor((width - 24) / PAIR)));
  const [first, last] = around(focus, count, ground.moment.nrIrqs);
  const kib = ground.moment.pageSize / 1024;
  sketch.text(x + 14, top + 21, `LISN ${lisnName(first)} – ${lisnName(last)}`, {
    size: 13,
    bold: true,
    fill: colours.text,
  });
  sketch.text(right - 14, top + 21, `two ${kib} KiB pages each`, {
    size: 11,
    fill: colours.textSoft,
    align: 'right',
    within: width - 190,
  });
  const [from, to] = unitsBeside(stage, focus, first, last);
  if (from !== null && to !== null) {
    const [low, high] = [axis.x(from), axis.x(to + 1)];
    if (high > left && low < right) {
      const bottom = pages.y + 31;
      const ends = [Math.max(left, low), bottom, x + 6, top, Math.min(right, high), bottom, right - 6, top];
      sketch.lines(ends, colours.textFaint, 1, 0.75);
      sketch.rect(
        Math.max(left, low) - 1.5,
        pages.y - 4,
        Math.min(right, high) - Math.max(left, low) + 2,
        38,
        { stroke: colours.textFaint, radius: 3 },
      );
    }
  }
  const pair = (width - 28 + 10) / (last - first + 1);
  for (let lisn = first; lisn <= last; lisn++)
    drawPair(stage, lisn, { x: x + 14 + (lisn - first) * pair, top, width: pair - 10 }, lisn === focus);
  return { row, lisns: [first, last] };
}

/** First and last unit of the magnified LISNs that stand beside the one in the middle: elsewhere others are between them. */
function unitsBeside(
  { ground }: Stage,
  focus: number,
  first: number,
  last: number,
): readonly [from: number | null, to: number | null] {
  const { guestToUnit } = ground.space;
  const middle = placed(guestToUnit, 2 * focus);
  if (middle === null) return [null, null];
  const beside = (lisn: number) => placed(guestToUnit, 2 * lisn) === middle + 2 * (lisn - focus);
  let [low, high] = [focus, focus];
  while (low > first && beside(low - 1)) low -= 1;
  while (high < last && beside(high + 1)) high += 1;
  return [middle - 2 * (focus - low), middle + 2 * (high - focus) + 1];
}

interface Box {
  readonly x: number;
  readonly top: number;
  readonly width: number;
}

function drawPair(stage: Stage, lisn: number, { x, top, width }: Box, focused: boolean): void {
  const { sketch, colours, ground, hits } = stage;
  const source = sourceAt(ground.moment, lisn);
  const address = ([0, 1] as const).map((parity) => placed(ground.space.guestToAddress, 2 * lisn + parity));
  if (focused)
    sketch.rect(x - 5, top + 31, width + 10, HEIGHT - 36, {
      fill: mixed(colours.accent, colours.plate, 0.13),
      stroke: colours.accent,
      line: 1.5,
      radius: 6,
    });
  sketch.text(x, top + 45, lisnName(lisn), {
    size: 12,
    mono: true,
    bold: true,
    fill: source === null ? colours.textFaint : colours.text,
  });
  sketch.text(x, top + 57, source === null ? 'no source' : purposeOf(ground.moment, lisn), {
    size: 10,
    fill: colours.textSoft,
    within: width,
  });
  hits.push({
    x,
    y: top + 31,
    width,
    height: 30,
    target: { kind: 'source', lisn },
    lines: sourceTip(ground.moment, lisn, [address[0] ?? null, address[1] ?? null]),
  });
  const box = width / 2 - 2;
  for (const parity of [0, 1] as const)
    drawPage(stage, lisn, parity, address[parity] ?? null, {
      x: x + parity * (box + 4),
      top: top + PAGE_TOP,
      width: box,
    });
}

function drawPage(
  stage: Stage,
  lisn: number,
  parity: Parity,
  address: number | null,
  { x, top, width }: Box,
): void {
  const { sketch, colours, ground, hits } = stage;
  const { moment } = ground;
  const shown = address === null ? null : shownAt(moment, address);
  const side = parity === 0 ? 'trigger' : 'EOI · PQ';
  const wrong = shown !== null && (shown.run.state === 'stale' || shown.run.state === 'misresolved');
  const within = width - 11;
  if (shown === null) {
    const owner = ownerAt(moment, lisn, parity);
    const ink = owner === null ? colours.textFaint : colours.owners[ground.classOf(owner)]!.ink;
    sketch.rect(x + 0.5, top + 0.5, width - 1, PAGE_HEIGHT - 1, {
      fill: colours.background,
      stroke: owner === null ? colours.line : mixed(ink, colours.background, 0.6),
      dash: [3, 3],
      radius: 4,
    });
    sketch.text(x + 7, top + 17, side, { size: 11, fill: colours.textSoft, within });
    const then = owner === null ? '' : `→ ${sourceName(owner)}`;
    sketch.text(
      x + 7,
      top + 37,
      sourceAt(moment, lisn) === null ? '' : address === null ? 'not mapped' : 'empty',
      { size: 10.5, fill: colours.textFaint, within },
    );
    sketch.text(x + 7, top + 53, then, { size: 10, mono: true, fill: ink, within });
  } else {
    const one = ground.classOf(shown.hw);
    const owner = colours.owners[one]!;
    const known = shown.run.state !== 'unknown';
    sketch.rect(
      x,
      top,
      width,
      PAGE_HEIGHT,
      known
        ? { fill: owner.fill, radius: 4 }
        : { fill: colours.background, stroke: owner.ink, dash: [2, 2], radius: 4 },
    );
    const fill = known ? owner.text : owner.ink;
    if (one !== 0 && known) sketch.rect(x + 2, top + PAGE_HEIGHT - 4, width - 4, 3, { fill: owner.text });
    sketch.text(x + 7, top + 17, side, { size: 11, bold: true, fill, within: wrong ? within - 14 : within });
    sketch.text(x + 7, top + 33, sourceName(shown.hw), { size: 10.5, mono: true, fill, within });
    sketch.text(x + 7, top + 67, touchedWords(shown.run), { size: 10, fill, within });
    if (wrong) {
      sketch.rect(x, top, width, PAGE_HEIGHT, { stroke: colours.danger, line: 3, radius: 4 });
      sketch.rect(x + 3, top + 39, width - 6, 16, { fill: colours.danger, radius: 2 });
      const mark = shown.run.state === 'stale' ? staleMark : misresolvedMark;
      sketch.rect(x + width - 20, top + 3, 17, 17, { fill: colours.background, radius: 3 });
      mark(sketch, x + width - 11.5, top + 17, 12, colours);
      sketch.text(x + 7, top + 51, stateWords(shown).replace('since step', 'since'), {
        size: 9.5,
        bold: true,
        fill: colours.onDanger,
        within,
      });
    } else sketch.text(x + 7, top + 50, known ? 'fresh' : 'likely', { size: 10, fill, within });
  }
  hits.push({
    x,
    y: top,
    width,
    height: PAGE_HEIGHT,
    target: address === null ? { kind: 'source', lisn } : { kind: 'page', page: address },
    lines:
      address === null
        ? sourceTip(moment, lisn, [null, null])
        : pageTip(moment, address, guestOfAddress(ground, address)),
  });
}
