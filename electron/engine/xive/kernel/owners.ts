/** Sources and their owners: created (XIVE-R2), connected to a PHB source (R12), given back (R13), and zaps (R11). */
import {
  BLOCK_LISNS,
  esbPage,
  hex,
  type HwPage,
  hwPageName,
  hwSourceName,
  ipiPage,
  isPhbPage,
  KVM_LISNS,
  NO_PAGE,
  PASSTHROUGH_ENTRIES,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import { type Draft, ownSet, refuse, tell, type VmDraft, vmKey, vmNames, vmOf } from './draft.ts';
import { faultAgain } from './faults.ts';
import type { Vma } from './machine.ts';
import { ownerOf } from './page-state.ts';
import { OFF, PENDING, pqOf, QUEUED, READY, setPq } from './pq.ts';

const LSI = 1;

export function isLsi(vm: Pick<VmDraft, 'flags'>, lisn: number): boolean {
  return (vm.flags.get(lisn) & LSI) !== 0;
}

function allocateBlock(draft: Draft, vm: VmDraft, lisn: number): void {
  const block = Math.floor(lisn / BLOCK_LISNS);
  if (vm.blocks.has(block)) return;
  const blocks = ownSet(draft, vm.blocks);
  blocks.add(block);
  vm.blocks = blocks;
}

function refused(
  draft: Draft,
  vm: VmDraft,
  lisn: number,
  answer: readonly [errno: string, rule: string, why: string],
): string {
  tell(draft, vm, answer[1] === 'XIVE-R2' ? 'create' : answer[1] === 'XIVE-R12' ? 'set' : 'clear', () => ({
    who: 'kernel',
    rule: answer[1],
    text: `${answer[0]}: ${answer[2]}`,
    lisns: [lisn, lisn],
    outcome: 'refused',
  }));
  return refuse(draft, ...answer);
}

/** XIVE-R2. A number that exists keeps its IPI source; only its P/Q goes back to 01. */
export function createSource(
  draft: Draft,
  vm: VmDraft,
  {
    lisn,
    ipi,
    lsi,
  }: { readonly lisn: number; readonly ipi?: number | undefined; readonly lsi?: boolean | undefined },
): string | null {
  tell(draft, vm, 'create', () => ({
    who: 'qemu',
    rule: 'XIVE-R2',
    text: `QEMU asks KVM for ${lsi === true ? 'an LSI' : 'an MSI'} source with LISN ${hex(lisn)}.`,
    call: `ioctl(xive_fd, KVM_SET_DEVICE_ATTR, {KVM_DEV_XIVE_GRP_SOURCE, ${hex(lisn)}, ${lsi === true ? 'KVM_XIVE_LEVEL_SENSITIVE' : '0'}})`,
    lisns: [lisn, lisn],
    event: {
      op: 'createSource',
      lisn,
      ...(ipi === undefined ? {} : { ipi }),
      ...(lsi === true ? { lsi } : {}),
      ...vmKey(draft, vm),
    },
  }));
  if (!vm.device) return refused(draft, vm, lisn, ['ENODEV', 'XIVE-R2', 'The VM has no XIVE device.']);
  if (lisn < 0 || lisn >= KVM_LISNS)
    return refused(draft, vm, lisn, [
      'E2BIG',
      'XIVE-R2',
      `KVM takes LISNs from 0 to ${hex(KVM_LISNS - 1)}; ${hex(lisn)} is beyond.`,
    ]);
  const known = vm.ipi.get(lisn);
  if (known === 0) {
    if (draft.takenIpis >= draft.config.freeHwIrqs)
      return refused(draft, vm, lisn, [
        'ENXIO',
        'XIVE-R2',
        `The host has no free hardware interrupt left for LISN ${hex(lisn)}.`,
      ]);
    allocateBlock(draft, vm, lisn);
    const hw = ipi ?? draft.nextIpi;
    draft.takenIpis += 1;
    draft.nextIpi = Math.max(draft.nextIpi, hw + 1);
    vm.ipi.set(lisn, hw + 1);
  }
  const flags = vm.flags.get(lisn);
  vm.flags.set(lisn, lsi === true ? flags | LSI : lsi === false ? flags & ~LSI : flags);
  const hw = vm.ipi.get(lisn) - 1;
  setPq(draft, ipiPage(hw, 0), OFF);
  tell(draft, vm, 'create', () => ({
    who: 'kernel',
    rule: 'XIVE-R2',
    text:
      known === 0
        ? `KVM backs LISN ${hex(lisn)} with IPI source ${hex(hw)}; its P/Q is 01.`
        : `LISN ${hex(lisn)} exists and keeps IPI source ${hex(hw)}; its P/Q is 01 again.`,
    lisns: [lisn, lisn],
    hw: ipiPage(hw, 0),
  }));
  return null;
}

/** Address pages of a LISN in one line, by file offset alone. */
function pagesIn(vma: Vma, esbOffset: number, lisn: number): readonly number[] {
  if (vma.kind !== 'esb') return [];
  const first = vma.start + esbOffset + esbPage(lisn, 0) - vma.pgoff;
  return [first, first + 1].filter((page) => page >= vma.start && page < vma.end);
}

export interface Dropped {
  readonly vm: VmDraft;
  readonly page: number;
  readonly by: number;
}

/** Lines a zap looks at: B0 the one it remembers, else all of that file mapping object. */
function reach(draft: Draft, vm: VmDraft): readonly (readonly [VmDraft, readonly Vma[]])[] {
  if (draft.config.strategy === 'B0') return [[vm, vm.vmas.filter(({ id }) => id === vm.remembered)]];
  if (!draft.config.sharedInode) return [[vm, vm.vmas]];
  return vmNames(draft).map((name) => {
    const other = vmOf(draft, name)!;
    return [other, other.vmas] as const;
  });
}

/** XIVE-R11: the entries of both file pages of the LISN go, in every line that shows them; no line changes. */
export function zapLisn(
  draft: Draft,
  vm: VmDraft,
  lisn: number,
  partOf: 'itself' | 'ownerChange' = 'itself',
): readonly Dropped[] {
  draft.counters.zaps += 1;
  const dropped: Dropped[] = [];
  for (const [other, vmas] of reach(draft, vm))
    for (const vma of vmas)
      for (const page of pagesIn(vma, vm.esbOffset, lisn)) {
        if (other.ptes.get(page) === NO_PAGE) continue;
        dropped.push({ vm: other, page, by: other.touched.get(page) % 4 });
        other.ptes.set(page, NO_PAGE);
        other.touched.set(page, 0);
      }
  tell(draft, vm, 'zap', () => {
    const pages = dropped.map(({ vm: other, page }) =>
      other === vm ? hex(page) : `${hex(page)} of ${other.name}`,
    );
    const begin = (vm.esbOffset + esbPage(lisn, 0)) * draft.config.pageSize;
    return {
      who: 'kernel',
      rule: draft.config.strategy === 'B0' ? 'XIVE-B0' : 'XIVE-R11',
      text: `KVM drops the entries of LISN ${hex(lisn)}: file range ${hex(begin)} + ${hex(2 * draft.config.pageSize)}${
        pages.length === 0 ? '; no page was populated there.' : `; page ${pages.join(', ')} is empty now.`
      }`,
      lisns: [lisn, lisn],
      ...(dropped.length === 0 ? {} : { pages: [dropped[0]!.page, dropped.at(-1)!.page] as const }),
      ...(partOf === 'itself' ? { event: { op: 'zap' as const, lisn, ...vmKey(draft, vm) } } : {}),
    };
  });
  return dropped;
}

/** Strategies whose kernel zaps when an owner changes (xive.md 3.4). */
export function zapsOwnerChanges(draft: Pick<Draft, 'config'>): boolean {
  return draft.config.strategy === 'B0' || draft.config.strategy === 'B1';
}

/**
 * Two owners that take turns in one step, as in a loop, are kept once: who ever owned the LISN and the step since when it
 * is another's stay the same, and the story of a long loop stays short.
 */
function recordOwner(draft: Draft, vm: VmDraft, lisn: number, before: HwPage): void {
  const known = vm.owners.get(lisn) ?? { step: 0, owner: before, before: null };
  const owner = ownerOf(vm, lisn);
  const turns =
    known.step === draft.step &&
    known.before?.step === draft.step &&
    known.before.owner === owner &&
    known.before.before?.owner === known.owner;
  vm.owners = vm.owners.with(lisn, turns ? known.before : { step: draft.step, owner, before: known });
}

/** Any refusal of XIVE-R12; null = it may be connected. */
function setRefusal(vm: VmDraft, lisn: number, hw: HwPage): readonly [errno: string, why: string] | null {
  if (!vm.blocks.has(Math.floor(lisn / BLOCK_LISNS)))
    return ['EINVAL', `LISN ${hex(lisn)} lies in a block of 1024 that KVM never allocated.`];
  if (!isPhbPage(hw))
    return ['EINVAL', `Only a PHB source can be passed through; ${hwSourceName(hw)} is none.`];
  if (isLsi(vm, lisn))
    return ['EINVAL', `LISN ${hex(lisn)} is an LSI, and those always stay on their IPI source.`];
  if (vm.pt.get(lisn) !== NO_PAGE)
    return ['EINVAL', `LISN ${hex(lisn)} is connected already, to ${hwSourceName(vm.pt.get(lisn))}.`];
  if (!vm.connected.has(lisn) && vm.connected.size >= PASSTHROUGH_ENTRIES)
    return [
      'EAGAIN',
      `The VM's table of ${PASSTHROUGH_ENTRIES} passed-through numbers is full, so LISN ${hex(lisn)} stays on its IPI source.`,
    ];
  return null;
}

/** XIVE-R12: the zap comes before the new owner is stored. */
export function setMapped(draft: Draft, vm: VmDraft, lisn: number, owner: HwPage): string | null {
  const hw = sourceOfHwPage(owner);
  tell(draft, vm, 'set', () => ({
    who: 'kernel',
    rule: 'XIVE-R12',
    text: `The host connects ${hwSourceName(hw)} to LISN ${hex(lisn)} (set_mapped).`,
    lisns: [lisn, lisn],
    hw,
    event: { op: 'setMapped', lisn, owner: hwSourceName(hw) ?? '', ...vmKey(draft, vm) },
  }));
  const no = setRefusal(vm, lisn, hw);
  if (no !== null) return refused(draft, vm, lisn, [no[0], 'XIVE-R12', no[1]]);
  const before = ownerOf(vm, lisn);
  const pending = (pqOf(draft, hw) & PENDING) !== 0;
  setPq(draft, hw, pending ? QUEUED : PENDING);
  const ipi = vm.ipi.get(lisn);
  if (ipi !== 0) setPq(draft, ipiPage(ipi - 1, 0), OFF);
  const dropped = zapsOwnerChanges(draft) ? zapLisn(draft, vm, lisn, 'ownerChange') : [];
  if (draft.config.raceWindow)
    for (const { vm: other, page, by } of dropped) if (other === vm) faultInWindow(draft, vm, page, by);
  if (!vm.connected.has(lisn)) {
    const connected = ownSet(draft, vm.connected);
    connected.add(lisn);
    vm.connected = connected;
  }
  vm.pt.set(lisn, hw);
  recordOwner(draft, vm, lisn, before);
  draft.counters.sets += 1;
  tell(draft, vm, 'owner', () => ({
    who: 'kernel',
    rule: 'XIVE-R12',
    text: `LISN ${hex(lisn)} is owned by ${hwSourceName(hw)} now; its IPI source is off (01), the PHB source ${pending ? '11, since it was pending' : '10'}.`,
    lisns: [lisn, lisn],
    hw,
  }));
  return null;
}

/** The guest touches the page between the zap and the store of the owner (xive.md 3.3, 6); only what was populated before. */
function faultInWindow(draft: Draft, vm: VmDraft, page: number, by: number): void {
  tell(draft, vm, 'access', () => ({
    who: 'guest',
    rule: 'XIVE-S6',
    text: `In the window before the new owner is stored, the guest touches page ${hex(page)} again and gets the old one.`,
    pages: [page, page],
  }));
  faultAgain(draft, vm, page, by === 2 ? 'qemu' : 'guest');
}

/** XIVE-R13. Assumption: a number that is not connected loses nothing but its pages, one without a block is EINVAL. */
export function clrMapped(draft: Draft, vm: VmDraft, lisn: number): string | null {
  const hw = vm.pt.get(lisn);
  tell(draft, vm, 'clear', () => ({
    who: 'kernel',
    rule: 'XIVE-R13',
    text: `The host takes ${hwSourceName(hw) ?? 'the PHB source'} away from LISN ${hex(lisn)} (clr_mapped).`,
    lisns: [lisn, lisn],
    hw,
    event: { op: 'clrMapped', lisn, ...vmKey(draft, vm) },
  }));
  if (!vm.blocks.has(Math.floor(lisn / BLOCK_LISNS)))
    return refused(draft, vm, lisn, [
      'EINVAL',
      'XIVE-R13',
      `LISN ${hex(lisn)} lies in a block of 1024 that KVM never allocated.`,
    ]);
  if (hw !== NO_PAGE) {
    setPq(draft, hw, READY);
    vm.pt.set(lisn, NO_PAGE);
    recordOwner(draft, vm, lisn, sourceOfHwPage(hw));
  }
  if (zapsOwnerChanges(draft)) zapLisn(draft, vm, lisn, 'ownerChange');
  const ipi = vm.ipi.get(lisn);
  if (ipi !== 0) setPq(draft, ipiPage(ipi - 1, 0), PENDING);
  draft.counters.clears += 1;
  tell(draft, vm, 'owner', () => ({
    who: 'kernel',
    rule: 'XIVE-R13',
    text: `LISN ${hex(lisn)} is back on ${ipi === 0 ? 'no source' : hwPageName(ipiPage(ipi - 1, 0))?.replace(/:T$/, '')}, pending (10); the PHB source belongs to the host again.`,
    lisns: [lisn, lisn],
    ...(ipi === 0 ? {} : { hw: ipiPage(ipi - 1, 0) }),
  }));
  return null;
}
