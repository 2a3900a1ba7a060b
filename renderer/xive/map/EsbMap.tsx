/** The ESB space as a canvas: ruler, regions, lanes of mappings, populated pages, TIMA, magnifier. */
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import type { VmMoment } from '../../../shared/xive/moment.ts';
import { useFontLoads, usePalette, useSize } from '../../ui/canvas.ts';
import { type Colours, coloursOf } from './colours.ts';
import { focusOf, type Ground, groundOf } from './ground.ts';
import type { MapProps } from './map-props.ts';
import { MapMappings, MapRows, rowId } from './MapTree.tsx';
import { MapTip } from './MapTip.tsx';
import { overlayOf } from './overlay.ts';
import { paintOnCanvas } from './paint-canvas.ts';
import { sceneAxis, sceneOf } from './scene.ts';
import type { Shape } from './shapes.ts';
import { broughtIntoView, useMapEvents } from './use-map-events.ts';
import { useMapWindow } from './use-map-window.ts';
import './map.css';

/** Space between bands grows with the room there is, up to this many pixels. */
const MOST_AIR = 26;
const LEAST_AIR = -7;
const BANDS = 5;

/** The same bands with nothing in their rows: enough to learn how high they are. */
function emptied(ground: Ground): Ground {
  const nothing = { bits: () => 0, count: () => 0 };
  const differences = ground.differences === null ? null : nothing;
  return { ...ground, sources: nothing, pages: nothing, differences };
}

function paint(
  canvas: HTMLCanvasElement,
  shapes: readonly Shape[],
  colours: Colours,
  size: { readonly width: number; readonly height: number },
  ground: string | null,
): void {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${size.height}px`;
  }
  const pen = canvas.getContext('2d', { alpha: ground === null });
  if (pen === null) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (ground === null) pen.clearRect(0, 0, size.width, size.height);
  else {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, size.width, size.height);
  }
  paintOnCanvas(pen, shapes, colours);
}

export function EsbMap(props: MapProps) {
  const { moment, other, view, selected, highlight, hues, label, goTo, onSelect, onWindow, onMenu } = props;
  const root = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const prefix = useId();
  const size = useSize(root);
  const palette = usePalette(root);
  const fonts = useFontLoads();
  const colours = useMemo(() => (palette === null ? null : coloursOf(palette)), [palette]);
  const ground = useMemo(() => groundOf(moment, other, view, hues), [moment, other, view, hues]);
  const [window, show] = useMapWindow(props.window, onWindow);
  const focus = useMemo(() => focusOf(ground, selected), [ground, selected]);
  const { width, height } = size;

  const layout = useMemo(() => {
    if (colours === null || width === 0) return null;
    const axis = sceneAxis(ground, null, width);
    const least = sceneOf(emptied(ground), { axis, colours, width, focus: null });
    const tightest = least.height + BANDS * LEAST_AIR;
    const { pages } = least.rows;
    // Pages below the fold are not found; and two sides are compared only where both are seen whole.
    if (pages.y + pages.height > height || (ground.other !== null && tightest > height))
      return { room: height };
    return { air: Math.min(MOST_AIR, Math.max(LEAST_AIR, Math.floor((height - least.height) / BANDS))) };
  }, [ground, colours, width, height]);
  const scene = useMemo(() => {
    if (colours === null || layout === null) return null;
    return sceneOf(ground, { axis: sceneAxis(ground, window, width), colours, width, focus, ...layout });
  }, [ground, window, colours, width, focus, layout]);

  const events = useMapEvents({ root, scene, show, selected, onSelect, onMenu });
  const { hover, panning, ...handlers } = events;

  useLayoutEffect(() => {
    if (base.current !== null && scene !== null && colours !== null)
      paint(
        base.current,
        scene.shapes,
        colours,
        { width, height: Math.max(scene.height, height) },
        colours.background,
      );
  }, [scene, colours, fonts, width, height]);
  useLayoutEffect(() => {
    if (over.current === null || scene === null || colours === null) return;
    const still = highlight !== null && matchMedia('(prefers-reduced-motion: reduce)').matches;
    const shown = still ? { ...highlight, progress: 1 } : highlight;
    const shapes = overlayOf(scene, { selected, hover, highlight: shown, colours });
    // A canvas that was never drawn on takes no memory.
    if (shapes.length === 0 && over.current.style.width === '') return;
    paint(over.current, shapes, colours, { width, height: Math.max(scene.height, height) }, null);
  }, [scene, colours, selected, hover, highlight, width, height]);

  const gone = useRef(0);
  const missing = useRef<{ readonly serial: number; readonly moment: VmMoment } | null>(null);
  useEffect(() => {
    if (goTo === null || scene === null || gone.current === goTo.serial) return;
    const axis = broughtIntoView(scene, goTo.target);
    const { serial } = goTo;
    if (axis === null) {
      // What was plugged just now is in the moment that is still on its way; it is not waited for any longer.
      const before = missing.current?.serial === serial ? missing.current.moment : null;
      if (before === null) missing.current = { serial, moment: scene.ground.moment };
      else if (before !== scene.ground.moment) gone.current = serial;
      return;
    }
    gone.current = serial;
    show(axis);
  }, [goTo, scene, show]);

  return (
    <div
      ref={root}
      className="xive-map"
      role="grid"
      aria-label={label}
      aria-rowcount={moment.nrIrqs}
      aria-activedescendant={rowId(prefix, selected)}
      aria-readonly="true"
      tabIndex={0}
      data-cursor={panning ? 'pan' : hover?.target ? 'point' : undefined}
      {...handlers}
    >
      <div className="xive-map-space" role="presentation" style={{ height: scene?.height }}>
        <canvas ref={base} aria-hidden="true" />
        <canvas ref={over} aria-hidden="true" />
        {scene !== null && (
          <>
            <MapRows prefix={prefix} scene={scene} selected={selected} cursor={focus ?? 0} />
            <MapMappings prefix={prefix} scene={scene} selected={selected} />
          </>
        )}
        {hover !== null && scene !== null && !panning && (
          <MapTip pointed={hover} view={{ top: root.current?.scrollTop ?? 0, width, height }} />
        )}
      </div>
    </div>
  );
}
