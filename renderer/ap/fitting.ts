import type { ApState } from '../../shared/ap/types.ts';
import { countIds, union } from '../../shared/mask.ts';
import { CELL_SIZES } from './ap-store.ts';
import type { GridExtent } from './model.ts';

/** Room of the row and column heads, in CSS pixels. */
const HEADS = { width: 132, height: 84 };

/** Cell size at which all rows and columns of the extent fit into the element. */
export function fittingCellSize(element: Element | null, state: ApState, extent: GridExtent): number {
  if (!element) return CELL_SIZES.usual;
  const { width, height } = element.getBoundingClientRect();
  const apm = state.mdevs.reduce((mask, mdev) => union(mask, mdev.matrix.apm), state.lpar.apm);
  const aqm = state.mdevs.reduce((mask, mdev) => union(mask, mdev.matrix.aqm), state.lpar.aqm);
  const rows = extent === 'all' ? 256 : Math.max(1, countIds(apm));
  const columns = extent === 'all' ? 256 : Math.max(1, countIds(aqm));
  return Math.floor(Math.min((width - HEADS.width) / columns, (height - HEADS.height) / rows));
}
