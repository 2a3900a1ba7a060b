/** From state and props to what each placed part looks like; computed once a part and state, when it is first drawn. */
import { type DropState } from './graph-props.ts';
import type { Edge, Layout, Placed } from './placed.ts';
import { type Standing, wordsOf } from './words.ts';
import { cardLines } from './spoken.ts';
import { guestsOf, lacksOf, mdevsOf, type Related, spentOf } from './related.ts';

export interface GuestMark {
  readonly id: string;
  readonly name: string;
  readonly hue: number;
  readonly label: string;
}

export interface Meter {
  readonly text: string;
  /** 0..1, more than 1 when more is given than there is. */
  readonly share: number;
}

export interface Look {
  readonly title: string;
  readonly full: string;
  readonly detail: string;
  readonly standing: Standing;
  readonly state: string;
  readonly guests: readonly GuestMark[];
  /** Hue of its only guest; null = none or several. */
  readonly hue: number | null;
  /** Drawn with a dashed outline: nothing uses it. */
  readonly free: boolean;
  /** Drawn as wrong: a group that nothing serves, an orphan, a halted device. */
  readonly wrong: boolean;
  readonly meters: readonly Meter[];
}

/** What of a part is pointed at or said about it now; part of its look that changes often. */
export interface Marks {
  readonly selected: boolean;
  readonly changed: boolean;
  readonly dimmed: boolean;
  readonly trouble: 'error' | 'warning' | 'info' | null;
  readonly drop: DropState | null;
}

export interface Looks {
  readonly of: (placed: Placed) => Look;
  readonly card: (placed: Placed) => readonly string[];
}

function meter(used: number, total: number, unit: string): Meter {
  return { text: `${used} / ${total} ${unit}`, share: total === 0 ? 0 : used / total };
}

function look(placed: Placed, related: Related): Look {
  const { part } = placed;
  const words = wordsOf(part, related);
  const mdevs = mdevsOf(part, related);
  const guests: GuestMark[] =
    part.kind === 'guest'
      ? [
          {
            id: part.guest.id,
            name: part.guest.name,
            hue: part.guest.hue & 7,
            label: related.guests.get(part.guest.id)?.label ?? '',
          },
        ]
      : part.kind === 'wq' || part.kind === 'mdev' || (part.kind === 'device' && part.collapsed)
        ? guestsOf(related, mdevs)
        : [];
  const meters: Meter[] = [];
  if (part.kind === 'device') {
    const spent = spentOf(part.device, mdevs);
    const { caps } = part.device;
    meters.push(meter(spent.entries, caps.totalSize, 'entries'));
    if (caps.maxReadBuffers > 0) meters.push(meter(spent.readBuffers, caps.maxReadBuffers, 'read buffers'));
    if (caps.imsSize > 0) meters.push(meter(spent.slots, caps.imsSize, 'IMS'));
  }
  return {
    ...words,
    guests,
    hue: guests.length === 1 ? guests[0]!.hue : null,
    free: (part.kind === 'wq' && words.state === 'free') || part.kind === 'fold',
    wrong:
      words.standing === 'orphan' ||
      words.standing === 'halted' ||
      (part.kind === 'group' && lacksOf(part.device, part.index) === 'engines'),
    meters,
  };
}

export function createLooks(related: Related): Looks {
  const held = new WeakMap<Placed, Look>();
  return {
    of(placed) {
      const before = held.get(placed);
      if (before) return before;
      const now = look(placed, related);
      held.set(placed, now);
      return now;
    },
    card: (placed) => cardLines(placed.part, related),
  };
}

/** Lines that meet at each part. */
export interface Links {
  readonly from: ReadonlyMap<Placed, readonly Edge[]>;
  readonly to: ReadonlyMap<Placed, readonly Edge[]>;
}

export function linksOf({ edges }: Pick<Layout, 'edges'>): Links {
  const from = new Map<Placed, Edge[]>();
  const to = new Map<Placed, Edge[]>();
  for (const edge of edges)
    for (const [map, end] of [
      [from, edge.from],
      [to, edge.to],
    ] as const) {
      const list = map.get(end);
      if (list === undefined) map.set(end, [edge]);
      else list.push(edge);
    }
  return { from, to };
}

/** Lines on every way through the part, from the engines that serve it to the guests it serves. */
export function waysThrough(links: Links, start: Placed): ReadonlySet<Edge> {
  const found = new Set<Edge>();
  for (const side of ['from', 'to'] as const) {
    const seen = new Set<Placed>([start]);
    const waiting = [start];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
      for (const edge of links[side].get(node) ?? []) {
        found.add(edge);
        const next = side === 'from' ? edge.to : edge.from;
        if (!seen.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
      }
  }
  return found;
}
