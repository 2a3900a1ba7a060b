/** The AP states of a rehearsal: what the grid draws instead of the wish, and which cells the step has just changed. */
import { useMemo } from 'react';
import { apCells, CELL_FLAG } from '../../shared/ap/cells.ts';
import { applyApDelta, type PackedAp, type PackedApDelta, unpackAp } from '../../shared/ap/packed.ts';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import type { Apqn } from '../../shared/apqn.ts';
import type { ApHost } from './ap-host.ts';
import { useShownRehearsal } from '../plan/use-run.ts';

export interface RehearsedAp {
  readonly before: ApState;
  readonly shown: ApState;
  /** Cells that the step changed: owner, driver, or what a guest gets. */
  readonly changed: readonly Apqn[];
}

/** Answers of the engine are kept by the plan's room, so their identity is the key. */
const states = new WeakMap<object, { readonly base: PackedAp; readonly state: ApState }>();

/** A host knows no names and colours of guests: a device that a command has made anew would lose those it has here. */
export function withNames(state: ApState, named: readonly Mdev[]): ApState {
  const byId = new Map(named.map((mdev) => [mdev.id, mdev]));
  return {
    ...state,
    mdevs: state.mdevs.map((mdev) => {
      const known = byId.get(mdev.id);
      return known === undefined ? mdev : { ...mdev, name: known.name, hue: known.hue };
    }),
  };
}

function stateOf(base: PackedAp, delta: PackedApDelta, named: readonly Mdev[]): ApState {
  const known = states.get(delta);
  if (known?.base === base) return known.state;
  const state = withNames(unpackAp(applyApDelta(base, delta)), named);
  states.set(delta, { base, state });
  return state;
}

/** The layer `guest` also tells what FILTER hides or reveals. */
export function cellsChanged(before: ApState, after: ApState): readonly Apqn[] {
  if (before === after) return [];
  const { flags } = apCells(after, before, 'guest');
  return Array.from(flags.keys()).filter((apqn) => (flags[apqn]! & CELL_FLAG.CHANGED) !== 0);
}

/** Null while the wish is drawn. */
export function useRehearsedAp({ host, observed, desired }: ApHost): RehearsedAp | null {
  const rehearsal = useShownRehearsal(host);
  const base = host.ap?.observed;
  return useMemo(() => {
    const shown = rehearsal?.shown.ap as PackedApDelta | undefined;
    const before = rehearsal?.before.ap as PackedApDelta | undefined;
    if (base === undefined || shown === undefined || before === undefined) return null;
    const named = [...observed.mdevs, ...desired.mdevs];
    const states = { before: stateOf(base, before, named), shown: stateOf(base, shown, named) };
    return { ...states, changed: cellsChanged(states.before, states.shown) };
  }, [rehearsal, base, observed, desired]);
}
