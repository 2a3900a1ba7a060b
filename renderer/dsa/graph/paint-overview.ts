/** The graph from afar: frames, queues coloured by guest or state, and names wherever they fit, on one canvas. */
import type { Palette } from '../../ui/palette.ts';
import type { Look, Looks, Marks } from './looks.ts';
import { type Placed, SIZE } from './placed.ts';

export interface OverviewFacts {
  readonly nodes: readonly Placed[];
  readonly looks: Looks;
  readonly marks: (placed: Placed) => Marks;
  readonly zoom: number;
  readonly palette: Palette;
  /** Free space above each device, in lengths of the drawing. */
  readonly gap: number;
}

/** Widths of the bars that say of a queue that it is locked, at its right, and of an mdev that it runs, at its left. */
const LOCK_BAR = 12;
const RUN_BAR = 8;

/** CSS pixels on screen that names are written in, whatever the zoom; smaller ones are not read. */
const NAME = 11;
const LEAST_NAME = 9;
/** Below this zoom a rounded corner or a half-height stripe cannot be seen, and costs most of the drawing. */
const ROUND = 0.18;
/** Where the stripes of several guests begin, of the height. */
const STRIPES = 0.62;

/** Zooms between which the same shapes are drawn. */
function tierOf(zoom: number): number {
  return zoom < 0.05 ? 0 : zoom < ROUND ? 1 : 2;
}

function fillOf({ part }: Placed, look: Look, palette: Palette): string {
  if (part.kind === 'device') return palette.plate;
  if (look.hue !== null) return palette.hues[look.hue]!.fill;
  if (part.kind === 'wq')
    return look.free ? palette.free : look.standing === 'disabled' ? palette.absent : palette.host;
  if (part.kind === 'fold') return palette.free;
  return palette.host;
}

function strokeOf({ part }: Placed, look: Look, palette: Palette): string {
  if (look.wrong) return palette.danger;
  if (look.hue !== null) return palette.hues[look.hue]!.ink;
  return part.kind === 'device' || look.free ? palette.line : palette.lineStrong;
}

function fillPath(pen: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  pen.fillStyle = colour;
  pen.fill(path);
}

interface Batch {
  readonly fill: string;
  readonly stroke: string;
  readonly alpha: number;
  readonly dashed: boolean;
  readonly path: Path2D;
}

/** All that is filled and stroked, gathered by colour; a pan draws the same again. */
interface Layers {
  readonly frames: readonly Batch[];
  readonly parts: readonly Batch[];
  readonly shares: ReadonlyMap<string, Path2D>;
  readonly bars: Path2D;
  readonly crosses: Path2D;
  readonly marked: readonly Placed[];
}

/** Boxes of one look in one path. */
function batchesOf(facts: OverviewFacts, nodes: readonly Placed[]): readonly Batch[] {
  const { looks, marks, zoom, palette } = facts;
  const batches = new Map<string, Batch>();
  for (const node of nodes) {
    const look = looks.of(node);
    const fill = fillOf(node, look, palette);
    const stroke = strokeOf(node, look, palette);
    const alpha = marks(node).dimmed ? 0.28 : 1;
    const key = `${fill} ${stroke} ${alpha} ${look.free}`;
    let batch = batches.get(key);
    if (batch === undefined) {
      batch = { fill, stroke, alpha, dashed: look.free, path: new Path2D() };
      batches.set(key, batch);
    }
    if (zoom < ROUND) batch.path.rect(node.x, node.y, node.width, node.height);
    else batch.path.roundRect(node.x, node.y, node.width, node.height, 7);
  }
  return [...batches.values()];
}

/** Several guests on one queue: a stripe each, along its lower edge or, from afar, over all of it. */
function sharesOf({ looks, zoom, palette }: OverviewFacts, nodes: readonly Placed[]): Map<string, Path2D> {
  const paths = new Map<string, Path2D>();
  const from = zoom < ROUND ? 0 : STRIPES;
  for (const node of nodes) {
    const { guests } = looks.of(node);
    if (guests.length < 2) continue;
    const width = node.width / guests.length;
    for (const [at, { hue }] of guests.entries()) {
      const fill = palette.hues[hue]!.fill;
      const path = paths.get(fill) ?? new Path2D();
      paths.set(fill, path);
      path.rect(node.x + at * width, node.y + node.height * from, width, node.height * (1 - from));
    }
  }
  return paths;
}

/** A bar across a queue that is locked, a cross through what is halted or orphaned: states without colour. */
function statesOf({ looks, zoom }: OverviewFacts, nodes: readonly Placed[]) {
  const bars = new Path2D();
  const crosses = new Path2D();
  if (zoom < 0.05) return { bars, crosses };
  for (const node of nodes) {
    const { standing } = looks.of(node);
    const { x, y, width, height, part } = node;
    if (part.kind === 'wq' && standing === 'locked') bars.rect(x + width - LOCK_BAR, y, LOCK_BAR, height);
    if (part.kind === 'mdev' && standing === 'running') bars.rect(x, y, RUN_BAR, height);
    if (standing !== 'orphan' && standing !== 'halted') continue;
    const tall = part.kind === 'device' ? Math.min(40, height) : height;
    crosses.moveTo(x + width - tall, y);
    crosses.lineTo(x + width, y + tall);
    crosses.moveTo(x + width, y);
    crosses.lineTo(x + width - tall, y + tall);
  }
  return { bars, crosses };
}

function layersOf(facts: OverviewFacts): Layers {
  const frames = facts.nodes.filter(({ part }) => part.kind === 'device');
  const parts = facts.nodes.filter(({ part }) => part.kind !== 'device');
  return {
    frames: batchesOf(facts, frames),
    parts: batchesOf(facts, parts),
    shares: sharesOf(facts, parts),
    ...statesOf(facts, facts.nodes),
    marked: facts.nodes.filter((node) => {
      const { selected, changed, trouble, drop } = facts.marks(node);
      return selected || changed || trouble !== null || drop !== null;
    }),
  };
}

function drawBatches(pen: CanvasRenderingContext2D, batches: readonly Batch[], zoom: number): void {
  for (const { fill, stroke, alpha, dashed, path } of batches) {
    pen.globalAlpha = alpha;
    fillPath(pen, path, fill);
    if (zoom < 0.08) continue;
    pen.strokeStyle = stroke;
    pen.lineWidth = 1 / zoom;
    pen.setLineDash(dashed ? [3 / zoom, 3 / zoom] : []);
    pen.stroke(path);
  }
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

const WEIGHT = { error: 3, warning: 2, info: 1 } as const;

function paintMarks(pen: CanvasRenderingContext2D, facts: OverviewFacts, marked: readonly Placed[]): void {
  const { marks, zoom, palette } = facts;
  for (const node of marked) {
    const { selected, changed, trouble, drop } = marks(node);
    if (selected || drop !== null) {
      pen.strokeStyle =
        drop === 'refuses' ? palette.danger : drop === 'takes' ? palette.success : palette.focus;
      pen.lineWidth = 2.5 / zoom;
      pen.setLineDash(drop === 'refuses' ? [5 / zoom, 3 / zoom] : []);
      pen.strokeRect(node.x - 2 / zoom, node.y - 2 / zoom, node.width + 4 / zoom, node.height + 4 / zoom);
      pen.setLineDash([]);
    }
    if (changed) {
      pen.fillStyle = palette.accent;
      pen.fillRect(node.x - 5 / zoom, node.y, 3 / zoom, Math.min(node.height, 60));
    }
    if (trouble !== null && WEIGHT[trouble] > 1) {
      const side = 8 / zoom;
      const right = node.x + node.width;
      pen.fillStyle = trouble === 'error' ? palette.danger : palette.warning;
      pen.beginPath();
      pen.moveTo(right - side, node.y);
      pen.lineTo(right + side * 0.2, node.y);
      pen.lineTo(right + side * 0.2, node.y + side * 1.2);
      pen.fill();
    }
  }
}

/** Short name, cut to what fits; measuring text is slow, a character of this font is about 0.56 em. */
function fitted(text: string, width: number, font: number): string {
  const most = Math.floor(width / (font * 0.56));
  return text.length <= most ? text : most < 3 ? '' : `${text.slice(0, most - 1)}…`;
}

/** What a part is called, the fullest first: of an engine or group its number still tells which. */
function namesOf(node: Placed, look: Look): readonly string[] {
  const { part } = node;
  switch (part.kind) {
    case 'wq':
      return [look.title, node.id];
    case 'mdev':
      return [look.title, look.title.slice(-5), look.guests[0]?.label ?? ''];
    case 'engine':
    case 'group':
      return [node.id, node.id.replace(/^[a-z]+/, '')];
    case 'fold':
      return [look.title, `+${part.members.length}`];
    default:
      return [look.title];
  }
}

/** The fullest name that fits; only the last one is cut, and not what numbers would be lost of. */
function nameIn(node: Placed, look: Look, width: number, font: number): string {
  const names = namesOf(node, look);
  const whole = names.find((name) => name.length * font * 0.56 <= width);
  return whole ?? (node.part.kind === 'guest' ? fitted(look.title, width, font) : '');
}

/** Into its header, or where that is too low above the frame: there is room where there are many devices. */
function paintDeviceName(pen: CanvasRenderingContext2D, facts: OverviewFacts, node: Placed): void {
  const { looks, zoom, palette, gap } = facts;
  const [width, height] = [node.width * zoom, SIZE.header * zoom];
  const look = looks.of(node);
  const inside = height >= NAME + 2;
  const letters = Math.min(NAME, (inside ? width - 4 : width * 1.4) / (look.title.length * 0.6));
  if (letters < LEAST_NAME || (!inside && gap * zoom < letters)) return;
  const y = inside ? node.y + SIZE.header / 2 : node.y - letters / 2 / zoom;
  pen.font = `620 ${letters / zoom}px ${palette.fontUi}`;
  pen.fillStyle = palette.text;
  pen.fillText(look.title, node.x + (inside ? Math.min(14, 4 / zoom) : 0), y);
  if (!inside || width < 170) return;
  pen.font = `400 ${letters / zoom}px ${palette.fontMono}`;
  pen.fillStyle = palette.textSoft;
  pen.fillText(look.meters[0]?.text ?? '', node.x + 14 + 62 / zoom, y);
}

/** What bars take of a part's width, left and right: names stand beside them. */
function barsOf({ part }: Placed, { standing }: Look): readonly [number, number] {
  return [
    part.kind === 'mdev' && standing === 'running' ? RUN_BAR : 0,
    part.kind === 'wq' && standing === 'locked' ? LOCK_BAR : 0,
  ];
}

function paintNames(pen: CanvasRenderingContext2D, facts: OverviewFacts): void {
  const { nodes, looks, zoom, palette, marks } = facts;
  pen.textBaseline = 'middle';
  for (const node of nodes) {
    pen.globalAlpha = marks(node).dimmed ? 0.4 : 1;
    if (node.part.kind === 'device') {
      paintDeviceName(pen, facts, node);
      continue;
    }
    const [width, height] = [node.width * zoom, node.height * zoom];
    // Only where the letters fit inside.
    const look = looks.of(node);
    const room = look.guests.length > 1 ? height * STRIPES : height;
    if (room < NAME + 1 || width < 24) continue;
    const [before, after] = barsOf(node, look);
    const name = nameIn(node, look, width - (before + after) * zoom - 9, NAME);
    if (name === '') continue;
    pen.fillStyle = look.hue === null ? palette.text : palette.hues[look.hue]!.text;
    pen.font = `500 ${NAME / zoom}px ${palette.fontUi}`;
    pen.fillText(name, node.x + before + 5 / zoom, node.y + room / 2 / zoom);
  }
  pen.globalAlpha = 1;
}

export interface OverviewPainter {
  /** The frames, below the lines of the graph. The pen is already moved to the drawing's coordinates. */
  readonly frames: (pen: CanvasRenderingContext2D, facts: OverviewFacts) => void;
  /** All parts, above the lines. */
  readonly parts: (pen: CanvasRenderingContext2D, facts: OverviewFacts) => void;
}

/** Holds what it gathered for the last list of nodes: `nodes` of the same identity are drawn without looking at them. */
export function createOverviewPainter(): OverviewPainter {
  let held: { readonly facts: OverviewFacts; readonly layers: Layers } | null = null;
  const layers = (facts: OverviewFacts): Layers => {
    const before = held?.facts;
    if (
      held === null ||
      before?.nodes !== facts.nodes ||
      before.looks !== facts.looks ||
      before.marks !== facts.marks ||
      before.palette !== facts.palette ||
      tierOf(before.zoom) !== tierOf(facts.zoom)
    )
      held = { facts, layers: layersOf(facts) };
    return held.layers;
  };
  return {
    frames: (pen, facts) => drawBatches(pen, layers(facts).frames, facts.zoom),
    parts(pen, facts) {
      const { parts, shares, bars, crosses, marked } = layers(facts);
      drawBatches(pen, parts, facts.zoom);
      for (const [fill, path] of shares) fillPath(pen, path, fill);
      pen.globalAlpha = 0.55;
      fillPath(pen, bars, facts.palette.text);
      pen.globalAlpha = 1;
      pen.strokeStyle = facts.palette.danger;
      pen.lineWidth = 2 / facts.zoom;
      pen.stroke(crosses);
      paintNames(pen, facts);
      paintMarks(pen, facts, marked);
    },
  };
}
