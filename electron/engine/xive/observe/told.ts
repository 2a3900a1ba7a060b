/** Which properties of a guest the texts of a reading tell; what they do not tell is not shown as a fact. */
import type { Told } from '../../../../shared/xive/moment.ts';
import type { Reading } from '../../../../shared/xive/types.ts';

/** An emulated controller has nothing in KVM, so that much is known without further texts. */
export function toldBy(reading: Reading): Told {
  const { texts, irqchip, vmas, sources, regions, flat, trace, populated } = reading;
  const has = (kind: string) => texts.some((text) => text.endsWith(kind));
  const emulated = irqchip === 'emulated';
  const table = sources.some(({ kvm }) => kvm !== null);
  return {
    vmas: emulated || vmas.length > 0 || has('/proc/<pid>/maps'),
    regions: regions.length > 0 || flat.length > 0,
    slots: emulated || flat.length > 0,
    sources: table || has('info pic'),
    owners: emulated || table,
    pages: emulated || populated?.complete === true,
    history: emulated || trace.length > 0,
  };
}

/** Only `info pic` tells which numbers QEMU has given out. */
export function tellsClaims({ sources }: Reading): boolean {
  return sources.some(({ pic }) => pic !== null);
}
