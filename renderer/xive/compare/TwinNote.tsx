import './compare.css';
import type { VmMoment } from '../../../shared/xive/moment.ts';
import { hex } from '../../../shared/xive/pages.ts';
import { useXiveState } from '../xive-context.ts';
import { twinOf } from './twin.ts';

/** Says which number the selected vector has on this side, where it is another one than on the side it was selected. */
export function TwinNote({ vm, from }: { readonly vm: VmMoment; readonly from: VmMoment }) {
  const selected = useXiveState((state) => state.selected);
  if (selected?.kind !== 'source') return null;
  const twin = twinOf(selected.lisn, from, vm);
  if (twin === null || twin.lisn === selected.lisn) return null;
  return (
    <p className="xive-twin" role="status">
      vector {twin.vector} of {twin.device} is LISN {hex(twin.lisn)} here
    </p>
  );
}
