/** Shapes on a canvas. */
import type { Colours } from './colours.ts';
import type { Shape } from './shapes.ts';

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

function paintShape(pen: Pen, shape: Shape, colours: Colours): void {
  if (shape.kind === 'text') {
    pen.font = `${shape.bold ? 600 : 400} ${shape.size}px ${shape.mono ? colours.fontMono : colours.fontUi}`;
    pen.textAlign = shape.align;
    pen.fillStyle = shape.fill;
    pen.fillText(shape.text, shape.x, shape.y);
    return;
  }
  pen.globalAlpha = shape.alpha;
  if (shape.kind === 'boxes') {
    pen.fillStyle = shape.fill;
    const { boxes } = shape;
    for (let at = 0; at < boxes.length; at += 4)
      pen.fillRect(boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!);
  } else {
    pen.beginPath();
    trace(pen, shape);
    if (shape.kind !== 'lines' && shape.fill !== null) {
      pen.fillStyle = shape.fill;
      pen.fill();
    }
    if (shape.stroke !== null) {
      pen.strokeStyle = shape.stroke;
      pen.lineWidth = shape.line;
      pen.setLineDash(shape.kind === 'lines' ? [] : [...shape.dash]);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

function trace(pen: Pen, shape: Exclude<Shape, { kind: 'text' | 'boxes' }>): void {
  if (shape.kind === 'rect') {
    if (shape.radius === 0) pen.rect(shape.x, shape.y, shape.width, shape.height);
    else pen.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
  } else if (shape.kind === 'path') {
    const { points } = shape;
    for (let at = 0; at < points.length; at += 2)
      if (at === 0) pen.moveTo(points[0]!, points[1]!);
      else pen.lineTo(points[at]!, points[at + 1]!);
    if (shape.closed) pen.closePath();
  } else {
    const { ends } = shape;
    for (let at = 0; at < ends.length; at += 4) {
      pen.moveTo(ends[at]!, ends[at + 1]!);
      pen.lineTo(ends[at + 2]!, ends[at + 3]!);
    }
  }
}

export function paintOnCanvas(pen: Pen, shapes: readonly Shape[], colours: Colours): void {
  pen.textBaseline = 'alphabetic';
  for (const shape of shapes) paintShape(pen, shape, colours);
}
