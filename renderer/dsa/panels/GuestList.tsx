import { useMemo } from 'react';
import type { DsaGuest } from '../../../shared/dsa/types.ts';
import { troubleOfGuests } from '../../panels/guests/guest-problems.ts';
import { GuestColumn } from '../../panels/guests/GuestColumn.tsx';
import { GuestRow } from '../../panels/guests/GuestRow.tsx';
import { useDsa, useDsaState, useShownMoment } from '../dsa-context.ts';
import { guestEntries } from '../part-entries.ts';
import { isRunning, mdevsOf } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';
import { useDragSource } from './use-dragging.ts';

function counted(count: number): string {
  return `${count} ${count === 1 ? 'mdev' : 'mdevs'}`;
}

function Row({
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
  const running = isRunning(state, guest.id) === true;
  const onPointerDown = useDragSource(guest.id);
  return (
    <GuestRow
      guest={guest}
      mark={<GuestMark guestId={guest.id} />}
      picked={picked}
      reachable={picked || (guestId === null && first)}
      said={[guest.name, counted(count), running ? 'running' : '', errors > 0 ? `${errors} errors` : '']}
      running={running ? 'Running' : null}
      errors={errors}
      count={counted(count)}
      className="dsa-draggable"
      entries={() => guestEntries({ store, state: host.desired, observed: host.observed }, guest)}
      onPick={() => store.getState().pickGuest(picked ? null : guest.id)}
      onRename={() =>
        store.getState().set({ guestId: guest.id, dialog: { kind: 'rename', guest: guest.id } })
      }
      onPointerDown={onPointerDown}
    />
  );
}

/** The guests; the one that is picked gets what is given next. Arrow keys step, 1 to 9 pick, G gives. */
export function GuestList() {
  const { host, store } = useDsa();
  const guestId = useDsaState((state) => state.guestId);
  const troubles = useMemo(() => troubleOfGuests(host.problems), [host.problems]);
  const { guests } = host.desired;
  return (
    <GuestColumn
      title="Guests: drag onto a work queue"
      count={guests.length}
      guests={guests}
      picked={guestId}
      onPick={store.getState().pickGuest}
      empty="No guest has a queue yet. Add one, then drag it onto a work queue, or select the queue and press G."
      addLabel="Add a guest"
      onAdd={() => store.getState().set({ dialog: { kind: 'new-guest', name: '', mdev: null } })}
      renderRow={(guest, index) => (
        <Row guest={guest} errors={troubles.get(guest.id)?.error ?? 0} first={index === 0} />
      )}
    />
  );
}
