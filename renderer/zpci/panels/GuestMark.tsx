import { guestById } from '../../../shared/zpci/types.ts';
import { GuestSwatch } from '../../ui/GuestSwatch.tsx';
import { hasPart, partLabel } from '../parts.ts';
import { useZpci } from '../zpci-context.ts';

/** The guest's colour with its short label, as on the board. */
export function GuestMark({
  guestId,
  large = false,
}: {
  readonly guestId: string;
  readonly large?: boolean;
}) {
  const { host, labels } = useZpci();
  // A guest that the wish deletes keeps the colour it has on the host.
  const guest = guestById(host.desired, guestId) ?? guestById(host.observed, guestId);
  return <GuestSwatch hue={guest?.hue ?? 7} label={labels.get(guestId) ?? ''} large={large} />;
}

/** A function, device, group or guest as a link that shows it. */
export function PartLink({ id, children }: { readonly id: string; readonly children?: string }) {
  const { host, store } = useZpci();
  const state = hasPart(host.desired, id) ? host.desired : host.observed;
  return (
    <button type="button" className="button-link" onClick={() => store.getState().show(id)}>
      {children ?? partLabel(state, id)}
    </button>
  );
}

export function GuestLink({ guestId }: { readonly guestId: string }) {
  const { host, store } = useZpci();
  const guest = guestById(host.desired, guestId) ?? guestById(host.observed, guestId);
  return (
    <button
      type="button"
      className="button-link work-guest-link"
      onClick={() => store.getState().show(guestId)}
    >
      <GuestMark guestId={guestId} />
      {guest?.name ?? 'a guest that is gone'}
    </button>
  );
}
