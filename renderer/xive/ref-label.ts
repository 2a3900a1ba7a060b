import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { refText } from '../app/refs.ts';
import { refWords } from './targets.ts';

/** A reference in words: `LISN 0x1304 in re-plug, step 6`. */
export function refLabel(host: HostView, ref: Ref): string {
  if (host.xive === undefined || ref.kind !== 'part') return refText(ref);
  return refWords(ref.id, host.xive);
}
