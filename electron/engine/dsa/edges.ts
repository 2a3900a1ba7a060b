/**
 * Which wq each mdev has. sysfs has no link (dsa.md 1.1), so it is reasoned from modes, drivers and the clients that the
 * wqs count; what these leave open stays open. The one place of that reasoning, for what is read and for what is told.
 */
import {
  type DsaDevice,
  type DsaMdev,
  type DsaWq,
  modeOfType,
  type WqMode,
} from '../../../shared/dsa/types.ts';
import { possibleWqs } from './assignments.ts';

export interface Edge {
  readonly wq: number | null;
  readonly candidates: readonly number[];
  readonly orphan: boolean;
}

/** `wq`: what is known otherwise, null = nothing. */
export type EdgeMdev = Pick<DsaMdev, 'id' | 'type' | 'wq'>;

export interface ModeEdges {
  readonly mode: WqMode;
  /** Wqs that mdevs of that mode can have. */
  readonly wqs: readonly number[];
  readonly clients: number;
  readonly mdevs: number;
  /** False when no assignment gives each wq as many mdevs as it counts: then the counts decide nothing. */
  readonly fits: boolean;
}

export interface DeviceEdges {
  readonly byMdev: ReadonlyMap<string, Edge>;
  readonly modes: readonly ModeEdges[];
}

/** A wq that mdevs of that mode can be on. Where modes and counts were not told, the driver alone decides. */
function canHave(wq: DsaWq, mode: WqMode, told: boolean): boolean {
  return wq.driver === 'mdev' && (!told || (wq.mode === mode && wq.clients > 0));
}

/** What is left when the counts do not add up: a dedicated wq whose mdev is known has no other (DSA-O31). */
function uncounted(
  mode: WqMode,
  wqs: readonly number[],
  mdevs: readonly EdgeMdev[],
): ReadonlyMap<string, readonly number[]> {
  const taken = new Set(mode === 'dedicated' ? mdevs.map(({ wq }) => wq) : []);
  const free = wqs.filter((index) => !taken.has(index));
  return new Map(mdevs.map(({ id, wq }) => [id, wq === null ? free : [wq]]));
}

/** For every mdev of one device; `told`: the source has the modes and counts of its wqs. */
export function edgesOf(device: DsaDevice, mdevs: readonly EdgeMdev[], told: boolean): DeviceEdges {
  const byMdev = new Map<string, Edge>();
  const byUuid = new Map<string, number>();
  for (const [index, { uuid }] of device.wqs.entries()) if (uuid !== null) byUuid.set(uuid, index);
  const modes = (['dedicated', 'shared'] as const).map((mode): ModeEdges => {
    const wqs = [...device.wqs.keys()].filter((index) => canHave(device.wqs[index]!, mode, told));
    const own = mdevs
      .filter(({ type }) => modeOfType(type) === mode)
      .map((mdev): EdgeMdev => {
        const written = byUuid.get(mdev.id) ?? -1;
        return mdev.wq === null && wqs.includes(written) ? { ...mdev, wq: written } : mdev;
      });
    const clients = new Map(wqs.map((index) => [index, device.wqs[index]!.clients]));
    const possible = told
      ? possibleWqs(
          clients,
          own.map(({ id, wq }) => ({ id, candidates: wq === null ? wqs : [wq] })),
        )
      : null;
    for (const [id, candidates] of possible ?? uncounted(mode, wqs, own)) {
      const wq = candidates.length === 1 ? candidates[0]! : null;
      byMdev.set(id, { wq, candidates, orphan: candidates.length === 0 });
    }
    const sum = [...clients.values()].reduce((total, count) => total + count, 0);
    return { mode, wqs, clients: sum, mdevs: own.length, fits: possible !== null };
  });
  return { byMdev, modes };
}
