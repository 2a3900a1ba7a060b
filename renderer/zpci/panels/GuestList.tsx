import { useMemo } from 'react';
import type { ZpciGuest } from '../../../shared/zpci/types.ts';
import { troubleOfGuests } from '../../panels/guests/guest-problems.ts';
import { GuestColumn } from '../../panels/guests/GuestColumn.tsx';
import { GuestRow } from '../../panels/guests/GuestRow.tsx';
import { counted } from '../parts.ts';
import { guestEntries } from '../part-entries.ts';
import { useDrawn, useZpci, useZpciState } from '../zpci-context.ts';
import { GuestMark } from './GuestMark.tsx';

function Row({
  guest,
  errors,
  first,
}: {
  readonly guest: ZpciGuest;
  readonly errors: number;
  readonly first: boolean;
}) {
  const { store, host } = useZpci();
  const { state } = useDrawn();
  const picked = useZpciState(({ guestId }) => guestId === guest.id);
  const reachable = useZpciState(({ guestId }) => guestId === guest.id || (guestId === null && first));
  const over = useZpciState(({ dragged }) => (dragged?.over === guest.id ? dragged.drop : undefined));
  const drawn = state.guests.find(({ id }) => id === guest.id);
  const count = counted(drawn?.devices.length ?? 0, 'device');
  return (
    <div className="zpci-guest-drop" data-drop={guest.id} data-drop-state={over}>
      <GuestRow
        guest={guest}
        mark={<GuestMark guestId={guest.id} />}
        picked={picked}
        reachable={reachable}
        said={[
          guest.name,
          count,
          guest.running === true ? 'running' : '',
          errors > 0 ? `${errors} errors` : '',
        ]}
        running={guest.running === true ? 'Running' : null}
        errors={errors}
        count={drawn?.devices.length ?? 0}
        countHint={count}
        absent={drawn === undefined}
        entries={() => guestEntries({ store, state: host.desired }, guest)}
        onPick={() => {
          store.getState().pickGuest(picked ? null : guest.id);
          store.getState().select(guest.id);
        }}
        onRename={() =>
          store.getState().set({ guestId: guest.id, dialog: { kind: 'rename', guest: guest.id } })
        }
      />
    </div>
  );
}

/** The guests; the one that is picked gets what is given next. Arrow keys step, 1 to 9 pick, G gives. */
export function GuestList() {
  const { host, store } = useZpci();
  const guestId = useZpciState((state) => state.guestId);
  const troubles = useMemo(() => troubleOfGuests(host.problems), [host.problems]);
  const { guests } = host.desired;
  return (
    <GuestColumn
      title="Guests: pick one to give to"
      count={guests.length}
      guests={guests}
      picked={guestId}
      onPick={(id) => {
        store.getState().pickGuest(id);
        store.getState().select(id);
      }}
      empty="No guest has a function yet. Add one, then drag functions onto it, or select one and press G."
      addLabel="New guest"
      onAdd={() => store.getState().set({ dialog: { kind: 'new-guest', name: '', fids: [] } })}
      renderRow={(guest, index) => (
        <Row guest={guest} errors={troubles.get(guest.id)?.error ?? 0} first={index === 0} />
      )}
    />
  );
}
