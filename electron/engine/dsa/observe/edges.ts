/** Which wq an mdev has: sysfs has no link, so what counts and modes leave open stays open (dsa.md 1.1). */
import {
  type DsaDevice,
  type DsaMdev,
  type DsaWq,
  modeOfType,
  type WqMode,
} from '../../../../shared/dsa/types.ts';
import type { DsaReader } from './reader.ts';

export interface Edge {
  readonly wq: number | null;
  readonly candidates: readonly number[];
  readonly orphan: boolean;
}

/** A wq that mdevs of that mode can be on. Where no counts were told, the driver alone decides. */
function canHave(wq: DsaWq, mode: WqMode, told: boolean): boolean {
  return wq.driver === 'mdev' && (!told || (wq.mode === mode && wq.clients > 0));
}

/** For every mdev of one parent; `told`: the source has modes and counts. */
export function edgesOf(
  reader: DsaReader,
  device: DsaDevice,
  mdevs: readonly Pick<DsaMdev, 'id' | 'type'>[],
  told: boolean,
): ReadonlyMap<string, Edge> {
  const edges = new Map<string, Edge>();
  const taken = new Map<number, string>();
  for (const [index, { uuid }] of device.wqs.entries()) if (uuid !== null) taken.set(index, uuid);
  for (const mode of ['dedicated', 'shared'] as const) {
    const ofMode = mdevs.filter(({ type }) => modeOfType(type) === mode);
    const wqs = [...device.wqs.keys()].filter((index) => canHave(device.wqs[index]!, mode, told));
    for (const { id } of ofMode) {
      const own = wqs.find((index) => taken.get(index) === id);
      const candidates = own === undefined ? wqs.filter((index) => !taken.has(index)) : [own];
      const wq = candidates.length === 1 ? candidates[0]! : null;
      edges.set(id, { wq, candidates, orphan: candidates.length === 0 });
    }
    const clients = wqs.reduce((sum, index) => sum + device.wqs[index]!.clients, 0);
    if (told && clients !== ofMode.length && reader.source.linksTold)
      report(reader, device, mode, clients, ofMode.length);
  }
  return edges;
}

function report(reader: DsaReader, device: DsaDevice, mode: WqMode, clients: number, mdevs: number): void {
  const path = `/sys/bus/dsa/devices/${device.name}`;
  if (mdevs > clients)
    reader.find(
      'warning',
      path,
      `${device.name} has ${mdevs} ${mode} mediated devices, but its ${mode} mdev queues count ${clients} clients: a queue was taken away under an mdev, which can only be removed, or the files are of different times.`,
    );
  else
    reader.find(
      'warning',
      path,
      `The ${mode} mdev queues of ${device.name} count ${clients} clients, but there are ${mdevs} mediated devices of that kind: the files are of different times, or incomplete.`,
    );
}
