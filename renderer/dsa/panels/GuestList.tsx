import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { DsaGuest } from '../../../shared/dsa/types.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ContextMenu, Menu } from '../../ui/Menu.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { useDsa, useDsaState, useShownMoment } from '../dsa-context.ts';
import { guestEntries } from '../part-entries.ts';
import { isRunning, mdevsOf } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';
import { useDragSource } from './use-dragging.ts';

/** CSS pixels at 100 % text size; the row's own style has the same. */
const ROW_HEIGHT = 34;

function useErrors(): ReadonlyMap<string, number> {
  const { problems } = useDsa().host;
  return useMemo(() => {
    const errors = new Map<string, number>();
    for (const problem of problems)
      for (const ref of problem.refs)
        if (ref.kind === 'guest' && problem.severity === 'error')
          errors.set(ref.id, (errors.get(ref.id) ?? 0) + 1);
    return errors;
  }, [problems]);
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'mdev' : 'mdevs'}`;
}

function GuestRow({
  guest,
  errors,
  first,
}: {
  readonly guest: DsaGuest;
  readonly errors: number;
  readonly first: boolean;
}) {
  const { store, host } = useDsa();
  const moment = useShownMoment();
  const guestId = useDsaState((state) => state.guestId);
  const picked = guestId === guest.id;
  const state = moment?.shown ?? host.desired;
  const count = mdevsOf(state, guest.id).length;
  const running = isRunning(state, guest.id);
  const said = [
    guest.name,
    counted(count),
    running === true ? 'running' : '',
    errors > 0 ? `${errors} errors` : '',
  ];
  const entries = () => guestEntries({ store, state: host.desired }, guest);
  const onPointerDown = useDragSource(guest.id);
  return (
    <ContextMenu label={`What to do with ${guest.name}`} entries={entries}>
      <div className="work-guest" data-picked={picked}>
        <button
          type="button"
          className="work-guest-pick dsa-draggable"
          data-guest={guest.id}
          aria-pressed={picked}
          aria-label={said.filter((part) => part !== '').join(', ')}
          tabIndex={picked || (guestId === null && first) ? 0 : -1}
          onPointerDown={onPointerDown}
          onClick={() => store.getState().pickGuest(picked ? null : guest.id)}
          onDoubleClick={() =>
            store.getState().set({ guestId: guest.id, dialog: { kind: 'rename', guest: guest.id } })
          }
        >
          <GuestMark guestId={guest.id} />
          <span className="truncate" title={guest.name}>
            {guest.name}
          </span>
          {running === true && (
            <span className="work-running" title="Running">
              ●
            </span>
          )}
          {errors > 0 && (
            <Badge tone="danger" icon="error">
              {errors}
            </Badge>
          )}
          <span className="work-guest-count tabular">{counted(count)}</span>
        </button>
        <Menu
          label={`What to do with ${guest.name}`}
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

/** The guests; the one that is picked gets what is given next. Arrow keys step, 1 to 9 pick, G gives. */
export function GuestList() {
  const { host, store } = useDsa();
  const guestId = useDsaState((state) => state.guestId);
  const errors = useErrors();
  const box = useRef<HTMLDivElement>(null);
  const { guests } = host.desired;
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key !== 'ArrowDown' && key !== 'ArrowUp' && key !== 'Enter') return;
    if (!(event.target instanceof HTMLElement) || event.altKey) return;
    const at = guests.findIndex((guest) => guest.id === (event.target as HTMLElement).dataset.guest);
    if (at < 0) return;
    event.preventDefault();
    const step = key === 'Enter' ? 0 : key === 'ArrowDown' ? 1 : -1;
    const next = guests[(at + step + guests.length) % guests.length]!.id;
    store.getState().pickGuest(next);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-guest="${CSS.escape(next)}"]`)?.focus(),
    );
  }
  const add = () => store.getState().set({ dialog: { kind: 'new-guest', name: '' } });
  return (
    <section className="work-guests" aria-labelledby="dsa-guests-title" onKeyDown={onKeyDown} ref={box}>
      <header className="work-column-head">
        <h2 id="dsa-guests-title" className="section-label">
          Guests: drag onto a work queue
        </h2>
        <span className="faint tabular">{guests.length}</span>
      </header>
      {guests.length === 0 ? (
        <div className="work-guests-empty">
          <Icon name="guest" size={22} />
          <p className="quiet">
            No guest has a queue yet. Add one, then drag it onto a work queue, or select the queue and press
            G.
          </p>
          <Button variant="primary" icon="plus" onClick={add}>
            Add a guest
          </Button>
        </div>
      ) : (
        <>
          <WindowedList
            label="Guests"
            items={guests}
            rowHeight={ROW_HEIGHT}
            keyOf={(guest) => guest.id}
            shown={guests.findIndex((guest) => guest.id === guestId)}
            renderRow={(guest, index) => (
              <GuestRow guest={guest} errors={errors.get(guest.id) ?? 0} first={index === 0} />
            )}
          />
          <Button
            variant="quiet"
            icon="plus"
            className="work-new-guest"
            shortcut="Alt+N"
            hint="Add a guest"
            onClick={add}
          >
            Add a guest
          </Button>
        </>
      )}
    </section>
  );
}
