import type { Point } from './edges.ts';
import type { DropState } from './graph-props.ts';
import { NoGlyph } from './glyphs.tsx';
import type { Placed } from './placed.ts';
import type { Viewport } from './view.ts';

interface DragGhostProps {
  readonly name: string;
  /** Its guest's; null = an mdev for no guest. */
  readonly mark: { readonly hue: number; readonly label: string } | null;
  readonly pointer: Point;
  /** The part the pointer is over, with what it would say. */
  readonly target: Placed | null;
  readonly drop: DropState;
  readonly viewport: Viewport;
}

/** The line that would be drawn from the queue to what is dragged, and that under the pointer. */
export function DragGhost({ name, mark, pointer, target, drop, viewport }: DragGhostProps) {
  const start = target && {
    x: (target.x + target.width) * viewport.zoom + viewport.x,
    y: (target.y + Math.min(target.height, 50) / 2) * viewport.zoom + viewport.y,
  };
  const end = { x: pointer.x + 16, y: pointer.y + 22 };
  const says = target === null ? null : drop;
  return (
    <div className="dsa-drag" data-drop={says ?? 'nowhere'} aria-hidden="true">
      {start !== null && (
        <svg className="dsa-drag-line">
          <path
            data-hue={mark?.hue}
            d={`M${start.x} ${start.y}C${start.x + 40} ${start.y} ${end.x - 40} ${end.y} ${end.x} ${end.y}`}
          />
        </svg>
      )}
      <span className="dsa-drag-guest" style={{ transform: `translate(${end.x}px, ${end.y - 14}px)` }}>
        {says === 'refuses' ? (
          <NoGlyph />
        ) : (
          mark !== null && (
            <span className="dsa-chip" data-hue={mark.hue}>
              {mark.label}
            </span>
          )
        )}
        {name}
      </span>
    </div>
  );
}
