import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';

/** CSS pixels at 100 % text size; the row's own style has the same. */
const ROW_HEIGHT = 34;

/** The guests of a view below the navigation. Arrow keys step and pick; Enter keeps what an arrow has picked. */
export function GuestColumn<Guest extends { readonly id: string }>({
  title,
  count,
  guests,
  picked,
  onPick,
  empty,
  addLabel,
  onAdd,
  renderRow,
}: {
  readonly title: string;
  readonly count: number;
  readonly guests: readonly Guest[];
  readonly picked: string | null;
  readonly onPick: (id: string) => void;
  /** Said where there is no guest yet. */
  readonly empty: string;
  readonly addLabel: string;
  readonly onAdd: () => void;
  /** A `GuestRow`. */
  readonly renderRow: (guest: Guest, index: number) => ReactNode;
}) {
  const heading = useId();
  const box = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key !== 'ArrowDown' && key !== 'ArrowUp' && key !== 'Enter') return;
    if (!(event.target instanceof HTMLElement) || event.altKey) return;
    const at = guests.findIndex((guest) => guest.id === (event.target as HTMLElement).dataset.guest);
    if (at < 0) return;
    event.preventDefault();
    // The space bar, which presses the button, lets go of what is picked.
    const step = key === 'Enter' ? 0 : key === 'ArrowDown' ? 1 : -1;
    const next = guests[(at + step + guests.length) % guests.length]!.id;
    onPick(next);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-guest="${CSS.escape(next)}"]`)?.focus(),
    );
  }
  return (
    <section className="work-guests" aria-labelledby={heading} onKeyDown={onKeyDown} ref={box}>
      <header className="work-column-head">
        <h2 id={heading} className="section-label">
          {title}
        </h2>
        <span className="faint tabular">{count}</span>
      </header>
      {guests.length === 0 ? (
        <div className="work-guests-empty">
          <Icon name="guest" size={22} />
          <p className="quiet">{empty}</p>
          <Button variant="primary" icon="plus" onClick={onAdd}>
            {addLabel}
          </Button>
        </div>
      ) : (
        <>
          <WindowedList
            label="Guests"
            items={guests}
            rowHeight={ROW_HEIGHT}
            keyOf={(guest) => guest.id}
            shown={guests.findIndex((guest) => guest.id === picked)}
            renderRow={renderRow}
          />
          <Button
            variant="quiet"
            icon="plus"
            className="work-new-guest"
            shortcut="Alt+N"
            hint={addLabel}
            onClick={onAdd}
          >
            {addLabel}
          </Button>
        </>
      )}
    </section>
  );
}
