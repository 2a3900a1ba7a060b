import './splitpane.css';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

export interface SplitPaneProps {
  /** `row`: panes side by side, `column`: one above the other. */
  readonly direction: 'row' | 'column';
  /** Which pane has the given size; the other one takes the rest. */
  readonly sized: 'first' | 'second';
  /** CSS pixels. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly onSize: (size: number) => void;
  /** Name of the separator for assistive technology: `Size of the inspector`. */
  readonly label: string;
  readonly first: ReactNode;
  readonly second: ReactNode;
}

const KEY_STEP = 16;

/** Two panes with a separator that can be dragged and moved with the arrow keys. */
export function SplitPane({
  direction,
  sized,
  size,
  min,
  max,
  onSize,
  label,
  first,
  second,
}: SplitPaneProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | null>(null);
  const sign = sized === 'first' ? 1 : -1;
  const clamped = Math.min(max, Math.max(min, size));

  function resize(next: number): void {
    onSize(Math.round(Math.min(max, Math.max(min, next))));
  }
  function position(event: PointerEvent): number {
    return direction === 'row' ? event.clientX : event.clientY;
  }
  function onKeyDown(event: KeyboardEvent): void {
    const smaller = direction === 'row' ? 'ArrowLeft' : 'ArrowUp';
    const larger = direction === 'row' ? 'ArrowRight' : 'ArrowDown';
    if (event.key === smaller) resize(clamped - sign * KEY_STEP);
    else if (event.key === larger) resize(clamped + sign * KEY_STEP);
    else if (event.key === 'Home') resize(min);
    else if (event.key === 'End') resize(max);
    else return;
    event.preventDefault();
  }

  const fixed = { flexBasis: clamped };
  return (
    <div className={`split split-${direction}`}>
      <div
        className={sized === 'first' ? 'split-fixed' : 'split-rest'}
        style={sized === 'first' ? fixed : undefined}
      >
        {first}
      </div>
      <div
        className="split-handle"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={clamped}
        aria-valuemin={min}
        aria-valuemax={max}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = { at: position(event), size: clamped };
        }}
        onPointerMove={(event) => {
          if (start.current !== null)
            resize(start.current.size + sign * (position(event) - start.current.at));
        }}
        onPointerUp={() => {
          start.current = null;
        }}
        onPointerCancel={() => {
          if (start.current !== null) resize(start.current.size);
          start.current = null;
        }}
      />
      <div
        className={sized === 'second' ? 'split-fixed' : 'split-rest'}
        style={sized === 'second' ? fixed : undefined}
      >
        {second}
      </div>
    </div>
  );
}
