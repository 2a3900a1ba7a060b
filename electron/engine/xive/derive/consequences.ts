/** What goes wrong through a page, in words for who has to find out where an interrupt went (xive.md 3.3). */
import type { Consequence } from '../../../../shared/xive/cards.ts';
import {
  type HwPage,
  hwPageName,
  hwSource,
  hwSourceName,
  isPhbPage,
  lisnName,
  type Parity,
} from '../../../../shared/xive/pages.ts';
import { type XiveRef, xiveRef } from '../../../../shared/xive/refs.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { expectedPage, intended, ownerOf, pageState } from '../kernel/page-state.ts';
import { OFF, pqOf, pqText, QUEUED, READY } from '../kernel/pq.ts';
import { guestPage, regionOf } from '../kernel/regions.ts';
import { pageNumber, sideName } from './event-words.ts';
import { lisnWords, sourceWords, purposeOf, userOf } from './names.ts';
import { deviceOf, isClaimed } from './source-runs.ts';

/** Where refs of a consequence lead. */
export type RefPlace = XiveRef['at'];

interface Wrong {
  readonly machine: Machine;
  readonly vm: Vm;
  readonly page: number;
  readonly lisn: number;
  readonly parity: Parity;
  readonly shows: HwPage;
  readonly owner: HwPage;
}

function acts(parity: Parity): string {
  return parity === 1 ? 'EOI' : 'trigger';
}

/** What becomes of a source whose interrupts nobody ends or unmasks, from the P/Q it has now (xive.md 1.3). */
function fateOf(machine: Machine, owner: HwPage): string {
  const bits = pqOf(machine, owner);
  if (bits === READY) return 'is ready: its next interrupt arrives once and then never again';
  if (bits === OFF)
    return 'is off (P/Q 01): it raises no interrupt, and nothing turns it on through this page';
  const again = bits === QUEUED ? ' and has fired again' : '';
  return `is pending${again} (P/Q ${pqText(bits)}): none of its interrupts arrives until something else ends it`;
}

/** Nobody has the number, and no device is connected to it: its pages are not used. */
function isIdle({ machine, vm, lisn, owner }: Wrong): boolean {
  return !isPhbPage(owner) && !isClaimed(machine.config, vm, lisn);
}

function inherited(lisn: number, then: string): string {
  return `Nobody uses LISN ${lisnName(lisn)} now; whoever gets the number next inherits this page${then}.`;
}

/** A page of the IPI source that stayed when a device was connected (XIVE-S2). */
function leftBehind(wrong: Wrong): string {
  const { machine, vm, page, lisn, parity, shows, owner } = wrong;
  if (isIdle(wrong))
    return `Page ${pageNumber(page)} of LISN ${lisnName(lisn)} still shows ${hwSourceName(shows)}. ${inherited(lisn, '')}`;
  const to = `The guest's ${acts(parity)} of LISN ${lisnName(lisn)} goes to ${hwSourceName(shows)}, the LISN's internal source, which no device triggers`;
  const right = sourceWords(machine, vm, owner);
  return parity === 1
    ? `${to}; ${right}, which owns the LISN now, ${fateOf(machine, owner)}.`
    : `${to}; ${right} owns the LISN now, so an interrupt that came while the last one was handled is never raised again.`;
}

/** Who is hurt when the guest drives a source that it should not reach. */
function hurts({ machine, vm, shows }: Wrong): string {
  const user = userOf(machine, shows);
  const name = hwSourceName(shows)!;
  return user === null
    ? `${name} belongs to the host again, or to another VM soon: the guest can end, mask or raise interrupts of whoever has it.`
    : `${name} serves ${lisnWords(vm, user.lisn, user.vm)} now: the guest's accesses there end, mask or raise its interrupts.`;
}

/** A PHB page that stayed after unplug (XIVE-S3), or after the number went to another device (XIVE-S4). */
function stillThere(wrong: Wrong): string {
  const { machine, vm, page, lisn, parity, shows, owner } = wrong;
  if (isIdle(wrong))
    return `Page ${pageNumber(page)}, the ${sideName(parity)} page of LISN ${lisnName(lisn)}, still shows ${sourceWords(machine, vm, shows)}. ${inherited(lisn, `, and then ends, masks or raises interrupts of whoever has ${hwSourceName(shows)}`)}`;
  const to = `The guest's ${acts(parity)} of LISN ${lisnName(lisn)} goes to ${sourceWords(machine, vm, shows)}`;
  if (owner === 0) return `${to}; no source owns the LISN now. ${hurts(wrong)}`;
  const right = isPhbPage(owner)
    ? sourceWords(machine, vm, owner)
    : `${hwSourceName(owner)}, the LISN's internal source`;
  const loss =
    parity === 1
      ? `${right}, which owns it now, ${fateOf(machine, owner)}.`
      : `${right} owns it now, so an interrupt that came while the last one was handled is never raised again.`;
  return `${to}; ${loss} ${hurts(wrong)}`;
}

/** A fault that took the address for another LISN's (XIVE-R10). */
function misresolved(wrong: Wrong): string {
  const { machine, vm, page, lisn, parity, shows, owner } = wrong;
  const user = userOf(machine, shows);
  const source = hwSource(shows);
  const side: Parity = source?.kind === 'ipi' ? source.parity : parity;
  const name = hwPageName(shows, machine.config.phbPages);
  const whose =
    user === null
      ? `${name}, which is no page of this guest`
      : `${name}, the ${sideName(side)} page of ${lisnWords(vm, user.lisn, user.vm)}`;
  const start = `Page ${pageNumber(page)} stands for the ${sideName(parity)} page of ${lisnWords(vm, lisn)}, but shows ${whose}.`;
  const other = user === null ? 'that source' : `LISN ${lisnName(user.lisn)}`;
  if (isIdle(wrong)) return `${start} ${inherited(lisn, '')}`;
  if (side !== parity)
    return parity === 1
      ? `${start} Trigger and management page are swapped: a load there returns all ones, a store raises an interrupt of ${other}, and that of LISN ${lisnName(lisn)} is never ended.`
      : `${start} Trigger and management page are swapped: a store there is no trigger of LISN ${lisnName(lisn)}, and a load changes P/Q of ${other}.`;
  if (parity === 0)
    return `${start} The guest's trigger of LISN ${lisnName(lisn)} raises an interrupt of ${other} instead.`;
  if (user?.lisn === lisn && user.vm === vm) return start;
  if (owner === 0)
    return `${start} LISN ${lisnName(lisn)} has no source at all; what is done there ends, masks or raises interrupts of ${other}.`;
  return `${start} The guest's EOI of LISN ${lisnName(lisn)} ends an interrupt of ${other} that nobody handled; ${hwSourceName(owner)}, the source of LISN ${lisnName(lisn)}, ${fateOf(machine, owner)}.`;
}

function ruleOf(state: 'stale' | 'misresolved', { shows, owner }: Wrong): string {
  if (state === 'misresolved') return 'XIVE-R10';
  if (!isPhbPage(shows)) return 'XIVE-S2';
  return isPhbPage(owner) ? 'XIVE-S4' : 'XIVE-S3';
}

function sentence(state: 'stale' | 'misresolved', wrong: Wrong): string {
  if (state === 'misresolved') return misresolved(wrong);
  return isPhbPage(wrong.shows) ? stillThere(wrong) : leftBehind(wrong);
}

/** Behind an overlay region a wrong page waits for the overlay to go. */
function hidden(machine: Machine, vm: Vm, lisn: number, parity: Parity, page: number): string {
  return regionOf(vm, lisn) === null || guestPage(machine, vm, lisn, parity) === page
    ? ''
    : ` For now an overlay region hides page ${pageNumber(page)} from the guest: only QEMU itself goes there, and the guest again when the overlay is gone.`;
}

/** Empty for a page that is right or not populated. */
export function consequencesOf(machine: Machine, vm: Vm, page: number, at: RefPlace): readonly Consequence[] {
  const state = pageState(machine, vm, page);
  const stands = intended(vm, page);
  if ((state !== 'stale' && state !== 'misresolved') || stands === null) return [];
  const { lisn, parity } = stands;
  const shows = vm.ptes.get(page);
  const wrong = { machine, vm, page, lisn, parity, shows, owner: ownerOf(vm, lisn) };
  const user = userOf(machine, shows);
  const name = machine.vms.size > 1 ? vm.name : null;
  const others =
    user === null || (user.vm === vm && user.lisn === lisn)
      ? []
      : [
          xiveRef({
            at,
            vm: machine.vms.size > 1 ? user.vm.name : null,
            part: { kind: 'lisn', lisn: user.lisn },
          }),
        ];
  return [
    {
      text: `${sentence(state, wrong)}${hidden(machine, vm, lisn, parity, page)}`,
      rule: ruleOf(state, wrong),
      refs: [
        xiveRef({ at, vm: name, part: { kind: 'lisn', lisn } }),
        xiveRef({ at, vm: name, part: { kind: 'page', page } }),
        ...others,
      ],
    },
  ];
}

/** One line on where the interrupts of a wrong page's LISN go: for lists. */
export function shortConsequence(machine: Machine, vm: Vm, page: number): string {
  const stands = intended(vm, page);
  if (stands === null) return '';
  const { lisn, parity } = stands;
  const shows = hwPageName(vm.ptes.get(page), machine.config.phbPages) ?? 'nothing';
  const expected = expectedPage(machine, vm, lisn, parity);
  const device = deviceOf(vm, lisn);
  const use = device === null ? '' : ` (${purposeOf(vm, lisn)})`;
  const right =
    expected === null
      ? 'although the LISN has no source'
      : `instead of ${hwPageName(expected, machine.config.phbPages)}`;
  return `The ${sideName(parity)} page of LISN ${lisnName(lisn)}${use} shows ${shows} ${right}.`;
}
