/** Whose colour a source has: that of the device that owns the LISN; what nobody owns now, that of who had it last. */
import type { OwnerRun, VmMoment } from '../../../shared/xive/moment.ts';
import { type HwPage, hwSource, isPhbPage, sourceOfHwPage, TIMA_PAGE } from '../../../shared/xive/pages.ts';
import { lastUpTo, sourceAt } from './lookup.ts';

/** Colour of an owner: 0 = IPI, 1 to 8 = hue of a device, 9 = a PHB source of no device known here. */
export type OwnerClass = number;
export const IPI_CLASS = 0;
export const OTHER_CLASS = 9;

export type ClassOf = (hw: HwPage) => OwnerClass;

/** PHB sources `first` to `last` (pages of parity 0) of one device. */
interface Belonging {
  readonly first: HwPage;
  readonly last: HwPage;
  readonly device: string;
}

/** Pages of neighbouring PHB sources. */
const NEXT_SOURCE = 2;

export function hueClass(
  hues: ReadonlyMap<string, number>,
  device: string | null | undefined,
): OwnerClass | null {
  const hue = device === null || device === undefined ? undefined : hues.get(device);
  return hue === undefined ? null : hue + 1;
}

/** Parts of a run of owners that are of one device each. */
function* belongingsOf(moment: VmMoment, { from, to, hw, hwStep }: OwnerRun): Generator<Belonging> {
  for (let lisn = from; lisn <= to; ) {
    const source = sourceAt(moment, lisn);
    const alike = hwStep === NEXT_SOURCE ? Math.min(to, source?.to ?? lisn) : lisn;
    const at = (one: number) => sourceOfHwPage(hw + (one - from) * hwStep);
    const device = source?.device ?? null;
    if (device !== null) yield { first: at(lisn), last: at(alike), device };
    lisn = alike + 1;
  }
}

function sorted(list: readonly Belonging[]): readonly Belonging[] {
  return [...list].sort((left, right) => left.first - right.first);
}

function deviceIn(list: readonly Belonging[], source: HwPage): string | undefined {
  const found = list[lastUpTo(list, ({ first }) => first, source)];
  return found !== undefined && found.last >= source ? found.device : undefined;
}

/** Of a bridge the first device that says it is there: readings tell no more of a source that nobody owns. */
function devicesOfPhbs(moment: VmMoment, owned: readonly Belonging[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { name, about } of moment.devices) {
    const phb = /^phb(\d+)/i.exec(about);
    if (phb !== null && !names.has(Number(phb[1]))) names.set(Number(phb[1]), name);
  }
  for (const { first, device } of owned) {
    const source = hwSource(first);
    if (source?.kind === 'phb' && !names.has(source.phb)) names.set(source.phb, device);
  }
  return names;
}

export function classesOf(moment: VmMoment, hues: ReadonlyMap<string, number>): ClassOf {
  const owned = sorted(moment.owners.flatMap((run) => [...belongingsOf(moment, run)]));
  const had = sorted(
    moment.devices.flatMap(({ name, hw = [] }) => hw.map(([first, last]) => ({ first, last, device: name }))),
  );
  const byPhb = devicesOfPhbs(moment, owned);
  return (hw) => {
    if (hw === TIMA_PAGE) return OTHER_CLASS;
    if (!isPhbPage(hw)) return IPI_CLASS;
    const page = sourceOfHwPage(hw);
    const source = hwSource(page);
    const device =
      deviceIn(owned, page) ??
      deviceIn(had, page) ??
      (source?.kind === 'phb' ? byPhb.get(source.phb) : undefined);
    return hueClass(hues, device) ?? OTHER_CLASS;
  };
}
