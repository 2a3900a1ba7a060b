/** LISNs that QEMU gives out for MSIs: first fit in the bitmap (XIVE-R14), freed (R15), and strategy C's own range. */
import { hex } from '../../../../shared/xive/pages.ts';
import { lisnsText } from './addresses.ts';
import { type Draft, refuse, tell, type VmDraft, vmKey } from './draft.ts';
import { addRange, firstFree, removeRange } from './intervals.ts';
import { createSource } from './owners.ts';

export type MsiKind = 'msi' | 'msix';

/** Strategy C's range, for devices that are passed through; null = they share the MSIs of the machine. */
export function separateRange(draft: Pick<Draft, 'config'>): readonly [first: number, end: number] | null {
  return draft.config.strategy === 'C' ? draft.config.rangeC : null;
}

/** Where a block of `n` numbers for a passed-through device would start; null = no place. */
function placeInRange(
  draft: Draft,
  vm: VmDraft,
  [from, end]: readonly [number, number],
  n: number,
): number | null {
  const { numbering } = draft.config;
  if (numbering === 'firstFit') return firstFree(vm.claims, { from, end, n, align: 1 });
  const next = Math.max(from, vm.nextInRange);
  const after = firstFree(vm.claims, { from: next, end, n, align: 1 });
  if (after !== null || numbering === 'neverReuse') return after;
  return firstFree(vm.claims, { from, end, n, align: 1 });
}

export interface Claim {
  readonly n: number;
  readonly kind: MsiKind;
  /** For a passed-through device: under strategy C from its own range. */
  readonly passedThrough: boolean;
  /** From the range of passed-through devices where one is given, whatever the strategy. */
  readonly fromRange?: boolean;
}

/** Claims a block; null (and ENOSPC) when there is none. Blocks of MSI-X start at an even number, others anywhere. */
export function claim(
  draft: Draft,
  vm: VmDraft,
  { n, kind, passedThrough, fromRange = false }: Claim,
): number | null {
  const { msiBase, msiCount } = draft.config;
  const range = fromRange ? draft.config.rangeC : passedThrough ? separateRange(draft) : null;
  const [from, end] = range ?? [msiBase, msiBase + msiCount];
  const first =
    range === null
      ? firstFree(vm.claims, { from, end, n, align: kind === 'msix' ? 2 : 1 })
      : placeInRange(draft, vm, range, n);
  const rule = range === null ? 'XIVE-R14' : 'XIVE-C';
  if (first === null) {
    const why = `There are no ${n} free numbers in a row in ${lisnsText(from, end - 1)}.`;
    tell(draft, vm, 'claim', () => ({
      who: 'qemu',
      rule,
      text: `ENOSPC: ${why}`,
      outcome: 'refused',
      lisns: [from, end - 1],
    }));
    refuse(draft, 'ENOSPC', rule, why);
    return null;
  }
  vm.claims = addRange(vm.claims, first, first + n - 1);
  vm.freed = removeRange(vm.freed, first, first + n - 1);
  if (range !== null) vm.nextInRange = first + n;
  tell(draft, vm, 'claim', () => ({
    who: 'qemu',
    rule,
    text: `QEMU claims ${lisnsText(first, first + n - 1)}${
      range === null
        ? `, the first fit${kind === 'msix' ? ' at an even number' : ''}`
        : ' from the range of passed-through devices'
    }.`,
    lisns: [first, first + n - 1],
    ...(passedThrough && range === null
      ? { event: { op: 'alloc' as const, n, kind, ...vmKey(draft, vm) } }
      : {}),
  }));
  return first;
}

/** XIVE-R14's second half: every number of a block becomes a source in KVM. Null = all did. */
export function createMissing(draft: Draft, vm: VmDraft, first: number, n: number): string | null {
  for (let lisn = first; lisn < first + n; lisn += 1) {
    const errno = createSource(draft, vm, { lisn, lsi: false });
    if (errno !== null) return errno;
  }
  return null;
}

/** XIVE-R15: KVM keeps the sources. */
export function freeNumbers(draft: Draft, vm: VmDraft, first: number, n: number): void {
  tell(draft, vm, 'free', () => ({
    who: 'qemu',
    rule: 'XIVE-R15',
    text: `QEMU frees ${lisnsText(first, first + n - 1)}; they leave its list, but KVM keeps their sources.`,
    lisns: [first, first + n - 1],
    event: { op: 'qemuFree', first, n, ...vmKey(draft, vm) },
  }));
  vm.claims = removeRange(vm.claims, first, first + n - 1);
  vm.orphans = removeRange(vm.orphans, first, first + n - 1);
  vm.freed = addRange(vm.freed, first, first + n - 1);
}

/** The block a device has, in words. */
export function blockText(first: number, n: number): string {
  return `${hex(first)}${n === 1 ? '' : ` to ${hex(first + n - 1)}`}`;
}
