/** What is selected and seen on the other side of a comparison, where a vector may have another number. */
import type { VmMoment } from '../../../shared/xive/moment.ts';
import type { MapWindow, Selection } from '../map/map-props.ts';
import { useXive, useXiveState } from '../xive-context.ts';
import { movedWindow, twinOf, twinSelection, twinShift } from './twin.ts';

export interface Followed {
  readonly selected: Selection | null;
  readonly window: MapWindow | null;
  /** Of this side's own numbers. */
  readonly select: (selection: Selection | null) => void;
  readonly see: (window: MapWindow | null) => void;
}

/** `from` = the side whose numbers the selection has; null for that side itself. */
export function useFollowed(vm: VmMoment, from: VmMoment | null): Followed {
  const { store } = useXive();
  const view = useXiveState((state) => state.view);
  const window = useXiveState((state) => state.window);
  const selected = useXiveState((state) => state.selected);
  const { set, select } = store.getState();
  if (from === null) return { selected, window, select, see: (next) => set({ window: next }) };
  const twin = selected?.kind === 'source' ? twinOf(selected.lisn, from, vm) : null;
  const shift = twinShift(selected, twin, window, view);
  return {
    selected: twinSelection(selected, from, vm),
    window: movedWindow(window, shift),
    select: (next) => select(twinSelection(next, vm, from)),
    see: (next) => set({ window: movedWindow(next, -shift) }),
  };
}
