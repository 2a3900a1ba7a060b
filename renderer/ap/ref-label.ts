import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { refText } from '../app/refs.ts';
import { desiredOf, observedOf } from './ap-host.ts';

/** A reference in words; guests by their names, also those that the wish deletes. */
export function refLabel(host: HostView, ref: Ref): string {
  if (ref.kind !== 'guest' || host.ap === undefined) return refText(ref);
  const guests = [...desiredOf(host.ap).mdevs, ...observedOf(host.ap).mdevs];
  return guests.find((mdev) => mdev.id === ref.id)?.name ?? ref.id;
}
