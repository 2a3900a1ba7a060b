import { useLayoutEffect, useRef, useState } from 'react';
import type { Pointed } from './hit.ts';

interface MapTipProps {
  readonly pointed: Pointed;
  /** Part of the picture that is seen, CSS pixels of the picture. */
  readonly view: { readonly top: number; readonly width: number; readonly height: number };
}

const DISTANCE = 8;

/** Below what is pointed at, or above it where there is no room. */
export function MapTip({ pointed, view }: MapTipProps) {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 280, height: 80 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box !== null) setSize({ width: box.offsetWidth, height: box.offsetHeight });
  }, [pointed]);
  const below = pointed.y + pointed.height + DISTANCE;
  const above = pointed.y - DISTANCE - size.height;
  const place = {
    left: Math.max(8, Math.min(pointed.x, view.width - size.width - 8)),
    top: below + size.height <= view.top + view.height - 4 || above < view.top ? below : above,
  };
  const [title, ...lines] = pointed.lines;
  return (
    <div ref={element} className="xive-map-tip" style={place} aria-hidden="true">
      <strong>{title}</strong>
      {lines.map((line) => (
        <p key={line} data-tone={/stale|misresolved|signal|A fault in it/.test(line) ? 'danger' : 'plain'}>
          {line}
        </p>
      ))}
    </div>
  );
}
