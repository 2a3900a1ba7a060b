/** The small step that is animated on the map; null while none is. */
import type { Highlight } from '../map/map-props.ts';

export function useHighlight(): Highlight | null {
  return null;
}
