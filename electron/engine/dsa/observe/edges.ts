/** The wqs of the mdevs of a read host (edges.ts), and where the counts of its files contradict each other. */
import type { DsaDevice, DsaMdev } from '../../../../shared/dsa/types.ts';
import { type Edge, edgesOf, type ModeEdges } from '../edges.ts';
import type { DsaReader } from './reader.ts';

function report(reader: DsaReader, device: DsaDevice, { mode, clients, mdevs, wqs }: ModeEdges): void {
  const path = `/sys/bus/dsa/devices/${device.name}`;
  if (mdevs > clients)
    reader.find(
      'warning',
      path,
      `${device.name} has ${mdevs} ${mode} mediated devices, but its ${mode} mdev queues count ${clients} clients: a queue was taken away under an mdev, which can only be removed, or the files are of different times.`,
    );
  else if (mdevs < clients)
    reader.find(
      'warning',
      path,
      `The ${mode} mdev queues of ${device.name} count ${clients} clients, but there are ${mdevs} mediated devices of that kind: the files are of different times, or incomplete.`,
    );
  else
    reader.find(
      'warning',
      path,
      `The ${mdevs} ${mode} mediated devices of ${device.name} cannot be on its ${wqs.length} ${mode} mdev queues so that each has as many as it counts clients: the files are of different times.`,
    );
}

/** For every mdev of one parent; `told`: the source has modes and counts. */
export function observedEdges(
  reader: DsaReader,
  device: DsaDevice,
  mdevs: readonly Pick<DsaMdev, 'id' | 'type'>[],
  told: boolean,
): ReadonlyMap<string, Edge> {
  const edges = edgesOf(
    device,
    mdevs.map(({ id, type }) => ({ id, type, wq: null })),
    told,
  );
  if (told && reader.source.linksTold)
    for (const mode of edges.modes) if (!mode.fits) report(reader, device, mode);
  return edges.byMdev;
}
