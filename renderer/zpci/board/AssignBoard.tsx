import './board.css';
import { useContext, useMemo, useRef } from 'react';
import { guestReadFromInside } from '../../../shared/zpci/own-view.ts';
import { foundFunctions } from '../parts.ts';
import { RehearsedContext, useDrawn, useZpci, useZpciState } from '../zpci-context.ts';
import { changedRows, guestRows, hostRows } from './rows.ts';
import { FunctionSide } from './FunctionSide.tsx';
import { GuestSide } from './GuestSide.tsx';
import { Links } from './Links.tsx';
import { PeekStrip } from './PeekStrip.tsx';

/** Functions of the host on the left, guests with their devices on the right, and what joins them. */
export function AssignBoard() {
  const { host } = useZpci();
  const { state, before } = useDrawn();
  const search = useZpciState((each) => each.search);
  const type = useZpciState((each) => each.type);
  const columns = useRef<HTMLDivElement>(null);
  const functions = useMemo(() => foundFunctions(state, search, type), [state, search, type]);
  const left = useMemo(() => hostRows(state, functions), [state, functions]);
  const rehearsing = useContext(RehearsedContext) !== null;
  const layer = useZpciState((each) => each.layer);
  // Nothing is given on what was read, nor in a rehearsal.
  const isWish = state === host.desired && layer === 'desired';
  const canGive = isWish && state.functions.length > 0 && guestReadFromInside(state) === undefined;
  const right = useMemo(
    () => guestRows(state.guests, state === host.desired ? host.answers : null),
    [state, host.desired, host.answers],
  );
  const changed = useMemo(() => changedRows(before, state, rehearsing), [before, state, rehearsing]);
  return (
    <div className="zpci-board">
      <div className="zpci-columns" ref={columns}>
        <FunctionSide rows={left} others={right} changed={changed} isWish={isWish} />
        <GuestSide rows={right} others={left} changed={changed} isWish={isWish} />
        <Links box={columns} />
      </div>
      {canGive && <PeekStrip listed={functions} />}
    </div>
  );
}
