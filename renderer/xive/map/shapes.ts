/** The drawing as a list of simple shapes, so that canvas and SVG show the same. CSS pixels. */

export type Shape =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string | null;
      readonly stroke: string | null;
      readonly line: number;
      readonly radius: number;
      readonly dash: readonly number[];
      readonly alpha: number;
    }
  /** Many of one colour: x, y, width and height of each, one after the other. */
  | {
      readonly kind: 'boxes';
      readonly boxes: readonly number[];
      readonly fill: string;
      readonly alpha: number;
    }
  /** A line through points (x and y in turn), or the area in it. */
  | {
      readonly kind: 'path';
      readonly points: readonly number[];
      readonly closed: boolean;
      readonly fill: string | null;
      readonly stroke: string | null;
      readonly line: number;
      readonly dash: readonly number[];
      readonly alpha: number;
    }
  /** Separate lines: x1, y1, x2, y2 of each. */
  | {
      readonly kind: 'lines';
      readonly ends: readonly number[];
      readonly stroke: string;
      readonly line: number;
      readonly alpha: number;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly fill: string;
      readonly mono: boolean;
      readonly bold: boolean;
      readonly align: 'left' | 'center' | 'right';
    };

export interface TextLook {
  readonly size?: number;
  readonly fill: string;
  readonly mono?: boolean;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  /** What does not fit is cut with an ellipsis, and nothing is drawn when not even three signs would be left. */
  readonly within?: number;
}

export interface RectLook {
  readonly fill?: string | null;
  readonly stroke?: string | null;
  readonly line?: number;
  readonly radius?: number;
  readonly dash?: readonly number[];
  readonly alpha?: number;
}

const MONO_ADVANCE = 0.6;

/** An estimate that is the same for both painters, rather above than below. */
export function textWidth(text: string, size: number, mono: boolean): number {
  if (mono) return text.length * size * MONO_ADVANCE;
  let width = 0;
  for (const sign of text)
    width += /[iljtfrI.,:;'|! \u202f()[\]]/.test(sign)
      ? 0.32
      : /[mwMW—]/.test(sign)
        ? 0.88
        : /[A-Z]/.test(sign)
          ? 0.68
          : 0.575;
  return width * size;
}

export function cut(text: string, size: number, mono: boolean, within: number): string {
  if (textWidth(text, size, mono) <= within) return text;
  let kept = text;
  while (kept.length > 0 && textWidth(`${kept}…`, size, mono) > within) kept = kept.slice(0, -1);
  return kept.length < 3 ? '' : `${kept.trimEnd()}…`;
}

export interface Sketch {
  readonly shapes: Shape[];
  readonly rect: (x: number, y: number, width: number, height: number, look: RectLook) => void;
  /** Collected by colour until `flush`. */
  readonly box: (fill: string, x: number, y: number, width: number, height: number) => void;
  readonly flush: () => void;
  readonly path: (points: readonly number[], look: RectLook & { readonly closed?: boolean }) => void;
  readonly lines: (ends: readonly number[], stroke: string, line?: number, alpha?: number) => void;
  readonly text: (x: number, y: number, text: string, look: TextLook) => void;
}

export function createSketch(): Sketch {
  const shapes: Shape[] = [];
  const waiting = new Map<string, number[]>();
  return {
    shapes,
    rect(x, y, width, height, look) {
      const { fill = null, stroke = null, line = 1, radius = 0, dash = [], alpha = 1 } = look;
      shapes.push({ kind: 'rect', x, y, width, height, fill, stroke, line, radius, dash, alpha });
    },
    box(fill, x, y, width, height) {
      const boxes = waiting.get(fill);
      if (boxes === undefined) waiting.set(fill, [x, y, width, height]);
      else boxes.push(x, y, width, height);
    },
    flush() {
      for (const [fill, boxes] of waiting) shapes.push({ kind: 'boxes', boxes, fill, alpha: 1 });
      waiting.clear();
    },
    path(points, { fill = null, stroke = null, line = 1, dash = [], alpha = 1, closed = false }) {
      shapes.push({ kind: 'path', points, closed, fill, stroke, line, dash, alpha });
    },
    lines(ends, stroke, line = 1, alpha = 1) {
      if (ends.length > 0) shapes.push({ kind: 'lines', ends, stroke, line, alpha });
    },
    text(x, y, text, { size = 12, fill, mono = false, bold = false, align = 'left', within }) {
      const fitting = within === undefined ? text : cut(text, size, mono, within);
      if (fitting !== '') shapes.push({ kind: 'text', x, y, text: fitting, size, fill, mono, bold, align });
    },
  };
}

/** Slanted lines within a rectangle, cut at its edges. */
export function hatch(x: number, y: number, width: number, height: number, gap: number): number[] {
  const ends: number[] = [];
  for (let at = gap; at < width + height; at += gap) {
    const [top, bottom] = [Math.min(at, width), Math.max(0, at - height)];
    ends.push(x + top, y + at - top, x + bottom, y + at - bottom);
  }
  return ends;
}
