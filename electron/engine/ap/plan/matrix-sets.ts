/** Set operations on all three masks of a matrix at once. */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import { intersect, minus } from '../../../../shared/mask.ts';

export function commonMasks(left: MatrixMasks, right: MatrixMasks): MatrixMasks {
  return {
    apm: intersect(left.apm, right.apm),
    aqm: intersect(left.aqm, right.aqm),
    adm: intersect(left.adm, right.adm),
  };
}

export function minusMasks(left: MatrixMasks, right: MatrixMasks): MatrixMasks {
  return {
    apm: minus(left.apm, right.apm),
    aqm: minus(left.aqm, right.aqm),
    adm: minus(left.adm, right.adm),
  };
}
