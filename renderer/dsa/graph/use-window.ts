/** Which parts are mounted: those of a window somewhat larger than the screen, kept until the screen leaves it. */
import { useState } from 'react';
import type { Box, Layout } from './placed.ts';
import { type Detail, detailFor, type Finder, type Size, type Viewport, visibleBox } from './view.ts';

export interface Window {
  readonly layout: Layout;
  readonly detail: Detail;
  /** Part of the drawing whose parts are mounted. */
  readonly box: Box;
}

/** CSS pixels of the screen mounted beyond each edge: a pan of this length mounts nothing. */
const BEYOND = 260;

function covers(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** The held window where it still serves; zooming in until half of it would be waste makes a new one. */
export function windowFor(
  before: Window | null,
  layout: Layout,
  finder: Finder,
  viewport: Viewport,
  size: Size,
): Window {
  const seen = visibleBox(viewport, size);
  const wasDetail = before?.detail ?? 'overview';
  const inView = viewport.zoom < 0.3 ? 0 : finder.within(seen).length;
  const detail = detailFor(wasDetail, viewport.zoom, inView);
  const beyond = visibleBox(viewport, size, BEYOND);
  const serves =
    before !== null &&
    before.layout === layout &&
    before.detail === detail &&
    covers(before.box, seen) &&
    before.box.width * before.box.height < beyond.width * beyond.height * 2.5;
  return serves ? before : { layout, detail, box: beyond };
}

export function useWindow(layout: Layout, finder: Finder, viewport: Viewport, size: Size): Window {
  const [held, setHeld] = useState<Window>(() => windowFor(null, layout, finder, viewport, size));
  const now = windowFor(held, layout, finder, viewport, size);
  if (now !== held) setHeld(now);
  return now;
}
