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

const PHASES = ['prepare', 'make', 'start', 'undo'] as const;
type Phase = (typeof PHASES)[number];

/** Up to the enabled device; what makes the guests' devices; from the first opening on; the way back. */
export function phasesOf({ frames, undoFrom }: PlayerRun): readonly Phase[] {
  const opened = frames.findIndex(({ actor }) => actor === 'QEMU' || actor === 'guest');
  const enabled = frames.findIndex(({ shows }) => shows.device.state === 'enabled');
  return frames.map((_, at) => {
    if (at >= undoFrom) return 'undo';
    if (opened >= 0 && at >= opened) return 'start';
    return enabled >= 0 && at > enabled ? 'make' : 'prepare';
  });
}

export interface Alignment {
  /** Moments that the lanes have in common. */
  readonly moments: number;
  /** For each run: the moment of each of its steps. */
  readonly momentsOf: readonly (readonly number[])[];
}

/** Puts runs beside each other so that each phase begins at the same moment. */
export function aligned(runs: readonly PlayerRun[]): Alignment {
  const phases = runs.map(phasesOf);
  const momentsOf: number[][] = runs.map(() => []);
  let start = 0;
  for (const phase of PHASES) {
    const lengths = phases.map((each) => each.filter((one) => one === phase).length);
    lengths.forEach((length, run) => {
      for (let step = 0; step < length; step++) momentsOf[run]!.push(start + step);
    });
    start += Math.max(...lengths);
  }
  return { moments: start, momentsOf };
}

/** The step a run shows at a moment: its last one that has happened by then. */
export function stepAt(moments: readonly number[], at: number): number {
  return Math.max(
    0,
    moments.findLastIndex((moment) => moment <= at),
  );
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

/** Lines from queues to devices and from devices to guests, as rows of the drawing. */
export function edgesOf(shows: PlayerShows): {
  readonly toDevice: readonly Edge[];
  readonly toGuest: readonly Edge[];
} {
  const rows = shows.mdevs.map((mdev, at) => ({
    at,
    mdev,
    // A whole function hangs on the first row; a device without queue on none.
    wq:
      mdev.wq === null && shows.device.driver === 'vfio-pci'
        ? 0
        : shows.wqs.findIndex(({ id }) => id === mdev.wq),
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

/** `mdev, dedicated, 16 entries, priority 10, 1 client` */
export function wqWords({
  mode,
  size,
  driver,
  type,
  group,
  priority,
  uuid,
  clients,
}: PlayerShows['wqs'][number]): string {
  if (size === 0 && group < 0) return 'not set up';
  const use = driver ?? (type === 'none' ? null : type);
  return [
    use,
    mode,
    `${size} entries`,
    uuid === null ? null : `for ${shortId(uuid)}`,
    priority === 0 ? null : `priority ${priority}`,
    clients === 0 ? null : `${clients} ${clients === 1 ? 'client' : 'clients'}`,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** `whole`: it is the function itself, which takes no queue, slot or PASID of the host. */
export function mdevWords({ state, wq, slots, pasid }: PlayerShows['mdevs'][number], whole: boolean): string {
  if (state === 'running') return pasid === null ? 'in use' : `slot ${slots.join(', ')}, PASID ${pasid}`;
  return state === 'made' && wq === null && !whole ? 'made, no queue' : state;
}

/** How many are taken and which: a lone 0 would read as none. */
export function slotsWords(slots: readonly number[]): string {
  if (slots.length === 0) return 'no interrupt slot in use';
  const [one] = slots;
  return slots.length === 1
    ? `1 interrupt slot in use: slot ${one}`
    : `${slots.length} interrupt slots in use: slots ${slots.join(', ')}`;
}

/** Frames of a kind on a track, as `refused` is drawn over `told` and `done`. */
export function lookOf({ errno, toldOnly }: PlayerFrame): 'refused' | 'told' | 'done' {
  if (errno !== null) return 'refused';
  return toldOnly ? 'told' : 'done';
}
