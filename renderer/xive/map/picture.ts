/** The drawing as a file: the same shapes as on the canvas, with legend and title. */
import { pictureColours, type Colours } from './colours.ts';
import { focusOf, groundOf } from './ground.ts';
import { LEGEND, legendSign } from './legend-signs.ts';
import type { MapProps } from './map-props.ts';
import { paintOnCanvas } from './paint-canvas.ts';
import { paintAsSvg } from './paint-svg.ts';
import { MARGIN, sceneAxis, sceneOf } from './scene.ts';
import { createSketch, type Shape, textWidth } from './shapes.ts';

export interface PictureOptions {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
  /** Stands below the title, as it is. */
  readonly date?: string | undefined;
}

type Drawn = Pick<MapProps, 'moment' | 'other' | 'view' | 'window' | 'hues'>;

const TITLE = 58;
const LINE = 22;

export interface Picture {
  readonly shapes: readonly Shape[];
  readonly colours: Colours;
  readonly width: number;
  /** At least what was asked for; more when the drawing needs it. */
  readonly height: number;
}

function moved(shape: Shape, by: number): Shape {
  const every = (points: readonly number[], step: number) =>
    points.map((value, at) => (at % step === 1 ? value + by : value));
  if (shape.kind === 'boxes') return { ...shape, boxes: every(shape.boxes, 4) };
  if (shape.kind === 'path') return { ...shape, points: every(shape.points, 2) };
  if (shape.kind === 'lines') return { ...shape, ends: every(shape.ends, 2) };
  return { ...shape, y: shape.y + by };
}

export function pictureOf(props: Drawn, options: PictureOptions): Picture {
  const colours = pictureColours(options.dark);
  const { width, title, date } = options;
  const ground = groundOf(props.moment, props.other, props.view, props.hues);
  const axis = sceneAxis(ground, props.window, width);
  const scene = sceneOf(ground, { axis, colours, width, focus: focusOf(ground, null) });
  const sketch = createSketch();
  sketch.text(MARGIN, 28, title, { size: 18, bold: true, fill: colours.text, within: width - 2 * MARGIN });
  const about = [`Guest ${props.moment.vm}`, ...(date === undefined ? [] : [date])].join(' · ');
  sketch.text(MARGIN, 47, about, { size: 12, fill: colours.textSoft, within: width - 2 * MARGIN });
  let [x, y] = [MARGIN, Math.max(TITLE + scene.height + 18, options.height - 2 * LINE)];
  for (const { sign, text } of LEGEND) {
    const needed = 34 + textWidth(text, 11.5, false) + 18;
    if (x > MARGIN && x + needed > width - MARGIN) {
      x = MARGIN;
      y += LINE;
    }
    legendSign(sketch, sign, x, y - 11, colours);
    sketch.text(x + 34, y + 1, text, { size: 11.5, fill: colours.textSoft });
    x += needed;
  }
  const shapes = [...scene.shapes.map((shape) => moved(shape, TITLE)), ...sketch.shapes];
  return { shapes, colours, width, height: Math.max(options.height, y + LINE) };
}

/** A whole SVG document. */
export function mapSvg(props: Drawn, options: PictureOptions): string {
  const { shapes, colours, width, height } = pictureOf(props, options);
  return paintAsSvg(shapes, colours, { width, height, title: options.title });
}

/** The same as PNG, with two pixels a CSS pixel. */
export async function mapPng(props: Drawn, options: PictureOptions): Promise<Blob> {
  const { shapes, colours, width, height } = pictureOf(props, options);
  const canvas = new OffscreenCanvas(Math.round(width * 2), Math.round(height * 2));
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This browser gives no canvas to draw the picture on.');
  pen.scale(2, 2);
  pen.fillStyle = colours.background;
  pen.fillRect(0, 0, width, height);
  paintOnCanvas(pen, shapes, colours);
  return canvas.convertToBlob({ type: 'image/png' });
}
