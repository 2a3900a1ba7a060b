/** Addresses of the ESB area as a guest's process sees them, and how calls on the XIVE device are written. */
import { hex } from '../../../../shared/xive/pages.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';

/** Host virtual address of address page 0, where a study has no real one. */
export const NOMINAL_BASE = 0x7ffef7c40000;

export function hostAddress(config: XiveConfig, page: number): number {
  return NOMINAL_BASE + page * config.pageSize;
}

const PROTECTIONS = {
  readWrite: 'PROT_READ|PROT_WRITE',
  read: 'PROT_READ',
  none: 'PROT_NONE',
} as const;

export function mmapCall(
  config: XiveConfig,
  {
    at,
    pages,
    pgoff,
    fixed,
  }: { readonly at: number; readonly pages: number; readonly pgoff: number; readonly fixed: boolean },
): string {
  const flags = fixed ? 'MAP_SHARED|MAP_FIXED' : 'MAP_SHARED';
  const file = config.strategy === 'D' ? 'esb_fd' : 'xive_fd';
  return `mmap(${hex(hostAddress(config, at))}, ${hex(pages * config.pageSize)}, PROT_READ|PROT_WRITE, ${flags}, ${file}, ${hex(pgoff * config.pageSize)})`;
}

export function munmapCall(config: XiveConfig, at: number, pages: number): string {
  return `munmap(${hex(hostAddress(config, at))}, ${hex(pages * config.pageSize)})`;
}

export function mprotectCall(
  config: XiveConfig,
  at: number,
  pages: number,
  protection: keyof typeof PROTECTIONS,
): string {
  return `mprotect(${hex(hostAddress(config, at))}, ${hex(pages * config.pageSize)}, ${PROTECTIONS[protection]})`;
}

/** `pages 0x2600 to 0x2607`, `page 0x2600` */
export function pagesText(first: number, last: number): string {
  return first === last ? `page ${hex(first)}` : `pages ${hex(first)} to ${hex(last)}`;
}

/** `LISNs 0x1300 to 0x1303`, `LISN 0x1300` */
export function lisnsText(first: number, last: number): string {
  return first === last ? `LISN ${hex(first)}` : `LISNs ${hex(first)} to ${hex(last)}`;
}
