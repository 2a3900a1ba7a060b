/** Definitions that hold what a running guest is about to get give it up first, so that no state on the way has a conflict. */
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { masksMeet } from '../../../../shared/mask.ts';
import { findMdev } from '../model.ts';
import { commonMasks } from './matrix-sets.ts';
import { define, refusals } from './persistent.ts';
import { definitionOf, sameDefinition, type WishedDefinition } from './target.ts';
import type { Trail } from './trail.ts';

function meet(left: MatrixMasks, right: MatrixMasks): boolean {
  return masksMeet(left.apm, right.apm) && masksMeet(left.aqm, right.aqm);
}

/** Nothing is asked for that was not there: this step is not one more, it only comes earlier. */
function onlyGivesUp(from: WishedDefinition, to: WishedDefinition | null): boolean {
  return (
    to === null ||
    (to.start === from.start && sameDefinition({ ...to, masks: commonMasks(from.masks, to.masks) }, to))
  );
}

/** Some guest that shall run gets what this definition of a device that is not started has, and will not have. */
function isInTheWay(host: ApState, target: ApState, idle: Mdev): boolean {
  const [from, to] = [definitionOf(idle), definitionOf(findMdev(target, idle.id))];
  if (from === null || sameDefinition(from, to) || !onlyGivesUp(from, to)) return false;
  return target.mdevs.some(({ id, active, matrix }) => {
    if (!active || id === idle.id || !meet(matrix, from.masks)) return false;
    const was = findMdev(host, id);
    const hadIt = was?.active === true && meet(was.matrix, from.masks);
    return !hadIt && (to === null || !meet(matrix, to.masks));
  });
}

/** Adds those steps of the persistent layer that have to come before the running one; what the tools refuse now waits for its turn. */
export function giveUpIdle(trail: Trail, target: ApState): void {
  const host = trail.state;
  for (const idle of host.mdevs) {
    const { id, active } = idle;
    if (active || findMdev(target, id)?.active || !isInTheWay(host, target, idle)) continue;
    const to = definitionOf(findMdev(target, id));
    if (refusals(trail.state, id, to).length === 0) define(trail, target, id, to);
  }
}
