/** The track and its overview on canvases. */
import type { TimelineRow } from '../../../shared/xive/cards.ts';
import type { Size } from '../../ui/canvas.ts';
import type { Palette } from '../../ui/palette.ts';
import { colourOf, hasMark, isBad, MARK_LOOKS, markOf, worstOf } from './marks.ts';
import {
  BAR_SPACING,
  columnSteps,
  GLYPH_SPACING,
  type LabelWish,
  type PlacedLabel,
  placeLabels,
  seenSteps,
  type TrackView,
  USUAL_SPACING,
  xOf,
} from './track-layout.ts';

export interface TrackFacts {
  readonly view: TrackView;
  readonly size: Size;
  readonly step: number;
  /** Step under the pointer; null = none. */
  readonly hover: number | null;
  readonly marks: Uint8Array;
  readonly row: (step: number) => TimelineRow | null;
  readonly palette: Palette;
  /** Text zoom; 1 = 100 %. */
  readonly scale: number;
}

export function penOf(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Cut so that it fits, with an ellipsis. */
function fitted(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let cut = text.length;
  while (cut > 1 && pen.measureText(`${text.slice(0, cut)}…`).width > width) cut -= 1;
  return `${text.slice(0, cut).trimEnd()}…`;
}

interface Label extends PlacedLabel {
  readonly title: string;
  readonly result: string;
}

/** Far from the step shown labels are wanted less; the shown one, the pointed-at one and the bad ones first. */
function labelsOf(pen: CanvasRenderingContext2D, facts: TrackFacts): Label[] {
  const { view, step, hover, marks, row, scale } = facts;
  const [first, last] = seenSteps(view);
  const most = Math.min(190, Math.max(96, view.spacing * 2 - 14)) * scale;
  const texts = new Map<number, { title: string; result: string }>();
  const wishes: LabelWish[] = [];
  const reach = Math.ceil(240 / Math.max(1, view.spacing / 4));
  const near = Array.from(
    { length: Math.max(0, Math.min(last, step + reach) - Math.max(first, step - reach) + 1) },
    (_, offset) => Math.max(first, step - reach) + offset,
  );
  const far = hover !== null && hover >= first && hover <= last && Math.abs(hover - step) > reach;
  for (const at of far ? [...near, hover] : near) {
    const known = at === 0 ? null : row(at);
    // Rows are at hand near the step that is shown; of one far away its number and its mark are known.
    if (at > 0 && known === null && at !== hover) continue;
    const wide = at === step || at === hover ? Math.max(most, 230 * scale) : most;
    pen.font = fontOf(facts, at === step);
    const title = fitted(
      pen,
      at === 0 ? 'start' : `${at} ${known?.title ?? MARK_LOOKS[markOf(marks, at)].words}`,
      wide,
    );
    const titleWidth = pen.measureText(title).width;
    pen.font = smallFont(facts);
    const result =
      known === null || view.spacing < USUAL_SPACING * 0.6 ? '' : fitted(pen, known.result, wide);
    texts.set(at, { title, result });
    const bad = at > 0 && isBad(markOf(marks, at));
    const weight = at === hover ? 4000 : at === step ? 3000 : (bad ? 1000 : 0) - Math.abs(at - step);
    wishes.push({ step: at, width: Math.max(titleWidth, pen.measureText(result).width), weight });
  }
  return placeLabels(view, wishes).map((placed) => ({ ...placed, ...texts.get(placed.step)! }));
}

function fontOf({ palette, scale }: TrackFacts, strong: boolean): string {
  return `${strong ? 600 : 450} ${12 * scale}px ${palette.fontUi}`;
}

function smallFont({ palette, scale }: TrackFacts): string {
  return `400 ${11 * scale}px ${palette.fontUi}`;
}

function paintLine(pen: CanvasRenderingContext2D, { view, step, palette }: TrackFacts, y: number): void {
  const [start, here, end] = [xOf(view, 0), xOf(view, step), xOf(view, view.steps)];
  pen.lineWidth = 2;
  for (const [from, to, colour] of [
    [here, end, palette.line],
    [start, here, palette.accent],
  ] as const) {
    pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(Math.max(0, from), y);
    pen.lineTo(Math.min(view.width, to), y);
    pen.stroke();
  }
}

function paintBars(pen: CanvasRenderingContext2D, facts: TrackFacts, y: number): void {
  const { view, marks, palette, step } = facts;
  for (let x = 0; x < view.width; x++) {
    const first = Math.max(1, Math.ceil(view.left + x / view.spacing));
    const last = Math.min(view.steps, Math.ceil(view.left + (x + 1) / view.spacing) - 1);
    const mark = last < first ? null : worstOf(marks, first, last);
    if (mark === null) continue;
    pen.globalAlpha = first > step ? 0.4 : 1;
    pen.fillStyle = colourOf(mark, palette);
    const tall = isBad(mark) ? 9 : mark === 'done' ? 3 : 6;
    pen.fillRect(x, y - tall, 1, tall * 2);
  }
  pen.globalAlpha = 1;
}

function paintDot(
  pen: CanvasRenderingContext2D,
  { view, marks, palette, step, hover, scale }: TrackFacts,
  at: number,
  y: number,
): void {
  const x = xOf(view, at);
  const mark = at === 0 ? 'done' : markOf(marks, at);
  const { glyph } = MARK_LOOKS[mark];
  const roomy = view.spacing >= GLYPH_SPACING;
  const future = at > step;
  const radius = (at === step ? 8.5 : roomy ? (glyph === '' ? 5 : 7) : 2.5) * scale;
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fillStyle = future ? palette.plate : colourOf(mark, palette);
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = future && mark === 'done' ? palette.lineStrong : colourOf(mark, palette);
  pen.stroke();
  if (at === step || at === hover) {
    pen.beginPath();
    pen.arc(x, y, radius + 3, 0, Math.PI * 2);
    pen.strokeStyle = at === step ? palette.text : palette.textFaint;
    pen.lineWidth = at === step ? 2 : 1;
    pen.stroke();
  }
  if (glyph === '' || (!roomy && at !== step)) return;
  pen.font = `700 ${(at === step ? 12 : 10) * scale}px ${palette.fontUi}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = future ? colourOf(mark, palette) : palette.onDanger;
  pen.fillText(glyph, x, y + 0.5);
}

function paintLabel(pen: CanvasRenderingContext2D, facts: TrackFacts, label: Label, y: number): void {
  const { palette, step, marks, scale, view } = facts;
  const { x, width, side, title, result } = label;
  const mark = label.step === 0 ? 'done' : markOf(marks, label.step);
  const future = label.step > step;
  const middle = x + width / 2;
  const away = 14 * scale;
  const line = 13 * scale;
  const [titleY, resultY] =
    side === 'above'
      ? result === ''
        ? [y - away, 0]
        : [y - away - line, y - away]
      : [y + away + line * 0.75, y + away + line * 1.75];
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.font = fontOf(facts, label.step === step);
  pen.fillStyle = future ? palette.textFaint : palette.text;
  pen.fillText(title, middle, titleY);
  if (result !== '') {
    pen.font = smallFont(facts);
    pen.fillStyle =
      mark === 'done' ? (future ? palette.textFaint : palette.textSoft) : colourOf(mark, palette);
    pen.fillText(result, middle, resultY);
  }
  // A label pushed in from the edge still shows whose it is.
  const dot = xOf(view, label.step);
  if (Math.abs(dot - middle) < 6) return;
  pen.strokeStyle = palette.line;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(dot, y + (side === 'above' ? -9 : 9) * scale);
  pen.lineTo(Math.min(x + width, Math.max(x, dot)), y + (side === 'above' ? -13 : 13) * scale);
  pen.stroke();
}

export function paintTrack(canvas: HTMLCanvasElement, facts: TrackFacts): void {
  const { view, size, step } = facts;
  const pen = penOf(canvas, size);
  if (pen === null || size.width === 0) return;
  const y = Math.round(size.height / 2);
  paintLine(pen, facts, y);
  if (view.spacing < BAR_SPACING) {
    paintBars(pen, facts, y);
    paintDot(pen, facts, step, y);
  } else {
    const [first, last] = seenSteps(view);
    for (let at = last; at >= first; at--) if (at !== step) paintDot(pen, facts, at, y);
    paintDot(pen, facts, step, y);
  }
  for (const label of labelsOf(pen, facts)) paintLabel(pen, facts, label, y);
}

export interface StripFacts extends Pick<TrackFacts, 'size' | 'marks' | 'palette' | 'step' | 'view'> {}

/** All events on one strip: plain ones low, those that leave stale pages over its whole height. */
export function paintStrip(
  canvas: HTMLCanvasElement,
  { size, marks, palette, step, view }: StripFacts,
): void {
  const pen = penOf(canvas, size);
  if (pen === null || size.width === 0 || view.steps === 0) return;
  const { width, height } = size;
  const [first, last] = seenSteps(view);
  const scale = width / view.steps;
  pen.fillStyle = palette.headerEmphasis;
  pen.fillRect(
    Math.max(0, first - 1) * scale,
    0,
    Math.max(3, (last - Math.max(0, first - 1)) * scale),
    height,
  );
  const columns = Math.min(view.steps, Math.floor(width));
  const wide = width / columns;
  for (const badOnes of [false, true])
    for (let at = 0; at < columns; at++) {
      const steps = columnSteps(view.steps, columns, at);
      const mark = worstOf(marks, ...steps);
      if (mark === null || isBad(mark) !== badOnes) continue;
      pen.fillStyle = mark === 'done' ? palette.lineStrong : colourOf(mark, palette);
      const tall = badOnes ? height : mark === 'done' ? height * 0.3 : height * 0.6;
      const gap = wide > 6 ? 1.5 : 0;
      // A bad event among thousands is still two pixels wide.
      const bar = Math.max(badOnes ? 2 : 1, wide - gap);
      pen.fillRect(at * wide + gap / 2, (height - tall) / 2, bar, tall);
      // Steps that make pages stale stay to be seen where others go wrong through them.
      if (mark !== 'wrongTurn' || !hasMark(marks, 'staleMade', ...steps)) continue;
      pen.fillStyle = colourOf('staleMade', palette);
      pen.fillRect(at * wide + gap / 2, height / 2, bar, height / 2);
    }
  pen.fillStyle = palette.text;
  pen.fillRect(Math.min(width - 2, Math.max(0, step * scale - 1)), 0, 2, height);
}
