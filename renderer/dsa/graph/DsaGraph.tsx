import '@xyflow/react/dist/base.css';
import './graph.css';
import { type CoordinateExtent, type Edge, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { DragGhost } from './DragGhost.tsx';
import { createFlowNodes } from './flow-nodes.ts';
import type { Point } from './edges.ts';
import type { Carried, GraphProps } from './graph-props.ts';
import { type Graph, useGraph, useMarks } from './graph-state.ts';
import { GraphTip } from './GraphTip.tsx';
import { GraphTree, itemId, spokenParts } from './GraphTree.tsx';
import { waysThrough } from './looks.ts';
import { Headings, ZoomBar } from './Overlays.tsx';
import { PartNode, type PartFlowNode } from './PartNode.tsx';
import { useCanvas } from './use-canvas.ts';
import { useFontLoads, usePalette, useSize } from '../../ui/canvas.ts';
import { useDrag } from './use-drag.ts';
import { useAsked, useFlight, useFollowed } from './use-flight.ts';
import { useGraphEvents } from './use-graph-events.ts';
import { useWindow } from './use-window.ts';
import {
  dropTarget,
  extentOf,
  firstViewport,
  hitAt,
  LEAST_ZOOM,
  MOST_ZOOM,
  type Size,
  toDrawing,
  type Viewport,
} from './view.ts';

const NODE_TYPES = { part: PartNode };
/** All lines are on the canvas. */
const NO_EDGES: Edge[] = [];
const TIP_WAIT = 280;

/**
 * A host's queues from engine to guest. Boxes are React Flow's, mounted only around what is in view; the lines, and from
 * afar everything, are on one canvas beneath them that moves in the same frame.
 */
export function DsaGraph(props: GraphProps) {
  const element = useRef<HTMLDivElement>(null);
  const size = useSize(element);
  return (
    <div ref={element} className="dsa-graph">
      {size.width > 0 && size.height > 0 && (
        <ReactFlowProvider>
          <Drawing {...props} size={size} />
        </ReactFlowProvider>
      )}
    </div>
  );
}

function useViewport(): { readonly viewport: Viewport; readonly ready: boolean } {
  const [x, y, zoom] = useStore(({ transform }) => transform);
  const ready = useStore(({ panZoom }) => panZoom !== null);
  return { viewport: useMemo(() => ({ x, y, zoom }), [x, y, zoom]), ready };
}

/** Held while it is the same, since React Flow takes a new one as a change. */
function useExtent(layout: Size, zoom: number, size: Size): CoordinateExtent {
  const [[left, top], [right, bottom]] = extentOf(layout, zoom, size);
  return useMemo(
    () => [
      [left, top],
      [right, bottom],
    ],
    [left, top, right, bottom],
  );
}

/** Name and mark of what is dragged; null when it is not there. */
function carriedIn({ related, layout }: Graph, what: Carried | null) {
  const part = what === null ? undefined : layout.byId.get(what.id)?.part;
  if (what?.kind === 'guest') {
    const guest = related.guests.get(what.id);
    return guest === undefined ? null : { name: guest.name, mark: guest };
  }
  if (what === null || part?.kind !== 'mdev') return null;
  const guest = part.mdev.guest === null ? undefined : related.guests.get(part.mdev.guest);
  return { name: related.shortIds.get(what.id) ?? what.id, mark: guest ?? null };
}

/** True when the same part has been pointed at for a moment and nothing moves. */
function useSettled(key: string | null): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), TIP_WAIT);
    return () => clearTimeout(timer);
  }, [key]);
  return key !== null && settled === key;
}

function Drawing({ size, ...props }: GraphProps & { readonly size: Size }) {
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const prefix = useId();
  const graph = useGraph(props);
  const { layout, finder, edgeFinder, links, looks, related } = graph;
  const { viewport, ready } = useViewport();
  const [first] = useState(() => firstViewport(layout, size));
  const at = ready ? viewport : first;
  const palette = usePalette(element);
  useFontLoads();
  const flight = useFlight(graph, size);
  useAsked(props, graph, flight, ready);
  useFollowed(props, graph, flight, ready);
  const what = props.dragged?.what;
  const moved = what?.kind === 'mdev' ? (props.state.mdevs.find(({ id }) => id === what.id) ?? null) : null;
  const targetAt = (point: Point) => dropTarget(hitAt(finder, toDrawing(viewport, point)), moved);
  const drag = useDrag(props, element, targetAt, flight.panBy);
  const { cursor, hovered, unhover, handlers } = useGraphEvents({
    props,
    graph,
    viewport,
    size,
    flight,
    drag,
    element,
  });
  const marks = useMarks(props, cursor?.part.kind === 'fold' ? cursor.key : null);
  const extent = useExtent(layout, at.zoom, size);

  const shown = useWindow(layout, finder, at, size);
  const [flowNodes] = useState(createFlowNodes);
  const nodes = useMemo(
    () => (shown.detail === 'nodes' ? flowNodes(finder.within(shown.box), looks, marks) : []),
    [shown, finder, looks, marks, flowNodes],
  );

  const pointed = hovered?.part.kind === 'device' ? null : hovered;
  const centre = pointed ?? (cursor?.part.kind === 'device' ? null : cursor);
  const ways = useMemo(() => (centre === null ? null : waysThrough(links, centre)), [links, centre]);
  const facts = {
    layout,
    finder,
    edgeFinder,
    looks,
    marks,
    viewport: at,
    size,
    detail: shown.detail,
    palette,
  };
  useCanvas(canvas, { ...facts, ways, dimmed: props.highlighted.size > 0 });

  // Saying what is in view in words takes longer than drawing it: the picture goes first.
  const spokenBox = useDeferredValue(shown.box);
  const spoken = useMemo(() => spokenParts(finder.within(spokenBox), cursor), [finder, spokenBox, cursor]);
  const [moving, setMoving] = useState(false);
  const settled = useSettled(moving || props.dragged !== null ? null : (hovered?.key ?? null));
  const flow = useMemo(
    () => (
      <ReactFlow<PartFlowNode>
        aria-hidden="true"
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={NODE_TYPES}
        defaultViewport={first}
        minZoom={LEAST_ZOOM}
        maxZoom={MOST_ZOOM}
        translateExtent={extent}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        panOnScroll
        zoomOnDoubleClick={false}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        deleteKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode="Control"
        proOptions={{ hideAttribution: true }}
        onMoveStart={() => {
          setMoving(true);
          unhover();
        }}
        onMoveEnd={() => setMoving(false)}
      />
    ),
    [nodes, first, extent, unhover],
  );
  const carried = carriedIn(graph, props.dragged?.what ?? null);
  const over = props.dragged?.over ?? null;

  return (
    <>
      <div
        ref={element}
        className="dsa-graph-tree"
        role="tree"
        tabIndex={0}
        aria-label="Work queues from engines to guests"
        aria-activedescendant={cursor === null ? undefined : itemId(prefix, cursor.key)}
        data-detail={shown.detail}
        data-pointing={hovered?.part.kind}
        data-dragging={props.dragged === null ? undefined : true}
        {...handlers}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {flow}
        <div
          className="dsa-spoken-space"
          style={{ transform: `translate(${at.x}px, ${at.y}px) scale(${at.zoom})` }}
        >
          <GraphTree prefix={prefix} parts={spoken} related={related} selected={props.selected} />
        </div>
        <Headings headings={layout.headings} viewport={at} size={size} />
        {layout.nodes.length === 0 && (
          <p className="dsa-empty">This host has no DSA or IAA device, and no guest to give one to.</p>
        )}
        {settled && hovered !== null && (
          <GraphTip
            placed={hovered}
            look={looks.of(hovered)}
            lines={looks.card(hovered)}
            viewport={at}
            size={size}
          />
        )}
        {drag.pointer !== null && props.dragged !== null && carried !== null && (
          <DragGhost
            {...carried}
            pointer={drag.pointer}
            target={over === null ? null : (layout.byId.get(over) ?? null)}
            drop={props.dragged.drop}
            viewport={at}
          />
        )}
      </div>
      <ZoomBar zoom={at.zoom} onZoom={(factor) => flight.zoomBy(factor, cursor)} onFit={flight.fit} />
    </>
  );
}
