/** What can stand beside the place that is shown, as groups of a list. Pure. */
import type { Place } from '../../../shared/xive/moment.ts';
import { STRATEGIES, strategyOf } from '../../../shared/xive/strategies.ts';
import type { XiveView } from '../../../shared/xive/view.ts';
import type { Beside } from '../xive-view-state.ts';

export interface XiveStudy {
  readonly hostId: string;
  readonly name: string;
  readonly view: Pick<XiveView, 'branches' | 'readings'>;
}

export interface BesideOption {
  readonly id: string;
  readonly label: string;
  /** Strategy of a branch whose name does not say it. */
  readonly about?: string;
  readonly beside: Beside;
}

export interface BesideGroup {
  readonly title: string;
  readonly options: readonly BesideOption[];
}

/** `hosts` = all of the workspace, the shown one among them. */
export function besideGroups(place: Place, hostId: string, hosts: readonly XiveStudy[]): BesideGroup[] {
  const here = hosts.find((one) => one.hostId === hostId)?.view;
  const branch = place.kind === 'branch' ? here?.branches.find(({ id }) => id === place.branch) : undefined;
  const groups: BesideGroup[] = [
    {
      title: 'This branch under another strategy',
      options:
        branch === undefined
          ? []
          : STRATEGIES.filter(({ id }) => id !== branch.config.strategy).map(({ id, short }) => ({
              id: `strategy ${id}`,
              label: short,
              beside: { kind: 'strategy', strategy: id },
            })),
    },
    {
      title: branch === undefined ? 'A branch' : 'Another branch',
      options: (here?.branches ?? [])
        .filter(({ id }) => id !== branch?.id)
        .map(({ id, name, config }) => ({
          id: `branch ${id}`,
          label: name,
          // A branch is often named by its strategy.
          ...(name.startsWith(strategyOf(config.strategy).short.replace(/:.*/, ':'))
            ? {}
            : { about: strategyOf(config.strategy).short }),
          beside: { kind: 'branch', branch: id },
        })),
    },
    ...hosts.map((study) => ({
      title: study.hostId === hostId ? 'A reading of this host' : `A reading of ${study.name}`,
      options: study.view.readings
        .filter(({ id }) => study.hostId !== hostId || place.kind !== 'reading' || id !== place.reading)
        .map(({ id, name }) => ({
          id: `reading ${study.hostId} ${id}`,
          label: name,
          beside: { kind: 'reading' as const, hostId: study.hostId, reading: id },
        })),
    })),
  ];
  return groups.filter(({ options }) => options.length > 0);
}

function sameBeside(left: Beside, right: Beside): boolean {
  if (left.kind === 'strategy') return right.kind === 'strategy' && left.strategy === right.strategy;
  if (left.kind === 'branch') return right.kind === 'branch' && left.branch === right.branch;
  return right.kind === 'reading' && left.hostId === right.hostId && left.reading === right.reading;
}

export function chosenOption(groups: readonly BesideGroup[], beside: Beside | null): BesideOption | null {
  if (beside === null) return null;
  return groups.flatMap(({ options }) => options).find((option) => sameBeside(option.beside, beside)) ?? null;
}

/** Events at the start that two branches were given together: those are the same moments in both. */
export function sharedSteps(
  left: string,
  right: string,
  branches: readonly {
    readonly id: string;
    readonly parent: { readonly branch: string; readonly step: number } | null;
  }[],
): number {
  const line = (from: string): Map<string, number> => {
    const steps = new Map<string, number>([[from, Number.POSITIVE_INFINITY]]);
    let shared = Number.POSITIVE_INFINITY;
    let at = branches.find(({ id }) => id === from)?.parent ?? null;
    while (at !== null && !steps.has(at.branch)) {
      shared = Math.min(shared, at.step);
      steps.set(at.branch, shared);
      const { branch } = at;
      at = branches.find(({ id }) => id === branch)?.parent ?? null;
    }
    return steps;
  };
  const [ours, theirs] = [line(left), line(right)];
  let most = 0;
  for (const [id, steps] of ours) {
    const other = theirs.get(id);
    if (other !== undefined) most = Math.max(most, Math.min(steps, other));
  }
  return most;
}

/** Whether the place that is shown comes behind the one beside it; null where time does not order them. */
export function isLater(
  shown: Place,
  beside: Place,
  readings: readonly { readonly id: string }[],
): boolean | null {
  if (shown.kind !== 'reading' || beside.kind !== 'reading') return null;
  const [here, there] = [shown, beside].map(({ reading }) => readings.findIndex(({ id }) => id === reading));
  return here === undefined || there === undefined || here === -1 || there === -1 || here === there
    ? null
    : here > there;
}
