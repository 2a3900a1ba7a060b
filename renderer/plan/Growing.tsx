/** Long lists of things of different heights: some at first, more when their end comes near. */
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';

export interface Growing<Item> {
  readonly shown: readonly Item[];
  /** Goes below the last one; null when all are there. */
  readonly more: ReactNode;
}

export function useGrowing<Item>(items: readonly Item[], page: number): Growing<Item> {
  const [count, setCount] = useState(page);
  const end = useRef<HTMLDivElement>(null);
  const left = items.length - count;
  const grow = () => setCount((before) => before + page);
  useNear(end, left > 0, grow);
  return {
    shown: items.slice(0, count),
    more:
      left > 0 ? (
        <div className="plan-more" ref={end}>
          <Button size="small" variant="quiet" onClick={grow}>
            Show {Math.min(left, page)} more of {left}
          </Button>
        </div>
      ) : null,
  };
}

/** Calls back when the element scrolls into view. */
function useNear(element: RefObject<HTMLElement | null>, active: boolean, onNear: () => void): void {
  const near = useEffectEvent(onNear);
  useEffect(() => {
    const watched = element.current;
    if (!active || watched === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) near();
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, active]);
}
