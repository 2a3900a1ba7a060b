/** Which queue a guest should get when nobody points at one: what is ready first, what costs others last. */
import {
  type DsaDevice,
  type DsaState,
  type DsaWq,
  type WqMode,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { strategyOf } from '../../../../shared/dsa/strategies.ts';
import { sharedSupport } from '../model.ts';

export interface Proposal {
  readonly wq: string;
  /** Null = as the queue is. */
  readonly mode: WqMode | null;
}

/** A menu nobody scrolls; each is tried with all its steps. */
const MOST_PROPOSALS = 8;

const READY = 0;
const NOTHING_STOPS = 1;
const DEVICE_DOWN = 2;

const GUEST_DRIVERS = new Set(['mdev', 'vfio', 'vdev']);

/** Null = it is somebody's, or its mode cannot be had: it is given only when pointed at. */
function rankOf(device: DsaDevice, wq: DsaWq, mode: WqMode | null): number | null {
  if (device.state === 'halted' || device.driver === 'vfio-pci' || !device.caps.configurable) return null;
  const free = wq.clients === 0;
  if (wq.state !== 'disabled') {
    if (wq.driver === null || !GUEST_DRIVERS.has(wq.driver)) return null;
    if (mode !== null && wq.mode !== mode) return null;
    return wq.mode === 'shared' || free ? READY : null;
  }
  if (device.state === 'disabled') return NOTHING_STOPS;
  return wq.groupId >= 0 && wq.hardwareSize > 0 ? NOTHING_STOPS : DEVICE_DOWN;
}

/** A queue nobody has begun with can be given either way, where the host's way of giving has both. */
function modesOf(state: DsaState, rank: number, mode: WqMode | null): readonly (WqMode | null)[] {
  if (rank === READY) return [null];
  if (mode !== null) return [mode];
  return strategyOf(state.strategy).modes.includes('shared') ? [null, 'shared'] : [null];
}

/** Best first; among equals dedicated queues, then fewest clients, then host order. One blank queue for each device. */
export function proposals(state: DsaState, device: string | null, mode: WqMode | null): readonly Proposal[] {
  const found: { rank: number; wq: DsaWq; proposal: Proposal }[] = [];
  for (const candidate of state.devices) {
    if (device !== null && candidate.name !== device) continue;
    const blank = new Set<number>();
    for (const [index, wq] of candidate.wqs.entries()) {
      if (mode === 'shared' && !sharedSupport(state.host, candidate)) continue;
      const rank = rankOf(candidate, wq, mode);
      if (rank === null || (rank !== READY && blank.has(rank))) continue;
      if (rank !== READY) blank.add(rank);
      for (const as of modesOf(state, rank, mode))
        found.push({ rank, wq, proposal: { wq: wqName(candidate, index), mode: as } });
    }
  }
  const weight = ({ mode: of }: DsaWq) => (of === 'dedicated' ? 0 : 1);
  const shared = ({ mode: as }: Proposal) => (as === 'shared' ? 1 : 0);
  const sorted = found
    .sort(
      (left, right) =>
        left.rank - right.rank ||
        (left.rank === READY ? weight(left.wq) - weight(right.wq) : 0) ||
        left.wq.clients - right.wq.clients,
    )
    .map(({ proposal }) => proposal);
  const most = sorted.slice(0, MOST_PROPOSALS);
  // Many devices must not push the only shared one out.
  const rest = most.some(shared) ? undefined : sorted.find(shared);
  return rest === undefined ? most : [...most.slice(0, -1), rest];
}
