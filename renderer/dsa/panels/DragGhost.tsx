import { useRef } from 'react';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { guestOf } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';
import { useDropping } from './use-dragging.ts';

/** The guest under the pointer, and what letting go there would do. */
export function DragGhost() {
  const { host } = useDsa();
  const dragged = useDsaState((state) => state.dragged);
  const box = useRef<HTMLDivElement>(null);
  useDropping(box);
  return (
    <div className="dsa-ghost" ref={box} hidden={dragged === null} data-drop-state={dragged?.drop}>
      {dragged !== null && (
        <>
          <span className="dsa-ghost-name">
            <GuestMark guestId={dragged.guest} />
            {guestOf(host.desired, dragged.guest)?.name}
          </span>
          <span className="dsa-ghost-words">
            {dragged.over === null
              ? 'Drop it on a work queue or a device'
              : dragged.words === ''
                ? dragged.over
                : dragged.words}
          </span>
        </>
      )}
    </div>
  );
}
