/** All that is known of one address page of a branch: its layers from guest address to hardware, and its story. */
import type { PageCard } from '../../../../shared/xive/cards.ts';
import { TOUCHED_BY } from '../../../../shared/xive/moment.ts';
import {
  GUEST_PAGE,
  guestAddress,
  hex,
  type HwPage,
  hwPageName,
  lisnName,
  lisnOfPage,
  type Parity,
  parityOfPage,
  TIMA_OS_PAGE,
  TM_BASE,
} from '../../../../shared/xive/pages.ts';
import { hostAddress } from '../kernel/addresses.ts';
import { faultIndex } from '../kernel/faults.ts';
import type { Machine, Vm, Vma } from '../kernel/machine.ts';
import { expectedPage, intended, pageState, wrongSince } from '../kernel/page-state.ts';
import { guestPage, regionOf } from '../kernel/regions.ts';
import { vmaAt } from '../kernel/vma-list.ts';
import { consequencesOf, type RefPlace } from './consequences.ts';
import { pageNumber, sideName } from './event-words.ts';
import { hwAddress } from './lab.ts';
import type { BranchPlace } from './places.ts';
import { storyOf } from './story.ts';

type Layer = PageCard['stack'][number];

function hwWords(page: HwPage, { config }: Machine): string {
  const address = hwAddress(page);
  return `${hwPageName(page, config.phbPages) ?? 'nothing'}${address === null ? '' : ` at ${hex(address)} on the machine of the lab`}`;
}

/** Guest address and regions: which of them shows for the guest, and which lose. */
function guestLayers(machine: Machine, vm: Vm, page: number, lisn: number, parity: Parity): readonly Layer[] {
  const reached = guestPage(machine, vm, lisn, parity);
  const gpa: Layer = {
    layer: 'gpa',
    text: `Guest address ${hex(guestAddress(lisn, parity))}: ${sideName(parity)} page of LISN ${lisnName(lisn)}.`,
    wins: reached === page,
  };
  const over = regionOf(vm, lisn);
  const overlays = vm.regions
    .filter(({ firstLisn, count }) => lisn >= firstLisn && lisn < firstLisn + count)
    .map((region): Layer => {
      const backed = region.start + 2 * (lisn - region.firstLisn) + parity;
      const wins = region === over;
      return {
        layer: 'region',
        text: `Region ${region.name}, priority ${region.priority + 1}: backed by page ${pageNumber(backed)}${wins ? '' : '; hidden by a higher priority'}.`,
        wins: wins && backed === page,
      };
    });
  const bases = vm.announced
    .filter(
      ({ base, start, end, esb }) =>
        base && 2 * lisn + parity >= esb && 2 * lisn + parity < esb + end - start,
    )
    .map(({ name, start, esb }): Layer => {
      const backed = start + 2 * lisn + parity - esb;
      return {
        layer: 'region',
        text: `Base region of ${name}: backed by page ${pageNumber(backed)}${over === null ? '' : `; hidden by ${over.name}, so the guest does not reach it`}.`,
        wins: over === null && backed === page,
      };
    });
  const elsewhere: readonly Layer[] =
    reached === page || reached === null
      ? []
      : [
          {
            layer: 'hva',
            text: `The guest goes to page ${pageNumber(reached)}, host address ${hex(hostAddress(machine.config, reached))}, instead of this one.`,
            wins: false,
          },
        ];
  return [gpa, ...overlays, ...bases, ...elsewhere];
}

/** What the next access to a page without entry would bring (XIVE-R10). */
function nextFault(machine: Machine, vm: Vm, vma: Vma, page: number): string {
  if (vma.kind === 'tima')
    return vma.pgoff + page - vma.start === TIMA_OS_PAGE
      ? 'No entry yet: the next access puts the OS view in.'
      : 'No entry, and none can come: only the OS view of the TIMA is served, any other is a SIGBUS.';
  const index = faultIndex(machine, vm.esbOffset, vma, page);
  const lisn = lisnOfPage(index);
  const hw = index < 0 ? null : expectedPage(machine, vm, lisn, parityOfPage(index));
  if (hw === null)
    return `No entry: the next access faults, the handler takes it for LISN ${lisnName(Math.max(0, lisn))}, which has no source, and answers SIGBUS.`;
  const meant = intended(vm, page);
  const wrong =
    meant !== null && (meant.lisn !== lisn || meant.parity !== parityOfPage(index))
      ? `, although the page stands for the ${sideName(meant.parity)} page of LISN ${lisnName(meant.lisn)}: it would be misresolved`
      : '';
  return `No entry yet: the next access faults, the handler takes it for the ${sideName(parityOfPage(index))} page of LISN ${lisnName(lisn)} and puts in ${hwPageName(hw, machine.config.phbPages)}${wrong}.`;
}

function hostLayers(machine: Machine, vm: Vm, page: number, expected: HwPage | null): readonly Layer[] {
  const hva: Layer = {
    layer: 'hva',
    text: `Host address ${hex(hostAddress(machine.config, page))} of QEMU: page ${pageNumber(page)}.`,
    wins: true,
  };
  const vma = vmaAt(vm.vmas, page);
  if (vma === null)
    return [
      hva,
      {
        layer: 'vma',
        text: 'No line of the maps file covers it: a SIGSEGV; an access of the guest pauses the VM.',
        wins: false,
      },
    ];
  const line: Layer = {
    layer: 'vma',
    text: `${vma.name}, pages ${pageNumber(vma.start)} to ${pageNumber(vma.end - 1)}, offset ${hex(vma.pgoff)}: file page ${hex(vma.pgoff + page - vma.start)}.`,
    wins: true,
  };
  const shows = vm.ptes.get(page);
  if (shows === 0) return [hva, line, { layer: 'pte', text: nextFault(machine, vm, vma, page), wins: false }];
  const right = expected === null || expected === shows;
  const lost: readonly Layer[] = right
    ? []
    : [
        {
          layer: 'hardware',
          text: `${hwWords(expected, machine)}: it should be shown, but nobody asks while the entry is there.`,
          wins: false,
        },
      ];
  return [
    hva,
    line,
    {
      layer: 'pte',
      text: `The entry is there, put in at step ${vm.touched.get(page) >> 2}: it is used, whoever owns the LISN now.`,
      wins: true,
    },
    { layer: 'hardware', text: `${hwWords(shows, machine)}.`, wins: true },
    ...lost,
  ];
}

export interface CardOptions {
  /** A source's card tells one story for all its pages. */
  readonly story: boolean;
}

export function pageCardIn(
  place: BranchPlace,
  vm: Vm,
  page: number,
  at: RefPlace,
  { story }: CardOptions,
): PageCard {
  const { machine } = place;
  const stands = intended(vm, page);
  const vma = vmaAt(vm.vmas, page);
  const shows = vm.ptes.get(page);
  const expected = stands === null ? null : expectedPage(machine, vm, stands.lisn, stands.parity);
  const state = pageState(machine, vm, page);
  const filePage = vma === null ? null : vma.pgoff + page - vma.start;
  const same = vm.vmas.filter(({ mapping }) => mapping === vma?.mapping);
  const touched = shows === 0 ? null : vm.touched.get(page);
  const tima = vma?.kind === 'tima' ? TM_BASE + (vma.pgoff + page - vma.start) * GUEST_PAGE : null;
  return {
    vm: vm.name,
    page,
    state,
    intended: stands,
    guestAddress: stands === null ? tima : guestAddress(stands.lisn, stands.parity),
    hostAddress: hostAddress(machine.config, page),
    vma:
      vma === null
        ? null
        : { mapping: vma.name, piece: same.indexOf(vma), start: vma.start, end: vma.end, pgoff: vma.pgoff },
    filePage,
    fileOffset: filePage === null ? null : filePage * machine.config.pageSize,
    shows: shows === 0 ? null : shows,
    expected,
    hwAddress: shows === 0 ? null : hwAddress(shows),
    by: touched === null ? null : TOUCHED_BY[touched & 3]!,
    populatedStep: touched === null ? null : touched >> 2,
    since: state === 'stale' || state === 'misresolved' ? wrongSince(machine, vm, page) : null,
    stack: [
      ...(stands === null ? [] : guestLayers(machine, vm, page, stands.lisn, stands.parity)),
      ...hostLayers(machine, vm, page, expected),
    ],
    story: story ? storyOf(place, { vm: vm.name, lisn: stands?.lisn ?? null, pages: [page] }) : [],
    consequence: consequencesOf(machine, vm, page, at),
  };
}
