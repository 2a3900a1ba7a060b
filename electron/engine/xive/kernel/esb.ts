/** Loads and stores at offsets of ESB pages, and what fires them (xive.md 1.3). A page works on the source it really shows. */
import { ESB_OFFSET, type XiveEvent } from '../../../../shared/xive/events.ts';
import {
  hex,
  type HwPage,
  hwPageName,
  hwSource,
  hwSourceName,
  ipiPage,
  isPhbPage,
  type Parity,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import { type Draft, refuse, tell, type VmDraft, vmKey } from './draft.ts';
import { access, type Reached } from './faults.ts';
import { isLsi } from './owners.ts';
import { findOwned, notify } from './notify.ts';
import { ended, OFF, PENDING, pqOf, pqText, QUEUED, READY, setPq, triggered, type PqStep } from './pq.ts';
import { guestPage, monitorPage, regionOf } from './regions.ts';

/** What a load of a page that cannot be loaded returns. */
export const ALL_ONES = 0xffff_ffff_ffff_ffffn;
const ASSERTED = 2;

/** The page is a trigger page only: the even page of a source with two. */
export function isTriggerPage(draft: Pick<Draft, 'config'>, hw: HwPage): boolean {
  if (isPhbPage(hw) && draft.config.phbPages === 1) return false;
  return hwSource(hw)?.kind !== 'tima' && hw === sourceOfHwPage(hw);
}

function apply(draft: Draft, vm: VmDraft, hw: HwPage, step: PqStep): void {
  const source = sourceOfHwPage(hw);
  setPq(draft, source, step.pq);
  if (step.notify) notify(draft, vm, source);
}

/** LISN of this guest whose level-signalled line drives the source; null = the source has no level. */
function levelOf(vm: VmDraft, lisn: number, hw: HwPage): number | null {
  return isLsi(vm, lisn) && vm.ipi.get(lisn) === (hwIpi(hw) ?? -2) + 1 ? lisn : null;
}

function hwIpi(hw: HwPage): number | null {
  const source = hwSource(hw);
  return source?.kind === 'ipi' ? source.hw : null;
}

function trigger(draft: Draft, vm: VmDraft, hw: HwPage, lsi: boolean): void {
  apply(draft, vm, hw, triggered(pqOf(draft, hw), lsi));
}

/** EOI; returns 1 when a notification went out. A line that is still asserted fires again. */
function end(draft: Draft, vm: VmDraft, hw: HwPage, level: number | null): bigint {
  const before = draft.outcome.notified.length;
  apply(draft, vm, hw, ended(pqOf(draft, hw)));
  if (level !== null && (vm.flags.get(level) & ASSERTED) !== 0) trigger(draft, vm, hw, true);
  return draft.outcome.notified.length > before ? 1n : 0n;
}

const SET_VALUES = [READY, OFF, PENDING, QUEUED] as const;

/** What a load answers; offsets 0xc00 to 0xfff also set P/Q. */
function loadAt(draft: Draft, vm: VmDraft, hw: HwPage, offset: number, level: number | null): bigint {
  if (isTriggerPage(draft, hw)) return ALL_ONES;
  if (offset < ESB_OFFSET.get) return end(draft, vm, hw, level);
  const old = BigInt(pqOf(draft, hw));
  if (offset >= ESB_OFFSET.set00) setPq(draft, sourceOfHwPage(hw), SET_VALUES[(offset >> 8) & 3]!);
  return old;
}

function storeAt(draft: Draft, vm: VmDraft, hw: HwPage, offset: number, level: number | null): void {
  if (isTriggerPage(draft, hw) || offset < ESB_OFFSET.storeEoi) return trigger(draft, vm, hw, level !== null);
  if (offset < ESB_OFFSET.get) {
    if (draft.config.storeEoi) end(draft, vm, hw, level);
    return undefined;
  }
  if (offset >= ESB_OFFSET.set00) setPq(draft, sourceOfHwPage(hw), SET_VALUES[(offset >> 8) & 3]!);
  return undefined;
}

export interface EsbAccess {
  readonly kind: 'load' | 'store';
  readonly lisn: number;
  readonly parity: Parity;
  readonly offset: number;
}

function hit(draft: Draft, vm: VmDraft, { kind, lisn, offset }: EsbAccess, hw: HwPage): void {
  const level = levelOf(vm, lisn, hw);
  const before = pqOf(draft, hw);
  const value = kind === 'load' ? loadAt(draft, vm, hw, offset, level) : null;
  if (kind === 'store') storeAt(draft, vm, hw, offset, level);
  draft.outcome.value = value;
  draft.outcome.pq = pqOf(draft, hw);
  tell(draft, vm, 'hit', () => ({
    who: 'hardware',
    rule: 'XIVE-R10',
    text: `${hwPageName(hw, draft.config.phbPages)} answers the ${kind} at offset ${hex(offset)}${
      value === null ? '' : ` with ${value === ALL_ONES ? 'all ones' : hex(Number(value))}`
    }: P/Q of ${hwSourceName(hw)} ${before === draft.outcome.pq ? `stays ${pqText(before)}` : `goes from ${pqText(before)} to ${pqText(draft.outcome.pq!)}`}.`,
    hw,
    lisns: [lisn, lisn],
  }));
}

/** Keeps what an access reached as the event's outcome. */
export function reachedBy(draft: Draft, page: number, reached: Reached): HwPage | null {
  draft.outcome.page = page;
  draft.outcome.vma = reached.vma?.name ?? null;
  const hw = 'hw' in reached ? reached.hw : null;
  draft.outcome.result = hw;
  return hw;
}

function tellRegion(draft: Draft, vm: VmDraft, lisn: number, page: number | null, event: XiveEvent): void {
  tell(draft, vm, 'region', () => ({
    who: 'kernel',
    rule: regionOf(vm, lisn) === null ? 'XIVE-R10' : 'XIVE-A1',
    text:
      page === null
        ? `No mapped region of guest memory holds LISN ${hex(lisn)}.`
        : `Region ${regionOf(vm, lisn)?.name ?? 'xive.esb-kvm'} covers LISN ${hex(lisn)} in guest memory; it is backed by address page ${hex(page)}.`,
    lisns: [lisn, lisn],
    ...(page === null ? {} : { pages: [page, page] as const }),
    event: { ...event, ...vmKey(draft, vm) },
  }));
}

/** The event that is this access and nothing else: what a longer event is expanded into. */
function eventOf(
  by: 'guest' | 'qemu',
  { lisn, parity, kind, offset }: Partial<EsbAccess> & Pick<EsbAccess, 'lisn' | 'parity' | 'kind'>,
): XiveEvent {
  if (offset !== undefined)
    return by === 'guest'
      ? { op: kind, lisn, offset: parity === 0 ? 'trigger' : offset }
      : { op: 'hcallEsb', lisn, access: kind, offset };
  return by === 'guest'
    ? { op: 'guestTouch', lisn, parity, ...(kind === 'store' ? { access: kind } : {}) }
    : { op: 'monitorTouch', lisn, parity };
}

/**
 * A paused guest runs no vCPU. What its access would reach is told all the same (assumption), so that an access after a
 * failed one has its answer too; that it waits is said with it.
 */
function notePaused(draft: Draft, vm: VmDraft, lisn: number): void {
  const why = `${vm.name} is paused: this access of LISN ${hex(lisn)} would come once it runs again.`;
  if (draft.outcome.errno === null && draft.outcome.signal === null && draft.outcome.why === null)
    Object.assign(draft.outcome, { rule: 'XIVE-R10', why });
  tell(draft, vm, 'region', () => ({ who: 'qemu', rule: 'XIVE-R10', text: why, lisns: [lisn, lisn] }));
}

/** A page of a LISN through guest memory or QEMU's own mapping; null = a signal, or no region. */
export function reachLisn(
  draft: Draft,
  vm: VmDraft,
  by: 'guest' | 'qemu',
  wanted: Partial<EsbAccess> & Pick<EsbAccess, 'lisn' | 'parity' | 'kind'>,
): HwPage | null {
  const { lisn, parity, kind } = wanted;
  if (by === 'guest' && !vm.running) notePaused(draft, vm, lisn);
  const page = by === 'guest' ? guestPage(draft, vm, lisn, parity) : monitorPage(draft, vm, lisn, parity);
  tellRegion(draft, vm, lisn, page, eventOf(by, wanted));
  if (page !== null) return reachedBy(draft, page, access(draft, vm, page, { by, kind }));
  const why = `No mapping was announced for LISN ${hex(lisn)}, so nothing answers there.`;
  Object.assign(draft.outcome, { signal: 'SIGSEGV', rule: 'XIVE-R10', why });
  if (by === 'guest') vm.running = false;
  return null;
}

/** Loads or stores at an offset; the source that the page shows reacts, whosever it is. */
export function esbAccess(draft: Draft, vm: VmDraft, by: 'guest' | 'qemu', wanted: EsbAccess): HwPage | null {
  const hw = reachLisn(draft, vm, by, wanted);
  if (hw !== null) hit(draft, vm, wanted, hw);
  return hw;
}

/** A touch reads P/Q without changing it (load at 0x800), or stores where nothing happens. */
export function touchLisn(
  draft: Draft,
  vm: VmDraft,
  by: 'guest' | 'qemu',
  wanted: Omit<EsbAccess, 'offset'>,
): void {
  const hw = reachLisn(draft, vm, by, wanted);
  if (hw !== null) touched(draft, vm, hw, wanted.kind);
}

export function touched(draft: Draft, vm: VmDraft, hw: HwPage, kind: 'load' | 'store'): void {
  if (hwSource(hw)?.kind === 'tima') return;
  const value = isTriggerPage(draft, hw) ? ALL_ONES : BigInt(pqOf(draft, hw));
  draft.outcome.pq = pqOf(draft, hw);
  if (kind === 'load') draft.outcome.value = value;
  tell(draft, vm, 'hit', () => ({
    who: 'hardware',
    rule: 'XIVE-R10',
    text: `${hwPageName(hw, draft.config.phbPages)} answers; P/Q of ${hwSourceName(hw)} is ${pqText(pqOf(draft, hw))} and stays so.`,
    hw,
  }));
}

/** Linux ends an MSI: load at 0xc00, and a trigger when Q was set. */
export function handle(draft: Draft, vm: VmDraft, lisn: number): void {
  const hw = esbAccess(draft, vm, 'guest', { kind: 'load', lisn, parity: 1, offset: ESB_OFFSET.set00 });
  const { value, result, page, vma } = draft.outcome;
  if (hw === null || value === null || value === ALL_ONES || (value & 1n) === 0n) return;
  esbAccess(draft, vm, 'guest', { kind: 'store', lisn, parity: 0, offset: 0 });
  Object.assign(draft.outcome, { value, result, page, vma });
}

/** The hardware behind a source fires it. */
export function fire(draft: Draft, vm: VmDraft, page: HwPage): void {
  const source = sourceOfHwPage(page);
  const before = pqOf(draft, source);
  draft.outcome.result = source;
  tell(draft, vm, 'access', () => ({
    who: 'hardware',
    rule: 'XIVE-R12',
    text: `${hwSourceName(source)} fires at P/Q ${pqText(before)}.`,
    hw: source,
  }));
  const owned = findOwned(draft, source);
  trigger(draft, vm, source, owned !== null && isLsi(owned.vm, owned.lisn));
  draft.outcome.pq = pqOf(draft, source);
  tell(draft, vm, 'hit', () => ({
    who: 'hardware',
    rule: 'XIVE-R12',
    text: `P/Q of ${hwSourceName(source)} is ${pqText(pqOf(draft, source))}${draft.outcome.notified.length === 0 ? '; no interrupt goes out' : ''}.`,
    hw: source,
  }));
}

/** Level of an LSI's line: asserting fires its IPI source, which is all an LSI ever has. */
export function line(draft: Draft, vm: VmDraft, lisn: number, level: boolean): void {
  const ipi = vm.ipi.get(lisn);
  if (ipi === 0 || !isLsi(vm, lisn)) {
    refuse(draft, 'EINVAL', 'XIVE-R2', `LISN ${hex(lisn)} is no level-signalled source.`);
    return;
  }
  const flags = vm.flags.get(lisn);
  const source = ipiPage(ipi - 1, 0);
  vm.flags.set(lisn, level ? flags | ASSERTED : flags & ~ASSERTED);
  if (level && (flags & ASSERTED) === 0) fire(draft, vm, source);
  draft.outcome.result = source;
  draft.outcome.pq = pqOf(draft, source);
}
