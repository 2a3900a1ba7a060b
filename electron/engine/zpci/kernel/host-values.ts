/** What the answers about a passed-through function are made of (Q-3 to Q-8, P-1, P-3). */
import { FIRST_VALUES } from './add-zpci.ts';
import { ISM_TYPE, LARGEST_IO_BAR } from './constants.ts';
import { inDefaultGroup, type Joined, joinGroup, joinRawGroup } from './groups.ts';
import type { FunctionValues, GuestMachine, RawAnswers, Told, VfioReport } from './machine.ts';
import { switchesOf } from './switches.ts';
import { cutEnd, limitOf } from './window.ts';

export interface Composed {
  readonly values: FunctionValues;
  readonly relaxed: boolean;
  readonly joined: Joined;
}

interface Wish {
  readonly target: string;
  readonly interpreted: boolean;
  /** As asked, or as the machine type has it. */
  readonly relaxed: boolean;
}

const IO_BAR = 0x1;
const MEMORY_FLAGS = 0xf;
const WIDE_BAR = 0x4;
const BAR_KINDS = 0x6;

/** Whether the register is the upper half of the wide one before it, which the guest finds empty. */
function isUpperHalf(bars: readonly number[], index: number): boolean {
  let upper = false;
  for (let bar = 0; bar < index; bar += 1)
    upper = !upper && (bars[bar]! & IO_BAR) === 0 && (bars[bar]! & BAR_KINDS) === WIDE_BAR;
  return upper;
}

/** BARs as QEMU maps them: none of I/O, and registers without the host's addresses. */
function mappedBars({ barSizes, bars }: VfioReport): Pick<FunctionValues, 'barSizes' | 'bars'> {
  const isIo = (index: number): boolean =>
    bars === null
      ? (barSizes?.[index] ?? 0) <= LARGEST_IO_BAR
      : !isUpperHalf(bars, index) && (bars[index]! & IO_BAR) !== 0;
  return {
    barSizes: barSizes?.map((size, index) => (isIo(index) ? 0 : size)) ?? null,
    bars:
      bars?.map((bar, index) => (isUpperHalf(bars, index) || isIo(index) ? 0 : bar & MEMORY_FLAGS)) ?? null,
  };
}

const UTILITY_FLAG = 0x01;

/** Flag and text of UTIL; too long a one is ignored. */
function utilityValues({ util }: VfioReport): Pick<FunctionValues, 'flags' | 'util'> {
  if (util === null || util.size > 64) return { flags: 0, util: '' };
  return { flags: util.text === null ? null : UTILITY_FLAG, util: util.text };
}

function pathValue({ path }: VfioReport): Told<string> {
  if (path === null || path.size > 4) return FIRST_VALUES.path;
  return path.segments;
}

/** The limit of a container was set by the first function in it; the next ones are not cut (D-7). */
function sharesContainer({ setup, functions }: GuestMachine, { iommuGroup }: VfioReport): boolean {
  if (iommuGroup == null || setup.iommu === 'iommufd') return false;
  return functions.some(({ card }) => card?.kind === 'vfio' && card.report.iommuGroup === iommuGroup);
}

function mergedValues(machine: GuestMachine, report: VfioReport, wish: Wish): Composed {
  const { base } = report;
  const relaxed = wish.relaxed && base?.pft !== ISM_TYPE;
  const joined = joinGroup(
    machine,
    report.group,
    { ...wish, relaxed, hostGroup: base?.gid ?? null },
    base !== null,
  );
  const values = {
    ...FIRST_VALUES,
    ...mappedBars(report),
    ...utilityValues(report),
    path: pathValue(report),
  };
  if (base === null) return { values, relaxed, joined };
  return {
    values: {
      ...values,
      pchid: base.pchid,
      vfn: base.vfn,
      sdma: base.start,
      edma: sharesContainer(machine, report)
        ? base.end
        : cutEnd(machine.setup, base, limitOf(machine.setup), relaxed),
    },
    relaxed,
    joined,
  };
}

/** The answer of the host as a whole; only FID and UID are the guest's (P-3). */
function rawValues(raw: NonNullable<RawAnswers['function']>): Partial<FunctionValues> {
  const { sdma, edma, pchid, vfn, pft, fmbLength, util, path, port } = raw;
  const flags = util === null ? null : util === '' ? 0 : UTILITY_FLAG;
  // fmbl counts units of 4 bytes (zpci.md 2.3).
  const fmbl = fmbLength === null ? null : fmbLength / 4;
  return { sdma, edma, pchid, vfn, pft, fmbl, util, path, port, flags };
}

/** Both blocks or nothing: there is no middle way (P-3). */
function proposedValues(machine: GuestMachine, report: VfioReport, wish: Wish): Composed {
  const own = { ...FIRST_VALUES, ...mappedBars(report) };
  const { raw } = report;
  if (raw.function === null || raw.group === null)
    return { values: own, relaxed: false, joined: inDefaultGroup(machine) };
  return {
    values: { ...own, ...rawValues(raw.function) },
    relaxed: false,
    joined: joinRawGroup(machine, raw.group, { ...wish, relaxed: false, hostGroup: raw.function.gid }),
  };
}

export function composed(machine: GuestMachine, report: VfioReport, wish: Wish): Composed {
  switch (switchesOf(machine.setup).design) {
    case 'fixed':
      return {
        values: { ...FIRST_VALUES, ...mappedBars(report) },
        relaxed: false,
        joined: inDefaultGroup(machine),
      };
    case 'proposal':
      return proposedValues(machine, report, wish);
    case 'merged':
      return mergedValues(machine, report, wish);
  }
}
