/** Pointer, wheel and keyboard on the map. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import { type Axis, centred, isFit, panned, zoomed } from './axis.ts';
import { unitsOf } from './ground.ts';
import { type Pointed, pointedAt } from './hit.ts';
import type { MapProps, Selection } from './map-props.ts';
import { type Scene, sceneAxis } from './scene.ts';
import { across, aside, firstSource, lastSource } from './walk.ts';

/** Pixels a page when something is brought into view: both pages of a pair can be read. */
export const READABLE = 64;
const ZOOM_STEP = 1.6;
/** Pixels the pointer may move in a click. */
const SLACK = 4;

export interface MapEvents {
  readonly hover: Pointed | null;
  readonly panning: boolean;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly onPointerDown: (event: React.PointerEvent) => void;
  readonly onPointerMove: (event: React.PointerEvent) => void;
  readonly onPointerUp: (event: React.PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onDoubleClick: (event: React.MouseEvent) => void;
  readonly onContextMenu: (event: React.MouseEvent) => void;
}

interface Facts extends Pick<MapProps, 'selected' | 'onSelect' | 'onMenu'> {
  readonly root: RefObject<HTMLDivElement | null>;
  readonly scene: Scene | null;
  readonly show: (axis: Axis) => void;
}

export function broughtIntoView(scene: Scene, target: Selection): Axis | null {
  const units = unitsOf(scene.ground, target);
  return units === null ? null : centred(scene.axis, units[0], units[1], READABLE);
}

export function useMapEvents({ root, scene, show, selected, onSelect, onMenu }: Facts): MapEvents {
  const [hover, setHover] = useState<Pointed | null>(null);
  const [panning, setPanning] = useState(false);
  const press = useRef<{ x: number; y: number; moved: boolean; axis: Axis; top: number } | null>(null);
  /** The newest axis: several events may come before the next render. */
  const axis = useRef<Axis | null>(null);
  useEffect(() => {
    axis.current = scene?.axis ?? null;
  }, [scene]);
  const move = (next: Axis) => {
    setHover(null);
    axis.current = next;
    show(next);
  };
  const latest = useRef({ move });
  useEffect(() => {
    latest.current = { move };
  });

  useEffect(() => {
    const box = root.current;
    if (box === null) return;
    const onWheel = (event: WheelEvent) => {
      const now = axis.current;
      if (now === null || event.altKey) return;
      event.preventDefault();
      const x = event.clientX - box.getBoundingClientRect().left;
      const unit = event.deltaMode === 1 ? 18 : 1;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      setHover(null);
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
        latest.current.move(panned(now, sideways * unit));
      else
        latest.current.move(zoomed(now, Math.exp(-event.deltaY * unit * (event.ctrlKey ? 0.01 : 0.0022)), x));
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [root]);

  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const rect = root.current!.getBoundingClientRect();
    return { x: clientX - rect.left, y: clientY - rect.top + root.current!.scrollTop };
  };
  const under = (event: { clientX: number; clientY: number }) => {
    const { x, y } = placeOf(event);
    return scene === null ? null : pointedAt(scene, x, y);
  };
  const reveal = (target: Selection | null) => {
    const now = axis.current;
    const units = target === null || scene === null ? null : unitsOf(scene.ground, target);
    if (target === null || now === null || units === null) return;
    const [start, end] = [now.x(units[0]), now.x(units[1])];
    if (start >= now.left && end <= now.left + now.width) return;
    move(panned(now, (start + end) / 2 - now.left - now.width / 2));
  };
  const choose = (target: Selection | null) => {
    onSelect(target);
    reveal(target);
  };
  const zoomHere = (factor: number) => {
    const now = axis.current;
    if (now === null) return;
    const units = selected === null || scene === null ? null : unitsOf(scene.ground, selected);
    const middle = units === null ? null : (now.x(units[0]) + now.x(units[1])) / 2;
    const seen = middle !== null && middle >= now.left && middle <= now.left + now.width;
    move(zoomed(now, factor, seen ? middle : now.left + now.width / 2));
  };
  const menuAtSelection = () => {
    if (scene === null || selected === null) return;
    const units = unitsOf(scene.ground, selected);
    const rect = root.current!.getBoundingClientRect();
    const x =
      units === null ? rect.left + 40 : rect.left + Math.max(0, Math.min(rect.width, scene.axis.x(units[0])));
    onMenu(selected, {
      x,
      y: rect.top + scene.rows.strip.y + scene.rows.strip.height - root.current!.scrollTop,
    });
  };
  const sourceOr = (lisn: number | null) => choose(lisn === null ? null : { kind: 'source', lisn });

  const onKeyDown = (event: React.KeyboardEvent) => {
    const now = axis.current;
    if (scene === null || now === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { moment, unitToGuest } = scene.ground;
    const by = event.key === 'ArrowLeft' || event.key === 'ArrowUp' || event.key === 'PageUp' ? -1 : 1;
    const start = () => {
      const unit = now.window.from;
      const found = unitToGuest.find(({ to }) => to > unit);
      return found === undefined ? 0 : Math.floor((found.at + Math.max(0, unit - found.from)) / 2);
    };
    const works: Readonly<Record<string, () => void>> = {
      '+': () => zoomHere(ZOOM_STEP),
      '=': () => zoomHere(ZOOM_STEP),
      '-': () => zoomHere(1 / ZOOM_STEP),
      '0': () => move(sceneAxis(scene.ground, null, scene.width)),
      Home: () => sourceOr(firstSource(moment)),
      End: () => sourceOr(lastSource(moment)),
      PageUp: () => move(panned(now, -now.width * 0.8)),
      PageDown: () => move(panned(now, now.width * 0.8)),
      Enter: () => {
        const next = selected === null ? null : broughtIntoView(scene, selected);
        if (next !== null) move(next);
      },
      ContextMenu: menuAtSelection,
      ArrowUp: () => choose(across(scene.ground, selected, -1)),
      ArrowDown: () => choose(across(scene.ground, selected, 1)),
    };
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (event.shiftKey) move(panned(now, by * 80));
      else choose(aside(scene.ground, selected, start(), by));
    } else if (event.key === 'F10' && event.shiftKey) menuAtSelection();
    else if (event.key === 'Escape' && selected !== null) onSelect(null);
    else if (works[event.key] === undefined) return;
    else works[event.key]!();
    event.preventDefault();
    event.stopPropagation();
  };

  return {
    hover,
    panning,
    onKeyDown,
    onPointerDown(event) {
      if (event.button !== 0 || axis.current === null) return;
      const { x, y } = placeOf(event);
      // Beside the picture is the scroll bar.
      if (scene !== null && x > scene.width) return;
      press.current = {
        x,
        y: y - root.current!.scrollTop,
        moved: false,
        axis: axis.current,
        top: root.current!.scrollTop,
      };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event) {
      const from = press.current;
      if (from === null) {
        const next = under(event);
        setHover((before) =>
          before?.x === next?.x && before?.y === next?.y && before?.width === next?.width ? before : next,
        );
        return;
      }
      const { x, y } = placeOf(event);
      const [right, down] = [x - from.x, y - root.current!.scrollTop - from.y];
      if (!from.moved && Math.hypot(right, down) < SLACK) return;
      from.moved = true;
      setPanning(true);
      setHover(null);
      move(panned(from.axis, -right));
      event.currentTarget.scrollTop = from.top - down;
    },
    onPointerUp(event) {
      const from = press.current;
      press.current = null;
      setPanning(false);
      if (from !== null && !from.moved) onSelect(under(event)?.target ?? null);
    },
    onPointerLeave: () => setHover(null),
    onDoubleClick(event) {
      const now = axis.current;
      if (scene === null || now === null) return;
      const target = under(event)?.target ?? null;
      const next = target === null ? null : broughtIntoView(scene, target);
      if (next !== null && (next.scale > now.scale * 1.05 || isFit(now))) move(next);
      else move(zoomed(now, 4, placeOf(event).x));
    },
    onContextMenu(event) {
      const target = under(event)?.target ?? null;
      if (target === null) return;
      event.preventDefault();
      onSelect(target);
      onMenu(target, { x: event.clientX, y: event.clientY });
    },
  };
}
