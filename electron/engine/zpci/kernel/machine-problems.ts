/** Problems that show in a guest as it is made (zpci.md 3.14); of its host only what `known` tells. */
import {
  groupOfFunction,
  hasVectorsBeyond,
  isCut,
  isInDefaultGroup,
  isMisledByGroup,
  isOutOfSimulatedGroups,
  isToldNothing,
} from './conditions.ts';
import { defaultGroupValues } from './new-machine.ts';
import type { GuestFunction, GuestMachine, VfioReport } from './machine.ts';
import { switchesOf } from './switches.ts';
import { isEmptyWindow } from './window.ts';

export interface MachineProblem {
  /** `ZPCI-K3` */
  readonly rule: string;
  /** Targets it is about; empty = the whole guest. */
  readonly targets: readonly string[];
}

/** What a kernel that tells everything would report of the function at an address of the host; null = not known. */
export type KnownReport = (host: string) => VfioReport | null;

function reportOf(one: GuestFunction, known: KnownReport): VfioReport | null {
  return one.card?.kind === 'vfio' ? (known(one.card.report.host) ?? one.card.report) : null;
}

/** Constants that differ from what the host has (K-1). The block size of 128 is what interception takes of any card. */
function isToldConstants(machine: GuestMachine, one: GuestFunction, known: KnownReport): boolean {
  const report = reportOf(one, known);
  if (report === null || switchesOf(machine.setup).design !== 'fixed') return false;
  const { base, group } = report;
  const own = defaultGroupValues(switchesOf(machine.setup));
  const differs = (host: bigint | number | null | undefined, told: bigint | number | null) =>
    host !== null && host !== undefined && host !== told;
  return (
    differs(base?.start, one.values.sdma) ||
    differs(base?.end, one.values.edma) ||
    differs(group?.noi, own.noi) ||
    differs(group?.dasm, own.dasm) ||
    differs(group?.msia, own.msia) ||
    differs(group?.mui, own.mui) ||
    differs(group?.groupVersion, own.version)
  );
}

/** The raw window is not the one the host handles (K-2). */
function isToldRaw(machine: GuestMachine, one: GuestFunction, known: KnownReport): boolean {
  const base = reportOf(one, known)?.base ?? null;
  if (switchesOf(machine.setup).design !== 'proposal' || isToldNothing(machine, one) || base === null)
    return false;
  const { sdma, edma } = one.values;
  const { start, end } = base;
  return (
    (start !== null && sdma !== null && sdma !== start) || (end !== null && edma !== null && edma !== end)
  );
}

/** Where somebody wrote it down, or KVM offers it: by default every function asks, and most fall back (K-17). */
function hasFallenBack({ setup }: GuestMachine, { mode, asked }: GuestFunction): boolean {
  if (mode !== 'intercept') return false;
  return asked.interpret ?? (setup.kvmZpciOp && switchesOf(setup).interpretByDefault);
}

type Check = (machine: GuestMachine, one: GuestFunction, known: KnownReport) => boolean;

/** Of one function each. */
const OF_FUNCTION: readonly (readonly [rule: string, check: Check])[] = [
  ['ZPCI-K1', isToldConstants],
  ['ZPCI-K2', isToldRaw],
  ['ZPCI-K3', isInDefaultGroup],
  ['ZPCI-K4', (machine, one) => isMisledByGroup(one, groupOfFunction(machine, one))],
  ['ZPCI-K5', isCut],
  ['ZPCI-K6', isToldNothing],
  ['ZPCI-K8', (machine, one) => hasVectorsBeyond(one, groupOfFunction(machine, one))],
  ['ZPCI-K9', (_, one) => one.automatic],
  ['ZPCI-K10', () => true],
  ['ZPCI-K12', (_, { card }) => card === null],
  ['ZPCI-K16', (_, { values }) => isEmptyWindow(values.sdma, values.edma)],
  ['ZPCI-K17', hasFallenBack],
  ['ZPCI-K18', (_, { unplugRequested }) => unplugRequested],
];

/** One group of the host that the guest has twice (K-15). */
function seenTwice({ functions }: GuestMachine): readonly string[] {
  const seen = functions.flatMap(({ target, mode, card }) => {
    const gid = card?.kind === 'vfio' ? (card.report.base?.gid ?? null) : null;
    return gid === null ? [] : [{ target, mode, gid }];
  });
  return seen
    .filter((one) => seen.some(({ gid, mode }) => gid === one.gid && mode !== one.mode))
    .map(({ target }) => target);
}

/** In the order of their numbers. */
export function machineProblems(
  machine: GuestMachine,
  known: KnownReport = () => null,
): readonly MachineProblem[] {
  const { functions } = machine;
  const found: MachineProblem[] = OF_FUNCTION.map(([rule, check]) => ({
    rule,
    targets: functions.filter((one) => check(machine, one, known)).map(({ target }) => target),
  }));
  found.push({ rule: 'ZPCI-K15', targets: seenTwice(machine) });
  if (isOutOfSimulatedGroups(machine))
    found.push({ rule: 'ZPCI-K7', targets: functions.map(({ target }) => target) });
  const number = ({ rule }: MachineProblem) => Number(rule.slice('ZPCI-K'.length));
  return found
    .filter(({ targets }) => targets.length > 0)
    .sort((left, right) => number(left) - number(right));
}
