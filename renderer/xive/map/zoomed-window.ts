/** Nearer or farther without a gesture on the map: around its middle, with its folds. */
import type { VmMoment } from '../../../shared/xive/moment.ts';
import { axisOf, extentOf, isFit, zoomed } from './axis.ts';
import type { MapWindow, SpaceView } from './map-props.ts';
import { spaceOf } from './space.ts';

/** How wide folds are beside the rest follows the width of the picture only a little. */
const USUAL_WIDTH = 800;

/** `factor` above 1 goes nearer. Null = all of it is seen. */
export function zoomedWindow(
  moment: VmMoment,
  view: SpaceView,
  window: MapWindow | null,
  factor: number,
): MapWindow | null {
  const axis = axisOf(extentOf(spaceOf(moment, view)), window, 0, USUAL_WIDTH);
  const next = zoomed(axis, factor, USUAL_WIDTH / 2);
  return isFit(next) ? null : next.window;
}
