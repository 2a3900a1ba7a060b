import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { refText } from '../app/refs.ts';
import { hasPart, partLabel } from './parts.ts';
import { desiredZpci } from './zpci-host.ts';

/** A reference in words; guests by their names, also those that the wish deletes. */
export function refLabel(host: HostView, ref: Ref): string {
  const { zpci } = host;
  if (zpci === undefined || (ref.kind !== 'guest' && ref.kind !== 'part')) return refText(ref);
  const desired = desiredZpci(zpci);
  return hasPart(desired, ref.id) ? partLabel(desired, ref.id) : partLabel(zpci.observed, ref.id);
}
