import { useMemo } from 'react';
import type { GuestSummary } from '../../../shared/ap/cards.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { type Trouble, troubleOfGuests } from '../../panels/guests/guest-problems.ts';
import { GuestColumn } from '../../panels/guests/GuestColumn.tsx';
import { GuestRow } from '../../panels/guests/GuestRow.tsx';
import { Badge } from '../../ui/Callout.tsx';
import type { MenuEntry } from '../../ui/Menu.tsx';
import { useAp, useApState, useShownMoment } from '../ap-context.ts';
import { guestEntries } from '../guest-entries.ts';
import { cellCount } from '../state-cells.ts';
import { useGuestSummaries } from '../guest-summaries.ts';
import { realApqns } from '../virtual-cells.ts';
import { GuestSwatch } from './GuestSwatch.tsx';

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

function Row({
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
  ];
  return (
    <GuestRow
      guest={mdev}
      mark={<GuestSwatch guestId={mdev.id} />}
      picked={picked}
      reachable={picked || (guestId === null && first)}
      said={said}
      running={mdev.guest === null ? null : `Running: ${mdev.guest}`}
      errors={trouble?.error ?? 0}
      badge={
        hidden > 0 &&
        !trouble?.error && (
          <Badge tone="warning" icon="hidden">
            {hidden}
          </Badge>
        )
      }
      count={absent ? '–' : counts?.apqns}
      countHint={absent ? 'Not there at this step' : undefined}
      absent={absent}
      entries={entries}
      onPick={() => {
        if (wished) store.getState().pickGuest(picked ? null : mdev.id);
      }}
      onRename={() => {
        if (wished) store.getState().set({ guestId: mdev.id, dialog: { kind: 'rename', mdev: mdev.id } });
      }}
    />
  );
}

/** The guests; the one that is picked is painted. Arrow keys step, 1 to 9 pick. */
export function GuestList() {
  const { host, store } = useAp();
  const guestId = useApState((state) => state.guestId);
  const troubles = useMemo(() => troubleOfGuests(host.problems), [host.problems]);
  const summaries = useGuestSummaries(host);
  const rehearsed = useRehearsedCounts();
  const guests = useListedGuests();
  return (
    <GuestColumn
      title={rehearsed === null ? 'Guests: pick one to paint' : 'Guests, as rehearsed'}
      count={rehearsed?.size ?? guests.length}
      guests={guests}
      picked={guestId}
      onPick={store.getState().pickGuest}
      empty="No guest has crypto queues yet. Make one, then click cells in the matrix to give it queues."
      addLabel="New guest"
      onAdd={() => store.getState().set({ dialog: { kind: 'new-guest' } })}
      renderRow={(mdev, index) => (
        <Row
          mdev={mdev}
          trouble={rehearsed === null ? troubles.get(mdev.id) : undefined}
          counts={(rehearsed ?? summaries).get(mdev.id)}
          absent={rehearsed !== null && !rehearsed.has(mdev.id)}
          first={index === 0}
        />
      )}
    />
  );
}
