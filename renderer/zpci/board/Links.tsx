import { type RefObject, useLayoutEffect, useRef } from 'react';
import { guestOfPart } from '../parts.ts';
import { useDrawn, useZpci, useZpciState } from '../zpci-context.ts';
import { joinedWith } from './use-board-keys.ts';

function rowBox(box: HTMLElement, id: string): DOMRect | null {
  const row = box.querySelector(`[data-row="${CSS.escape(id)}"]`);
  const list = row?.closest('.windowed')?.getBoundingClientRect();
  const rect = row?.getBoundingClientRect() ?? null;
  if (rect === null || list === undefined) return null;
  // A row that is scrolled out has no line: its other end says by its swatch where it belongs.
  const middle = rect.top + rect.height / 2;
  return middle < list.top || middle > list.bottom ? null : rect;
}

/** The thin line between the selected function and its device, drawn from where both rows stand. */
export function Links({ box }: { readonly box: RefObject<HTMLDivElement | null> }) {
  const { host } = useZpci();
  const { state } = useDrawn();
  const selected = useZpciState((each) => each.selected);
  const path = useRef<SVGPathElement>(null);
  const joined = selected === null ? null : joinedWith(state, selected);
  const device = selected?.startsWith('fn:') === true ? joined : selected;
  const hue = device === null ? 7 : (guestOfPart(host.desired, device)?.hue ?? 7);
  useLayoutEffect(() => {
    const columns = box.current;
    const line = path.current;
    if (columns === null || line === null) return;
    let frame = 0;
    function draw(): void {
      if (columns === null || line === null) return;
      const isFn = selected?.startsWith('fn:') === true;
      const left = selected === null || joined === null ? null : rowBox(columns, isFn ? selected : joined);
      const right = selected === null || joined === null ? null : rowBox(columns, isFn ? joined : selected);
      if (left === null || right === null) return line.setAttribute('d', '');
      const origin = columns.getBoundingClientRect();
      const [x1, y1] = [left.right - origin.left, left.top + left.height / 2 - origin.top];
      const [x2, y2] = [right.left - origin.left, right.top + right.height / 2 - origin.top];
      const bend = (x2 - x1) / 2;
      line.setAttribute('d', `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
    }
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    later();
    columns.addEventListener('scroll', later, { capture: true, passive: true });
    const sizes = new ResizeObserver(later);
    sizes.observe(columns);
    return () => {
      cancelAnimationFrame(frame);
      columns.removeEventListener('scroll', later, { capture: true });
      sizes.disconnect();
    };
  }, [box, selected, joined, state]);
  return (
    <svg className="zpci-links" aria-hidden="true">
      <path ref={path} data-hue={hue} />
    </svg>
  );
}
