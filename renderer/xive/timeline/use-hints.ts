/** What the place and the selection suggest for a new event: the selected source, a plugged device, a free bridge. */
import { hwSource, lisnOfPage, parityOfPage } from '../../../shared/xive/pages.ts';
import type { VmMoment } from '../../../shared/xive/moment.ts';
import type { Selection } from '../map/map-props.ts';
import type { Hints } from './event-draft.ts';

/** The first MSI, where nothing says more. */
const FIRST_MSI = 0x1300;

function lisnOf(vm: VmMoment | null, selected: Selection | null): number | null {
  if (selected?.kind === 'source') return selected.lisn;
  if (selected?.kind === 'device')
    return vm?.devices.find(({ name }) => name === selected.name)?.lisns?.[0] ?? null;
  if (selected?.kind === 'page') {
    const vma = vm?.vmas.find(({ start, end }) => start <= selected.page && selected.page < end);
    if (vma === undefined || vma.stands === null) return null;
    return lisnOfPage(vma.stands + selected.page - vma.start);
  }
  return null;
}

/** Bridges whose sources own LISNs now. */
function phbsInUse(vm: VmMoment | null): ReadonlySet<number> {
  const phbs = new Set<number>();
  for (const { hw } of vm?.owners ?? []) {
    const source = hwSource(hw);
    if (source?.kind === 'phb') phbs.add(source.phb);
  }
  return phbs;
}

export function hintsOf(vm: VmMoment | null, selected: Selection | null): Hints {
  const plugged = vm?.devices.filter((device) => device.plugged) ?? [];
  const names = new Set(vm?.devices.map(({ name }) => name));
  const device =
    (selected?.kind === 'device' ? plugged.find(({ name }) => name === selected.name) : undefined) ??
    plugged.at(-1);
  const used = phbsInUse(vm);
  const lisn = lisnOf(vm, selected) ?? device?.lisns?.[0] ?? FIRST_MSI;
  const page = selected?.kind === 'page' ? selected.page : 2 * lisn + 1;
  let number = 1;
  while (names.has(`nvme${number}`)) number += 1;
  let phb = 1;
  while (used.has(phb) && phb < 9) phb += 1;
  return {
    lisn,
    parity: selected?.kind === 'page' ? parityOfPage(Math.abs(page)) : 1,
    page,
    device: device?.name ?? '',
    newDevice: `nvme${number}`,
    phb: `phb${phb}`,
    vectors: device?.vectors ?? 4,
    region: vm?.regions.find(({ base }) => !base)?.name ?? 'xive.esb-pt0',
  };
}
