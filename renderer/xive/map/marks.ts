/** Signs that go with colours: nothing is told by colour alone. */
import type { Colours } from './colours.ts';
import { hatch, type Sketch, textWidth } from './shapes.ts';

/** A triangle with an exclamation mark: stale. `x`, `y` = middle of its base. */
export function staleMark(sketch: Sketch, x: number, y: number, size: number, colours: Colours): void {
  const half = size * 0.58;
  sketch.path([x - half, y, x, y - size, x + half, y], { fill: colours.danger, closed: true });
  sketch.lines([x, y - size * 0.64, x, y - size * 0.3], colours.onDanger, Math.max(1.2, size / 8));
  sketch.lines([x, y - size * 0.2, x, y - size * 0.08], colours.onDanger, Math.max(1.2, size / 8));
}

/** A diamond with a stroke: the page of another LISN. */
export function misresolvedMark(sketch: Sketch, x: number, y: number, size: number, colours: Colours): void {
  const [half, middle] = [size / 2, y - size / 2];
  sketch.path([x, y - size, x + half, middle, x, y, x - half, middle], {
    fill: colours.danger,
    closed: true,
  });
  sketch.lines([x - half * 0.45, middle, x + half * 0.45, middle], colours.onDanger, 1.4);
}

/** Two sides that do not meet: differs from the other side. */
export function differenceMark(sketch: Sketch, x: number, y: number, size: number, colours: Colours): void {
  const half = size / 2;
  sketch.path([x - half, y - half, x + half, y - half, x, y + half], { fill: colours.warning, closed: true });
}

export function hatched(
  sketch: Sketch,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  stroke: string,
  gap = 6,
  alpha = 1,
): void {
  sketch.lines(hatch(area.x, area.y, area.width, area.height, gap), stroke, 1, alpha);
}

/** A band's heading and, beside it, what it holds; the latter only where it fits. */
export function heading(
  sketch: Sketch,
  colours: Colours,
  place: { readonly x: number; readonly right: number; readonly y: number },
  title: string,
  about: string,
  tone: 'plain' | 'danger' = 'plain',
): void {
  const { x, right, y } = place;
  sketch.text(x, y, title, { size: 13, fill: colours.text, bold: true, within: right - x });
  // Bold letters are wider than the estimate.
  const start = x + textWidth(title, 13, false) * 1.12 + 20;
  if (right - start > 60)
    sketch.text(start, y, about, {
      size: 11.5,
      fill: tone === 'danger' ? colours.danger : colours.textSoft,
      bold: tone === 'danger',
      within: right - start,
    });
}
