/** Verbs of the AP view; toolbar, menus, palette and shortcut list read them. They act on the host that is shown. */
import type { StoreApi } from 'zustand/vanilla';
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import { QUEUE } from '../../shared/ap/types.ts';
import { adapterOf, domainOf, formatApqn } from '../../shared/apqn.ts';
import { hasId } from '../../shared/mask.ts';
import { type Action, actionsOf } from '../app/action.ts';
import { guestActions } from '../panels/guests/guest-actions.ts';
import { cellGesture, guestOf } from './ap-store.ts';
import type { ApStore } from './ap-view-state.ts';
import { type LabelledEdits, reapplyGuest, startGuest, stopGuest } from './guest-edits.ts';
import type { GridExtent, GridLayer, GridMode } from './model.ts';

export interface ApActionContext {
  readonly store: StoreApi<ApStore>;
  readonly desired: ApState;
}

const MODES: readonly (readonly [GridMode, string, string])[] = [
  ['assign', 'Assign queues to the guest', 'Alt+1'],
  ['control', 'Edit control domains', 'Alt+2'],
  ['masks', 'Edit the host masks', 'Alt+3'],
];
const LAYERS: readonly (readonly [GridLayer, string, string])[] = [
  ['desired', 'Show what is wished', 'Alt+4'],
  ['host', 'Show what is on the host', 'Alt+5'],
  ['guest', 'Show what the guests see', 'Alt+6'],
];

/** Null = the view is not shown: its verbs are listed with the reason. */
export function apActions(context: () => ApActionContext | null): readonly Action[] {
  const away = 'Open the AP crypto matrix of a host first.';
  const here = () => (context() === null ? away : null);
  const view = () => context()?.store.getState();
  const guest = (): Mdev | null => {
    const now = context();
    return now && guestOf(now.desired, now.store.getState().guestId);
  };
  const needsGuest = () => here() ?? (guest() === null ? 'Pick a guest first.' : null);
  const needsGuests = () =>
    here() ?? (context()?.desired.mdevs.length === 0 ? 'There is no guest yet: make one first.' : null);
  const needsCell = () => here() ?? (view()?.cursor === null ? 'Select a cell first.' : null);
  const make = ({ label, edits }: LabelledEdits) => void view()?.edit(label, edits);
  const hostKeeps = (): boolean | null => {
    const now = context();
    const cursor = now?.store.getState().cursor;
    if (!now || cursor === null || cursor === undefined) return null;
    if (now.desired.queues.state[cursor] === QUEUE.ABSENT) return null;
    return hasId(now.desired.apmask, adapterOf(cursor)) && hasId(now.desired.aqmask, domainOf(cursor));
  };
  const needsPool = (host: boolean) => {
    const missing = needsCell();
    if (missing !== null) return missing;
    const kept = hostKeeps();
    if (kept === null) return 'The LPAR has no queue in this cell.';
    const name = formatApqn(view()?.cursor ?? 0);
    if (kept === host) return null;
    return host ? `${name} is released for guests already.` : `The host has ${name} already.`;
  };
  const proposeCell = () => {
    const cursor = view()?.cursor;
    if (cursor !== null && cursor !== undefined) void view()?.proposeMasks(cellGesture(cursor));
  };
  const zoom = (factor: number) => {
    const size = view()?.cellSize ?? 0;
    view()?.setCellSize(factor > 1 ? Math.max(size + 1, size * factor) : size * factor);
  };
  const action = actionsOf('ap');

  return [
    ...guestActions({
      action,
      here,
      needsGuest,
      needsGuests,
      newLabel: 'New guest',
      stepIcon: 'brush',
      onNew: () => view()?.set({ dialog: { kind: 'new-guest' } }),
      onRename: () => view()?.set({ dialog: { kind: 'rename', mdev: guest()!.id } }),
      onDelete: () => view()?.set({ dialog: { kind: 'delete', mdev: guest()!.id } }),
      onStep: (by) => view()?.stepGuest(by),
      onPower: () => make(guest()!.guest === null ? startGuest(guest()!) : stopGuest(guest()!)),
    }),
    action('guest.reapply', 'guest', 'refresh', 'Re-apply the guest', 'Alt+R', needsGuest, () =>
      make(reapplyGuest(guest()!)),
    ),
    ...MODES.map(([mode, label, shortcut]) =>
      action(
        `mode.${mode}`,
        'grid',
        mode === 'masks' ? 'mask' : mode === 'control' ? 'control' : 'brush',
        label,
        shortcut,
        here,
        () => view()?.setMode(mode),
      ),
    ),
    ...LAYERS.map(([layer, label, shortcut]) =>
      action(`layer.${layer}`, 'grid', 'layers', label, shortcut, here, () => view()?.set({ layer })),
    ),
    action('zoom.in', 'grid', 'zoomIn', 'Make the cells larger', 'Alt+I', here, () => zoom(1.25)),
    action('zoom.out', 'grid', 'zoomOut', 'Make the cells smaller', 'Alt+O', here, () => zoom(0.8)),
    action('zoom.fit', 'grid', 'fit', 'Fit the matrix into the window', 'Alt+0', here, () =>
      view()?.set({ fit: (view()?.fit ?? 0) + 1 }),
    ),
    action(
      'extent',
      'grid',
      'matrix',
      'Switch between the configured and the whole matrix',
      'Alt+E',
      here,
      () => {
        const extent: GridExtent = view()?.extent === 'all' ? 'configured' : 'all';
        view()?.set({ extent });
      },
    ),
    action('goTo', 'grid', 'search', 'Go to an APQN, adapter, domain or guest', 'Mod+G', here, () =>
      view()?.set({ goToOpen: true }),
    ),
    action(
      'release',
      'host',
      'mask',
      'Release the selected queue for guests',
      'Alt+L',
      () => needsPool(true),
      proposeCell,
    ),
    action(
      'return',
      'host',
      'host',
      'Return the selected queue to the host',
      'Alt+K',
      () => needsPool(false),
      proposeCell,
    ),
    action('files', 'view', 'file', 'Show masks and files', 'Alt+M', here, () =>
      view()?.set({ bottomTab: 'files', bottomOpen: true }),
    ),
    action('bottom', 'view', 'list', 'Show or hide the bottom panel', 'Alt+B', here, () =>
      view()?.set({ bottomOpen: view()?.bottomOpen !== true }),
    ),
    action('profile', 'host', 'machine', 'Show the kernel rules of the host', undefined, here, () =>
      view()?.set({ dialog: { kind: 'profile' } }),
    ),
  ];
}
