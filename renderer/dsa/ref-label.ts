import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { refText } from '../app/refs.ts';
import { desiredDsa } from './dsa-host.ts';
import { findPart, guestOf, partLabel } from './parts.ts';

/** A reference in words; guests by their names, also those that the wish deletes, UUIDs shortened. */
export function refLabel(host: HostView, ref: Ref): string {
  const { dsa } = host;
  if (dsa === undefined || (ref.kind !== 'guest' && ref.kind !== 'part')) return refText(ref);
  const desired = desiredDsa(dsa);
  if (ref.kind === 'guest')
    return guestOf(desired, ref.id)?.name ?? guestOf(dsa.observed, ref.id)?.name ?? 'a guest that is gone';
  return findPart(desired, ref.id) === null ? partLabel(dsa.observed, ref.id) : partLabel(desired, ref.id);
}
