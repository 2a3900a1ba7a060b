/**
 * The part of the axis that is seen. It follows gestures at once, and is told to whoever keeps it when they rest: the panels
 * around the map need not follow every frame.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Axis, isFit } from './axis.ts';
import type { MapWindow } from './map-props.ts';

const REST = 140;

function same(left: MapWindow | null, right: MapWindow | null): boolean {
  return (
    left === right || (left !== null && right !== null && left.from === right.from && left.to === right.to)
  );
}

export function useMapWindow(
  given: MapWindow | null,
  onWindow: (window: MapWindow | null) => void,
): readonly [MapWindow | null, (axis: Axis) => void] {
  const [live, setLive] = useState(given);
  const told = useRef(given);
  const timer = useRef(0);
  const tell = useRef(onWindow);
  useEffect(() => {
    tell.current = onWindow;
  });
  useEffect(() => {
    if (same(given, told.current)) return;
    told.current = given;
    clearTimeout(timer.current);
    setLive(given);
  }, [given]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = useCallback((axis: Axis) => {
    const next = isFit(axis) ? null : axis.window;
    setLive(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      told.current = next;
      tell.current(next);
    }, REST);
  }, []);
  return [live, show];
}
