import { useRef } from 'react';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { mdevOf, partLabel } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';
import { useDropping } from './use-dragging.ts';

/** The guest or mdev under the pointer, and what letting go there would do. */
export function DragGhost() {
  const { host } = useDsa();
  const dragged = useDsaState((state) => state.dragged);
  const box = useRef<HTMLDivElement>(null);
  useDropping(box);
  const what = dragged?.what ?? null;
  const guest = what?.kind === 'mdev' ? (mdevOf(host.desired, what.id)?.guest ?? null) : (what?.id ?? null);
  return (
    <div className="dsa-ghost" ref={box} hidden={dragged === null} data-drop-state={dragged?.drop}>
      {dragged !== null && (
        <>
          <span className="dsa-ghost-name">
            {guest !== null && <GuestMark guestId={guest} />}
            {partLabel(host.desired, dragged.what.id)}
          </span>
          <span className="dsa-ghost-words">
            {dragged.over === null
              ? `Drop it on a work queue${dragged.what.kind === 'guest' ? ' or a device' : ' to move it there'}`
              : dragged.words === ''
                ? dragged.over
                : dragged.words}
          </span>
        </>
      )}
    </div>
  );
}
