import { memo } from 'react';
import { functionName, parseZpciRef } from '../../../shared/zpci/refs.ts';
import { functionByFid, type HostFunction, type ZpciState } from '../../../shared/zpci/types.ts';
import { guestReadFromInside } from '../../../shared/zpci/own-view.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Badge, EmptyState } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { FunctionMark } from '../panels/FunctionMark.tsx';
import { refuseDrag, useDragSource } from '../panels/use-dragging.ts';
import { hasVirtuals, hex, offWords, ownerOf, placeWords, standWords, typeOf } from '../parts.ts';
import { proposeMove } from '../gestures.ts';
import { useDrawn, usePickedGuest, useZpci, useZpciState } from '../zpci-context.ts';
import type { ZpciStore } from '../zpci-view-state.ts';
import type { GuestSideRow, HostRow } from './rows.ts';
import { focusUnlessOffered, reachableOf, useBoardKeys } from './use-board-keys.ts';

/** CSS pixels at 100 % text size; the row's own style has the same. */
export const ROW_HEIGHT = 42;

const FunctionRow = memo(function FunctionRow({
  id,
  fn,
  state,
  index,
  isLast,
  isReachable,
  isChanged,
  isWish,
}: {
  readonly id: string;
  readonly fn: HostFunction;
  readonly index: number;
  readonly state: ZpciState;
  readonly isLast: boolean;
  /** The one row that Tab reaches. */
  readonly isReachable: boolean;
  readonly isChanged: boolean;
  readonly isWish: boolean;
}) {
  const { store } = useZpci();
  const selected = useZpciState((each) => each.selected === id);
  const marked = useZpciState((each) => each.marked.has(fn.fid));
  const pointed = useZpciState((each) => each.pointed.has(id));
  const picked = usePickedGuest();
  const onDrag = useDragSource();
  const owner = ownerOf(state, fn);
  const type = typeOf(fn);
  const place = placeWords(fn);
  const isPhysical = hasVirtuals(fn);
  const isInside = guestReadFromInside(state) !== undefined;
  const off = owner === null ? offWords(fn) : '';
  const { select, peek, give, take, set } = store.getState();
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="zpci-row zpci-function"
      data-row={id}
      data-last={isLast}
      data-changed={isChanged}
      data-pointed={pointed}
      data-marked={marked}
      data-hue={owner?.guest.hue}
      aria-selected={selected || marked}
      data-selected={selected}
      tabIndex={isReachable ? 0 : -1}
      aria-label={[
        functionName(fn),
        type.name,
        place,
        fn.group === null ? '' : `group ${hex(fn.group, 2)}`,
        owner === null ? standWords(fn) : `${owner.guest.name}, device ${owner.device.id}`,
        off,
        marked ? 'marked' : '',
      ]
        .filter((part) => part !== '')
        .join(', ')}
      onPointerDown={(event) => {
        onDrag(event, () => {
          if (!isWish) {
            refuseDrag();
            return null;
          }
          const all = store.getState().marked;
          return { kind: 'functions', fids: all.has(fn.fid) ? [...all] : [fn.fid] };
        });
      }}
      onPointerEnter={() => {
        if (isWish) peek(fn.fid);
      }}
      onFocus={() => {
        if (isWish) peek(fn.fid);
      }}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) markBeside(store.getState(), fn.fid);
        else if (event.shiftKey) markUpTo(store.getState(), id);
        select(id);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        select(id);
        const box = event.currentTarget.getBoundingClientRect();
        const isKey = event.clientX === 0 && event.clientY === 0;
        set({
          menu: {
            id,
            at: isKey ? { x: box.left + 40, y: box.bottom - 4 } : { x: event.clientX, y: event.clientY },
          },
        });
      }}
    >
      <span role="gridcell" className="zpci-cell-mark">
        <FunctionMark state={state} fn={fn} />
      </span>
      <span role="gridcell" className="zpci-cell-name">
        <span className="zpci-name mono truncate">{functionName(fn)}</span>
        <span className="zpci-sub truncate">
          {owner === null ? standWords(fn) : owner.guest.name}
          {off === '' ? '' : ` · ${off}`}
          {place === '' ? '' : ` · ${place}`}
          {fn.path === null ? '' : <span className="zpci-wide"> · path {fn.path}</span>}
          {fn.util === null || fn.util === '' ? '' : <span className="zpci-wide"> · {fn.util}</span>}
        </span>
      </span>
      <span role="gridcell" className="zpci-cell-chips">
        {marked && <Icon name="check" size={14} />}
        <span className="zpci-type" title={type.name}>
          {type.short}
        </span>
        <span className="zpci-group zpci-wide" title="Group of the host (pfgid)">
          {fn.group === null ? 'no group told' : `group ${hex(fn.group, 2)}`}
        </span>
      </span>
      <span role="gridcell" className="zpci-cell-do">
        {isWish &&
          !isInside &&
          (owner === null ? (
            <IconButton
              icon={isPhysical ? 'lock' : 'plus'}
              size="small"
              tabIndex={-1}
              label={
                isPhysical
                  ? `Why ${functionName(fn)} cannot be given: it has virtual functions`
                  : picked === null
                    ? `Give ${functionName(fn)} to a guest…`
                    : `Give ${functionName(fn)} to ${picked.name}`
              }
              onClick={(event) => {
                event.stopPropagation();
                select(id);
                // Selected, its card tells why it cannot; a guest that is picked gets the refusal with what helps.
                if (picked === null && isPhysical) return;
                if (picked === null) set({ dialog: { kind: 'choose-guest', fids: [fn.fid] } });
                else void give(picked.id, [fn.fid]).then(() => focusUnlessOffered(store, id));
              }}
            />
          ) : (
            <IconButton
              icon="minus"
              size="small"
              tabIndex={-1}
              label={`Give ${functionName(fn)} back to the host`}
              onClick={(event) => {
                event.stopPropagation();
                select(id);
                void take(owner.guest.id, owner.device.id).then(() => focusUnlessOffered(store, id));
              }}
            />
          ))}
      </span>
    </div>
  );
});

/** Ctrl and click mark one more: the first time also the one that was selected, as in lists of files. */
function markBeside(
  { selected, marked, mark }: Pick<ZpciStore, 'selected' | 'marked' | 'mark'>,
  fid: number,
): void {
  const before = marked.size > 0 || selected === null ? null : parseZpciRef(selected);
  if (before?.kind === 'fn' && before.fid !== fid) mark(before.fid);
  mark(fid);
}

/** Shift and click mark all from the selected function to this one. */
function markUpTo(
  { selected, marked, set }: Pick<ZpciStore, 'selected' | 'marked' | 'set'>,
  id: string,
): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.zpci-function[data-row]')].map(
    ({ dataset }) => dataset.row ?? '',
  );
  const from = rows.indexOf(selected ?? id);
  const to = rows.indexOf(id);
  const range = rows.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1);
  const fids = range.flatMap((row) => {
    const ref = parseZpciRef(row);
    return ref?.kind === 'fn' ? [ref.fid] : [];
  });
  set({ marked: new Set([...marked, ...fids]) });
}

function freeWords({ free, untold, count }: Extract<HostRow, { kind: 'adapter' }>): string {
  if (untold === count) return 'not told which are free';
  const known = free === 0 ? 'none free' : `${free} of ${count} free`;
  return untold === 0 ? known : `${known}, ${untold} not told`;
}

function AdapterRow({
  row,
  index,
  isInside,
}: {
  readonly row: Extract<HostRow, { kind: 'adapter' }>;
  readonly index: number;
  /** A guest sees its own functions: none is free, and none is not told of. */
  readonly isInside: boolean;
}) {
  return (
    <div role="row" aria-rowindex={index + 1} className="zpci-row zpci-adapter">
      <span role="rowheader" className="zpci-adapter-title mono">
        {row.title}
      </span>
      <span role="gridcell" className="quiet truncate">
        {row.about}
      </span>
      <span role="gridcell" className="zpci-adapter-free">
        {!isInside && <Badge tone={row.free === 0 ? 'neutral' : 'success'}>{freeWords(row)}</Badge>}
      </span>
    </div>
  );
}

/** The functions of the host by adapter. Dropping a guest's device here gives it back. */
export function FunctionSide({
  rows,
  others,
  changed,
  isWish,
}: {
  readonly rows: readonly HostRow[];
  readonly others: readonly GuestSideRow[];
  readonly changed: ReadonlySet<string>;
  readonly isWish: boolean;
}) {
  const { store } = useZpci();
  const { state } = useDrawn();
  const selected = useZpciState((each) => each.selected);
  const over = useZpciState((each) => (each.dragged?.over === 'host' ? each.dragged.drop : undefined));
  const inside = guestReadFromInside(state);
  const count = rows.reduce((sum, { kind }) => sum + Number(kind === 'function'), 0);
  const reachable = reachableOf(rows, selected);
  const onKeyDown = useBoardKeys(rows, others, (id) => {
    const { guestId, marked, give, set } = store.getState();
    const ref = parseZpciRef(id);
    if (ref?.kind !== 'fn' || !isWish) return;
    const fids = marked.has(ref.fid) ? [...marked] : [ref.fid];
    const fn = fids.length === 1 ? functionByFid(state, ref.fid) : undefined;
    const owner = fn === undefined ? null : ownerOf(state, fn);
    if (owner !== null && owner.guest.id === guestId) return set({ display: 'answer' });
    if (owner !== null && guestId !== null) return void proposeMove(store, state, owner, guestId);
    if (guestId === null) set({ dialog: { kind: 'choose-guest', fids } });
    else void give(guestId, fids).then(() => focusUnlessOffered(store, id));
  });
  return (
    <section
      className="zpci-side"
      aria-label="Functions of the host"
      data-drop="host"
      data-drop-state={over}
      onKeyDown={onKeyDown}
    >
      <header className="zpci-side-head">
        <h2 className="section-label">{inside === undefined ? 'Host' : `As ${inside.name} sees them`}</h2>
        <span className="faint tabular">
          {count === state.functions.length ? count : `${count} of ${state.functions.length}`}
        </span>
      </header>
      {rows.length === 0 ? (
        state.functions.length === 0 ? (
          <EmptyState icon="card" title="No function on this host">
            Assign PCI functions to the LPAR on the HMC, then read the host again. Guests can have emulated
            devices without: pick one and press E.
          </EmptyState>
        ) : (
          <EmptyState icon="search" title="No function is like that">
            Clear the search, or choose all types again.
          </EmptyState>
        )
      ) : (
        <div
          className="zpci-grid"
          role="grid"
          aria-label="Functions of the host"
          aria-rowcount={rows.length}
          aria-multiselectable="true"
        >
          <WindowedList
            label="Functions of the host"
            inGrid
            items={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            shown={rows.findIndex(({ id }) => id === selected)}
            kept={rows.findIndex(({ id }) => id === reachable)}
            renderRow={(row, index) =>
              row.kind === 'adapter' ? (
                <AdapterRow row={row} index={index} isInside={inside !== undefined} />
              ) : (
                <FunctionRow
                  id={row.id}
                  fn={row.fn}
                  state={state}
                  isLast={row.isLast}
                  index={index}
                  isReachable={row.id === reachable}
                  isChanged={changed.has(row.id)}
                  isWish={isWish}
                />
              )
            }
          />
        </div>
      )}
    </section>
  );
}
