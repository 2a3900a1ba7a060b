import {
  type ReactNode,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ApGridProps } from '../model.ts';
import { AriaGrid, ariaWindow, cellId } from './aria-grid.tsx';
import { AT_REST, createController, cursorIn, isPaintable, type Snapshot } from './controller.ts';
import { cellOrigin, type Geometry, type Point, scrollAfterZoom, visibleWindow } from './geometry.ts';
import { columnMarks, previewMarks } from './preview-cells.ts';
import { createPromiser } from './promise.ts';
import { createSurface, type Surface } from './surface.ts';
import { CellTip, PlacedTooltip, PreviewTip, type Rect } from './tooltip.tsx';
import { TypedBox } from './typed-box.tsx';
import { useGridEvents } from './use-grid-events.ts';
import { useHighlight } from './use-highlight.ts';
import { useScene } from './use-scene.ts';
import './grid.css';

/** CSS pixels kept around a cell that a problem's link scrolls to. */
const HIGHLIGHT_MARGIN = 160;

/** The AP matrix: cells on a canvas, native scrollbars, and a hidden ARIA grid that says what is drawn. */
export function ApGrid(props: ApGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const surface = useRef<Surface | null>(null);
  const zoomAnchor = useRef<Point | null>(null);
  const prefix = useId();
  const { scene, geometry, view, described } = useScene(props, scroller);
  const [shown, setShown] = useState<Snapshot>(AT_REST);
  const [focused, setFocused] = useState(false);
  const [scrolling, setScrolling] = useState(false);
  const [controller] = useState(() => createController(setShown));
  const [promiser] = useState(createPromiser);
  const choice = props.preview?.choices[0];
  useLayoutEffect(() => {
    const onCommit: ApGridProps['onCommit'] = (made) => {
      const owner = described.state.mdevs.findIndex(({ id }) => id === props.guestId) + 1;
      if (props.mode === 'assign' && surface.current && scene && choice)
        promiser.promise(surface.current, scene, choice, owner);
      props.onCommit(made);
    };
    controller.update({
      props: { ...props, onCommit },
      geometry,
      described,
      view,
      scroller: scroller.current,
    });
  });
  const events = useGridEvents({ controller, scroller, zoomAnchor, fit: props.fit, setScrolling, surface });

  const { interaction, gesture, target, scroll } = shown;
  const cursor = useMemo(() => cursorIn(geometry, props.cursor), [geometry, props.cursor]);
  const answered = useMemo(() => (choice === undefined ? null : previewMarks(choice)), [choice]);
  const refused = (choice?.refusal ?? null) !== null;
  const guest =
    props.mode === 'masks' ? undefined : described.state.mdevs.find(({ id }) => id === props.guestId);

  useLayoutEffect(() => {
    const created = createSurface({
      base: base.current!,
      overlay: overlay.current!,
      scroll: controller.scroll,
      onPainted: (info) => controller.source().props.onPainted?.(info),
    });
    surface.current = created;
    return () => created.destroy();
  }, [controller]);
  useLayoutEffect(() => {
    if (scene === null) return;
    surface.current?.point({
      headers: scene.headers,
      target,
      gesture,
      marks: gesture === null ? null : (columnMarks(gesture, props.mode, geometry, refused) ?? answered),
      hue: guest === undefined ? null : guest.hue & 7,
      cursor,
      focused,
      band: interaction.kind === 'rubberBand' ? { from: interaction.from, to: interaction.to } : null,
      highlight: props.highlight,
    });
  });

  const shownGeometry = useRef<Geometry>(geometry);
  useLayoutEffect(() => {
    const before = shownGeometry.current;
    shownGeometry.current = geometry;
    if (before.pitch !== geometry.pitch && view.width > 0) {
      const middle = { x: (view.width * geometry.ratio) / 2, y: (view.height * geometry.ratio) / 2 };
      const at = zoomAnchor.current ?? middle;
      zoomAnchor.current = null;
      controller.scrollTo(scrollAfterZoom(before, geometry, controller.lastScroll(), at));
    }
    if (before !== geometry) controller.cellsMoved();
    if (scene === null) return;
    promiser.settled();
    surface.current?.show(scene);
  }, [scene, geometry, view, controller, promiser]);

  const { rows, columns } = geometry;
  const { mode, layer, guestId } = props;
  const meaning = useRef('');
  useLayoutEffect(() => {
    // What was hovered or dragged meant other ids, or another guest.
    const now = [rows, columns, mode, layer, guestId].join(' ');
    if (meaning.current !== '' && meaning.current !== now) controller.dispatch({ kind: 'cancel' });
    meaning.current = now;
  }, [rows, columns, mode, layer, guestId, controller]);

  useHighlight(props.highlight, surface);
  useEffect(() => {
    const cell = cursorIn(controller.source().geometry, props.highlight[0] ?? null);
    if (cell !== null) controller.showCell(cell, HIGHLIGHT_MARGIN);
  }, [props.highlight, controller]);

  const visible = visibleWindow(geometry, scroll, {
    width: view.width * geometry.ratio,
    height: view.height * geometry.ratio,
  });
  const { firstRow, lastRow, firstColumn, lastColumn } = ariaWindow(visible, cursor);
  // Describing some 300 cells in words takes as long as painting 65,536: the picture goes first.
  const spoken = useDeferredValue(
    useMemo(
      () => ({ prefix, geometry, described, cursor, window: { firstRow, lastRow, firstColumn, lastColumn } }),
      [prefix, geometry, described, cursor, firstRow, lastRow, firstColumn, lastColumn],
    ),
  );
  const cursorMounted =
    cursor !== null &&
    cursor.row >= firstRow &&
    cursor.row <= lastRow &&
    cursor.column >= firstColumn &&
    cursor.column <= lastColumn;

  return (
    <div className="ap-grid">
      <canvas ref={base} aria-hidden="true" />
      <canvas ref={overlay} aria-hidden="true" />
      <div
        ref={scroller}
        className="ap-grid-scroller"
        role="grid"
        tabIndex={0}
        aria-label="AP matrix, adapters by domains"
        aria-rowcount={geometry.rows.length + 1}
        aria-colcount={geometry.columns.length + 1}
        aria-multiselectable="true"
        aria-readonly={!isPaintable(props)}
        aria-activedescendant={cursorMounted ? cellId(prefix, cursor.row, cursor.column) : undefined}
        data-cursor={interaction.kind === 'panning' ? 'pan' : gesture !== null ? 'paint' : 'idle'}
        onFocus={() => setFocused(true)}
        onBlur={() => {
          setFocused(false);
          controller.dispatch({ kind: 'cancel' });
        }}
        {...events.handlers}
      >
        <div
          className="ap-grid-space"
          style={{ width: geometry.width / geometry.ratio, height: geometry.height / geometry.ratio }}
        >
          <AriaGrid {...spoken} />
        </div>
      </div>
      {geometry.rows.length * geometry.columns.length === 0 && (
        <p className="ap-grid-empty">This LPAR has no AP adapters or no usage domains.</p>
      )}
      {!scrolling && <GridTip {...{ props, described, geometry, view, target, gesture, scroll }} />}
      <LivePreview text={gesture === null ? '' : (props.preview?.choices[0]?.label ?? '')} />
      <TypedBox text={events.typed} />
    </div>
  );
}

/** While the engine thinks about a gesture nothing is said; only if it takes this long, what the cell is. */
const ANSWER_WAIT = 250;

function AfterPause(props: { readonly milliseconds: number; readonly children: ReactNode }) {
  const [over, setOver] = useState(props.milliseconds === 0);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), props.milliseconds);
    return () => clearTimeout(timer);
  }, [props.milliseconds]);
  return over ? props.children : null;
}

interface GridTipProps {
  readonly props: ApGridProps;
  readonly described: Parameters<typeof CellTip>[0]['described'];
  readonly geometry: Geometry;
  readonly view: { readonly width: number; readonly height: number };
  readonly target: Snapshot['target'];
  readonly gesture: Snapshot['gesture'];
  readonly scroll: Point;
}

function GridTip({ props, described, geometry, view, target, gesture, scroll }: GridTipProps) {
  if (target.area === 'outside') return null;
  const row = target.area === 'column' ? null : target.row;
  const column = target.area === 'row' ? null : target.column;
  if ((row ?? 0) >= geometry.rows.length || (column ?? 0) >= geometry.columns.length) return null;
  const origin = cellOrigin(geometry, scroll, row ?? 0, column ?? 0);
  const side = geometry.pitch / geometry.ratio;
  const anchor: Rect = {
    left: (column === null ? 0 : origin.x) / geometry.ratio,
    top: (row === null ? 0 : origin.y) / geometry.ratio,
    width: column === null ? geometry.headerWidth / geometry.ratio : side,
    height: row === null ? geometry.headerHeight / geometry.ratio : side,
  };
  if (gesture !== null && props.preview !== null)
    return (
      <PlacedTooltip anchor={anchor} view={view}>
        <PreviewTip preview={props.preview} state={described.state} painted={props.guestId} />
      </PlacedTooltip>
    );
  return (
    <AfterPause key={`${row} ${column}`} milliseconds={gesture === null ? 0 : ANSWER_WAIT}>
      <PlacedTooltip anchor={anchor} view={view}>
        <CellTip
          described={described}
          adapter={row === null ? null : geometry.rows[row]!}
          domain={column === null ? null : geometry.columns[column]!}
        />
      </PlacedTooltip>
    </AfterPause>
  );
}

/** Long enough that a moving pointer or a held arrow key says nothing. */
const SAY_AFTER = 350;

function LivePreview({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(text), SAY_AFTER);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="ap-grid-live" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  );
}
