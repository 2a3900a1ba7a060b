import './windowed.css';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

export interface WindowedListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  /** Height of every row in CSS pixels at 100 % text size. */
  readonly rowHeight: number;
  readonly keyOf: (item: Item) => string;
  /** Index to keep in view. */
  readonly shown: number;
  /** Index of the row that is drawn although it is out of view, so that Tab reaches it; without it, the one to keep in view. */
  readonly kept?: number;
  readonly renderRow: (item: Item, index: number) => ReactNode;
  /** The rows are those of a grid around the list and bring their own roles. */
  readonly inGrid?: boolean;
}

/** Rows outside the view cost nothing: 2 spare rows on both sides, so that focus can move by one. */
const SPARE = 2;

export function WindowedList<Item>({
  label,
  items,
  rowHeight,
  keyOf,
  shown,
  kept = shown,
  renderRow,
  inGrid = false,
}: WindowedListProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600, scale: 1 });
  const pixels = rowHeight * view.scale;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () =>
      setView({
        top: element.scrollTop,
        height: element.clientHeight,
        scale: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16,
      });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || shown < 0) return;
    const top = shown * pixels;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + pixels > element.scrollTop + element.clientHeight)
      element.scrollTop = top + pixels - element.clientHeight;
  }, [shown, pixels]);

  const first = Math.max(0, Math.floor(view.top / pixels) - SPARE);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / pixels) + SPARE);
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  if (kept >= 0 && kept < first) drawn.unshift(kept);
  else if (kept >= last && kept < items.length) drawn.push(kept);
  return (
    <div className="windowed" ref={box}>
      <ul aria-label={label} role={inGrid ? 'rowgroup' : undefined} style={{ height: items.length * pixels }}>
        {drawn.map((at) => (
          <li
            key={keyOf(items[at]!)}
            {...(inGrid
              ? { role: 'presentation' }
              : { 'aria-setsize': items.length, 'aria-posinset': at + 1 })}
            style={{ top: at * pixels, height: pixels }}
          >
            {renderRow(items[at]!, at)}
          </li>
        ))}
      </ul>
    </div>
  );
}
