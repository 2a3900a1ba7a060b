/** QEMU's calls on its own address space: mmap and MAP_FIXED (XIVE-R3, R4, R6, R7) and munmap (R5). */
import { ESB_PGOFF, hex, LONGEST_MAPPING, TIMA_PAGES } from '../../../../shared/xive/pages.ts';
import { mmapCall, munmapCall, pagesText } from './addresses.ts';
import { announce, withdraw } from './announcing.ts';
import { type Draft, refuse, tell, type VmDraft, vmKey } from './draft.ts';
import { removeRange, within } from './intervals.ts';
import type { Intervals, Vma } from './machine.ts';
import { insertVma, overlaps, removeVmas, vmaAt } from './vma-list.ts';

export interface MapCall {
  readonly at: number;
  readonly pages: number;
  readonly pgoff: number;
  readonly name?: string | undefined;
}

/** The TIMA lies before the ESB pages of a descriptor; where these start at 0 (strategy D) it has one that its name tells. */
export function kindOf(esbOffset: number, pgoff: number, name?: string): Vma['kind'] {
  if (esbOffset === 0) return /tima/i.test(name ?? '') ? 'tima' : 'esb';
  return pgoff < ESB_PGOFF ? 'tima' : 'esb';
}

/** Last page of a call, which may be about none. */
export function lastPage(at: number, pages: number): number {
  return Math.max(at, at + pages - 1);
}

/** XIVE-R3, XIVE-R4. Null = accepted; else why not. */
export function refusal(
  draft: Draft,
  vm: VmDraft,
  { pages, pgoff, name }: MapCall,
): readonly [rule: string, why: string] | null {
  if (!vm.device) return ['XIVE-R3', 'The VM has no XIVE device that could be mapped.'];
  if (pages < 1) return ['XIVE-R3', `A mapping has at least one page; ${pages} were asked for.`];
  if (kindOf(vm.esbOffset, pgoff, name) === 'tima') {
    if (pgoff !== 0)
      return ['XIVE-R4', `The TIMA starts at file page 0; a mapping from file page ${pgoff} is not taken.`];
    return pages <= TIMA_PAGES
      ? null
      : ['XIVE-R4', `The TIMA has ${TIMA_PAGES} pages; ${pages} were asked for.`];
  }
  const first = pgoff - vm.esbOffset;
  if (draft.config.accept === 'fixed') {
    if (first !== 0)
      return [
        'XIVE-R3',
        `This kernel maps ESB pages only from file page ${vm.esbOffset} on, not from ${hex(pgoff)}.`,
      ];
    return pages <= LONGEST_MAPPING
      ? null
      : [
          'XIVE-R3',
          `An ESB mapping has at most ${hex(LONGEST_MAPPING)} pages; ${hex(pages)} were asked for.`,
        ];
  }
  if (first >= 0 && first + pages <= LONGEST_MAPPING) return null;
  return [
    'XIVE-R3',
    `The file has ESB pages from ${vm.esbOffset} to ${hex(vm.esbOffset + LONGEST_MAPPING - 1)}; ${hex(pages)} pages from ${hex(pgoff)} do not lie in it.`,
  ];
}

function freeName(vm: VmDraft): string {
  const taken = new Set(vm.vmas.map((vma) => vma.name));
  let number = 0;
  while (taken.has(`VMA${number}`)) number += 1;
  return `VMA${number}`;
}

/** No page beyond it can be mapped, though a call may name a longer range. */
const LAST_PAGE = 0x7fff_ffff;

/** XIVE-R5 without a word: lines, entries; B0's remembered line is forgotten when it is gone. */
function drop(draft: Draft, vm: VmDraft, start: number, end: number): void {
  const cut = removeVmas(vm.vmas, start, end, draft.nextId);
  if (cut.vmas === vm.vmas) return;
  vm.vmas = cut.vmas;
  draft.nextId = cut.nextId;
  const last = Math.min(end - 1, LAST_PAGE);
  vm.ptes.clear(start, last);
  vm.touched.clear(start, last);
  if (vm.regions.some(({ made }) => made.length > 0))
    vm.regions = vm.regions.map((one) => ({ ...one, made: removeRange(one.made, start, end - 1) }));
  forgetLost(vm);
}

/** B0's pointer is dead once its line is gone. */
export function forgetLost(vm: VmDraft): void {
  if (vm.remembered !== null && !vm.vmas.some(({ id }) => id === vm.remembered)) vm.remembered = null;
}

/**
 * Puts a line in and announces it, up to `announcedEnd`; the first ESB mapping of a guest is the base of its region tree,
 * unless a region makes it.
 */
export function place(
  draft: Draft,
  vm: VmDraft,
  call: MapCall,
  given: {
    readonly kind?: Vma['kind'];
    readonly announcedEnd?: number;
    readonly ofRegion?: boolean;
  } = {},
): void {
  const { at, pages, pgoff } = call;
  const kind = given.kind ?? kindOf(vm.esbOffset, pgoff, call.name);
  const [id, mapping] = [draft.nextId, draft.nextId];
  draft.nextId += 1;
  const name = call.name ?? (kind === 'tima' ? 'TIMA' : freeName(vm));
  const vma: Vma = {
    id,
    mapping,
    name,
    kind,
    start: at,
    end: at + pages,
    pgoff,
    protection: 'readWrite',
    step: draft.step,
  };
  vm.vmas = insertVma(vm.vmas, vma, draft.config.special);
  if (kind === 'tima') return;
  const first = given.ofRegion !== true && !vm.announced.some(({ base }) => base);
  announce(vm, {
    start: at,
    end: given.announcedEnd ?? at + pages,
    esb: pgoff - vm.esbOffset,
    name,
    base: draft.step === 0 || first,
  });
  if (first && vm.remembered === null) vm.remembered = vmaAt(vm.vmas, at)?.id ?? null;
}

function tellMap(draft: Draft, vm: VmDraft, call: MapCall, fixed: boolean): void {
  const { at, pages, pgoff } = call;
  tell(draft, vm, 'map', () => ({
    who: 'qemu',
    rule: fixed ? 'XIVE-R7' : kindOf(vm.esbOffset, pgoff, call.name) === 'tima' ? 'XIVE-R4' : 'XIVE-R3',
    text: fixed
      ? `QEMU maps file page ${hex(pgoff)} on over ${pagesText(at, lastPage(at, pages))}; what was mapped there goes first.`
      : `QEMU maps file page ${hex(pgoff)} on at ${pagesText(at, lastPage(at, pages))}; no entry is made yet.`,
    call: mmapCall(draft.config, { at, pages, pgoff, fixed }),
    pages: [at, lastPage(at, pages)],
    event: {
      op: fixed ? 'mmapFixed' : 'mmap',
      at,
      pages,
      pgoff,
      ...(call.name === undefined ? {} : { name: call.name }),
      ...vmKey(draft, vm),
    },
  }));
}

function tellRefused(draft: Draft, vm: VmDraft, call: MapCall, rule: string, text: string): void {
  tell(draft, vm, 'map', () => ({
    who: 'kernel',
    rule,
    text,
    pages: [call.at, lastPage(call.at, call.pages)],
    outcome: 'refused',
  }));
}

/** Whether all that is mapped in the range is what overlay regions mapped themselves. */
function onlyOfRegions(vm: VmDraft, start: number, end: number): boolean {
  return vm.vmas
    .filter((vma) => vma.start < end && vma.end > start)
    .every((vma) =>
      vm.regions.some(({ made }) => within(made, Math.max(vma.start, start), Math.min(vma.end, end) - 1)),
    );
}

/**
 * Returns the errno, or null. A free address is wanted: an occupied one is EEXIST (assumption, MAP_FIXED_NOREPLACE); what
 * an overlay region mapped by itself gives way (assumption: the call says then where that mapping comes from).
 */
export function mmap(draft: Draft, vm: VmDraft, call: MapCall): string | null {
  tellMap(draft, vm, call, false);
  const refused = refusal(draft, vm, call);
  if (refused !== null) {
    tellRefused(draft, vm, call, refused[0], `EINVAL: ${refused[1]}`);
    return refuse(draft, 'EINVAL', ...refused);
  }
  const end = call.at + call.pages;
  if (overlaps(vm.vmas, call.at, end) && onlyOfRegions(vm, call.at, end)) drop(draft, vm, call.at, end);
  if (overlaps(vm.vmas, call.at, end)) {
    const why = `Something is mapped in ${pagesText(call.at, call.at + call.pages - 1)} already; only MAP_FIXED maps over it.`;
    tellRefused(draft, vm, call, 'XIVE-R3', `EEXIST: ${why}`);
    return refuse(draft, 'EEXIST', 'XIVE-R3', why);
  }
  place(draft, vm, call);
  return null;
}

/** XIVE-R7: what was there is gone before the kernel looks whether it takes the new mapping. */
export function mmapFixed(draft: Draft, vm: VmDraft, call: MapCall): string | null {
  tellMap(draft, vm, call, true);
  const refused = refusal(draft, vm, call);
  if (refused === null) {
    drop(draft, vm, call.at, call.at + call.pages);
    place(draft, vm, call);
    return null;
  }
  const hole = draft.config.failedFixedLeavesHole;
  if (hole) drop(draft, vm, call.at, call.at + call.pages);
  const why = `${refused[1]} ${hole ? 'What was mapped there before is gone: a hole is left.' : 'The old mapping is restored.'}`;
  tellRefused(draft, vm, call, 'XIVE-R7', `EINVAL: ${why}`);
  return refuse(draft, 'EINVAL', hole ? 'XIVE-R7' : refused[0], why);
}

/** munmap(2) refuses a range of no pages with EINVAL. */
export function munmap(draft: Draft, vm: VmDraft, at: number, pages: number): string | null {
  tell(draft, vm, 'unmap', () => ({
    who: 'qemu',
    rule: 'XIVE-R5',
    text: `QEMU unmaps ${pagesText(at, lastPage(at, pages))}; lines that reach in are cut, entries in it dropped, those outside stay.`,
    call: munmapCall(draft.config, at, pages),
    pages: [at, lastPage(at, pages)],
    event: { op: 'munmap', at, pages, ...vmKey(draft, vm) },
  }));
  if (pages < 1) return refuse(draft, 'EINVAL', 'XIVE-R5', 'There is no page in the range to unmap.');
  drop(draft, vm, at, at + pages);
  withdraw(vm, at, at + pages);
  return null;
}

/** A region's own mapping goes with it. */
export function unmapMade(draft: Draft, vm: VmDraft, made: Intervals): void {
  for (const [first, last] of made) {
    tell(draft, vm, 'unmap', () => ({
      who: 'qemu',
      rule: 'XIVE-A1',
      text: `QEMU unmaps ${pagesText(first, last)}, which it mapped for that region.`,
      call: munmapCall(draft.config, first, last - first + 1),
      pages: [first, last],
    }));
    drop(draft, vm, first, last + 1);
    withdraw(vm, first, last + 1);
  }
}
