/** The DMA window that QEMU tells (D-4 to D-9). */
import { PAGE } from './constants.ts';
import type { MachineSetup, Told } from './machine.ts';
import { switchesOf } from './switches.ts';

/** Mappings that limit a function: of its container (D-5); `told` false = there may be a limit, but it is not known. */
export interface MappingLimit {
  readonly told: boolean;
  /** Null = no limit. */
  readonly mappings: number | null;
}

/** Without a container (iommufd) there is neither limit nor count (D-5). */
export function limitOf(setup: MachineSetup): MappingLimit {
  if (!switchesOf(setup).counts || setup.iommu === 'iommufd') return { told: true, mappings: null };
  return { told: setup.dmaAvailTold, mappings: setup.dmaAvail };
}

/** Last address after QEMU's cut; `relaxed` as it is for this function. */
export function cutEnd(
  setup: Pick<MachineSetup, 'profile' | 'machine'>,
  window: { readonly start: Told<bigint>; readonly end: Told<bigint> },
  limit: MappingLimit,
  relaxed: boolean,
): Told<bigint> {
  const { cut } = switchesOf(setup);
  const { start, end } = window;
  if (cut === 'never' || relaxed || start === null || end === null) return end;
  if (!limit.told) return null;
  const bytes = BigInt(limit.mappings ?? 0) * PAGE;
  const isLimit = bytes > 0n || cut === 'also-without-limit';
  return isLimit && bytes < end - start + 1n ? start + bytes - 1n : end;
}

/** Whether nothing can be reached: the mistake of 8.0 without a limit (D-9). */
export function isEmptyWindow(start: Told<bigint>, end: Told<bigint>): boolean {
  return start !== null && end !== null && end < start;
}
