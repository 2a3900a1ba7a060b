/** An access to an address page (XIVE-R10): hole, PTE that is there, or a fault that puts one in. */
import { TOUCHED_BY, type TouchedBy } from '../../../../shared/xive/moment.ts';
import {
  BLOCK_LISNS,
  hex,
  type HwPage,
  hwPageName,
  isPhbPage,
  lisnOfPage,
  NO_PAGE,
  parityOfPage,
  TIMA_OS_PAGE,
  TIMA_PAGE,
} from '../../../../shared/xive/pages.ts';
import { hostAddress } from './addresses.ts';
import { type Draft, tell, type VmDraft } from './draft.ts';
import type { Vma } from './machine.ts';
import { announcedEsb, expectedPage, populatedState } from './page-state.ts';
import { vmaAt } from './vma-list.ts';

export interface Access {
  readonly by: TouchedBy;
  readonly kind: 'load' | 'store';
}

/** The hardware page that was reached, or the signal. */
export type Reached =
  | { readonly hw: HwPage; readonly vma: Vma }
  | { readonly signal: 'SIGSEGV' | 'SIGBUS'; readonly vma: Vma | null };

/** ESB page the fault handler takes an address page for; it may be out of the range of LISNs. */
export function faultIndex(draft: Pick<Draft, 'config'>, esbOffset: number, vma: Vma, page: number): number {
  const relative = page - vma.start;
  return draft.config.faultIndex === 'relative' ? relative : vma.pgoff + relative - esbOffset;
}

const PROCESS = { guest: 'guest', qemu: 'qemu', process: 'qemu', setup: 'guest' } as const;

function signal(
  draft: Draft,
  vm: VmDraft,
  found: { readonly page: number; readonly vma: Vma | null; readonly by: TouchedBy },
  [name, why]: readonly ['SIGSEGV' | 'SIGBUS', string],
): Reached {
  if (draft.outcome.signal === null && draft.outcome.errno === null)
    Object.assign(draft.outcome, { signal: name, rule: 'XIVE-R10', why });
  const paused = found.by === 'guest';
  if (paused) vm.running = false;
  tell(draft, vm, 'fault', () => ({
    who: 'kernel',
    rule: 'XIVE-R10',
    text: paused
      ? `${why} The host answers ${name}; the guest's run fails with a bad address, and QEMU pauses the VM (internal-error).`
      : `${why} The process gets ${name}.`,
    pages: [found.page, found.page],
    outcome: 'signal',
  }));
  return { signal: name, vma: found.vma };
}

/** The handler's answer: the page, or why there is none. It asks whether the LISN was created before whose it is. */
function resolve(draft: Draft, vm: VmDraft, vma: Vma, page: number): HwPage | string {
  if (vma.kind === 'tima') {
    const view = vma.pgoff + page - vma.start;
    return view === TIMA_OS_PAGE
      ? TIMA_PAGE
      : `Only page ${TIMA_OS_PAGE} of the TIMA, the OS view, can be had; this is page ${view}.`;
  }
  const index = faultIndex(draft, vm.esbOffset, vma, page);
  const lisn = lisnOfPage(index);
  if (index < 0) return `The handler's index ${index} lies before the first ESB page.`;
  const hw = expectedPage(draft, vm, lisn, parityOfPage(index));
  if (hw !== null && vm.ipi.get(lisn) !== 0) return hw;
  return vm.blocks.has(Math.floor(lisn / BLOCK_LISNS))
    ? `LISN ${hex(lisn)} was never created in KVM.`
    : `LISN ${hex(lisn)} lies in a block of 1024 that KVM never allocated.`;
}

function tellFault(draft: Draft, vm: VmDraft, vma: Vma, page: number, hw: HwPage | null): void {
  if (draft.trace === null) return;
  const pages = [page, page] as const;
  if (vma.kind === 'tima') {
    const view = vma.pgoff + page - vma.start;
    tell(draft, vm, 'fault', () => ({
      who: 'kernel',
      rule: 'XIVE-R10',
      text: `The fault handler of the TIMA is asked for page ${view}: 0 hardware, 1 hypervisor, 2 OS and 3 user view.`,
      pages,
    }));
    return;
  }
  const index = faultIndex(draft, vm.esbOffset, vma, page);
  const lisn = lisnOfPage(index);
  const side = parityOfPage(index) === 0 ? 'trigger' : 'management';
  const sum =
    draft.config.faultIndex === 'relative'
      ? `page ${hex(page)} - start of the line ${hex(vma.start)} = ${hex(index)}`
      : `file page ${hex(vma.pgoff + page - vma.start)} - ${vm.esbOffset} = ${hex(index)}`;
  tell(draft, vm, 'fault', () => ({
    who: 'kernel',
    rule: 'XIVE-R10',
    text: `The fault handler computes its index: ${sum}; index div 2 = LISN ${hex(lisn)}, index mod 2 = ${parityOfPage(index)}, the ${side} page.`,
    pages,
    lisns: [lisn, lisn],
  }));
  if (hw === null) return;
  tell(draft, vm, 'owner', () => ({
    who: 'kernel',
    rule: 'XIVE-R10',
    text: isPhbPage(hw)
      ? `LISN ${hex(lisn)} is passed through: a PHB source owns it, ${hwPageName(hw, draft.config.phbPages)}.`
      : `LISN ${hex(lisn)} is owned by its IPI source, so its page is ${hwPageName(hw)}.`,
    pages,
    lisns: [lisn, lisn],
    hw,
  }));
}

function noteWrongTurn(draft: Draft, vm: VmDraft, page: number, hw: HwPage, by: TouchedBy): void {
  const state = populatedState(draft, vm, page, hw);
  if (state === 'fresh') return;
  const esb = announcedEsb(vm, page);
  const [lisn, parity] = [lisnOfPage(esb), parityOfPage(esb)];
  const expected = expectedPage(draft, vm, lisn, parity);
  draft.outcome.wrongTurns = [
    ...draft.outcome.wrongTurns,
    { vm: vm.name, page, lisn, shows: hw, expected, state, by },
  ];
}

/** Puts the page in. */
function insert(draft: Draft, vm: VmDraft, page: number, hw: HwPage, by: TouchedBy): void {
  vm.ptes.set(page, hw);
  vm.touched.set(page, draft.step * 4 + TOUCHED_BY.indexOf(by));
  draft.counters.faults += 1;
  tell(draft, vm, 'insert', () => ({
    who: 'kernel',
    rule: 'XIVE-R10',
    text: `${hwPageName(hw, draft.config.phbPages)} is put in at page ${hex(page)}, and into the guest's own page table.`,
    pages: [page, page],
    hw,
  }));
}

/** Repeats the fault of a page without an access being told: a touch in the race window of XIVE-R12. */
export function faultAgain(draft: Draft, vm: VmDraft, page: number, by: TouchedBy): void {
  const vma = vmaAt(vm.vmas, page);
  if (vma === null) return;
  const hw = resolve(draft, vm, vma, page);
  if (typeof hw === 'number') insert(draft, vm, page, hw, by);
}

function tellLine(draft: Draft, vm: VmDraft, vma: Vma, page: number): void {
  tell(draft, vm, 'vma', () => ({
    who: 'kernel',
    rule: 'XIVE-R10',
    text: `The address lies in ${vma.name}, the line [${hex(vma.start)}, ${hex(vma.end)}) with file page offset ${hex(vma.pgoff)}: file page ${hex(vma.pgoff + page - vma.start)}.`,
    pages: [vma.start, vma.end - 1],
  }));
}

/** XIVE-R10. A touch changes no P/Q: it is a load of P/Q, or a store at an offset that does nothing. */
export function access(draft: Draft, vm: VmDraft, page: number, { by, kind }: Access): Reached {
  const who = PROCESS[by];
  tell(draft, vm, 'access', () => ({
    who,
    rule: 'XIVE-R10',
    text: `${who === 'guest' ? 'The guest' : 'QEMU'} ${kind}s at address page ${hex(page)}, host address ${hex(hostAddress(draft.config, page))}.`,
    pages: [page, page],
  }));
  const vma = vmaAt(vm.vmas, page);
  if (vma === null)
    return signal(draft, vm, { page, vma, by }, [
      'SIGSEGV',
      `No mapping covers address page ${hex(page)}: it is a hole.`,
    ]);
  tellLine(draft, vm, vma, page);
  if (vma.protection === 'none' || (vma.protection === 'read' && kind === 'store'))
    return signal(draft, vm, { page, vma, by }, [
      'SIGSEGV',
      `The mapping at page ${hex(page)} may not be ${vma.protection === 'none' ? 'accessed' : 'written'}.`,
    ]);
  const present = vm.ptes.get(page);
  if (present !== NO_PAGE) {
    tell(draft, vm, 'pte', () => ({
      who: 'hardware',
      rule: 'XIVE-R10',
      text: `The entry is there: it shows ${hwPageName(present, draft.config.phbPages)}, whatever the owner is now.`,
      pages: [page, page],
      hw: present,
    }));
    noteWrongTurn(draft, vm, page, present, by);
    return { hw: present, vma };
  }
  tell(draft, vm, 'pte', () => ({
    who: 'hardware',
    rule: 'XIVE-R10',
    text: `There is no entry for page ${hex(page)} yet, so the access faults.`,
    pages: [page, page],
  }));
  const hw = resolve(draft, vm, vma, page);
  tellFault(draft, vm, vma, page, typeof hw === 'number' ? hw : null);
  if (typeof hw === 'string') return signal(draft, vm, { page, vma, by }, ['SIGBUS', hw]);
  insert(draft, vm, page, hw, by);
  noteWrongTurn(draft, vm, page, hw, by);
  return { hw, vma };
}
