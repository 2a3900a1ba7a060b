import { GuestSwatch } from '../../ui/GuestSwatch.tsx';
import { useDsa } from '../dsa-context.ts';
import { guestOf } from '../parts.ts';

/** The guest's colour with its short label, as in the graph. */
export function GuestMark({
  guestId,
  large = false,
}: {
  readonly guestId: string;
  readonly large?: boolean;
}) {
  const { host, labels } = useDsa();
  // A guest that the wish deletes keeps the colour it has on the host.
  const guest = guestOf(host.desired, guestId) ?? guestOf(host.observed, guestId);
  return <GuestSwatch hue={guest?.hue ?? 7} label={labels.get(guestId) ?? ''} large={large} />;
}

/** A part, mdev or guest as a link that shows it. */
export function PartLink({ id, children }: { readonly id: string; readonly children?: string }) {
  const { store } = useDsa();
  return (
    <button type="button" className="button-link dsa-part-link" onClick={() => store.getState().show(id)}>
      {children ?? id}
    </button>
  );
}

export function GuestLink({ guestId }: { readonly guestId: string }) {
  const { host, store } = useDsa();
  const name =
    guestOf(host.desired, guestId)?.name ?? guestOf(host.observed, guestId)?.name ?? 'a guest that is gone';
  return (
    <button
      type="button"
      className="button-link work-guest-link"
      onClick={() => store.getState().show(guestId)}
    >
      <GuestMark guestId={guestId} />
      {name}
    </button>
  );
}
