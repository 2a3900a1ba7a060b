import './virtuallist.css';
import { type ReactNode, type Ref, useState } from 'react';

export interface VirtualListProps {
  readonly count: number;
  /** Height of every row in rem. */
  readonly rowHeight: number;
  readonly label: string;
  readonly renderRow: (index: number) => ReactNode;
  readonly className?: string;
  readonly ref?: Ref<HTMLDivElement>;
}

/** Rows drawn beyond each edge, so that a fast scroll shows no gap. */
const SPARE_ROWS = 8;

/** Mounts only the rows in view. Rows have one height; each row gives its own role. */
export function VirtualList({ count, rowHeight, label, renderRow, className, ref }: VirtualListProps) {
  const [view, setView] = useState({ top: 0, height: 640 });
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const pixels = rowHeight * rem;
  const first = Math.max(0, Math.floor(view.top / pixels) - SPARE_ROWS);
  const last = Math.min(count, Math.ceil((view.top + view.height) / pixels) + SPARE_ROWS);
  return (
    <div
      ref={ref}
      className={className === undefined ? 'virtual-list' : `virtual-list ${className}`}
      role="list"
      aria-label={label}
      onScroll={(event) =>
        setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
      }
    >
      <div className="virtual-list-all" style={{ height: count * pixels }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, offset) => (
          <div
            key={first + offset}
            role="listitem"
            aria-setsize={count}
            aria-posinset={first + offset + 1}
            className="virtual-list-row"
            style={{ top: (first + offset) * pixels, height: pixels }}
          >
            {renderRow(first + offset)}
          </div>
        ))}
      </div>
    </div>
  );
}
