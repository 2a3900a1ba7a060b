import type { Heading } from './placed.ts';
import type { Size, Viewport } from './view.ts';

interface HeadingsProps {
  readonly headings: readonly Heading[];
  readonly viewport: Viewport;
  readonly size: Size;
}

/** Width of a heading's text in CSS pixels, with some space after it. */
function room(text: string): number {
  return text.length * 6.6 + 6;
}

/** Names of the columns, at the top while all of them fit: a row of half the names explains nothing. */
export function Headings({ headings, viewport, size }: HeadingsProps) {
  const fits = ({ text, x }: Heading, at: number) =>
    ((headings[at + 1]?.x ?? Number.POSITIVE_INFINITY) - x) * viewport.zoom >= room(text);
  const shown = !headings.every(fits)
    ? []
    : headings.filter(({ x }) => {
        const left = x * viewport.zoom + viewport.x;
        return left > -120 && left < size.width;
      });
  if (shown.length === 0) return null;
  return (
    <div className="dsa-headings" aria-hidden="true">
      {shown.map(({ text, x }) => (
        <span key={`${text} ${x}`} style={{ transform: `translateX(${x * viewport.zoom + viewport.x}px)` }}>
          {text}
        </span>
      ))}
    </div>
  );
}

interface ZoomBarProps {
  readonly zoom: number;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}

export function ZoomBar({ zoom, onZoom, onFit }: ZoomBarProps) {
  return (
    <div className="dsa-zoom" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" onClick={() => onZoom(1 / 1.25)}>
        −
      </button>
      <output>{Math.round(zoom * 100)} %</output>
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => onZoom(1.25)}>
        +
      </button>
      <button type="button" aria-label="Fit all" title="Fit all (0)" onClick={onFit}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path
            d="M1.5 4V1.5H4M8 1.5h2.5V4M10.5 8v2.5H8M4 10.5H1.5V8"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
          />
        </svg>
      </button>
    </div>
  );
}
