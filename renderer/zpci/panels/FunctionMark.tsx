import type { HostFunction, ZpciState } from '../../../shared/zpci/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { markOf, ownerOf } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';

/** How a function stands, by shape as well as by colour: its guest's swatch, standby hatched, error, vfio-pci, free. */
export function FunctionMark({ state, fn }: { readonly state: ZpciState; readonly fn: HostFunction }) {
  const mark = markOf(state, fn);
  const owner = ownerOf(state, fn);
  if (mark === 'guest' && owner !== null) return <GuestMark guestId={owner.guest.id} />;
  return (
    <span className="zpci-mark" data-mark={mark} aria-hidden="true">
      {mark === 'error' && <Icon name="error" size={14} />}
      {mark === 'vfio' && 'v'}
      {mark === 'untold' && '?'}
    </span>
  );
}
