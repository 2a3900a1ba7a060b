/** Which PCI function of the guest has a LISN, by the Linux irq behind it, and by blocks where the guest uses only a part (xive.md 4.7). */
import type { LinuxIrq, ReadDevice, ReadSource } from '../../../../shared/xive/types.ts';
import { highest } from './lines.ts';
import { functionOfMsi, type GuestFunction, slotOf } from './parse-devices.ts';

type Device = NonNullable<ReadSource['device']>;
export const FIRST_MSI = 0x1300;

export function deviceOfIrq(linux: LinuxIrq, functions: readonly GuestFunction[]): Device | null {
  const byList =
    functions.find(({ msis }) => msis.includes(linux.irq)) ??
    functions.find(({ msis, irq }) => msis.length === 0 && irq === linux.irq);
  if (linux.chip === 'pSeries-PCI-MSI') {
    const { bdf, vector } = functionOfMsi(linux.number);
    const driver = functions.find((entry) => entry.bdf === bdf)?.driver ?? null;
    return { bdf, driver, vector };
  }
  if (byList === undefined) return null;
  const vector = byList.msis.indexOf(linux.irq);
  return { bdf: byList.bdf, driver: byList.driver, vector: vector < 0 ? null : vector };
}

function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}

/** What the block of a function tells of a vector: its place, and the Linux irq where the guest has one for it. */
export interface BlockVector {
  readonly device: Device;
  readonly linux: LinuxIrq | null;
}

/**
 * Claimed vectors without a number of their own. A masked one has no event number, but its Linux irq tells function and
 * vector. Linux asks for a power of two, QEMU lowers it to what the device has (XIVE-R14), so the rest of a block
 * belongs to its function too.
 */
export function blockVectors(
  sources: readonly ReadSource[],
  devices: readonly ReadDevice[],
  irqs: readonly LinuxIrq[],
): ReadonlyMap<number, BlockVector> {
  const vectors = new Map<string, Map<number, LinuxIrq>>();
  for (const linux of irqs.filter(({ chip }) => chip === 'pSeries-PCI-MSI')) {
    const { bdf, vector } = functionOfMsi(linux.number);
    vectors.set(bdf, (vectors.get(bdf) ?? new Map<number, LinuxIrq>()).set(vector, linux));
  }
  const blocks = new Map<string, { first: number; used: number; device: Device }>();
  for (const { lisn, device } of sources) {
    if (lisn < FIRST_MSI || device === null || device.vector === null) continue;
    const first = lisn - device.vector;
    const key = `${device.bdf} ${first}`;
    const known = blocks.get(key)?.used ?? highest(vectors.get(device.bdf)?.keys() ?? [], 0) + 1;
    blocks.set(key, { first, used: Math.max(known, device.vector + 1), device });
  }
  const free = new Set(
    sources
      .filter(({ pic, device, lisn }) => pic !== null && device === null && lisn >= FIRST_MSI)
      .map(({ lisn }) => lisn),
  );
  const found = new Map<number, BlockVector>();
  for (const { first, used, device } of blocks.values()) {
    const has = devices.find(({ address }) => address === slotOf(device.bdf))?.vectors ?? Infinity;
    for (let vector = 0; vector < Math.min(powerOfTwo(used), has); vector++)
      if (free.has(first + vector))
        found.set(first + vector, {
          device: { ...device, vector },
          linux: vectors.get(device.bdf)?.get(vector) ?? null,
        });
  }
  return found;
}
