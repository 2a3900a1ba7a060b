/** Calls on mappings that are there: mprotect (XIVE-R8), mremap and madvise (R9). */
import { hex } from '../../../../shared/xive/pages.ts';
import { mprotectCall, pagesText } from './addresses.ts';
import { type Draft, refuse, tell, type VmDraft, vmKey } from './draft.ts';
import { forgetLost, lastPage, munmap } from './mapping.ts';
import { type Protection, protectVmas, vmaAt } from './vma-list.ts';

/**
 * XIVE-R8. Without a protection it goes to and fro: read-only while any part may be written, else read-write again.
 * Over a hole it changes what is there (assumption: the rule names no refusal).
 */
export function mprotect(
  draft: Draft,
  vm: VmDraft,
  {
    at,
    pages,
    prot,
  }: { readonly at: number; readonly pages: number; readonly prot?: Protection | undefined },
): string | null {
  const end = at + pages;
  const writable = vm.vmas.some((vma) => vma.start < end && vma.end > at && vma.protection === 'readWrite');
  const protection = prot ?? (writable ? 'read' : 'readWrite');
  tell(draft, vm, 'protect', () => ({
    who: 'qemu',
    rule: 'XIVE-R8',
    text: `QEMU makes ${pagesText(at, lastPage(at, pages))} ${protection === 'readWrite' ? 'read-write' : protection === 'read' ? 'read-only' : 'inaccessible'}: lines are cut at both ends, no entry is dropped.`,
    call: mprotectCall(draft.config, at, pages, protection),
    pages: [at, lastPage(at, pages)],
    event: { op: 'mprotect', at, pages, prot: protection, ...vmKey(draft, vm) },
  }));
  if (pages < 1) return null;
  const cut = protectVmas(vm.vmas, [at, end], protection, {
    special: draft.config.special,
    nextId: draft.nextId,
  });
  vm.vmas = cut.vmas;
  draft.nextId = cut.nextId;
  forgetLost(vm);
  return null;
}

/** XIVE-R9: what the kernel says of pages it will not resize or empty. */
function kernelRefuses(
  draft: Draft,
  vm: VmDraft,
  kind: 'map' | 'unmap',
  {
    errno,
    why,
    at,
    pages,
  }: { readonly errno: string; readonly why: string; readonly at: number; readonly pages: number },
): string {
  tell(draft, vm, kind, () => ({
    who: 'kernel',
    rule: 'XIVE-R9',
    text: `${errno}: ${why}`,
    outcome: 'refused',
    pages: [at, at + pages - 1],
  }));
  return refuse(draft, errno, 'XIVE-R9', why);
}

/** XIVE-R9: a special mapping cannot grow; shrinking unmaps the tail. Where nothing is mapped Linux says EFAULT. */
export function mremap(draft: Draft, vm: VmDraft, at: number, pages: number, to: number): string | null {
  if (vmaAt(vm.vmas, at) === null) {
    const why = `Nothing is mapped at page ${hex(at)}, so there is nothing to resize.`;
    return kernelRefuses(draft, vm, 'map', { errno: 'EFAULT', why, at, pages });
  }
  if (to < pages) return munmap(draft, vm, at + to, pages - to);
  if (to === pages) return null;
  const why = `A mapping of device pages cannot grow from ${hex(pages)} to ${hex(to)} pages.`;
  return kernelRefuses(draft, vm, 'map', { errno: 'EFAULT', why, at, pages });
}

/** XIVE-R9: MADV_DONTNEED is not for special mappings. */
export function madvise(draft: Draft, vm: VmDraft, at: number, pages: number): string | null {
  if (!draft.config.special) {
    vm.ptes.clear(at, at + pages - 1);
    vm.touched.clear(at, at + pages - 1);
    return null;
  }
  const why =
    'MADV_DONTNEED is refused for a mapping of device pages: its entries cannot be dropped that way.';
  return kernelRefuses(draft, vm, 'unmap', { errno: 'EINVAL', why, at, pages });
}
