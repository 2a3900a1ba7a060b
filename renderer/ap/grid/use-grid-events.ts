/** Handlers of the scroll container: pointer, wheel, keys and scrolling, handed to the controller. */
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { Controller } from './controller.ts';
import { fitCell, type Point, stepCell } from './geometry.ts';
import { cellOrigin } from './geometry.ts';
import { cellOfText, readKey } from './keyboard.ts';
import type { Surface } from './surface.ts';

interface Wiring {
  readonly controller: Controller;
  readonly scroller: RefObject<HTMLElement | null>;
  /** `ApGridProps.fit` */
  readonly fit: number | undefined;
  readonly zoomAnchor: RefObject<Point | null>;
  readonly setScrolling: (scrolling: boolean) => void;
  readonly surface: RefObject<Surface | null>;
}

/** Typed text waits this long for its next character. */
const TYPE_PAUSE = 1600;
/** The tooltip comes back this long after the last scroll event. */
const SCROLL_PAUSE = 140;
/** Wheel travel for one zoom step: a mouse's notch is 100 or 120, a pinch sends single digits. */
const WHEEL_STEP = 40;

export function useGridEvents(wiring: Wiring) {
  const { controller, scroller, zoomAnchor, fit, setScrolling, surface } = wiring;
  const [typed, setTyped] = useState('');
  const spaceHeld = useRef(false);
  const spacePanned = useRef(false);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (typed === '') return;
    const timer = setTimeout(() => {
      setTyped('');
      const { geometry, props, view } = controller.source();
      if (typed === '0') props.onCellSize(...fitCell(geometry, view, geometry.ratio));
      else {
        const to = cellOfText(typed, { axes: geometry, cursor: controller.cursorCell() });
        if (to !== null && typed.length > 1) controller.dispatch({ kind: 'go', to, extend: false });
      }
    }, TYPE_PAUSE);
    return () => clearTimeout(timer);
  }, [typed, controller]);

  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    let travel = 0;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      travel += event.deltaY;
      if (Math.abs(travel) < WHEEL_STEP) return;
      zoomAnchor.current = controller.pointOf(event.clientX, event.clientY);
      const { props } = controller.source();
      props.onCellSize(stepCell(props.cellSize, travel < 0 ? 1 : -1));
      travel = 0;
    };
    // React attaches wheel listeners as passive ones, which cannot keep the page from zooming.
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [controller, scroller, zoomAnchor]);

  const fitted = useRef(fit);
  useEffect(() => {
    if (fitted.current === fit) return;
    fitted.current = fit;
    const { geometry, props, view } = controller.source();
    props.onCellSize(...fitCell(geometry, view, geometry.ratio));
  }, [fit, controller]);

  function onKeyDown(event: KeyboardEvent): void {
    const { geometry, view, props } = controller.source();
    if (event.metaKey) return;
    if (event.key === ' ' && !event.shiftKey && !event.ctrlKey) {
      // Painting waits for the key to come up: with the pointer, a held space bar pans.
      event.preventDefault();
      if (!event.repeat) spacePanned.current = false;
      spaceHeld.current = true;
      return;
    }
    const room = { width: view.width * geometry.ratio, height: view.height * geometry.ratio };
    const intent = readKey(
      { key: event.key, shift: event.shiftKey, control: event.ctrlKey, alt: event.altKey },
      {
        axes: geometry,
        cursor: controller.cursorCell(),
        page: {
          rows: Math.max(1, Math.floor((room.height - geometry.headerHeight) / geometry.pitch) - 1),
          columns: Math.max(1, Math.floor((room.width - geometry.headerWidth) / geometry.pitch) - 1),
        },
        typed,
      },
    );
    if (intent === null) return;
    // With nothing begun to cancel, Escape belongs to whatever is around the grid.
    if (intent.kind === 'cancel' && ['idle', 'hovering'].includes(controller.interaction().kind))
      return controller.dispatch(intent);
    event.preventDefault();
    event.stopPropagation();
    if (intent.kind === 'typed') return setTyped(intent.text);
    setTyped('');
    if (intent.kind === 'zoom') props.onCellSize(stepCell(props.cellSize, intent.direction));
    else controller.dispatch(intent);
  }

  function onKeyUp(event: KeyboardEvent): void {
    if (event.key !== ' ' || !spaceHeld.current) return;
    spaceHeld.current = false;
    if (!spacePanned.current) controller.dispatch({ kind: 'act', what: 'cell', alt: event.altKey });
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    if (event.button !== 0 && event.button !== 1) return;
    const point = controller.pointOf(event.clientX, event.clientY);
    const target = controller.hit(point);
    const { view, geometry } = controller.source();
    if (point.x >= view.width * geometry.ratio || point.y >= view.height * geometry.ratio) return;
    const pans = event.button === 1 || spaceHeld.current;
    if (pans) spacePanned.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    controller.dispatch({
      kind: 'press',
      target,
      point,
      button: pans ? 'pan' : 'primary',
      shift: event.shiftKey,
      alt: event.altKey,
    });
  }

  function onContextMenu(event: MouseEvent): void {
    const { props, geometry, view } = controller.source();
    if (props.onContextMenu === undefined) return;
    event.preventDefault();
    const point = controller.pointOf(event.clientX, event.clientY);
    const target = controller.hit(point);
    const inside = point.x > 0 && point.x < view.width * geometry.ratio;
    if (target.area === 'cell' && inside && event.button === 2) {
      const apqn = geometry.rows[target.row]! * 256 + geometry.columns[target.column]!;
      props.onCursor(apqn);
      props.onContextMenu(apqn, { x: event.clientX, y: event.clientY });
      return;
    }
    const cursor = controller.cursorCell();
    if (cursor === null || event.button === 2) return;
    const origin = cellOrigin(geometry, controller.scroll(), cursor.row, cursor.column);
    const box = scroller.current!.getBoundingClientRect();
    props.onContextMenu(geometry.rows[cursor.row]! * 256 + geometry.columns[cursor.column]!, {
      x: box.left + (origin.x + geometry.pitch) / geometry.ratio,
      y: box.top + (origin.y + geometry.pitch) / geometry.ratio,
    });
  }

  const handlers = {
    onKeyDown,
    onKeyUp,
    onPointerDown,
    onContextMenu,
    onPointerMove: (event: PointerEvent) =>
      controller.pointerMoved(event.clientX, event.clientY, event.altKey),
    onPointerUp: () => controller.dispatch({ kind: 'release' }),
    onPointerCancel: () => controller.dispatch({ kind: 'cancel' }),
    onPointerLeave: () => controller.dispatch({ kind: 'leave' }),
    onMouseDown: (event: MouseEvent) => {
      if (event.button === 1) event.preventDefault();
    },
    onScroll: () => {
      controller.scrolled();
      surface.current?.scrolled();
      setScrolling(true);
      clearTimeout(pause.current);
      pause.current = setTimeout(() => {
        setScrolling(false);
        controller.publish();
        controller.cellsMoved();
      }, SCROLL_PAUSE);
    },
  };

  return { handlers, typed };
}
