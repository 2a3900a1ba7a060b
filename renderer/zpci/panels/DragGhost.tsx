import { useRef } from 'react';
import { formatZpciRef, functionName } from '../../../shared/zpci/refs.ts';
import { functionByFid, type ZpciState } from '../../../shared/zpci/types.ts';
import { counted, partLabel } from '../parts.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import type { Carried } from '../zpci-view-state.ts';
import { useDropping } from './use-dragging.ts';

function nameOf(state: ZpciState, what: Carried): string {
  if (what.kind === 'device')
    return partLabel(state, formatZpciRef({ kind: 'dev', guest: what.guest, device: what.device }));
  if (what.fids.length !== 1) return counted(what.fids.length, 'function');
  const fn = functionByFid(state, what.fids[0]!);
  return fn === undefined ? 'a function' : functionName(fn);
}

/** What is under the pointer, and what letting go there would do: the numbers it gets, or why not. */
export function DragGhost() {
  const { host } = useZpci();
  const dragged = useZpciState((state) => state.dragged);
  const box = useRef<HTMLDivElement>(null);
  useDropping(box);
  return (
    <div className="zpci-ghost" ref={box} hidden={dragged === null} data-drop-state={dragged?.drop}>
      {dragged !== null && (
        <>
          <strong className="mono">{nameOf(host.desired, dragged.what)}</strong>
          <span>
            {dragged.over === null
              ? dragged.what.kind === 'device'
                ? 'Drop it on another guest, or on the host to give it back'
                : 'Drop it on a guest'
              : dragged.words === ''
                ? 'Asking the engine…'
                : dragged.words}
          </span>
        </>
      )}
    </div>
  );
}
