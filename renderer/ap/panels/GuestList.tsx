import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { GuestSummary } from '../../../shared/ap/cards.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ContextMenu, Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { Button } from '../../ui/Button.tsx';
import { useAp, useApState, useShownMoment } from '../ap-context.ts';
import { guestEntries } from '../guest-entries.ts';
import { cellCount } from '../state-cells.ts';
import { useGuestSummaries } from '../guest-summaries.ts';
import { realApqns } from '../virtual-cells.ts';
import { GuestSwatch } from './GuestSwatch.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';

/** CSS pixels at 100 % text size; the row's own style has the same. */
const ROW_HEIGHT = 34;

interface Trouble {
  readonly error: number;
  readonly warning: number;
}

function useTroubles(): ReadonlyMap<string, Trouble> {
  const { problems } = useAp().host;
  return useMemo(() => {
    const troubles = new Map<string, { error: number; warning: number }>();
    for (const problem of problems)
      for (const ref of problem.refs) {
        if (ref.kind !== 'guest' || problem.severity === 'info') continue;
        const trouble = troubles.get(ref.id) ?? { error: 0, warning: 0 };
        trouble[problem.severity] += 1;
        troubles.set(ref.id, trouble);
      }
    return troubles;
  }, [problems]);
}

/** What a row counts: of the wish, or of the moment of a rehearsal that the matrix shows. */
type Counts = Pick<GuestSummary, 'apqns' | 'hiddenAdapters'>;

/** What the menu of a guest says that only the rehearsal has. */
const GONE: readonly MenuEntry[] = [{ kind: 'heading', id: 'gone', label: 'Deleted in the wish' }];

/** The guests of the wish, and behind them those that the moment of a rehearsal still has. */
function useListedGuests(): readonly Mdev[] {
  const { mdevs } = useAp().host.desired;
  const moment = useShownMoment();
  return useMemo(() => {
    if (moment === null) return mdevs;
    const wished = new Set(mdevs.map(({ id }) => id));
    return [...mdevs, ...moment.shown.mdevs.filter(({ id }) => !wished.has(id))];
  }, [mdevs, moment]);
}

/** Null while the wish is drawn; a guest that is not there at that moment has no counts. */
function useRehearsedCounts(): ReadonlyMap<string, Counts> | null {
  const moment = useShownMoment();
  return useMemo(() => {
    if (moment === null) return null;
    return new Map(
      moment.shown.mdevs.map((mdev) => {
        const { apm, aqm } = mdev.matrix;
        const apqns = mdev.type === 'virtual' ? realApqns(mdev).length : cellCount(apm, aqm);
        return [mdev.id, { apqns, hiddenAdapters: 0 }];
      }),
    );
  }, [moment]);
}

function GuestRow({
  mdev,
  trouble,
  counts,
  absent,
  first,
}: {
  readonly mdev: Mdev;
  readonly trouble: Trouble | undefined;
  readonly counts: Counts | undefined;
  /** The rehearsal shows a moment at which there is no such guest. */
  readonly absent: boolean;
  readonly first: boolean;
}) {
  const { store, host } = useAp();
  const guestId = useApState((state) => state.guestId);
  const picked = guestId === mdev.id;
  const hidden = counts?.hiddenAdapters ?? 0;
  const wished = host.desired.mdevs.some(({ id }) => id === mdev.id);
  const entries = wished ? guestEntries(store, mdev) : GONE;
  const said = [
    mdev.name,
    absent ? 'not there at this step' : '',
    counts === undefined ? '' : `${counts.apqns} ${counts.apqns === 1 ? 'APQN' : 'APQNs'}`,
    mdev.guest === null ? '' : 'running',
    trouble?.error ? `${trouble.error} errors` : '',
    hidden > 0 ? `${hidden} adapters hidden` : '',
    mdev.type === 'virtual' ? 'virtual' : '',
  ].filter((part) => part !== '');
  return (
    <ContextMenu label={`What to do with ${mdev.name}`} entries={entries}>
      <div className="work-guest" data-picked={picked} data-absent={absent}>
        <button
          type="button"
          className="work-guest-pick"
          data-guest={mdev.id}
          aria-pressed={picked}
          aria-label={said.join(', ')}
          tabIndex={picked || (guestId === null && first) ? 0 : -1}
          onClick={() => wished && store.getState().pickGuest(picked ? null : mdev.id)}
          onDoubleClick={() =>
            wished && store.getState().set({ guestId: mdev.id, dialog: { kind: 'rename', mdev: mdev.id } })
          }
        >
          <GuestSwatch guestId={mdev.id} />
          <span className="truncate" title={mdev.name}>
            {mdev.name}
          </span>
          {mdev.guest !== null && (
            <span className="work-running" title={`Running: ${mdev.guest}`}>
              ●
            </span>
          )}
          {trouble?.error !== undefined && trouble.error > 0 && (
            <Badge tone="danger" icon="error">
              {trouble.error}
            </Badge>
          )}
          {hidden > 0 && !trouble?.error && (
            <Badge tone="warning" icon="hidden">
              {hidden}
            </Badge>
          )}
          <span className="work-guest-count tabular" title={absent ? 'Not there at this step' : undefined}>
            {absent ? '–' : counts?.apqns}
          </span>
        </button>
        <Menu
          label={`What to do with ${mdev.name}`}
          align="end"
          trigger={
            <IconButton icon="more" size="small" label={`More for ${mdev.name}`} tabIndex={picked ? 0 : -1} />
          }
          entries={entries}
        />
      </div>
    </ContextMenu>
  );
}

/** The guests; the one that is picked is painted. Arrow keys step, 1 to 9 pick. */
export function GuestList() {
  const { host, store } = useAp();
  const guestId = useApState((state) => state.guestId);
  const troubles = useTroubles();
  const summaries = useGuestSummaries(host);
  const rehearsed = useRehearsedCounts();
  const box = useRef<HTMLDivElement>(null);
  const guests = useListedGuests();
  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key !== 'ArrowDown' && key !== 'ArrowUp' && key !== 'Enter') return;
    if (!(event.target instanceof HTMLElement) || event.altKey) return;
    const at = guests.findIndex((mdev) => mdev.id === (event.target as HTMLElement).dataset.guest);
    if (at < 0) return;
    event.preventDefault();
    // Enter keeps what an arrow has picked; the space bar, which presses the button, lets go of it.
    const step = key === 'Enter' ? 0 : key === 'ArrowDown' ? 1 : -1;
    const next = guests[(at + step + guests.length) % guests.length]!.id;
    store.getState().pickGuest(next);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-guest="${CSS.escape(next)}"]`)?.focus(),
    );
  }
  return (
    <section className="work-guests" aria-labelledby="ap-guests-title" onKeyDown={onKeyDown} ref={box}>
      <header className="work-column-head">
        <h2 id="ap-guests-title" className="section-label">
          {rehearsed === null ? 'Guests: pick one to paint' : 'Guests, as rehearsed'}
        </h2>
        <span className="faint tabular">{rehearsed?.size ?? guests.length}</span>
      </header>
      {guests.length === 0 ? (
        <div className="work-guests-empty">
          <Icon name="guest" size={22} />
          <p className="quiet">
            No guest has crypto queues yet. Make one, then click cells in the matrix to give it queues.
          </p>
          <Button
            variant="primary"
            icon="plus"
            onClick={() => store.getState().set({ dialog: { kind: 'new-guest' } })}
          >
            New guest
          </Button>
        </div>
      ) : (
        <>
          <WindowedList
            label="Guests"
            items={guests}
            rowHeight={ROW_HEIGHT}
            keyOf={(mdev) => mdev.id}
            shown={guests.findIndex((mdev) => mdev.id === guestId)}
            renderRow={(mdev, index) => (
              <GuestRow
                mdev={mdev}
                trouble={rehearsed === null ? troubles.get(mdev.id) : undefined}
                counts={(rehearsed ?? summaries).get(mdev.id)}
                absent={rehearsed !== null && !rehearsed.has(mdev.id)}
                first={index === 0}
              />
            )}
          />
          <Button
            variant="quiet"
            icon="plus"
            className="work-new-guest"
            shortcut="Alt+N"
            hint="New guest"
            onClick={() => store.getState().set({ dialog: { kind: 'new-guest' } })}
          >
            New guest
          </Button>
        </>
      )}
    </section>
  );
}
