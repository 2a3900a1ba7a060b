/** A place of a study, found: the branch under the strategy that is asked for, its timeline, the machine there. */
import { StudioError } from '../../../../shared/errors.ts';
import type { Place } from '../../../../shared/xive/moment.ts';
import type { Branch, Reading, StrategyId, XiveState } from '../../../../shared/xive/types.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { underStrategy } from '../setup/under.ts';
import { type Timeline, timelineOf } from '../timeline/timeline.ts';

export interface BranchPlace {
  /** Under the strategy of the place. */
  readonly branch: Branch;
  readonly timeline: Timeline;
  readonly step: number;
  readonly machine: Machine;
}

function notFound(message: string): StudioError {
  return new StudioError('not-found', message);
}

/** Throws StudioError `not-found`. */
export function branchNamed(state: XiveState, id: string, strategy?: StrategyId): Branch {
  const branch = state.branches.find((one) => one.id === id);
  if (branch === undefined) throw notFound(`There is no branch ${id} any more.`);
  return strategy === undefined ? branch : underStrategy(branch, strategy).branch;
}

/** Throws StudioError `not-found`. */
export function readingNamed(state: XiveState, id: string): Reading {
  const reading = state.readings.find((one) => one.id === id);
  if (reading === undefined) throw notFound(`There is no reading ${id} any more.`);
  return reading;
}

/** Throws StudioError `not-found` for a branch or step that is not there. */
export function branchPlace(state: XiveState, place: Extract<Place, { kind: 'branch' }>): BranchPlace {
  const branch = branchNamed(state, place.branch, place.strategy);
  const timeline = timelineOf(branch);
  if (place.step > timeline.steps)
    throw notFound(`${branch.name} has ${timeline.steps} events, so there is no step ${place.step}.`);
  return { branch, timeline, step: place.step, machine: timeline.at(place.step) };
}

/** Throws StudioError `not-found`. */
export function vmNamed(machine: Machine, name: string): Vm {
  const vm = machine.vms.get(name);
  if (vm === undefined) throw notFound(`There is no guest ${name} at this step.`);
  return vm;
}
