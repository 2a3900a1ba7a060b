/** What QEMU announced to a guest: which address pages stand for which ESB pages, whatever is mapped there (xive.md 3.1). */
import type { Draft, VmDraft } from './draft.ts';
import type { Announced } from './machine.ts';

function cutOut(list: readonly Announced[], start: number, end: number): readonly Announced[] {
  return list.flatMap((one): Announced[] => {
    if (one.end <= start || one.start >= end) return [one];
    const left = one.start < start ? [{ ...one, end: start }] : [];
    const right = one.end > end ? [{ ...one, start: end, esb: one.esb + end - one.start }] : [];
    return [...left, ...right];
  });
}

/**
 * QEMU's own mappings stay announced; any other mapping announces itself where nothing is announced yet (assumption:
 * mapped over announced addresses it changes nothing, since the guest was told nothing else).
 */
export function announce(vm: Pick<VmDraft, 'announced'>, made: Announced): void {
  let parts: readonly Announced[] = [made];
  for (const { start, end } of vm.announced) parts = cutOut(parts, start, end);
  const list = [...vm.announced];
  for (const part of parts) {
    const last = list.at(-1);
    const goesOn =
      last !== undefined &&
      last.base &&
      part.base &&
      last.end === part.start &&
      last.esb + last.end - last.start === part.esb;
    if (goesOn) list[list.length - 1] = { ...last, end: part.end };
    else list.push(part);
  }
  vm.announced = list;
}

/** An explicit munmap takes back what is not QEMU's own mapping. */
export function withdraw(vm: Pick<VmDraft, 'announced'>, start: number, end: number): void {
  if (!vm.announced.some((one) => !one.base && one.start < end && one.end > start)) return;
  vm.announced = [
    ...vm.announced.filter(({ base }) => base),
    ...cutOut(
      vm.announced.filter(({ base }) => !base),
      start,
      end,
    ),
  ];
}

/** Address page of QEMU's own mapping that stands for an ESB page; null = it has none. */
export function basePage(
  draft: Pick<Draft, 'config'>,
  vm: Pick<VmDraft, 'announced'>,
  esb: number,
): number | null {
  const { strategy, rangeC } = draft.config;
  const lisn = Math.floor(esb / 2);
  const separate = strategy === 'C' && rangeC !== null && lisn >= rangeC[0] && lisn < rangeC[1];
  let found: Announced | null = null;
  for (const one of vm.announced) {
    if (esb < one.esb || esb >= one.esb + one.end - one.start) continue;
    if (separate) found = one;
    else if (one.base) return one.start + esb - one.esb;
  }
  return found === null ? null : found.start + esb - found.esb;
}
