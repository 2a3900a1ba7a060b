/** The same vector of the same device on the other side of a comparison, where numbers may be others. Pure. */
import type { VmMoment } from '../../../shared/xive/moment.ts';
import type { MapWindow, Selection, SpaceView } from '../map/map-props.ts';

export interface Twin {
  readonly device: string;
  readonly vector: number;
  /** On the other side. */
  readonly lisn: number;
}

/** Null where no device has the LISN here, or the other side has no such vector. */
export function twinOf(lisn: number, here: VmMoment, there: VmMoment): Twin | null {
  // A device that went away keeps its last numbers, so the plugged one with a number is meant first.
  const device = here.devices
    .toSorted((one, other) => Number(other.plugged) - Number(one.plugged))
    .find(({ lisns }) => lisns !== null && lisn >= lisns[0] && lisn <= lisns[1]);
  const lisns = there.devices.find(({ name }) => name === device?.name)?.lisns ?? null;
  if (device === undefined || device.lisns === null || lisns === null) return null;
  const vector = lisn - device.lisns[0];
  return lisns[0] + vector > lisns[1] ? null : { device: device.name, vector, lisn: lisns[0] + vector };
}

/** What is selected there when that is selected here; a source goes with its vector, all else has its own name. */
export function twinSelection(
  selection: Selection | null,
  here: VmMoment,
  there: VmMoment,
): Selection | null {
  if (selection?.kind !== 'source') return selection;
  return { kind: 'source', lisn: twinOf(selection.lisn, here, there)?.lisn ?? selection.lisn };
}

/**
 * Pages by which the other side's window is moved so that the twin is seen there; 0 where it is in view anyway. Virtual
 * addresses are another mapping's, so there nothing is moved.
 */
export function twinShift(
  selection: Selection | null,
  twin: Twin | null,
  window: MapWindow | null,
  view: SpaceView,
): number {
  if (selection?.kind !== 'source' || twin === null || window === null || view === 'qemu') return 0;
  const page = twin.lisn * 2;
  return page >= window.from && page < window.to ? 0 : (twin.lisn - selection.lisn) * 2;
}

export function movedWindow(window: MapWindow | null, pages: number): MapWindow | null {
  return window === null || pages === 0 ? window : { from: window.from + pages, to: window.to + pages };
}
