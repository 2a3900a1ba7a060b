import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyHost, crowdedHost } from './fixture.ts';
import { layOut } from './layout.ts';
import { pushAt } from './use-drag.ts';
import { windowFor } from './use-window.ts';
import {
  findParts,
  detailFor,
  dropTarget,
  extentOf,
  firstViewport,
  fitViewport,
  HEADINGS,
  hitAt,
  LEAST_ZOOM,
  meets,
  MOST_ZOOM,
  onToggle,
  pushed,
  reveal,
  toDrawing,
  visibleBox,
  zoomedAt,
} from './view.ts';

const PLAIN = { collapsed: new Set<string>(), unfolded: new Set<string>() };
const SIZE = { width: 1200, height: 800 };
/** CSS pixels of the boxes' text, as graph.css has it. */
const TEXT = 13;
const busy = layOut(busyHost(), PLAIN);
const huge = layOut(crowdedHost(125, 8, 40, 60), PLAIN);
const hugeFinder = findParts(huge.nodes);

const anyViewport = fc.record({
  x: fc.integer({ min: -30_000, max: 2000 }),
  y: fc.integer({ min: -30_000, max: 2000 }),
  zoom: fc.double({ min: LEAST_ZOOM, max: MOST_ZOOM, noNaN: true }),
});

describe('what is in view', () => {
  it('is found as by looking at every part, in the same order', () => {
    fc.assert(
      fc.property(anyViewport, (viewport) => {
        const box = visibleBox(viewport, SIZE);
        expect(hugeFinder.within(box)).toEqual(huge.nodes.filter((node) => meets(node, box)));
      }),
      { numRuns: 40 },
    );
  });

  it('is always mounted, and few parts are at a zoom where they are boxes', () => {
    fc.assert(
      fc.property(anyViewport, anyViewport, (first, second) => {
        const before = windowFor(null, huge, hugeFinder, first, SIZE);
        const after = windowFor(before, huge, hugeFinder, second, SIZE);
        const mounted = new Set(hugeFinder.within(after.box));
        const seen = hugeFinder.within(visibleBox(second, SIZE));
        expect(seen.filter((node) => !mounted.has(node))).toEqual([]);
        if (after.detail === 'nodes') expect(mounted.size).toBeLessThan(900);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps its window while the screen stays inside it', () => {
    const viewport = { x: -4000, y: -4000, zoom: 1 };
    const before = windowFor(null, huge, hugeFinder, viewport, SIZE);
    expect(windowFor(before, huge, hugeFinder, { ...viewport, x: -4200, y: -3900 }, SIZE)).toBe(before);
    expect(windowFor(before, huge, hugeFinder, { ...viewport, x: -4400 }, SIZE)).not.toBe(before);
  });
});

describe('level of detail', () => {
  it('is an overview from afar and boxes close up, and does not flicker in between', () => {
    expect(detailFor('overview', 0.2, 10)).toBe('overview');
    expect(detailFor('overview', 0.7, 10)).toBe('nodes');
    expect(detailFor('nodes', 0.69, 10)).toBe('nodes');
    expect(detailFor('overview', 0.69, 10)).toBe('overview');
    expect(detailFor('nodes', 0.65, 10)).toBe('overview');
  });

  it('is an overview where more boxes would be in view than can be mounted in a frame', () => {
    expect(detailFor('overview', 1, 5000)).toBe('overview');
    expect(detailFor('nodes', 1, 450)).toBe('nodes');
  });
});

describe('viewport', () => {
  it('fits all of a drawing below the headings, never enlarged beyond reading size', () => {
    for (const layout of [busy, huge]) {
      const viewport = fitViewport(layout, SIZE);
      const right = layout.width * viewport.zoom + viewport.x;
      const bottom = layout.height * viewport.zoom + viewport.y;
      expect([viewport.x >= 0, viewport.y >= HEADINGS, right <= SIZE.width, bottom <= SIZE.height]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      expect(viewport.zoom).toBeLessThanOrEqual(1.1);
    }
  });

  it('keeps the point under the pointer when it zooms, within bounds', () => {
    fc.assert(
      fc.property(anyViewport, fc.double({ min: 0.1, max: 10, noNaN: true }), (viewport, factor) => {
        const at = { x: 300, y: 200 };
        const after = zoomedAt(viewport, factor, at);
        const [before, now] = [toDrawing(viewport, at), toDrawing(after, at)];
        const slack = 1e-6 * (1 + Math.abs(before.x) + Math.abs(before.y));
        expect(Math.abs(before.x - now.x) + Math.abs(before.y - now.y)).toBeLessThan(slack);
        expect(after.zoom >= LEAST_ZOOM && after.zoom <= MOST_ZOOM).toBe(true);
      }),
    );
  });

  it('shows a host of three devices at a size that can be read, and from afar nothing smaller than 9 px', () => {
    const center = { width: 875, height: 560 };
    const { zoom, x, y } = firstViewport(busy, center);
    expect([zoom * TEXT >= 11, x >= 0, y >= HEADINGS]).toEqual([true, true, true]);
    const guests = busy.nodes.filter(({ part }) => part.kind === 'guest');
    expect(guests.every((guest) => (guest.x + guest.width) * zoom + x <= center.width)).toBe(true);
    for (let far = LEAST_ZOOM; far < 1; far += 0.01)
      if (detailFor('nodes', far, 10) === 'nodes') expect(far * TEXT).toBeGreaterThan(8.9);
  });

  it('keeps something of the drawing in view wherever it is panned to', () => {
    fc.assert(
      fc.property(anyViewport, ({ zoom }) => {
        for (const layout of [busy, huge]) {
          const [[left, top], [right, bottom]] = extentOf(layout, zoom, SIZE);
          const far = [
            { x: -left * zoom, y: -top * zoom, zoom },
            { x: SIZE.width - right * zoom, y: SIZE.height - bottom * zoom, zoom },
          ];
          for (const viewport of far) {
            const { x, y, width, height } = visibleBox(viewport, SIZE);
            const across = Math.min(x + width, layout.width) - Math.max(x, 0);
            const down = Math.min(y + height, layout.height) - Math.max(y, 0);
            expect(across).toBeGreaterThan(0.59 * Math.min(width, layout.width));
            expect(down).toBeGreaterThan(0.59 * Math.min(height, layout.height));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('shows a part that was out of view, and leaves alone one that is in view', () => {
    const inView = { x: 100, y: 100, zoom: 1 };
    const box = { x: 200, y: 200, width: 196, height: 50 };
    expect(reveal(inView, SIZE, box)).toEqual(inView);
    const far = reveal({ x: 100, y: -9000, zoom: 1 }, SIZE, box);
    expect(meets(visibleBox(far, SIZE), box)).toBe(true);
    const close = reveal({ x: 0, y: 0, zoom: 0.05 }, SIZE, { ...box, x: 9000, y: 7000 }, true);
    expect([close.zoom > 0.5, meets(visibleBox(close, SIZE), { ...box, x: 9000, y: 7000 })]).toEqual([
      true,
      true,
    ]);
  });
});

describe('what is under the pointer', () => {
  const finder = findParts(busy.nodes);
  const middle = (id: string) => {
    const { x, y, width, height } = busy.byId.get(id)!;
    return { x: x + width / 2, y: y + height / 2 };
  };

  it('is the part rather than its device, and the device where there is no part', () => {
    const frame = busy.byId.get('dsa0')!;
    const found = [
      hitAt(finder, middle('wq0.2')),
      hitAt(finder, { x: frame.x + 300, y: frame.y + 10 }),
      hitAt(finder, { x: -50, y: -50 }),
    ];
    expect(found.map((hit) => hit?.id ?? null)).toEqual(['wq0.2', 'dsa0', null]);
  });

  it('takes a dropped guest on a wq, else on the device, never on an mdev or a guest', () => {
    const targets = ['wq0.2', 'group0.1', 'dsa0', 'iax1 wqs', 'g0', busyHost().mdevs[0]!.id];
    expect(targets.map((id) => dropTarget(busy.byId.get(id)!))).toEqual([
      'wq0.2',
      'dsa0',
      'dsa0',
      'iax1',
      null,
      null,
    ]);
    expect(dropTarget(null)).toBe(null);
  });

  it('collapses a device at the arrow of its header only', () => {
    const frame = busy.byId.get('dsa0')!;
    expect(onToggle(frame, { x: frame.x + 20, y: frame.y + 20 })).toBe(true);
    expect(onToggle(frame, { x: frame.x + 90, y: frame.y + 20 })).toBe(false);
    expect(onToggle(busy.byId.get('wq0.0')!, { x: 0, y: 0 })).toBe(false);
  });

  it('moves the drawing towards what is beyond the edge a dragged guest is held at', () => {
    const view = { clientWidth: 1200, clientHeight: 800 };
    const places = [
      { x: 600, y: 400 },
      { x: 10, y: 400 },
      { x: 600, y: 790 },
      { x: -5, y: 400 },
    ];
    expect(places.map((at) => pushAt(at, view)).map(({ x, y }) => [Math.sign(x), Math.sign(y)])).toEqual([
      [0, 0],
      [1, 0],
      [0, -1],
      [0, 0],
    ]);
  });

  it('takes an mdev on another queue than its own, and on nothing else', () => {
    const moved = busyHost().mdevs[0]!;
    const targets = ['wq0.1', 'wq0.2', 'wq2.1', 'dsa0', 'g0'];
    expect(targets.map((id) => dropTarget(busy.byId.get(id)!, moved))).toEqual([
      null,
      'wq0.2',
      'wq2.1',
      null,
      null,
    ]);
  });

  it('is pushed no further than there is more of the drawing to show', () => {
    const layout = { width: 1000, height: 3000 };
    const top = { x: 40, y: 0, zoom: 1 };
    expect(pushed(top, layout, SIZE, { x: -9, y: -9 })).toEqual({ x: 40, y: -9, zoom: 1 });
    expect(pushed({ ...top, y: HEADINGS + 12 }, layout, SIZE, { x: 9, y: 9 })).toEqual({
      ...top,
      y: HEADINGS + 12,
    });
    expect(pushed({ ...top, y: -2245 }, layout, SIZE, { x: 0, y: -9 })).toEqual({ ...top, y: -2245 });
  });
});
