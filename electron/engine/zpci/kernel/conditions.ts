/** When a function of a guest is one of the problems of zpci.md 3.14: asked by the view and by what has no host at hand. */
import type { GuestFunction, GuestGroup, GuestMachine, PluggedCard } from './machine.ts';
import { NO_SIMULATED_LEFT } from './constants.ts';
import { switchesOf } from './switches.ts';
import { isEmptyWindow } from './window.ts';

/** The group its answers come from; null = none is known. */
export function groupOfFunction({ groups }: GuestMachine, { group }: GuestFunction): GuestGroup | null {
  return groups.find(({ id }) => id === group) ?? null;
}

/** MSI-X vectors that the card shows in its config space (N-2). */
export function vectorsOf(card: PluggedCard | null): number | null {
  if (card === null) return null;
  return card.kind === 'vfio' ? card.report.msix : card.msix;
}

/** K-8: passed-through and emulated cards alike. */
export function hasVectorsBeyond(one: GuestFunction, group: GuestGroup | null): boolean {
  const noi = group?.values.noi ?? null;
  const vectors = vectorsOf(one.card);
  return noi !== null && vectors !== null && vectors > noi;
}

/** K-5: the limit of mappings took the end of the window, and left some of it. */
export function isCut({ setup }: GuestMachine, { card, values: { sdma, edma } }: GuestFunction): boolean {
  const end = card?.kind === 'vfio' ? (card.report.base?.end ?? null) : null;
  return (
    switchesOf(setup).design === 'merged' &&
    end !== null &&
    edma !== null &&
    edma < end &&
    !isEmptyWindow(sdma, edma)
  );
}

/** K-4: what its group says of relaxed translation is not what it may do. The group may outlive who made it (G-5). */
export function isMisledByGroup({ card, relaxed }: GuestFunction, group: GuestGroup | null): boolean {
  if (card?.kind !== 'vfio' || group === null || group.kind === 'default') return false;
  return group.values.rtr !== null && group.values.rtr !== relaxed;
}

/** K-6: the kernel told nothing that this QEMU makes use of. */
export function isToldNothing({ setup }: GuestMachine, { card }: GuestFunction): boolean {
  if (card?.kind !== 'vfio') return false;
  const { base, group, raw } = card.report;
  switch (switchesOf(setup).design) {
    case 'fixed':
      return false;
    case 'proposal':
      return raw.function === null || raw.group === null;
    case 'merged':
      return base === null && group === null;
  }
}

/** K-3, where not even that (K-6) holds. */
export function isInDefaultGroup(machine: GuestMachine, one: GuestFunction): boolean {
  const { design, defaultGroup } = switchesOf(machine.setup);
  const isOwn = design === 'merged' && one.card?.kind === 'vfio' && one.group === defaultGroup;
  return isOwn && !isToldNothing(machine, one);
}

/** K-7. */
export function isOutOfSimulatedGroups({ setup, nextSimulated }: GuestMachine): boolean {
  return switchesOf(setup).simulatesGroups && nextSimulated >= NO_SIMULATED_LEFT;
}
