/**
 * Numbers of the ESB space (xive.md 2): where a LISN's pages are in the device file, in guest memory and in a mapping,
 * and how a hardware page is written as one 32-bit code, so that millions of them pack into typed arrays.
 */

/** Page of a pair (xive.md 2.1): 0 = trigger, 1 = management ("EOI page"). */
export type Parity = 0 | 1;

/** File page offset of the first ESB page in the device file; the four before it are the TIMA (XIVE-R3, XIVE-R4). */
export const ESB_PGOFF = 4;
export const TIMA_PAGES = 4;
/** The one TIMA page that works: OS view (xive.md 2.1). */
export const TIMA_OS_PAGE = 2;
export const TIMA_VIEWS = ['hardware', 'hypervisor', 'os', 'user'] as const;
/** LISNs that KVM accepts: 0 to one less (XIVE-R2). */
export const KVM_LISNS = 1_048_576;
/** LISNs in one block of records, allocated on first use. */
export const BLOCK_LISNS = 1024;
/** Longest ESB mapping KVM accepts, in base pages (XIVE-R3). */
export const LONGEST_MAPPING = 2_097_152;
/** Distinct guest numbers that can be passed through in the life of a VM (XIVE-R13). */
export const PASSTHROUGH_ENTRIES = 1024;

/** Guest physical addresses of a pseries VM (xive.md 2.2). Below 2^53, so plain numbers are exact. */
export const VC_BASE = 0x6010000000000;
export const TM_BASE = 0x6030203180000;
/** Bytes; the pseries machine always uses pairs of 64 KiB pages, whatever the host's base page. */
export const GUEST_PAGE = 0x10000;

/** Index of a page in the ESB space: `2 * lisn + parity`. */
export function esbPage(lisn: number, parity: Parity): number {
  return 2 * lisn + parity;
}

export function lisnOfPage(page: number): number {
  return Math.floor(page / 2);
}

export function parityOfPage(page: number): Parity {
  return (page % 2) as Parity;
}

export function guestAddress(lisn: number, parity: Parity): number {
  return VC_BASE + esbPage(lisn, parity) * GUEST_PAGE;
}

/** Ranges of a pseries VM's LISNs (xive.md 2.4); `last` inclusive. */
export interface LisnRange {
  readonly first: number;
  readonly last: number;
  readonly name: string;
  readonly about: string;
}

export const LISN_RANGES: readonly LisnRange[] = [
  { first: 0, last: 0xfff, name: 'CPU IPIs', about: 'one for each possible vCPU; LISN = vCPU id' },
  { first: 0x1000, last: 0x1000, name: 'EPOW', about: 'power and environment events' },
  { first: 0x1001, last: 0x1001, name: 'HOTPLUG', about: 'hot plug events' },
  { first: 0x1002, last: 0x10ff, name: 'unused', about: 'unused' },
  { first: 0x1100, last: 0x11ff, name: 'VIO', about: 'virtual I/O devices' },
  { first: 0x1200, last: 0x127f, name: 'PCI LSI', about: 'four for each PCI host bridge' },
  { first: 0x1280, last: 0x12ff, name: 'unused', about: 'unused' },
  {
    first: 0x1300,
    last: 0x1fff,
    name: 'MSIs',
    about: 'dynamic; emulated and passed-through devices share them',
  },
];

/** `0x1304`, `-0x4` */
export function hex(value: number): string {
  return value < 0 ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** `0x1304` */
export function lisnName(lisn: number): string {
  return hex(lisn);
}

/**
 * A hardware page in 32 bits; 0 = none. IPI source h: `1 + 2h + parity`. PHB n, source i: bit 30, n in bits 21 to 29,
 * i in bits 1 to 20, bit 0 = parity where a PHB source has two pages (POWER10), else 0.
 */
export type HwPage = number;
export const NO_PAGE: HwPage = 0;
/** The OS view of the TIMA. */
export const TIMA_PAGE: HwPage = 0x7fffffff;
const PHB = 0x4000_0000;
export const MOST_PHBS = 511;
export const MOST_PHB_SOURCES = 1_048_576;

export function ipiPage(hw: number, parity: Parity): HwPage {
  return 1 + 2 * hw + parity;
}

export function phbPage(phb: number, index: number, parity: Parity = 0): HwPage {
  return PHB + phb * 0x20_0000 + index * 2 + parity;
}

export type HwSource =
  | { readonly kind: 'ipi'; readonly hw: number; readonly parity: Parity }
  | { readonly kind: 'phb'; readonly phb: number; readonly index: number; readonly parity: Parity }
  | { readonly kind: 'tima' };

/** Null for no page. */
export function hwSource(page: HwPage): HwSource | null {
  if (page === NO_PAGE) return null;
  if (page === TIMA_PAGE) return { kind: 'tima' };
  const parity = (page >= PHB ? page & 1 : (page - 1) & 1) as Parity;
  if (page < PHB) return { kind: 'ipi', hw: Math.floor((page - 1) / 2), parity };
  const rest = page - PHB;
  return { kind: 'phb', phb: Math.floor(rest / 0x20_0000), index: (rest % 0x20_0000) >> 1, parity };
}

/** The same source without its parity: pages of one source are equal by it. */
export function sourceOfHwPage(page: HwPage): HwPage {
  if (page === NO_PAGE || page === TIMA_PAGE) return page;
  return page >= PHB ? page - (page & 1) : page - ((page - 1) & 1);
}

export function isPhbPage(page: HwPage): boolean {
  return page >= PHB && page !== TIMA_PAGE;
}

/** `ipi(0x40):T`, `phb1[2]`, `tima:os`; with two pages a PHB source, `phb1[2]:E`. Null for no page. */
export function hwPageName(page: HwPage, phbPages: 1 | 2 = 1): string | null {
  const source = hwSource(page);
  if (source === null) return null;
  if (source.kind === 'tima') return 'tima:os';
  const side = source.parity === 0 ? 'T' : 'E';
  if (source.kind === 'ipi') return `ipi(0x${source.hw.toString(16)}):${side}`;
  return `phb${source.phb}[${source.index}]${phbPages === 2 ? `:${side}` : ''}`;
}

/** `ipi(0x40)`, `phb1[2]` */
export function hwSourceName(page: HwPage): string | null {
  const name = hwPageName(page);
  return name === null ? null : name.replace(/:[TE]$/, '');
}

/** Reads the names that {@link hwPageName} writes, with a hex or decimal number; null when it is none. */
export function parseHwPage(text: string): HwPage | null {
  const ipi = /^ipi\((0x[0-9a-f]{1,7}|\d{1,9})\)(?::([TE]))?$/i.exec(text.trim());
  if (ipi) {
    const hw = Number(ipi[1]);
    return hw < 0x1000_0000 ? ipiPage(hw, ipi[2]?.toUpperCase() === 'E' ? 1 : 0) : null;
  }
  const phb = /^phb(\d{1,3})\[(0x[0-9a-f]{1,5}|\d{1,7})\](?::([TE]))?$/i.exec(text.trim());
  if (!phb) return null;
  const [number, index] = [Number(phb[1]), Number(phb[2])];
  if (number > MOST_PHBS - 1 || index >= MOST_PHB_SOURCES) return null;
  return phbPage(number, index, phb[3]?.toUpperCase() === 'E' ? 1 : 0);
}
