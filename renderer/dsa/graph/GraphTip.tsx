import { useLayoutEffect, useRef, useState } from 'react';
import { StateGlyph } from './glyphs.tsx';
import type { Look } from './looks.ts';
import type { Placed } from './placed.ts';
import { HEADINGS, type Size, type Viewport } from './view.ts';

interface GraphTipProps {
  readonly placed: Placed;
  readonly look: Look;
  readonly lines: readonly string[];
  readonly viewport: Viewport;
  readonly size: Size;
}

const DISTANCE = 8;

/** Below the part, or above it where there is no room; a tall frame is pointed at by its header. */
export function GraphTip({ placed, look, lines, viewport, size }: GraphTipProps) {
  const element = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState({ width: 260, height: 90 });
  useLayoutEffect(() => {
    const measured = element.current;
    if (measured !== null) setBox({ width: measured.offsetWidth, height: measured.offsetHeight });
  }, [placed, lines]);
  const { zoom } = viewport;
  const left = placed.x * zoom + viewport.x;
  const top = placed.y * zoom + viewport.y;
  const tall = (placed.part.kind === 'device' ? Math.min(66, placed.height) : placed.height) * zoom;
  const below = top + tall + DISTANCE;
  const fits = below + box.height < size.height - 4;
  const place = {
    left: Math.max(8, Math.min(left, size.width - box.width - 8)),
    top: fits ? Math.max(HEADINGS + 4, below) : Math.max(HEADINGS + 4, top - DISTANCE - box.height),
  };
  return (
    <div ref={element} className="dsa-tip" style={place} aria-hidden="true">
      <strong>
        <StateGlyph standing={look.standing} />
        {look.title}
      </strong>
      {placed.part.kind === 'mdev' && <code>{look.full}</code>}
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
