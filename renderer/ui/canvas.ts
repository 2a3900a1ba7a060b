/** What every painted picture follows: the room it has, the theme, and the fonts. */
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { type Palette, readPalette, watchTheme } from './palette.ts';

export interface Size {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const UNMEASURED: Size = { width: 0, height: 0 };

/** `first` until it was measured. */
export function useSize(element: RefObject<HTMLElement | null>, first: Size = UNMEASURED): Size {
  const [size, setSize] = useState(first);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () =>
      setSize((before) =>
        before.width === box.clientWidth && before.height === box.clientHeight
          ? before
          : { width: box.clientWidth, height: box.clientHeight },
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Null until the element is there; a new object only when a colour changed. */
export function usePalette(element: RefObject<HTMLElement | null>): Palette | null {
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

/** Grows when a web font has come: names painted before would stay in another one. */
export function useFontLoads(): number {
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const onLoad = () => setLoads((count) => count + 1);
    document.fonts.addEventListener('loadingdone', onLoad);
    return () => document.fonts.removeEventListener('loadingdone', onLoad);
  }, []);
  return loads;
}
