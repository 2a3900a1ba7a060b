/** From props to what is painted, keeping identities where nothing changed: identity decides what is repainted. */
import { type RefObject, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { apCells, controlCells } from '../../../shared/ap/cells.ts';
import type { ApGridProps } from '../model.ts';
import { guestMarks, shapeFor } from './cell-look.ts';
import type { Described } from './describe.ts';
import { type Axes, type Geometry, gridAxes, layOut } from './geometry.ts';
import type { HeaderFacts } from './painter-headers.ts';
import { type Palette, readPalette, watchTheme } from '../../ui/palette.ts';
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

function useView(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [view, setView] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () =>
      setView((before) =>
        before.width === box.clientWidth && before.height === box.clientHeight
          ? before
          : { width: box.clientWidth, height: box.clientHeight },
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return view;
}

function usePalette(element: RefObject<HTMLElement | null>): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const read = () => {
      const next = readPalette(box, matchMedia('(forced-colors: active)').matches);
      setPalette((before) => (before?.key === next.key ? before : next));
    };
    read();
    return watchTheme(read);
  }, [element]);
  return palette;
}

function useFontsLoaded(): number {
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const onLoad = () => setLoads((count) => count + 1);
    document.fonts.addEventListener('loadingdone', onLoad);
    return () => document.fonts.removeEventListener('loadingdone', onLoad);
  }, []);
  return loads;
}

export interface GridScene {
  /** Null until the element has been measured. */
  readonly scene: Scene | null;
  readonly geometry: Geometry;
  readonly view: { readonly width: number; readonly height: number };
  readonly described: Described;
}

export function useScene(props: ApGridProps, element: RefObject<HTMLElement | null>): GridScene {
  const { observed, desired, mode, layer, extent, cellSize, guestId } = props;
  const ratio = useRatio();
  const view = useView(element);
  const read = usePalette(element);
  const fonts = useFontsLoaded();
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
