/** Places every part of a host's devices once, in columns: engines, groups, work queues, mdevs, and guests over all devices. */
import type { DsaMdev, DsaState } from '../../../shared/dsa/types.ts';
import { type Block, layOutBlock } from './block-layout.ts';
import { type Edge, type Heading, type Layout, type Placed, SIZE } from './placed.ts';
import { edgesOf } from './edges.ts';

export interface LayoutOptions {
  readonly collapsed: ReadonlySet<string>;
  /** Folds that were opened: `dsa0 wqs`. */
  readonly unfolded: ReadonlySet<string>;
}

/** Up to this many devices stand in one column, as on paper. */
const MOST_IN_ONE_STRIP = 8;
/** Width to height of the drawing that more devices are arranged to: that of a usual window. */
const ASPECT = 1.6;

function stripCount(heights: readonly number[]): number {
  if (heights.length <= MOST_IN_ONE_STRIP) return 1;
  const total = heights.reduce((sum, height) => sum + height + SIZE.blockGap, 0);
  const strips = Math.round(Math.sqrt((ASPECT * total) / (SIZE.stripWidth + SIZE.stripGap)));
  return Math.max(1, Math.min(heights.length, strips));
}

/** Space between two devices of a strip. */
export function blockGapOf(strips: number): number {
  return SIZE.blockGap + (strips > 1 ? strips * SIZE.blockGapOfStrip : 0);
}

/** mdevs of each device, by its name; of devices that are not there under ''. */
function mdevsByDevice(state: DsaState): Map<string, DsaMdev[]> {
  const names = new Set(state.devices.map(({ name }) => name));
  const found = new Map<string, DsaMdev[]>();
  for (const mdev of state.mdevs) {
    const name = names.has(mdev.device) ? mdev.device : '';
    const list = found.get(name);
    if (list === undefined) found.set(name, [mdev]);
    else list.push(mdev);
  }
  return found;
}

/**
 * Heights as near to the wished ones as they can be without overlap, in order: runs that would overlap are pushed
 * together and centred on the mean of their wishes.
 */
export function spread(wished: readonly number[], height: number, gap: number): number[] {
  const runs: { sum: number; count: number }[] = [];
  const step = height + gap;
  for (const wish of wished) {
    let run = { sum: wish, count: 1 };
    for (;;) {
      const before = runs.at(-1);
      if (before === undefined || before.sum / before.count + before.count * step <= run.sum / run.count)
        break;
      runs.pop();
      run = { sum: before.sum + run.sum - run.count * before.count * step, count: before.count + run.count };
    }
    runs.push(run);
  }
  const starts = runs.flatMap(({ sum, count }) =>
    Array.from({ length: count }, (_, at) => sum / count + at * step),
  );
  const over = Math.max(0, -(starts[0] ?? 0));
  return starts.map((start) => start + over);
}

class Drawing {
  readonly nodes: Placed[] = [];
  readonly byKey = new Map<string, Placed>();
  readonly byId = new Map<string, Placed>();

  add(node: Omit<Placed, 'key'>): Placed {
    let key = `${node.part.kind}:${node.id}`;
    for (let again = 2; this.byKey.has(key); again++) key = `${node.part.kind}:${node.id}#${again}`;
    const placed = { ...node, key };
    this.nodes.push(placed);
    this.byKey.set(key, placed);
    if (!this.byId.has(node.id)) this.byId.set(node.id, placed);
    return placed;
  }
}

/** Mean height of what each guest has, where it has anything that is drawn. */
function guestWishes(drawing: Drawing, state: DsaState): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  const drawn = new Map<DsaMdev, Placed>();
  for (const node of drawing.nodes) if (node.part.kind === 'mdev') drawn.set(node.part.mdev, node);
  for (const mdev of state.mdevs) {
    if (mdev.guest === null) continue;
    const node = drawn.get(mdev) ?? drawing.byId.get(mdev.device);
    if (node === undefined) continue;
    const before = sums.get(mdev.guest) ?? { sum: 0, count: 0 };
    sums.set(mdev.guest, { sum: before.sum + node.y + node.height / 2, count: before.count + 1 });
  }
  return new Map([...sums].map(([guest, { sum, count }]) => [guest, sum / count]));
}

/** The guests' column, or several when there are more guests than fit beside the devices. Returns its right edge. */
function placeGuests(drawing: Drawing, state: DsaState, x: number, height: number): number {
  const wishes = guestWishes(drawing, state);
  const step = SIZE.guest.height + SIZE.gapY;
  const last = Number.MAX_SAFE_INTEGER;
  const ordered = state.guests
    .map((guest, index) => ({ guest, index, wish: wishes.get(guest.id) ?? last }))
    .sort((left, right) => left.wish - right.wish || left.index - right.index);
  const room = Math.max(height, 12 * step);
  const columns = Math.max(1, Math.ceil((ordered.length * step) / room));
  const perColumn = Math.ceil(ordered.length / columns);
  const idleFrom = ordered.findIndex(({ wish }) => wish === last);
  const used = idleFrom < 0 ? ordered.length : idleFrom;
  const half = SIZE.guest.height / 2;
  const tops =
    columns > 1
      ? ordered.map((_, at) => (at % perColumn) * step)
      : spread(
          ordered.map(({ wish }, at) => (at < used ? wish - half : SIZE.header)),
          SIZE.guest.height,
          SIZE.gapY,
        );
  // Guests without a device follow the others, a little apart.
  const bottom = used === 0 ? SIZE.header : tops[used - 1]! + step + SIZE.gapY;
  for (const [at, { guest }] of ordered.entries())
    drawing.add({
      id: guest.id,
      part: { kind: 'guest', guest },
      x: x + Math.floor(at / perColumn) * (SIZE.guest.width + 24),
      y: columns > 1 || at < used ? tops[at]! : bottom + (at - used) * step,
      ...SIZE.guest,
    });
  return x + columns * (SIZE.guest.width + 24) - 24;
}

function headingsOf(strips: number, guestX: number): Heading[] {
  const headings: Heading[] = [];
  for (let strip = 0; strip < strips; strip++) {
    const x = strip * (SIZE.stripWidth + SIZE.stripGap);
    headings.push(
      { text: 'Engines', x: x + SIZE.engineX, width: SIZE.engine.width },
      { text: 'Groups', x: x + SIZE.groupX, width: SIZE.group.width },
      { text: 'Work queues', x: x + SIZE.wqX, width: SIZE.wq.width },
      { text: 'mdevs', x: x + SIZE.mdevX, width: SIZE.mdev.width },
    );
  }
  return [...headings, { text: 'Guests', x: guestX, width: SIZE.guest.width }];
}

function placeBlocks(drawing: Drawing, blocks: readonly Block[]): { strips: number; height: number } {
  // The same number of devices in each strip: a device that grows moves no other strip.
  const perStrip = Math.max(1, Math.ceil(blocks.length / stripCount(blocks.map(({ height }) => height))));
  const strips = Math.max(1, Math.ceil(blocks.length / perStrip));
  const gap = blockGapOf(strips);
  let height = 0;
  for (let strip = 0; strip < strips; strip++) {
    const x = strip * (SIZE.stripWidth + SIZE.stripGap);
    let y = 0;
    for (const block of blocks.slice(strip * perStrip, (strip + 1) * perStrip)) {
      for (const node of block.nodes) drawing.add({ ...node, x: node.x + x, y: node.y + y });
      y += block.height + gap;
    }
    height = Math.max(height, y - gap);
  }
  return { strips, height: Math.max(0, height) };
}

export function layOut(state: DsaState, { collapsed, unfolded }: LayoutOptions): Layout {
  const mdevs = mdevsByDevice(state);
  const drawing = new Drawing();
  const blocks = state.devices.map((device) =>
    layOutBlock(device, mdevs.get(device.name) ?? [], collapsed.has(device.name), unfolded),
  );
  const { strips, height } = placeBlocks(drawing, blocks);
  let bottom = height;
  for (const mdev of mdevs.get('') ?? []) {
    const y = bottom + (bottom === 0 ? 0 : SIZE.gapY);
    drawing.add({ id: mdev.id, part: { kind: 'mdev', device: null, mdev }, x: SIZE.mdevX, y, ...SIZE.mdev });
    bottom = y + SIZE.mdev.height;
  }
  const guestX = strips * (SIZE.stripWidth + SIZE.stripGap) - SIZE.stripGap + SIZE.guestGap;
  // The guests' column has its place also before there is one, so that the first guest moves nothing.
  const width =
    state.guests.length === 0 ? guestX + SIZE.guest.width : placeGuests(drawing, state, guestX, bottom);
  const edges: readonly Edge[] = edgesOf(state, drawing);
  return {
    width,
    height: drawing.nodes.reduce((most, node) => Math.max(most, node.y + node.height), 0),
    nodes: drawing.nodes,
    byKey: drawing.byKey,
    byId: drawing.byId,
    edges,
    headings: headingsOf(strips, guestX),
    strips,
  };
}
