import { memo } from 'react';
import { parseZpciRef } from '../../../shared/zpci/refs.ts';
import { fidText, uidText, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge, EmptyState } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { GuestMark } from '../panels/GuestMark.tsx';
import { refuseDrag, useDragSource } from '../panels/use-dragging.ts';
import { cardWords, hex, windowSize } from '../parts.ts';
import { useDrawn, useZpci, useZpciState } from '../zpci-context.ts';
import { settingsOf } from '../panels/GuestCard.tsx';
import { ROW_HEIGHT } from './FunctionSide.tsx';
import type { GuestSideRow, HostRow } from './rows.ts';
import { focusUnlessOffered, reachableOf, useBoardKeys } from './use-board-keys.ts';

/** Right click and the menu key, on anything with a menu of its own. */
function useMenu(id: string): (event: React.MouseEvent<HTMLElement>) => void {
  const { store } = useZpci();
  return (event) => {
    event.preventDefault();
    store.getState().select(id);
    const box = event.currentTarget.getBoundingClientRect();
    const isKey = event.clientX === 0 && event.clientY === 0;
    store.getState().set({
      menu: {
        id,
        at: isKey ? { x: box.left + 40, y: box.bottom - 4 } : { x: event.clientX, y: event.clientY },
      },
    });
  };
}

const GuestRow = memo(function GuestRow({
  guest,
  index,
  isReachable,
  isWish,
}: {
  readonly guest: ZpciGuest;
  readonly index: number;
  readonly isReachable: boolean;
  readonly isWish: boolean;
}) {
  const { store } = useZpci();
  const selected = useZpciState((each) => each.selected === guest.id);
  const picked = useZpciState((each) => each.guestId === guest.id);
  const over = useZpciState((each) => (each.dragged?.over === guest.id ? each.dragged.drop : undefined));
  const onContextMenu = useMenu(guest.id);
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="zpci-row zpci-guest"
      data-row={guest.id}
      data-drop={guest.id}
      data-drop-state={over}
      data-picked={picked}
      aria-selected={selected}
      tabIndex={isReachable ? 0 : -1}
      aria-label={`Guest ${guest.name}${picked ? ', picked' : ''}, ${guest.devices.length} devices, ${settingsOf(guest)[0]}`}
      onClick={(event) => {
        store.getState().pickGuest(guest.id);
        store.getState().select(guest.id);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onContextMenu={onContextMenu}
    >
      <span role="gridcell" className="zpci-cell-mark">
        <GuestMark guestId={guest.id} />
      </span>
      <span role="gridcell" className="zpci-cell-name">
        <span className="zpci-name zpci-guest-name truncate">{guest.name}</span>
        <span className="zpci-sub truncate">{settingsOf(guest).join(' · ')}</span>
      </span>
      <span role="gridcell" className="zpci-cell-chips">
        {guest.running === true && (
          <Badge tone="success" icon="play">
            runs
          </Badge>
        )}
        <span className="faint tabular">
          {guest.devices.length}
          {guest.functionLimit === null ? '' : ` of ${guest.functionLimit}`}
        </span>
      </span>
      <span role="gridcell" className="zpci-cell-do">
        {isWish && (
          <IconButton
            icon="plus"
            size="small"
            tabIndex={-1}
            label={`Add an emulated device to ${guest.name}`}
            onClick={(event) => {
              event.stopPropagation();
              store.getState().set({ dialog: { kind: 'emulated', guest: guest.id } });
            }}
          />
        )}
      </span>
    </div>
  );
});

const DeviceRow = memo(function DeviceRow({
  row,
  index,
  isReachable,
  isChanged,
  isWish,
}: {
  readonly row: Extract<GuestSideRow, { kind: 'device' }>;
  readonly index: number;
  readonly isReachable: boolean;
  readonly isChanged: boolean;
  readonly isWish: boolean;
}) {
  const { id, guest, device, answer, isLast } = row;
  const { store } = useZpci();
  const selected = useZpciState((each) => each.selected === id);
  const pointed = useZpciState((each) => each.pointed.has(id));
  const over = useZpciState((each) => (each.dragged?.over === guest.id ? each.dragged.drop : undefined));
  const onDrag = useDragSource();
  const onContextMenu = useMenu(id);
  const { select, take } = store.getState();
  const uid = answer === null ? (device.zpci?.uid ?? null) : answer.uid;
  const fid = answer === null ? (device.zpci?.fid ?? null) : answer.fid;
  const size = answer === null ? null : windowSize(answer.sdma, answer.edma);
  const refused = answer?.refused ?? null;
  const isVfio = device.card?.kind === 'vfio';
  const how = device.card === null ? 'waiting' : (answer?.mode ?? (isVfio ? 'passed through' : 'emulated'));
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="zpci-row zpci-device"
      data-row={id}
      data-drop={guest.id}
      data-drop-state={over}
      data-last={isLast}
      data-changed={isChanged}
      data-pointed={pointed}
      data-refused={refused !== null}
      data-how={how}
      aria-selected={selected}
      tabIndex={isReachable ? 0 : -1}
      aria-label={[
        `${device.id} of ${guest.name}`,
        cardWords(device),
        uid === null ? '' : `UID ${uidText(uid)}`,
        fid === null ? '' : `FID ${fidText(fid)}`,
        how,
        refused === null ? '' : `refused: ${refused.message}`,
      ]
        .filter((part) => part !== '')
        .join(', ')}
      onPointerDown={(event) => {
        onDrag(event, () => {
          if (isWish) return { kind: 'device', guest: guest.id, device: device.id };
          refuseDrag();
          return null;
        });
      }}
      onClick={(event) => {
        select(id);
        event.currentTarget.focus({ preventScroll: true });
      }}
      onDoubleClick={() => store.getState().set({ display: 'answer' })}
      onContextMenu={onContextMenu}
    >
      <span role="gridcell" className="zpci-cell-mark" title={how}>
        <Icon name={isVfio ? 'card' : device.card === null ? 'unknown' : 'control'} size={14} />
      </span>
      <span role="gridcell" className="zpci-cell-name">
        <span className="zpci-name truncate">
          <span className="mono">
            {uid === null ? (answer === null ? 'automatic' : 'no UID') : uidText(uid)}
          </span>{' '}
          <span className="mono quiet">{cardWords(device)}</span>
        </span>
        <span className="zpci-sub truncate">
          {refused === null ? (
            <>
              {device.id}
              {fid === null ? '' : ` · FID ${fidText(fid)}`}
              {size === null ? '' : <span className="zpci-wide"> · {size}</span>}
            </>
          ) : (
            <span className="zpci-refused" title={refused.message}>
              {refused.rule}: {refused.message}
            </span>
          )}
        </span>
      </span>
      <span role="gridcell" className="zpci-cell-chips">
        {refused !== null && (
          <Badge tone="danger" icon="error">
            refused
          </Badge>
        )}
        {refused === null && (
          <span className="zpci-how" data-how={how}>
            {how}
          </span>
        )}
        <span className="zpci-group zpci-wide" title="Group in the guest">
          {answer?.group == null ? '' : `group ${hex(answer.group, 2)}`}
        </span>
      </span>
      <span role="gridcell" className="zpci-cell-do">
        {isWish && (
          <IconButton
            icon="minus"
            size="small"
            tabIndex={-1}
            label={isVfio ? `Give ${device.id} back to the host` : `Remove ${device.id}`}
            onClick={(event) => {
              event.stopPropagation();
              select(guest.id);
              void take(guest.id, device.id).then(() => focusUnlessOffered(store, guest.id));
            }}
          />
        )}
      </span>
    </div>
  );
});

/** The guests with their devices in the order of creation; functions are dropped on them. */
export function GuestSide({
  rows,
  others,
  changed,
  isWish,
}: {
  readonly rows: readonly GuestSideRow[];
  readonly others: readonly HostRow[];
  readonly changed: ReadonlySet<string>;
  readonly isWish: boolean;
}) {
  const { store } = useZpci();
  const { state } = useDrawn();
  const selected = useZpciState((each) => each.selected);
  const onKeyDown = useBoardKeys(rows, others, (id) => {
    const ref = parseZpciRef(id);
    if (ref === null) store.getState().select(id);
    else store.getState().set({ display: 'answer' });
  });
  const reachable = reachableOf(rows, selected);
  const onNew = () => store.getState().set({ dialog: { kind: 'new-guest', name: '', fids: [] } });
  return (
    <section className="zpci-side" aria-label="Guests and their devices" onKeyDown={onKeyDown}>
      <header className="zpci-side-head">
        <h2 className="section-label">Guests</h2>
        <span className="faint tabular">{state.guests.length}</span>
      </header>
      {rows.length === 0 ? (
        <EmptyState
          icon="guest"
          title="No guest yet"
          actions={
            <Button variant="primary" icon="plus" shortcut="Alt+N" onClick={onNew}>
              New guest
            </Button>
          }
        >
          Add one, then give it functions: with +, with Enter, or by dragging them onto it.
        </EmptyState>
      ) : (
        <div
          className="zpci-grid"
          role="grid"
          aria-label="Guests and their devices"
          aria-rowcount={rows.length}
        >
          <WindowedList
            label="Guests and their devices"
            inGrid
            items={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            shown={rows.findIndex(({ id }) => id === selected)}
            kept={rows.findIndex(({ id }) => id === reachable)}
            renderRow={(row, index) =>
              row.kind === 'guest' ? (
                <GuestRow
                  guest={row.guest}
                  index={index}
                  isReachable={row.id === reachable}
                  isWish={isWish}
                />
              ) : row.kind === 'none' ? (
                <div
                  role="row"
                  aria-rowindex={index + 1}
                  className="zpci-row zpci-none"
                  data-drop={row.guest.id}
                >
                  <span role="gridcell" className="faint">
                    No device yet: pick {row.guest.name} and give it a function.
                  </span>
                </div>
              ) : (
                <DeviceRow
                  row={row}
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
