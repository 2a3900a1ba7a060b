/** The small models behind the figures of the zPCI chapters. Rules: zpci.md 3.5, 3.6, 3.13. */

const PAGE = 4096n;
/** Reach of the host's translation tables (ZPCI-D2). */
const TABLE_REACH = 1n << 42n;

export interface WindowSetting {
  /** GiB. */
  readonly start: number;
  /** Memory of the host, GiB. */
  readonly memory: number;
  /** `s390_iommu_aperture`; 0 = no limit by memory. */
  readonly factor: number;
  /** `dma_entry_limit`; null = no limit, as with iommufd. */
  readonly limit: number | null;
  readonly relaxed: boolean;
}

export interface Window {
  readonly start: bigint;
  /** Last byte. */
  readonly end: bigint;
}

/** ZPCI-D2: what the host's kernel handles of a platform window that ends at 2^57 - 1. */
export function handledWindow({ start, memory, factor }: WindowSetting): Window {
  const first = ((BigInt(start) << 30n) + PAGE - 1n) & ~(PAGE - 1n);
  const sizes = [TABLE_REACH - first, (1n << 57n) - first];
  if (factor > 0) sizes.push((BigInt(memory) << 30n) * BigInt(factor));
  return { start: first, end: first + sizes.reduce((least, size) => (size < least ? size : least)) - 1n };
}

/** ZPCI-D4: what QEMU 8.2 and later leaves of it. */
export function guestWindow(setting: WindowSetting): Window {
  const { start, end } = handledWindow(setting);
  const bytes = setting.limit === null ? 0n : BigInt(setting.limit) * PAGE;
  const isCut = !setting.relaxed && bytes > 0n && bytes < end - start + 1n;
  return { start, end: isCut ? start + bytes - 1n : end };
}

/** `255.996 MiB`, `2 GiB` */
export function sizeText({ start, end }: Window): string {
  const bytes = Number(end - start + 1n);
  const [unit, name] =
    bytes >= 2 ** 40 ? [2 ** 40, 'TiB'] : bytes >= 2 ** 30 ? [2 ** 30, 'GiB'] : [2 ** 20, 'MiB'];
  return `${(bytes / unit).toLocaleString('en', { maximumFractionDigits: 3 })} ${name}`;
}

/** One address of a domain's XML, as it is written. */
export interface Written {
  readonly uid: number | null;
  readonly fid: number | null;
}

export interface Chosen {
  readonly uid: number;
  readonly fid: number;
}

export type Addresses =
  | { readonly chosen: readonly (Chosen | null)[]; readonly refused: null }
  /** `at`: the address that is refused; `by`: the one that has the number already. */
  | {
      readonly chosen: readonly (Chosen | null)[];
      readonly refused: {
        readonly at: number;
        readonly by: number;
        readonly what: 'uid' | 'fid';
        readonly number: number;
      };
    };

function lowestFree(taken: ReadonlyMap<number, number>, from: number): number {
  let number = from;
  while (taken.has(number)) number += 1;
  return number;
}

/** ZPCI-V5: first every address that has a number, half-given ones filled at once, then the rest. */
export function libvirtAddresses(written: readonly Written[]): Addresses {
  const uids = new Map<number, number>();
  const fids = new Map<number, number>();
  const chosen: (Chosen | null)[] = written.map(() => null);
  const isGiven = ({ uid, fid }: Written) => uid !== null || fid !== null;
  const order = [...written.keys()].toSorted(
    (a, b) => Number(isGiven(written[b]!)) - Number(isGiven(written[a]!)) || a - b,
  );
  for (const at of order) {
    const { uid, fid } = written[at]!;
    for (const [what, number, taken] of [
      ['uid', uid, uids],
      ['fid', fid, fids],
    ] as const) {
      const by = number === null ? undefined : taken.get(number);
      if (by !== undefined) return { chosen, refused: { at, by, what, number: number! } };
    }
    const pair = { uid: uid ?? lowestFree(uids, 1), fid: fid ?? lowestFree(fids, 0) };
    uids.set(pair.uid, at);
    fids.set(pair.fid, at);
    chosen[at] = pair;
  }
  return { chosen, refused: null };
}

/** ZPCI-V4: libvirt writes the number in octal. Null = no octal number. */
export function octalUid(text: string): number | null {
  return /^[0-7]+$/.test(text.trim()) ? Number.parseInt(text.trim(), 8) : null;
}

export interface GuestGroup {
  readonly hostGroup: number;
  /** Number the guest reads. */
  readonly number: number;
  readonly kind: 'simulated' | 'host' | 'default';
}

/** ZPCI-G3 ZPCI-G4 ZPCI-G7: the groups of a QEMU 7.2 or later for these groups of the host, in this order. */
export function guestGroups(hostGroups: readonly number[], interpret: boolean): readonly GuestGroup[] {
  return hostGroups.map((hostGroup, index): GuestGroup => {
    if (interpret) return { hostGroup, number: hostGroup, kind: 'host' };
    return index < 15
      ? { hostGroup, number: 0xf0 + index, kind: 'simulated' }
      : { hostGroup, number: 0xff, kind: 'default' };
  });
}

/** ZPCI-I2 ZPCI-I3 ZPCI-I4: what interpretation needs, in the order in which it is looked at. */
export const CONDITIONS = [
  { key: 'asked', asks: 'The machine type is 7.2 or newer, or interpret=on is written', falls: 'silently' },
  { key: 'kvm', asks: 'The guest runs under KVM, not TCG', falls: 'silently' },
  { key: 'machine', asks: 'The host is a z14 or later, with load/store interpretation', falls: 'silently' },
  { key: 'open', asks: 'The guest is not protected (Secure Execution)', falls: 'silently' },
  {
    key: 'handle',
    asks: 'The host’s kernel is 6.0 or later: BASE has version 2, with the handle',
    falls: 'with an error',
  },
] as const;
export type Condition = (typeof CONDITIONS)[number]['key'];

export function modeOf(met: Readonly<Record<Condition, boolean>>): 'interpret' | 'intercept' | 'refused' {
  if (CONDITIONS.some(({ key, falls }) => falls === 'silently' && !met[key])) return 'intercept';
  return met.handle ? 'interpret' : 'refused';
}
