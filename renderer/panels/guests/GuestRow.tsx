import type { PointerEvent, ReactNode } from 'react';
import { IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { ContextMenu, Menu, type MenuEntries } from '../../ui/Menu.tsx';

/** A guest in the column: swatch, name, whether it runs, its errors, what the family adds, how much it has. */
export function GuestRow({
  guest,
  mark,
  picked,
  reachable,
  said,
  running,
  errors,
  badge,
  count,
  countHint,
  absent = false,
  className,
  entries,
  onPick,
  onRename,
  onPointerDown,
}: {
  readonly guest: { readonly id: string; readonly name: string };
  readonly mark: ReactNode;
  readonly picked: boolean;
  /** The tab key stops here: the picked one, or the first while none is. */
  readonly reachable: boolean;
  /** Read out, in this order; empty texts are left out. */
  readonly said: readonly string[];
  /** What pointing at the mark of a running guest says; null when it does not run, or nobody knows. */
  readonly running: string | null;
  readonly errors: number;
  readonly badge?: ReactNode;
  readonly count: ReactNode;
  readonly countHint?: string | undefined;
  readonly absent?: boolean;
  readonly className?: string;
  readonly entries: MenuEntries;
  readonly onPick: () => void;
  readonly onRename: () => void;
  readonly onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
}) {
  const menu = `What to do with ${guest.name}`;
  return (
    <ContextMenu label={menu} entries={entries}>
      <div className="work-guest" data-picked={picked} data-absent={absent}>
        <button
          type="button"
          className={className === undefined ? 'work-guest-pick' : `work-guest-pick ${className}`}
          data-guest={guest.id}
          aria-pressed={picked}
          aria-label={said.filter((part) => part !== '').join(', ')}
          tabIndex={reachable ? 0 : -1}
          onPointerDown={onPointerDown}
          onClick={onPick}
          onDoubleClick={onRename}
        >
          {mark}
          <span className="truncate" title={guest.name}>
            {guest.name}
          </span>
          {running !== null && (
            <span className="work-running" title={running}>
              ●
            </span>
          )}
          {errors > 0 && (
            <Badge tone="danger" icon="error">
              {errors}
            </Badge>
          )}
          {badge}
          <span className="work-guest-count tabular" title={countHint}>
            {count}
          </span>
        </button>
        <Menu
          label={menu}
          align="end"
          trigger={
            <IconButton
              icon="more"
              size="small"
              label={`More for ${guest.name}`}
              tabIndex={picked ? 0 : -1}
            />
          }
          entries={entries}
        />
      </div>
    </ContextMenu>
  );
}
