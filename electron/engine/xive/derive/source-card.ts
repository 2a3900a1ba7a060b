/** All that is known of one LISN of a branch: owner, P/Q, numbers, its pages, its story, and what goes wrong. */
import type { Consequence, NumberOf, SourceCard } from '../../../../shared/xive/cards.ts';
import {
  guestAddress,
  hex,
  type HwPage,
  hwSourceName,
  isPhbPage,
  KVM_LISNS,
  lisnName,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import { holds } from '../kernel/intervals.ts';
import type { Machine, Target, Vm } from '../kernel/machine.ts';
import { ownerOf } from '../kernel/page-state.ts';
import { pqOf, pqText } from '../kernel/pq.ts';
import { guestPage, monitorPage } from '../kernel/regions.ts';
import type { RefPlace } from './consequences.ts';
import { LAB, hwIrq } from './lab.ts';
import { ipiOf, purposeOf } from './names.ts';
import { pageCardIn } from './page-card.ts';
import type { BranchPlace } from './places.ts';
import { deviceOf, isClaimed } from './source-runs.ts';
import { storyOf } from './story.ts';

const MASKED = 255;
const LSI = 1;
const ASSERTED = 2;

export function pqWords(machine: Machine, page: HwPage): string {
  return pqText(pqOf(machine, page));
}

function hwNumber(what: string, page: HwPage): NumberOf {
  const number = hwIrq(page);
  const name = hwSourceName(page)!;
  return isPhbPage(page)
    ? {
        what,
        value: number === null ? name : hex(number),
        from: number === null ? 'not a source of the lab machine' : `${name} ${LAB}`,
      }
    : { what, value: hex(number!), from: `${name}, taken by KVM when the LISN was created` };
}

function numbersOf(vm: Vm, lisn: number, owner: HwPage | null, target: Target | null): readonly NumberOf[] {
  const ipi = ipiOf(vm, lisn);
  const open = target !== null && target.priority !== MASKED;
  return [
    { what: 'LISN', value: lisnName(lisn), from: `the guest's number, ${lisn} in decimal` },
    ...(ipi === null ? [] : [hwNumber('HW IRQ of the IPI source', ipi)]),
    ...(owner !== null && isPhbPage(owner) ? [hwNumber('HW IRQ of the PHB source', owner)] : []),
    ...(target === null
      ? []
      : [
          {
            what: 'EISN',
            value: hex(target.eisn),
            from: "what the guest's queue gets; with Linux its own irq number",
          },
          ...(open
            ? [
                {
                  what: 'END index',
                  value: hex(target.server * 8 + target.priority),
                  from: `queue of vCPU ${target.server}, priority ${target.priority}`,
                },
                {
                  what: 'NVT index',
                  value: hex(0x400 + target.server),
                  from: `virtual processor of vCPU ${target.server}`,
                },
              ]
            : []),
        ]),
    { what: 'trigger page', value: hex(guestAddress(lisn, 0)), from: 'guest address' },
    { what: 'management page', value: hex(guestAddress(lisn, 1)), from: 'guest address' },
  ];
}

/** The two pages the guest reaches, and behind an overlay those of the base mapping too. */
export function pagesOfLisn(machine: Machine, vm: Vm, lisn: number): readonly number[] {
  const sides = [0, 1] as const;
  const all = [
    ...sides.map((parity) => guestPage(machine, vm, lisn, parity)),
    ...sides.map((parity) => monitorPage(machine, vm, lisn, parity)),
  ];
  return [...new Set(all.filter((page) => page !== null))];
}

/** The source that the guest's management page really drives, where it is not the owner. */
function drivenBy(machine: Machine, vm: Vm, lisn: number, owner: HwPage | null): SourceCard['driven'] {
  const page = guestPage(machine, vm, lisn, 1);
  const shows = page === null ? 0 : vm.ptes.get(page);
  if (shows === 0 || (owner !== null && sourceOfHwPage(shows) === sourceOfHwPage(owner))) return null;
  return { hw: sourceOfHwPage(shows), pq: pqWords(machine, shows) };
}

function orphanWords(orphan: boolean): readonly Consequence[] {
  if (!orphan) return [];
  return [
    {
      text: 'The number is claimed, but its device was taken out while the driver ran: it is lost until the machine is reset.',
      rule: 'XIVE-R19',
      refs: [],
    },
  ];
}

export function sourceCardIn(place: BranchPlace, vm: Vm, lisn: number, at: RefPlace): SourceCard {
  const { machine } = place;
  const source = ownerOf(vm, lisn);
  const owner = source === 0 ? null : source;
  const ipi = ipiOf(vm, lisn);
  const device = deviceOf(vm, lisn);
  const flags = vm.flags.get(lisn);
  const target = vm.targets.get(lisn) ?? null;
  const orphan = holds(vm.orphans, lisn);
  const pageNumbers = pagesOfLisn(machine, vm, lisn);
  const pages = pageNumbers.map((page) => pageCardIn(place, vm, page, at, { story: false }));
  return {
    vm: vm.name,
    lisn,
    use: lisn < KVM_LISNS ? purposeOf(vm, lisn) : 'beyond what KVM accepts',
    device: device?.name ?? null,
    vector: device === null ? null : lisn - device.first!,
    lsi: (flags & LSI) !== 0,
    claimed: ipi !== null && isClaimed(machine.config, vm, lisn),
    valid: ipi !== null,
    orphan,
    owner,
    ipi,
    pq: owner === null ? null : pqWords(machine, owner),
    ipiPq: ipi === null ? null : pqWords(machine, ipi),
    driven: drivenBy(machine, vm, lisn, owner),
    asserted: (flags & ASSERTED) !== 0,
    masked: target === null ? null : target.priority === MASKED,
    target: target === null || target.priority === MASKED ? null : target,
    numbers: numbersOf(vm, lisn, owner, target),
    pages,
    story: storyOf(place, { vm: vm.name, lisn, pages: pageNumbers }),
    consequence: [...pages.flatMap(({ consequence }) => consequence), ...orphanWords(orphan)],
    conflicts: [],
  };
}
