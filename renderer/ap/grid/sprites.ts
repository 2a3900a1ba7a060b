/**
 * The drawing of one cell, for every look and size. A cell is drawn once into a small canvas and copied from there:
 * equal cells are equal to the pixel, hatches never shift against the cell's edge, and a full repaint is copying.
 */
import { CELL_CLASS, CELL_FLAG } from '../../../shared/ap/cells.ts';
import type { CellLook, GuestMark } from './cell-look.ts';
import { bang, cross, dots, eyeOff, hatch, type Pen, powerOff, question, warningTriangle } from './glyphs.ts';
import type { Palette } from '../../ui/palette.ts';

/** Lengths of a cell in device pixels. */
export interface CellMetrics {
  readonly pitch: number;
  readonly ratio: number;
  /** Free strip between two cells. */
  readonly gap: number;
  readonly inset: number;
  readonly side: number;
  readonly radius: number;
  /** `speck`: colour only; `small`: patterns, no text; `label`: short label; `full`: label and glyphs. */
  readonly detail: 'speck' | 'small' | 'label' | 'full';
  /** There is room for one sign, be it alone: what is hidden or contested is seen in a matrix of any readable size. */
  readonly signs: boolean;
  /** Part of a bar that runs through the cells above and below: no gap, no end. */
  readonly bar: boolean;
}

/** CSS pixels: in a smaller cell a sign would be a blot. */
const SIGN_CELL = 14;
/** CSS pixels from which a sign has room beside a label. */
const LABEL_AND_SIGN = 24;

export function cellMetrics(pitch: number, ratio: number): CellMetrics {
  const size = pitch / ratio;
  const wanted = size < 4 ? 0 : size < 10 ? 1 : size < 18 ? 2 : size < 30 ? 3 : size < 44 ? 4 : 5;
  const gap = wanted === 0 ? 0 : Math.max(1, Math.round(wanted * ratio));
  return {
    pitch,
    ratio,
    gap,
    inset: Math.floor(gap / 2),
    side: pitch - gap,
    radius: size < 10 ? 0 : Math.round(Math.min(7, size * 0.15) * ratio),
    bar: false,
    signs: size >= SIGN_CELL,
    detail: size < 7 ? 'speck' : size < 18 ? 'small' : size < 30 ? 'label' : 'full',
  };
}

function outline(pen: Pen, metrics: CellMetrics, shrink = 0): void {
  const { inset, side, radius, pitch } = metrics;
  pen.beginPath();
  if (metrics.bar) {
    pen.rect(inset + shrink, -pitch, side - 2 * shrink, 3 * pitch);
    return;
  }
  pen.roundRect(
    inset + shrink,
    inset + shrink,
    side - 2 * shrink,
    side - 2 * shrink,
    Math.max(0, radius - shrink),
  );
}

function stroke(pen: Pen, metrics: CellMetrics, colour: string, width: number, dash: number[] = []): void {
  outline(pen, metrics, width / 2);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke();
  pen.setLineDash([]);
}

function hairline(metrics: CellMetrics): number {
  return Math.max(1, Math.round(metrics.ratio));
}

/** Dashes that meet the corners evenly: a side holds a whole number of them. */
export function evenDash(metrics: CellMetrics): number[] {
  const straight = metrics.side;
  const count = Math.max(2, Math.round(straight / (6.5 * metrics.ratio)));
  const period = straight / count;
  return [period * 0.58, period * 0.42];
}

function paintBase(pen: Pen, kind: number, metrics: CellMetrics, palette: Palette): void {
  const { inset, side, ratio, detail } = metrics;
  const line = hairline(metrics);
  const fills: Record<number, string> = {
    [CELL_CLASS.ABSENT]: palette.absent,
    [CELL_CLASS.HOST]: palette.host,
    [CELL_CLASS.FREE]: palette.free,
    [CELL_CLASS.NO_DRIVER]: palette.unbound,
    [CELL_CLASS.OTHER]: palette.host,
  };
  pen.save();
  outline(pen, metrics);
  pen.clip();
  pen.fillStyle = fills[kind] ?? palette.absent;
  pen.fillRect(inset, 0, side, metrics.pitch);
  if (kind === CELL_CLASS.FREE && detail !== 'speck') {
    pen.strokeStyle = palette.freeHatch;
    const spacing = detail === 'small' ? 5 * ratio : 7 * ratio;
    // In a bar the lines go on in the next cell: a whole number of them to a cell.
    if (metrics.bar) {
      const even = metrics.pitch / Math.max(1, Math.round(metrics.pitch / spacing));
      hatch(pen, 0, 0, metrics.pitch, metrics.pitch, even, line * 1.25);
    } else hatch(pen, inset, inset, side, side, spacing, line * 1.25);
  } else if (kind === CELL_CLASS.NO_DRIVER) {
    pen.fillStyle = palette.lineStrong;
    if (detail !== 'speck') dots(pen, inset, inset, side, side, Math.round(7 * ratio), line * 2);
  } else if (kind === CELL_CLASS.OTHER && detail !== 'speck') {
    pen.fillStyle = palette.textFaint;
    for (let y = inset + Math.round(4 * ratio); y < inset + side - line; y += Math.round(6 * ratio))
      pen.fillRect(inset, y, side, line);
  } else if (kind === CELL_CLASS.ABSENT && detail !== 'speck') {
    pen.fillStyle = palette.lineStrong;
    dots(pen, inset, inset, side, side, side, line * 2);
  }
  pen.restore();
  if (detail === 'speck') return;
  if (kind === CELL_CLASS.FREE) stroke(pen, metrics, palette.line, line);
  if (kind === CELL_CLASS.NO_DRIVER) stroke(pen, metrics, palette.lineStrong, line, [3 * ratio, 3 * ratio]);
  if (palette.forced && (kind === CELL_CLASS.HOST || kind === CELL_CLASS.OTHER))
    stroke(pen, metrics, palette.lineStrong, line);
}

/** Somebody has it, nobody knows who: crossed hatch and a question mark on the ground of a free queue. */
function paintUntold(pen: Pen, metrics: CellMetrics, palette: Palette): void {
  const { inset, side, ratio, detail, pitch } = metrics;
  const line = hairline(metrics);
  outline(pen, metrics);
  pen.fillStyle = detail === 'speck' ? palette.textFaint : palette.free;
  pen.fill();
  if (detail === 'speck') return;
  pen.save();
  outline(pen, metrics);
  pen.clip();
  pen.strokeStyle = palette.textFaint;
  const spacing = (detail === 'small' ? 4 : 6) * ratio;
  hatch(pen, inset, inset, side, side, spacing, line);
  pen.scale(-1, 1);
  hatch(pen, -inset - side, inset, side, side, spacing, line);
  pen.restore();
  stroke(pen, metrics, palette.textSoft, line);
  if (detail === 'small') return;
  const middle = inset + side / 2;
  pen.fillStyle = palette.free;
  pen.beginPath();
  pen.arc(middle, middle, side * 0.32, 0, Math.PI * 2);
  pen.fill();
  pen.strokeStyle = pen.fillStyle = palette.text;
  pen.lineWidth = Math.max(1, 1.6 * ratio);
  pen.lineCap = 'round';
  question(pen, middle, middle, Math.min(side, pitch) * 0.42);
}

function text(
  pen: Pen,
  value: string,
  x: number,
  y: number,
  pixels: number,
  colour: string,
  palette: Palette,
): void {
  pen.font = `650 ${pixels}px ${palette.fontUi}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = colour;
  const box = pen.measureText(value);
  pen.fillText(
    value,
    Math.round(x),
    Math.round(y + (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2),
  );
}

function labelSize(metrics: CellMetrics): number {
  return Math.round(Math.min(16, Math.max(10, (metrics.pitch / metrics.ratio) * 0.32)) * metrics.ratio);
}

/** Without hues an open frame would look like a guest's filled cell, so it is dotted there. */
function overDash(palette: Palette, ratio: number): number[] {
  return palette.forced ? [1.5 * ratio, 2.5 * ratio] : [];
}

function paintOwner(pen: Pen, look: CellLook, mark: GuestMark, metrics: CellMetrics, palette: Palette): void {
  const { inset, side, ratio, detail } = metrics;
  const hue = palette.hues[mark.hue]!;
  const middle = inset + side / 2;
  const strong = Math.max(1, Math.round(1.5 * ratio));
  const over = (look.flags & CELL_FLAG.OVER) !== 0;
  const hidden = (look.flags & CELL_FLAG.HIDDEN) !== 0;
  let ink = hue.text;
  if (over || hidden) {
    pen.save();
    outline(pen, metrics);
    pen.clip();
    pen.globalAlpha = detail === 'speck' ? (over ? 0.25 : 0.5) : over ? 0 : palette.forced ? 0 : 0.16;
    pen.fillStyle = hue.fill;
    pen.fillRect(inset, 0, side, metrics.pitch);
    pen.restore();
    if (detail !== 'speck')
      stroke(
        pen,
        metrics,
        hue.ink,
        detail === 'small' ? hairline(metrics) : strong,
        detail === 'small' ? [] : over ? overDash(palette, ratio) : evenDash(metrics),
      );
    ink = hue.ink;
  } else {
    outline(pen, metrics);
    // Forced colours tell guests by outline and label; a speck has room for neither.
    pen.fillStyle = palette.forced && detail === 'speck' ? palette.lineStrong : hue.fill;
    pen.fill();
    if (palette.forced && detail !== 'speck') stroke(pen, metrics, palette.lineStrong, strong);
  }
  if (detail !== 'label' && detail !== 'full') return;
  if (hidden && look.shape === 'unseen') {
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = Math.max(1, 1.5 * ratio);
    pen.lineCap = 'round';
    eyeOff(pen, middle, middle, side * 0.5);
    return;
  }
  // Two characters at the smallest text size would touch the cell's edges.
  const pixels = labelSize(metrics) * (detail === 'label' && mark.label.length > 1 ? 0.86 : 1);
  // The hue tells whose it is, only the sign that it is hidden.
  if (hidden && detail === 'label' && metrics.pitch < LABEL_AND_SIGN * ratio) return;
  // In a small cell the sign of what is hidden has the lower right corner: the label makes room.
  const aside = hidden && detail === 'label' ? side * 0.13 : 0;
  text(pen, mark.label, middle - aside, middle - aside, pixels, ink, palette);
}

/** A control domain of two guests: two strands of one bar. Sharing it is legal, so nothing warns. */
function paintHalves(pen: Pen, look: CellLook, metrics: CellMetrics, palette: Palette): void {
  const { inset, side, pitch, detail } = metrics;
  const half = Math.floor(side / 2);
  const [one, other] = [palette.hues[look.first!.hue]!, palette.hues[look.second!.hue]!];
  pen.fillStyle = one.fill;
  pen.fillRect(inset, 0, half, pitch);
  pen.fillStyle = other.fill;
  pen.fillRect(inset + half, 0, side - half, pitch);
  pen.fillStyle = palette.background;
  pen.fillRect(inset + half, 0, hairline(metrics), pitch);
  if (detail !== 'label' && detail !== 'full') return;
  const pixels = Math.round(labelSize(metrics) * 0.8);
  text(pen, look.first!.label, inset + side * 0.25, pitch / 2, pixels, one.text, palette);
  text(pen, look.second!.label, inset + side * 0.75, pitch / 2, pixels, other.text, palette);
}

function paintSplit(pen: Pen, look: CellLook, metrics: CellMetrics, palette: Palette): void {
  if (metrics.bar) {
    paintHalves(pen, look, metrics, palette);
    return;
  }
  const { inset, side, ratio, detail } = metrics;
  const [one, other] = [palette.hues[look.first!.hue]!, palette.hues[look.second!.hue]!];
  const end = inset + side;
  pen.save();
  outline(pen, metrics);
  pen.clip();
  pen.fillStyle = one.fill;
  pen.fillRect(inset, inset, side, side);
  pen.fillStyle = other.fill;
  pen.beginPath();
  pen.moveTo(end, inset);
  pen.lineTo(end, end);
  pen.lineTo(inset, end);
  pen.fill();
  if (detail !== 'speck') {
    pen.strokeStyle = palette.background;
    pen.lineWidth = hairline(metrics);
    pen.beginPath();
    pen.moveTo(end, inset);
    pen.lineTo(inset, end);
    pen.stroke();
  }
  pen.restore();
  const contested = (look.flags & CELL_FLAG.CONFLICT) !== 0;
  const labelled =
    detail === 'full' || (detail === 'label' && (!contested || metrics.pitch >= LABEL_AND_SIGN * ratio));
  if (labelled) {
    const size = Math.round(labelSize(metrics) * (detail === 'full' ? 0.82 : 0.8));
    const off = side * (detail === 'full' ? 0.25 : 0.27);
    text(pen, look.first!.label, inset + off, inset + off, size, one.text, palette);
    text(pen, look.second!.label, end - off, end - off, size, other.text, palette);
  }
  if (!contested) return;
  if (detail === 'speck') {
    pen.fillStyle = palette.danger;
    pen.fillRect(inset, inset, side, side);
    return;
  }
  stroke(pen, metrics, palette.danger, Math.max(1, Math.round((detail === 'full' ? 2.5 : 2) * ratio)));
  if (!metrics.signs) return;
  const middle = inset + side / 2;
  const sign = labelled ? 1 : 1.7;
  pen.beginPath();
  pen.arc(middle, middle, side * 0.17 * sign, 0, Math.PI * 2);
  pen.fillStyle = palette.danger;
  pen.fill();
  pen.fillStyle = palette.onDanger;
  bang(pen, middle, middle, side * 0.21 * sign);
}

/** A filled corner at the top; `into` 1 = the left one, -1 = the right one. */
function paintCorner(pen: Pen, x: number, into: 1 | -1, metrics: CellMetrics, colour: string): void {
  const { inset, side, detail } = metrics;
  const corner = Math.max(2 * hairline(metrics), Math.round(side * (detail === 'full' ? 0.2 : 0.3)));
  pen.save();
  outline(pen, metrics);
  pen.clip();
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(x + into * corner, inset);
  pen.lineTo(x, inset);
  pen.lineTo(x, inset + corner);
  pen.fill();
  pen.restore();
}

function paintMarks(pen: Pen, look: CellLook, metrics: CellMetrics, palette: Palette): void {
  const { inset, side, ratio, detail, pitch } = metrics;
  const { flags } = look;
  const end = inset + side;
  if (flags & CELL_FLAG.CHANGED && side >= 4 * ratio) paintCorner(pen, end, -1, metrics, palette.text);
  const untold = flags & CELL_FLAG.UNTOLD && (look.first !== null || look.class !== CELL_CLASS.FREE);
  // Of two guests the first one's label stands where the question mark would.
  const asked = look.second === null && (detail === 'full' || detail === 'label');
  if (untold && !asked && side >= 4 * ratio) paintCorner(pen, inset, 1, metrics, palette.warning);
  if (!metrics.signs) return;
  // Without a label the sign stands in the middle.
  const alone =
    detail === 'small' ||
    (detail === 'label' && pitch < LABEL_AND_SIGN * ratio && !!(flags & CELL_FLAG.HIDDEN));
  const glyph = side * (detail === 'full' ? 0.27 : alone ? 0.6 : 0.38);
  const foot = alone
    ? inset + side / 2
    : end - glyph * 0.5 - Math.round(ratio * (detail === 'full' ? 4 : 2.5));
  pen.lineWidth = Math.max(1, 1.4 * ratio);
  pen.lineCap = 'round';
  if (untold && asked) {
    const filled = look.first && !(flags & (CELL_FLAG.HIDDEN | CELL_FLAG.OVER));
    const head = inset + glyph * 0.5 + Math.round(ratio * 3);
    pen.strokeStyle = pen.fillStyle = filled ? palette.hues[look.first.hue]!.text : palette.warning;
    question(pen, head, head + ratio, glyph * 1.1);
  }
  if (flags & CELL_FLAG.HIDDEN && look.first && (look.culprit || look.shape !== 'unseen')) {
    const hue = palette.hues[look.first.hue]!;
    pen.fillStyle = pen.strokeStyle = look.culprit ? palette.warning : hue.ink;
    if (look.culprit) warningTriangle(pen, foot, foot, glyph, palette.background);
    else if (!(flags & CELL_FLAG.OVER)) eyeOff(pen, foot, foot, glyph * 1.15);
  }
  if (flags & (CELL_FLAG.CHECKSTOPPED | CELL_FLAG.DECONFIGURED)) {
    const start = alone ? foot : inset + glyph * 0.5 + Math.round(ratio * 3);
    const filled = look.first && !(flags & (CELL_FLAG.HIDDEN | CELL_FLAG.OVER));
    pen.strokeStyle = filled ? palette.hues[look.first.hue]!.text : palette.textSoft;
    if (flags & CELL_FLAG.CHECKSTOPPED) {
      pen.strokeStyle = filled ? pen.strokeStyle : palette.danger;
      cross(pen, start, foot, glyph * 0.66);
    } else powerOff(pen, start, foot, glyph * 0.85);
  }
}

/** Draws a cell into the top left `pitch` x `pitch` device pixels; everything below is covered. */
export function paintCell(pen: Pen, look: CellLook, size: CellMetrics, palette: Palette): void {
  const metrics: CellMetrics = { ...size, bar: look.shape === 'domain' };
  pen.fillStyle = palette.background;
  pen.fillRect(0, 0, metrics.pitch, metrics.pitch);
  const ghost = (look.flags & (CELL_FLAG.OVER | CELL_FLAG.HIDDEN)) !== 0;
  if (look.flags & CELL_FLAG.UNTOLD && look.first === null && look.class === CELL_CLASS.FREE)
    paintUntold(pen, metrics, palette);
  else if (look.first === null || (ghost && look.culprit)) paintBase(pen, look.class, metrics, palette);
  else if (ghost) {
    outline(pen, metrics);
    pen.fillStyle = palette.absent;
    pen.fill();
  }
  if (look.first !== null && look.second !== null) paintSplit(pen, look, metrics, palette);
  else if (look.first !== null) paintOwner(pen, look, look.first, metrics, palette);
  paintMarks(pen, look, metrics, palette);
}

export function newCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, width);
  canvas.height = Math.max(1, height);
  return canvas;
}

export function penOf(canvas: HTMLCanvasElement, readBack = false): Pen {
  const pen = canvas.getContext('2d', { alpha: true, willReadFrequently: readBack });
  if (pen === null) throw new Error('this browser has no 2D canvas');
  return pen;
}
