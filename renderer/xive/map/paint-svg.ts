/** Shapes as SVG elements; text stays text. */
import type { Colours } from './colours.ts';
import type { Shape } from './shapes.ts';

/** XML 1.0 has no way to write control signs, and the names of a capture are not ours. */
function writable(sign: string): string {
  const code = sign.codePointAt(0)!;
  const control = code < 0x20 && code !== 9 && code !== 10 && code !== 13;
  return control || code === 0xfffe || code === 0xffff || (code >= 0xd800 && code <= 0xdfff)
    ? '\ufffd'
    : sign;
}

export function escaped(text: string): string {
  return Array.from(text, writable)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function attributes(values: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? short(value) : escaped(value!)}"`)
    .join('');
}

const faded = (alpha: number) => (alpha === 1 ? null : alpha);

function stroked(stroke: string | null, line: number, dash: readonly number[]) {
  return {
    stroke,
    'stroke-width': stroke === null || line === 1 ? null : line,
    'stroke-dasharray': stroke === null || dash.length === 0 ? null : dash.map(short).join(' '),
  };
}

function pairs(points: readonly number[]): string {
  const words: string[] = [];
  for (let at = 0; at < points.length; at += 2) words.push(`${short(points[at]!)} ${short(points[at + 1]!)}`);
  return `M${words.join('L')}`;
}

function element(shape: Shape, colours: Colours): string {
  if (shape.kind === 'rect') {
    const { x, y, width, height, fill, stroke, line, radius, dash, alpha } = shape;
    const look = { rx: radius === 0 ? null : radius, fill: fill ?? 'none', opacity: faded(alpha) };
    return `<rect${attributes({ x, y, width, height, ...look, ...stroked(stroke, line, dash) })}/>`;
  }
  if (shape.kind === 'boxes') {
    const { boxes, fill, alpha } = shape;
    let path = '';
    for (let at = 0; at < boxes.length; at += 4) {
      const width = short(boxes[at + 2]!);
      path += `M${short(boxes[at]!)} ${short(boxes[at + 1]!)}h${width}v${short(boxes[at + 3]!)}h-${width}z`;
    }
    return `<path${attributes({ d: path, fill, opacity: faded(alpha) })}/>`;
  }
  if (shape.kind === 'path') {
    const { points, closed, fill, stroke, line, dash, alpha } = shape;
    const d = `${pairs(points)}${closed ? 'z' : ''}`;
    return `<path${attributes({ d, fill: fill ?? 'none', opacity: faded(alpha), ...stroked(stroke, line, dash) })}/>`;
  }
  if (shape.kind === 'lines') {
    const { ends, stroke, line, alpha } = shape;
    let d = '';
    for (let at = 0; at < ends.length; at += 4) d += pairs(ends.slice(at, at + 4));
    return `<path${attributes({ d, fill: 'none', opacity: faded(alpha), ...stroked(stroke, line, []) })}/>`;
  }
  const { x, y, text, size, fill, mono, bold, align } = shape;
  const anchor = align === 'left' ? null : align === 'center' ? 'middle' : 'end';
  const font = mono ? colours.fontMono : colours.fontUi;
  return `<text${attributes({ x, y, fill, 'font-size': size, 'font-family': font, 'font-weight': bold ? 600 : null, 'text-anchor': anchor })}>${escaped(text)}</text>`;
}

export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

export function paintAsSvg(shapes: readonly Shape[], colours: Colours, options: SvgOptions): string {
  const { width, height, title } = options;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(colours.background)}"/>`,
    ...shapes.map((shape) => element(shape, colours)),
    '</svg>\n',
  ].join('\n');
}
