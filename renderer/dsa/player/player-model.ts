/** What the life-cycle player says and draws, worked out from frames. Pure. */
import type { PlayerFrame, PlayerRun, PlayerShows } from '../../../shared/dsa/cards.ts';
import { IOMMU_WORDS, type Strategy } from '../../../shared/dsa/strategies.ts';

export const ACTORS = ['administrator', 'driver', 'QEMU', 'guest'] as const;
export type Actor = (typeof ACTORS)[number];

const ACTOR_NAMES: Readonly<Record<Actor, string>> = {
  administrator: 'Administrator',
  driver: 'Driver',
  QEMU: 'QEMU',
  guest: 'Guest',
};

/** Under the strategy without VM the guest's lane is the host program's. */
export function actorName(actor: Actor, strategy: Strategy): string {
  return actor === 'guest' && strategy.iommu === 'not a guest' ? 'Program' : ACTOR_NAMES[actor];
}

/** Where a run stands when another one is at `at`: a shorter one waits at its end. */
export function placeIn(run: PlayerRun, at: number): number {
  return Math.max(0, Math.min(run.frames.length - 1, at));
}

/** `Step 3 of 14, the way back` */
export function placeWords(run: PlayerRun, at: number): string {
  const place = `Step ${at + 1} of ${run.frames.length}`;
  return at >= run.undoFrom ? `${place}, the way back` : place;
}

/** What is read out when a step is shown. */
export function spokenWords(run: PlayerRun, at: number, strategy: Strategy): string {
  const { actor, title, errno, message } = run.frames[at]!;
  const refused = errno === null ? '' : ` Refused with ${errno}. ${message}`;
  return `${placeWords(run, at)}. ${actorName(actor, strategy)}: ${title}.${refused}`;
}

export interface Row {
  readonly label: string;
  readonly value: (strategy: Strategy) => string;
}

export const PROPERTIES: readonly Row[] = [
  { label: 'Queue chosen by', value: ({ chosenBy }) => chosenBy },
  { label: 'Queue to device', value: ({ relation }) => relation },
  {
    label: 'Modes',
    value: ({ modes }) => (modes.length === 0 ? 'all: the guest sets them' : modes.join(', ')),
  },
  { label: 'Named by', value: ({ identity }) => identity },
  { label: 'Asked for at', value: ({ entry }) => entry },
  { label: 'IOMMU', value: ({ iommu }) => IOMMU_WORDS[iommu] },
  { label: 'Status', value: ({ status }) => status },
  { label: 'Kernels', value: ({ kernels }) => kernels },
];

export interface Edge {
  readonly id: string;
  /** Row of each end, from 0. */
  readonly from: number;
  readonly to: number;
  readonly live: boolean;
}

/** Lines from queues to devices and from devices to guests, as rows of the drawing. A device without queue hangs on the first row. */
export function edgesOf(shows: PlayerShows): {
  readonly toDevice: readonly Edge[];
  readonly toGuest: readonly Edge[];
} {
  const rows = shows.mdevs.map((mdev, at) => ({
    at,
    mdev,
    wq: shows.wqs.findIndex(({ id }) => id === mdev.wq),
    guest: shows.guests.findIndex(({ id }) => id === mdev.guest),
  }));
  return {
    toDevice: rows
      .filter(({ wq, mdev }) => wq >= 0 && mdev.state !== 'orphan')
      .map(({ at, mdev, wq }) => ({ id: mdev.id, from: wq, to: at, live: mdev.state === 'running' })),
    toGuest: rows
      .filter(({ guest }) => guest >= 0)
      .map(({ at, mdev, guest }) => ({ id: mdev.id, from: at, to: guest, live: mdev.state === 'running' })),
  };
}

/** A UUID by its first and last letters: the demo host's differ at the end. */
export function shortId(id: string): string {
  return id.length === 36 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}

/** `dedicated, 16 entries, priority 10, mdev` */
export function wqWords({ mode, size, driver, type, group, priority, uuid }: PlayerShows['wqs'][number]): string {
  if (size === 0 && group < 0) return 'not set up';
  const use = driver ?? (type === 'none' ? null : type);
  return [mode, `${size} entries`, priority === 0 ? null : `priority ${priority}`, use, uuid === null ? null : `for ${shortId(uuid)}`]
    .filter((part) => part !== null)
    .join(', ');
}

/** Frames of a kind on a track, as `refused` is drawn over `told` and `done`. */
export function lookOf({ errno, toldOnly }: PlayerFrame): 'refused' | 'told' | 'done' {
  if (errno !== null) return 'refused';
  return toldOnly ? 'told' : 'done';
}
