/**
 * One device with what hangs on it, in columns: engines, groups, wqs, and the mdevs right of the frame. Every group with
 * its engines and wqs is a band of its own, in index order, so that no two edges of different groups cross and a
 * change of state moves nothing.
 */
import { type DsaDevice, type DsaMdev, engineName, groupName, wqName } from '../../../shared/dsa/types.ts';
import { type Folded, type Part, type Placed, SIZE } from './placed.ts';

/** Up to this many children without a group are drawn one by one. */
const MOST_LOOSE = 2;
/** From a device's header to its first part. */
const TOP = 14;

export interface Block {
  /** Places are relative to the block's upper left corner. */
  readonly nodes: readonly Omit<Placed, 'key'>[];
  readonly height: number;
}

interface Row {
  readonly node: Omit<Placed, 'key' | 'y'>;
  readonly mdevs: readonly DsaMdev[];
}

interface Band {
  readonly engines: readonly Omit<Placed, 'key' | 'y'>[];
  readonly group: Omit<Placed, 'key' | 'y'> | null;
  readonly rows: readonly Row[];
}

export function stackHeight(heights: readonly number[]): number {
  if (heights.length === 0) return 0;
  return heights.reduce((sum, height) => sum + height, 0) + (heights.length - 1) * SIZE.gapY;
}

function rowHeight({ node, mdevs }: Row): number {
  return Math.max(node.height, stackHeight(mdevs.map(() => SIZE.mdev.height)));
}

/** Whether a wq is as the driver leaves it: nobody uses it and nobody has begun to set it up. */
export function isFree(device: DsaDevice, index: number): boolean {
  const wq = device.wqs[index];
  return (
    wq !== undefined &&
    wq.state === 'disabled' &&
    wq.groupId < 0 &&
    wq.size === 0 &&
    (wq.type === 'none' || wq.type === '') &&
    wq.clients === 0
  );
}

/** The wq an mdev is drawn beside: its own, else the first it can be on; null = none that the device has. */
export function wqBeside(device: DsaDevice, mdev: DsaMdev): number | null {
  const index = mdev.wq ?? mdev.candidates[0] ?? null;
  return index !== null && device.wqs[index] !== undefined ? index : null;
}

function piece(part: Part, id: string): Omit<Placed, 'key' | 'y'> {
  switch (part.kind) {
    case 'engine':
      return { id, part, x: SIZE.engineX, ...SIZE.engine };
    case 'group':
      return { id, part, x: SIZE.groupX, ...SIZE.group };
    case 'mdev':
      return { id, part, x: SIZE.mdevX, ...SIZE.mdev };
    default:
      return { id, part, x: SIZE.wqX, ...SIZE.wq };
  }
}

function fold(device: DsaDevice, folded: Folded, members: readonly string[]) {
  const column = { wqs: SIZE.wqX, engines: SIZE.engineX, groups: SIZE.groupX }[folded];
  const width = { wqs: SIZE.wq.width, engines: SIZE.engine.width, groups: SIZE.group.width }[folded];
  const part: Part = { kind: 'fold', device, folded, members };
  return { id: `${device.name} ${folded}`, part, x: column, width, height: SIZE.fold.height };
}

/** A name for every number of a list's indices that `keep` says yes to. */
function indices<Item>(list: readonly Item[], keep: (item: Item, index: number) => boolean): number[] {
  return list.flatMap((item, index) => (keep(item, index) ? [index] : []));
}

function bandsOf(
  device: DsaDevice,
  mdevs: readonly DsaMdev[],
  unfolded: ReadonlySet<string>,
): readonly Band[] {
  const beside = new Map<number, DsaMdev[]>();
  for (const mdev of mdevs) {
    const index = wqBeside(device, mdev);
    if (index !== null) beside.set(index, [...(beside.get(index) ?? []), mdev]);
  }
  const engine = (index: number) => piece({ kind: 'engine', device, index }, engineName(device, index));
  const group = (index: number) => piece({ kind: 'group', device, index }, groupName(device, index));
  const row = (index: number): Row => ({
    node: piece({ kind: 'wq', device, index }, wqName(device, index)),
    mdevs: beside.get(index) ?? [],
  });
  const bands: Band[] = [];
  const empty: number[] = [];
  for (const index of device.groups.keys()) {
    const engines = indices(device.engines, (owner) => owner === index);
    const wqs = indices(device.wqs, ({ groupId }) => groupId === index);
    if (engines.length + wqs.length === 0) empty.push(index);
    else bands.push({ engines: engines.map(engine), group: group(index), rows: wqs.map(row) });
  }
  const known = (owner: number) => device.groups[owner] !== undefined;
  const looseEngines = indices(device.engines, (owner) => !known(owner));
  const looseWqs = indices(device.wqs, ({ groupId }) => !known(groupId));
  const free = looseWqs.filter((index) => isFree(device, index) && !beside.has(index));
  const apart = looseWqs.filter((index) => !free.includes(index));
  const isOpen = (folded: Folded) => unfolded.has(`${device.name} ${folded}`);
  const some = (
    list: readonly number[],
    folded: Folded,
    one: (index: number) => ReturnType<typeof engine>,
  ) =>
    list.length <= MOST_LOOSE || isOpen(folded)
      ? list.map(one)
      : [
          fold(
            device,
            folded,
            list.map((index) => one(index).id),
          ),
        ];
  const rows: Row[] = [
    ...apart.map(row),
    ...some(free, 'wqs', (index) => row(index).node).map((node) => ({ node, mdevs: [] })),
  ];
  const engines = some(looseEngines, 'engines', engine);
  const groups =
    empty.length === 0
      ? []
      : isOpen('groups')
        ? empty.map(group)
        : [
            fold(
              device,
              'groups',
              empty.map((index) => groupName(device, index)),
            ),
          ];
  // Open empty groups are bands of their own; the one fold stands in the band of what has no group.
  for (const [at, node] of groups.entries())
    if (at < groups.length - 1 || isOpen('groups')) bands.push({ engines: [], group: node, rows: [] });
  const last = isOpen('groups') ? null : (groups.at(-1) ?? null);
  if (rows.length + engines.length > 0 || last !== null) bands.push({ engines, group: last, rows });
  return bands;
}

function stacked(nodes: readonly Omit<Placed, 'key' | 'y'>[], top: number): Omit<Placed, 'key'>[] {
  let y = top;
  return nodes.map((node) => {
    const placed = { ...node, y };
    y += node.height + SIZE.gapY;
    return placed;
  });
}

function placeBand(device: DsaDevice, band: Band, top: number) {
  const rowsHeight = stackHeight(band.rows.map(rowHeight));
  const enginesHeight = stackHeight(band.engines.map(({ height }) => height));
  const height = Math.max(rowsHeight, enginesHeight, band.group?.height ?? 0);
  const nodes = stacked(band.engines, top + (height - enginesHeight) / 2);
  const rows: Omit<Placed, 'key'>[] = [];
  const middles: number[] = nodes.map((node) => node.y + node.height / 2);
  let y = top + (height - rowsHeight) / 2;
  for (const row of band.rows) {
    const tall = rowHeight(row);
    rows.push({ ...row.node, y: y + (tall - row.node.height) / 2 });
    middles.push(y + tall / 2);
    const mdevsHeight = stackHeight(row.mdevs.map(() => SIZE.mdev.height));
    const pieces = row.mdevs.map((mdev) => piece({ kind: 'mdev', device, mdev }, mdev.id));
    rows.push(...stacked(pieces, y + (tall - mdevsHeight) / 2));
    y += tall + SIZE.gapY;
  }
  if (band.group !== null) {
    const middle =
      middles.length === 0 ? top + height / 2 : middles.reduce((sum, at) => sum + at, 0) / middles.length;
    const most = top + height - band.group.height;
    nodes.push({ ...band.group, y: Math.min(most, Math.max(top, middle - band.group.height / 2)) });
  }
  nodes.push(...rows);
  return { nodes, height };
}

/** The device's frame, all its parts and its mdevs; `mdevs` are those of this device. */
export function layOutBlock(
  device: DsaDevice,
  mdevs: readonly DsaMdev[],
  collapsed: boolean,
  unfolded: ReadonlySet<string>,
): Block {
  const frame = (height: number): Omit<Placed, 'key'> => ({
    id: device.name,
    part: { kind: 'device', device, collapsed },
    x: 0,
    y: 0,
    width: SIZE.blockWidth,
    height,
  });
  if (collapsed) return { nodes: [frame(SIZE.header)], height: SIZE.header };
  const nodes: Omit<Placed, 'key'>[] = [];
  let y: number = SIZE.header + TOP;
  for (const band of bandsOf(device, mdevs, unfolded)) {
    const placed = placeBand(device, band, y);
    nodes.push(...placed.nodes);
    y += placed.height + SIZE.bandGap;
  }
  const height = y - SIZE.bandGap + SIZE.padding;
  // mdevs of wqs this device does not have (orphans): after the others, in the mdevs' own column.
  const lost = mdevs.filter((mdev) => wqBeside(device, mdev) === null);
  const after = nodes.reduce(
    (most, { part, y: top, height: tall }) =>
      part.kind === 'mdev' ? Math.max(most, top + tall + SIZE.gapY) : most,
    SIZE.header + TOP,
  );
  const lostNodes = stacked(
    lost.map((mdev) => piece({ kind: 'mdev', device, mdev }, mdev.id)),
    after,
  );
  const bottom = lostNodes.reduce((most, node) => Math.max(most, node.y + node.height), height);
  return { nodes: [frame(height), ...nodes, ...lostNodes], height: bottom };
}
