import { GuestSwatch as Swatch } from '../../ui/GuestSwatch.tsx';
import { useAp } from '../ap-context.ts';

export interface GuestSwatchProps {
  readonly guestId: string;
  readonly large?: boolean;
}

/** The guest's colour with its short label on it, as in the grid. */
export function GuestSwatch({ guestId, large = false }: GuestSwatchProps) {
  const { host, labels } = useAp();
  // A guest that the wish deletes keeps the colour it has on the host; a label of the wish's it has not.
  const hue = [...host.desired.mdevs, ...host.observed.mdevs].find((mdev) => mdev.id === guestId)?.hue ?? 7;
  return <Swatch hue={hue} label={labels.get(guestId) ?? ''} large={large} />;
}

/** A guest's name as a link that picks it. */
export function GuestLink({ guestId }: { readonly guestId: string }) {
  const { host, store } = useAp();
  const name = host.desired.mdevs.find((mdev) => mdev.id === guestId)?.name ?? guestId;
  return (
    <button
      type="button"
      className="button-link work-guest-link"
      onClick={() => store.getState().pickGuest(guestId)}
    >
      <GuestSwatch guestId={guestId} />
      {name}
    </button>
  );
}
