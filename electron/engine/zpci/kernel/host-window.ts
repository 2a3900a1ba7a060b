/** The window a Linux kernel handles of the one it is told (D-1 to D-3). A guest's kernel does the same with its own memory. */
import type { DmaWindow } from '../../../../shared/zpci/types.ts';
import { PAGE } from './constants.ts';

export interface AddressRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Reach of the translation tables. */
export const TABLE_REACH = 1n << 42n;

/** `factor` is the option `s390_iommu_aperture`; 0 = no limit by memory (D-2). */
export function handledWindow(platform: AddressRange, memory: number, factor: number): AddressRange {
  const start = ((platform.start + PAGE - 1n) / PAGE) * PAGE;
  const sizes = [TABLE_REACH - start, platform.end - start + 1n];
  const aperture = BigInt(memory) * BigInt(factor);
  const size = [...sizes, ...(factor === 0 ? [] : [aperture])].reduce((least, one) =>
    one < least ? one : least,
  );
  return { start, end: start + size - 1n };
}

export function rangeOf(window: DmaWindow): AddressRange {
  return { start: BigInt(window.start), end: BigInt(window.end) };
}
