import { memo } from 'react';
import type { Placed } from './placed.ts';
import { spokenOf } from './spoken.ts';
import type { Related } from './related.ts';

/** Mounted for a screen reader at once; the one with the focus is always among them. */
const MOST_SPOKEN = 120;

/** The parts in view around the focus. */
export function spokenParts(inView: readonly Placed[], cursor: Placed | null): readonly Placed[] {
  if (inView.length <= MOST_SPOKEN && (cursor === null || inView.includes(cursor))) return inView;
  const at = cursor === null ? 0 : Math.max(0, inView.indexOf(cursor));
  const start = Math.max(0, Math.min(at - MOST_SPOKEN / 2, inView.length - MOST_SPOKEN));
  const cut = inView.slice(start, start + MOST_SPOKEN);
  return cursor === null || cut.includes(cursor) ? cut : [cursor, ...cut];
}

export function itemId(prefix: string, key: string): string {
  return `${prefix}-${key}`;
}

interface GraphTreeProps {
  readonly prefix: string;
  readonly parts: readonly Placed[];
  readonly related: Related;
  readonly selected: string | null;
}

const LEVEL = { device: 1, engine: 2, group: 2, wq: 2, fold: 2, mdev: 2, guest: 1 } as const;

/** What is in view as real, unseen elements at the places of the drawn parts. */
export const GraphTree = memo(function GraphTree({ prefix, parts, related, selected }: GraphTreeProps) {
  return (
    <>
      {parts.map((placed) => (
        <div
          key={placed.key}
          id={itemId(prefix, placed.key)}
          role="treeitem"
          aria-level={LEVEL[placed.part.kind]}
          aria-selected={placed.id === selected}
          aria-expanded={
            placed.part.kind === 'device'
              ? !placed.part.collapsed
              : placed.part.kind === 'fold'
                ? false
                : undefined
          }
          className="dsa-spoken"
          style={{ left: placed.x, top: placed.y, width: placed.width, height: placed.height }}
        >
          {spokenOf(placed.part, related)}
        </div>
      ))}
    </>
  );
});
