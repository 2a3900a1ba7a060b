/** From props to what is painted, keeping identities where nothing changed: identity decides what is repainted. */
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { apCells, controlCells } from '../../../shared/ap/cells.ts';
import type { ApGridProps } from '../model.ts';
import { guestMarks, shapeFor } from './cell-look.ts';
import type { Described } from './describe.ts';
import { type Axes, type Geometry, gridAxes, layOut } from './geometry.ts';
import type { HeaderFacts } from './painter-headers.ts';
import { type Size, useFontLoads, usePalette, useSize } from '../../ui/canvas.ts';
import type { Scene } from './surface.ts';

/** The earlier value as long as `same` says it is no different. */
function useStable<Value>(value: Value, same: (left: Value, right: Value) => boolean): Value {
  const [held, setHeld] = useState(value);
  if (held === value || same(held, value)) return held;
  setHeld(value);
  return value;
}

function sameAxes(left: Axes, right: Axes): boolean {
  return left.rows.join() === right.rows.join() && left.columns.join() === right.columns.join();
}

function useRatio(): number {
  const [ratio, setRatio] = useState(() => devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${ratio}dppx)`);
    const onChange = () => setRatio(devicePixelRatio);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [ratio]);
  return ratio;
}

export interface GridScene {
  /** Null until the element has been measured. */
  readonly scene: Scene | null;
  readonly geometry: Geometry;
  readonly view: Size;
  readonly described: Described;
}

export function useScene(props: ApGridProps, element: RefObject<HTMLElement | null>): GridScene {
  const { observed, desired, mode, layer, extent, cellSize, guestId } = props;
  const ratio = useRatio();
  const view = useSize(element);
  const read = usePalette(element);
  const fonts = useFontLoads();
  const palette = useMemo(() => (read === null ? null : { ...read, fontLoads: fonts }), [read, fonts]);
  const state = layer === 'host' ? observed : desired;
  const axes = useStable(
    useMemo(() => gridAxes([observed, desired], extent, mode), [observed, desired, extent, mode]),
    sameAxes,
  );
  const geometry = useMemo(() => layOut(axes, cellSize, ratio), [axes, cellSize, ratio]);
  const cells = useMemo(() => {
    const against = layer === 'host' ? null : observed;
    return mode === 'control' ? controlCells(state, against) : apCells(state, against, layer);
  }, [state, observed, layer, mode]);
  const marks = useStable(
    useMemo(() => guestMarks(state), [state]),
    (left, right) =>
      left.length === right.length &&
      left.every((mark, at) => mark.hue === right[at]!.hue && mark.label === right[at]!.label),
  );
  const shape = shapeFor(mode, layer);
  const headers = useMemo<HeaderFacts>(() => {
    const domains = mode === 'control' ? state.lpar.adm : state.lpar.aqm;
    const guest = state.mdevs.find((mdev) => mdev.id === guestId);
    if (guest === undefined || mode === 'masks') return { state, domains, picked: null };
    const { apm, aqm, adm } = guest.matrix;
    const picked =
      mode === 'control'
        ? { adapters: new Uint32Array(8), domains: adm, hue: guest.hue & 7 }
        : { adapters: apm, domains: aqm, hue: guest.hue & 7 };
    return { state, domains, picked };
  }, [state, guestId, mode]);
  const described = useMemo<Described>(() => ({ state, cells, mode, layer }), [state, cells, mode, layer]);
  const scene = useMemo<Scene | null>(
    () =>
      palette === null || view.width === 0 || view.height === 0
        ? null
        : { geometry, view, cells, marks, headers, palette, shape },
    [geometry, view, cells, marks, headers, palette, shape],
  );
  return { scene, geometry, view, described };
}
