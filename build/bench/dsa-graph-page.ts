/**
 * Runs in the page of the measurement: the studio's graph, or the plain way of drawing the same host, React Flow with all
 * nodes and edges mounted where dagre places them. Data are made before the clock starts.
 */
import dagre from '@dagrejs/dagre';
import { Background, type Edge, type Node, ReactFlow } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { DsaGraph } from '../../renderer/dsa/graph/DsaGraph.tsx';
import { crowdedHost } from '../../renderer/dsa/graph/fixture.ts';
import type { GraphProps } from '../../renderer/dsa/graph/graph-props.ts';
import { layOut } from '../../renderer/dsa/graph/layout.ts';
import '../../renderer/ui/theme.css';
import '../../renderer/ui/base.css';

const NONE: ReadonlySet<string> = new Set();
const NO_TROUBLE: GraphProps['troubled'] = new Map();
const nothing = () => {};

let root: Root | null = null;
let host = crowdedHost(1, 1, 1, 1);

function fresh(): Root {
  root?.unmount();
  root = createRoot(document.getElementById('root')!);
  return root;
}

function makeHost(devices: number, wqsEach: number, mdevsEach: number, guests: number) {
  host = crowdedHost(devices, wqsEach, mdevsEach, guests);
  const { nodes, edges } = layOut(host, { collapsed: NONE, unfolded: NONE });
  return { nodes: nodes.length, edges: edges.length };
}

function studioProps(goTo: GraphProps['goTo']): GraphProps {
  return {
    state: host,
    changed: NONE,
    selected: null,
    highlighted: NONE,
    collapsed: NONE,
    troubled: NO_TROUBLE,
    dragged: null,
    follow: false,
    fit: 0,
    goTo,
    onSelect: nothing,
    onToggleDevice: nothing,
    onDragOver: nothing,
    onDragStart: nothing,
    onDrop: nothing,
    onOpen: nothing,
    onMenu: nothing,
  };
}

function drawStudio(): void {
  fresh().render(createElement(DsaGraph, studioProps(null)));
}

/** Flies to a part of what `drawStudio` drew. */
function showPart(id: string): void {
  root?.render(createElement(DsaGraph, studioProps({ id, serial: 1 })));
}

/** The same parts and the same lines as the studio draws; only where they stand is dagre's business. */
function plainParts(): { readonly nodes: Node[]; readonly edges: Edge[] } {
  const { nodes, edges } = layOut(host, { collapsed: NONE, unfolded: NONE });
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR' });
  graph.setDefaultEdgeLabel(() => ({}));
  const parts = nodes.filter(({ part }) => part.kind !== 'device');
  for (const { key, width, height } of parts) graph.setNode(key, { width, height });
  for (const { from, to } of edges) graph.setEdge(from.key, to.key);
  dagre.layout(graph);
  return {
    nodes: parts.map(({ key, id }) => ({ id: key, position: graph.node(key), data: { label: id } })),
    edges: edges.map(({ key, from, to }) => ({ id: key, source: from.key, target: to.key })),
  };
}

/** Milliseconds of dagre alone. */
function drawPlain(): number {
  const start = performance.now();
  const parts = plainParts();
  const layoutTime = performance.now() - start;
  fresh().render(
    createElement(ReactFlow, { ...parts, fitView: true, minZoom: 0.005 }, createElement(Background)),
  );
  return layoutTime;
}

Object.assign(window, { makeHost, drawStudio, showPart, drawPlain });
