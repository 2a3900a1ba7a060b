/** Who feeds whom, as lines between placed parts. An mdev whose wq nothing tells has one line to every wq it can be on. */
import { type DsaState, groupName, wqName } from '../../../shared/dsa/types.ts';
import type { Edge, EdgeKind, Placed } from './placed.ts';

interface Drawn {
  readonly nodes: readonly Placed[];
  readonly byKey: ReadonlyMap<string, Placed>;
}

export function edgesOf(state: DsaState, { nodes, byKey }: Drawn): Edge[] {
  const edges: Edge[] = [];
  const hues = new Map(state.guests.map(({ id, hue }) => [id, hue & 7]));
  const add = (
    kind: EdgeKind,
    from: Placed | undefined,
    to: Placed | undefined,
    more: { readonly oneOf?: boolean; readonly hue?: number | null; readonly weight?: number } = {},
  ) => {
    if (from === undefined || to === undefined) return;
    const { oneOf = false, hue = null, weight = 1 } = more;
    edges.push({ key: `${from.key} ${to.key}`, kind, from, to, oneOf, hue, weight });
  };
  const hueOf = (guest: string | null) => (guest === null ? null : (hues.get(guest) ?? null));
  for (const node of nodes) {
    const { part } = node;
    if (part.kind === 'engine') {
      const owner = part.device.engines[part.index] ?? -1;
      if (owner >= 0) add('engine-group', node, byKey.get(`group:${groupName(part.device, owner)}`));
    } else if (part.kind === 'wq') {
      const owner = part.device.wqs[part.index]?.groupId ?? -1;
      if (owner >= 0) add('group-wq', byKey.get(`group:${groupName(part.device, owner)}`), node);
    } else if (part.kind === 'mdev') {
      const { mdev, device } = part;
      const wqs = mdev.wq === null ? [...new Set(mdev.candidates)] : [mdev.wq];
      const oneOf = mdev.wq === null && wqs.length > 1;
      const hue = hueOf(mdev.guest);
      if (device !== null)
        for (const index of wqs)
          add('wq-mdev', byKey.get(`wq:${wqName(device, index)}`), node, { oneOf, hue });
      if (mdev.guest !== null) add('mdev-guest', node, byKey.get(`guest:${mdev.guest}`), { hue });
    }
  }
  return [...edges, ...collapsedEdges(state, byKey, hueOf)];
}

/** One line from a collapsed device to each guest it serves. */
function collapsedEdges(
  state: DsaState,
  byKey: Drawn['byKey'],
  hueOf: (guest: string | null) => number | null,
): Edge[] {
  const weights = new Map<string, { from: Placed; to: Placed; hue: number | null; weight: number }>();
  for (const { device, guest } of state.mdevs) {
    const from = byKey.get(`device:${device}`);
    const to = guest === null ? undefined : byKey.get(`guest:${guest}`);
    if (from?.part.kind !== 'device' || !from.part.collapsed || to === undefined) continue;
    const key = `${from.key} ${to.key}`;
    const before = weights.get(key);
    if (before) before.weight++;
    else weights.set(key, { from, to, hue: hueOf(guest), weight: 1 });
  }
  return [...weights].map(([key, { from, to, hue, weight }]) => ({
    key,
    kind: 'device-guest',
    from,
    to,
    oneOf: false,
    hue,
    weight,
  }));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an edge leaves and arrives: middles of the facing sides. */
export function edgeEnds({ from, to }: Pick<Edge, 'from' | 'to'>): readonly [Point, Point] {
  return [
    { x: from.x + from.width, y: from.y + from.height / 2 },
    { x: to.x, y: to.y + to.height / 2 },
  ];
}
