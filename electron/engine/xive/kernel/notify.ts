/** Where an interrupt goes that a hardware source sends out. */
import {
  hex,
  type HwPage,
  hwSource,
  hwSourceName,
  isPhbPage,
  NO_PAGE,
} from '../../../../shared/xive/pages.ts';
import { type Draft, tell, type VmDraft, vmNames, vmOf } from './draft.ts';
import { ownerOf } from './page-state.ts';

/** Guest whose LISN a source is the owner of; only LISNs whose owner ever changed can have a PHB source. */
export function findOwned(
  draft: Draft,
  source: HwPage,
): { readonly vm: VmDraft; readonly lisn: number } | null {
  for (const name of vmNames(draft)) {
    const vm = vmOf(draft, name)!;
    if (isPhbPage(source)) {
      for (const lisn of vm.owners.keys()) if (ownerOf(vm, lisn) === source) return { vm, lisn };
      continue;
    }
    const wanted = hwSource(source);
    const lisn = wanted?.kind === 'ipi' ? lisnWithIpi(draft, vm, wanted.hw) : null;
    if (lisn !== null && vm.pt.get(lisn) === NO_PAGE) return { vm, lisn };
  }
  return null;
}

/** Searches the column chunk by chunk; a chunk of a range in order is looked at in one place. */
function lisnWithIpi(draft: Draft, vm: VmDraft, hw: number): number | null {
  const base = draft.base.vms.get(vm.name);
  for (const block of vm.blocks) {
    const first = block * 1024;
    const guess = first + hw + 1 - vm.ipi.get(first);
    if (guess >= first && guess < first + 1024 && vm.ipi.get(guess) === hw + 1) return guess;
  }
  if (base === undefined) return null;
  for (const block of vm.blocks)
    for (let lisn = block * 1024; lisn < block * 1024 + 1024; lisn += 1)
      if (vm.ipi.get(lisn) === hw + 1) return lisn;
  return null;
}

/** An interrupt goes out: to the LISN that the source is the owner of, else to the host. */
export function notify(draft: Draft, vm: VmDraft, source: HwPage): void {
  const owned = findOwned(draft, source);
  draft.outcome.notified = [
    ...draft.outcome.notified,
    { source, vm: owned?.vm.name ?? null, lisn: owned?.lisn ?? null },
  ];
  tell(draft, owned?.vm ?? vm, 'notify', () => {
    const target = owned === null ? undefined : owned.vm.targets.get(owned.lisn);
    return {
      who: 'hardware',
      rule: 'XIVE-R12',
      text:
        owned === null
          ? `An interrupt goes out from ${hwSourceName(source)}; no guest owns that source, so the host gets it.`
          : `An interrupt goes out from ${hwSourceName(source)} to LISN ${hex(owned.lisn)} of ${owned.vm.name}${
              target === undefined || target.priority === 255
                ? ''
                : `, on vCPU ${target.server} as event ${hex(target.eisn)}`
            }.`,
      hw: source,
      ...(owned === null ? {} : { lisns: [owned.lisn, owned.lisn] as const }),
    };
  });
}
