/** Problems that show in a guest as it is made, without its host (zpci.md 3.14). */
import { NO_SIMULATED_LEFT } from './constants.ts';
import { defaultGroupValues } from './new-machine.ts';
import type { GuestFunction, GuestMachine } from './machine.ts';
import { switchesOf } from './switches.ts';
import { isEmptyWindow } from './window.ts';

export interface MachineProblem {
  /** `ZPCI-K3` */
  readonly rule: string;
  /** Targets it is about; empty = the whole guest. */
  readonly targets: readonly string[];
}

function report(one: GuestFunction) {
  return one.card?.kind === 'vfio' ? one.card.report : null;
}

/** Constants that differ from what the host has (K-1). */
function isToldConstants(machine: GuestMachine, one: GuestFunction): boolean {
  const { base, group } = report(one)!;
  const own = defaultGroupValues(switchesOf(machine.setup));
  const differs = (host: bigint | number | null | undefined, told: bigint | number | null) =>
    host !== null && host !== undefined && host !== told;
  return (
    differs(base?.start, one.values.sdma) ||
    differs(base?.end, one.values.edma) ||
    differs(group?.noi, own.noi) ||
    differs(group?.dasm, own.dasm) ||
    differs(group?.msia, own.msia) ||
    differs(group?.mui, own.mui)
  );
}

type Check = (machine: GuestMachine, one: GuestFunction) => boolean;

/** Of one function each; those of passed-through ones have a report. */
const OF_FUNCTION: readonly (readonly [rule: string, check: Check])[] = [
  [
    'ZPCI-K1',
    (machine, one) => switchesOf(machine.setup).design === 'fixed' && isToldConstants(machine, one),
  ],
  [
    'ZPCI-K2',
    ({ setup }, one) => {
      const { base } = report(one)!;
      const { sdma, edma } = one.values;
      if (switchesOf(setup).design !== 'proposal' || !base) return false;
      const { start, end } = base;
      return (
        (start !== null && sdma !== null && sdma < start) || (end !== null && edma !== null && edma > end)
      );
    },
  ],
  [
    'ZPCI-K3',
    ({ setup }, one) => {
      const { design, defaultGroup } = switchesOf(setup);
      return design === 'merged' && report(one)!.base !== null && one.group === defaultGroup;
    },
  ],
  [
    'ZPCI-K5',
    (_, one) => {
      const end = report(one)!.base?.end ?? null;
      const { sdma, edma } = one.values;
      return end !== null && edma !== null && edma < end && !isEmptyWindow(sdma, edma);
    },
  ],
  [
    'ZPCI-K6',
    ({ setup }, one) => {
      const { base, group } = report(one)!;
      return switchesOf(setup).design === 'merged' && base === null && group === null;
    },
  ],
  [
    'ZPCI-K8',
    ({ groups }, one) => {
      const noi = groups.find(({ id }) => id === one.group)?.values.noi ?? null;
      const { msix } = report(one)!;
      return noi !== null && msix !== null && msix > noi;
    },
  ],
  ['ZPCI-K16', (_, one) => isEmptyWindow(one.values.sdma, one.values.edma)],
  // Only where somebody wrote it down: by default every function asks and most fall back.
  ['ZPCI-K17', (_, one) => one.mode === 'intercept' && one.asked.interpret === true],
];

/** One group, but some of its members may use relaxed translation and others may not (K-4). */
function mixedRelaxation({ functions }: GuestMachine): readonly string[] {
  const passed = functions.filter(({ card }) => card?.kind === 'vfio');
  return passed
    .filter((one) => passed.some((other) => other.group === one.group && other.relaxed !== one.relaxed))
    .map(({ target }) => target);
}

/** One group of the host that the guest has twice (K-15). */
function seenTwice({ functions }: GuestMachine): readonly string[] {
  const passed = functions.filter((one) => report(one)?.base !== null && report(one) !== null);
  const gid = (one: GuestFunction) => report(one)!.base!.gid;
  return passed
    .filter((one) =>
      passed.some((other) => gid(other) !== null && gid(other) === gid(one) && other.mode !== one.mode),
    )
    .map(({ target }) => target);
}

/** In the order of their numbers. */
export function machineProblems(machine: GuestMachine): readonly MachineProblem[] {
  const { functions, nextSimulated } = machine;
  const passed = functions.filter(({ card }) => card?.kind === 'vfio');
  const found: MachineProblem[] = OF_FUNCTION.map(([rule, check]) => ({
    rule,
    targets: passed.filter((one) => check(machine, one)).map(({ target }) => target),
  }));
  found.push(
    { rule: 'ZPCI-K4', targets: mixedRelaxation(machine) },
    { rule: 'ZPCI-K15', targets: seenTwice(machine) },
    { rule: 'ZPCI-K10', targets: functions.map(({ target }) => target) },
    { rule: 'ZPCI-K12', targets: functions.filter(({ card }) => card === null).map(({ target }) => target) },
    {
      rule: 'ZPCI-K18',
      targets: functions.filter(({ unplugRequested }) => unplugRequested).map(({ target }) => target),
    },
  );
  if (nextSimulated === NO_SIMULATED_LEFT)
    found.push({ rule: 'ZPCI-K7', targets: passed.map(({ target }) => target) });
  const number = ({ rule }: MachineProblem) => Number(rule.slice('ZPCI-K'.length));
  return found
    .filter(({ targets }) => targets.length > 0)
    .sort((left, right) => number(left) - number(right));
}
