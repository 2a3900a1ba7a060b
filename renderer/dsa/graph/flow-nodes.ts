/** The parts in a window as React Flow's nodes; a part that looks as before keeps its node, so it is not drawn again. */
import type { Look, Looks, Marks } from './looks.ts';
import type { PartFlowNode } from './PartNode.tsx';
import type { Placed } from './placed.ts';

interface Held {
  readonly node: PartFlowNode;
  readonly look: Look;
  readonly marks: Marks;
}

function sameMarks(left: Marks, right: Marks): boolean {
  return (
    left === right ||
    (left.selected === right.selected &&
      left.changed === right.changed &&
      left.dimmed === right.dimmed &&
      left.trouble === right.trouble &&
      left.drop === right.drop)
  );
}

export type FlowNodes = (
  placed: readonly Placed[],
  looks: Looks,
  marks: (placed: Placed) => Marks,
) => PartFlowNode[];

export function createFlowNodes(): FlowNodes {
  const held = new WeakMap<Placed, Held>();
  return (placed, looks, marks) =>
    placed.map((part) => {
      const before = held.get(part);
      const look = looks.of(part);
      const mark = marks(part);
      if (before && before.look === look && sameMarks(before.marks, mark)) return before.node;
      const { width, height } = part;
      const node: PartFlowNode = {
        id: part.key,
        type: 'part',
        position: { x: part.x, y: part.y },
        width,
        height,
        measured: { width, height },
        zIndex: part.part.kind === 'device' ? 0 : 1,
        data: { placed: part, look, marks: mark },
      };
      held.set(part, { node, look, marks: mark });
      return node;
    });
}
