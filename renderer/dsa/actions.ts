/** Verbs of the DSA view; toolbar, menus, palette and shortcut list read them. They act on the host that is shown. */
import type { StoreApi } from 'zustand/vanilla';
import type { DsaGuest, DsaMdev, DsaState } from '../../shared/dsa/types.ts';
import { type Action, actionsOf } from '../app/action.ts';
import { guestActions } from '../panels/guests/guest-actions.ts';
import type { DsaStore } from './dsa-view-state.ts';
import { type LabelledEdits, powerGuest } from './guest-edits.ts';
import { type FoundPart, findPart, guestOf, hasItAlready, isRunning, mdevOf, partLabel } from './parts.ts';

export interface DsaActionContext {
  readonly store: StoreApi<DsaStore>;
  readonly desired: DsaState;
}

/** Null = the view is not shown: its verbs are listed with the reason. */
export function dsaActions(
  context: () => DsaActionContext | null,
  focusSearch: () => void,
): readonly Action[] {
  const view = () => context()?.store.getState();
  const here = () => {
    if (context() === null) return 'Open the DSA work queues of a host first.';
    return view()?.dialog === null ? null : 'Close the dialog first.';
  };
  const guest = (): DsaGuest | null => {
    const now = context();
    return now && guestOf(now.desired, now.store.getState().guestId);
  };
  const selected = (): FoundPart | null => {
    const now = context();
    const id = now?.store.getState().selected ?? null;
    return now === null || id === null ? null : findPart(now.desired, id);
  };
  const mdev = (): DsaMdev | null => {
    const part = selected();
    return part?.kind === 'mdev' ? mdevOf(context()!.desired, part.id) : null;
  };
  const needsGuest = () => here() ?? (guest() === null ? 'Pick a guest first.' : null);
  const needsGuests = () =>
    here() ?? (context()?.desired.guests.length === 0 ? 'There is no guest yet: add one first.' : null);
  const needsMdev = () => here() ?? (mdev() === null ? 'Select the mediated device of a guest first.' : null);
  const needsBindable = (state: 'enabled' | 'disabled') => {
    const missing = here();
    if (missing !== null) return missing;
    const part = selected();
    if (part === null || part.device === null || (part.kind !== 'wq' && part.kind !== 'device'))
      return 'Select a device or a work queue first.';
    const isEnabled = isPartEnabled(part);
    if (state === 'disabled') return isEnabled ? null : `${part.id} is disabled already.`;
    return isEnabled ? `${part.id} is enabled already.` : null;
  };
  const needsGiving = () => {
    const missing = here();
    if (missing !== null) return missing;
    const part = selected();
    const whom = guest();
    const had = part === null || whom === null ? null : hasItAlready(context()!.desired, whom.id, part.id);
    if (had !== null) return had;
    // Without a guest the dialog that chooses one also makes one.
    return part?.kind !== 'wq' && part?.kind !== 'device' && guest() === null
      ? 'Select a work queue or pick a guest first.'
      : null;
  };
  const give = () => {
    const [part, whom] = [selected(), guest()];
    const target = part?.kind === 'wq' || part?.kind === 'device' ? part.id : null;
    if (whom !== null) void view()?.give(whom.id, target);
    else if (target !== null) view()?.set({ dialog: { kind: 'choose-guest', wq: target } });
  };
  const make = ({ label, edits }: LabelledEdits) => void view()?.edit(label, edits);
  const action = actionsOf('dsa');
  const display = (next: DsaStore['display']) => () => view()?.set({ display: next });
  const layer = (next: DsaStore['layer']) => () => view()?.set({ layer: next });
  const collapse = (all: boolean) => () => {
    const now = context();
    now?.store
      .getState()
      .set({ collapsed: new Set(all ? now.desired.devices.map((device) => device.name) : []) });
  };

  return [
    action('give', 'guest', 'plus', 'Give the guest this queue', 'G', needsGiving, give),
    action('take', 'guest', 'minus', 'Take the queue back from the guest', 'Delete', needsMdev, () => {
      const now = context()!;
      const one = mdev()!;
      const from = one.guest === null ? '' : ` from ${partLabel(now.desired, one.guest)}`;
      void now.store
        .getState()
        .propose(`Remove ${partLabel(now.desired, one.id)}${from}`, { kind: 'take', mdev: one.id });
    }),
    action('move', 'guest', 'arrowRight', 'Move the mediated device to another queue', 'M', needsMdev, () =>
      view()?.set({ dialog: { kind: 'move', mdev: mdev()!.id } }),
    ),
    ...guestActions({
      action,
      here,
      needsGuest,
      needsGuests,
      newLabel: 'Add a guest',
      stepIcon: 'guest',
      onNew: () => view()?.set({ dialog: { kind: 'new-guest', name: '', mdev: null } }),
      onRename: () => view()?.set({ dialog: { kind: 'rename', guest: guest()!.id } }),
      onDelete: () => view()?.set({ dialog: { kind: 'delete', guest: guest()!.id } }),
      onStep: (by) => view()?.stepGuest(by),
      onPower: () => make(powerGuest(guest()!, isRunning(context()!.desired, guest()!.id) === true)),
    }),
    action(
      'enable',
      'host',
      'check',
      'Enable the device or work queue',
      'Alt+L',
      () => needsBindable('enabled'),
      () => {
        const { id } = selected()!;
        void view()?.propose(`Enable ${id}`, { kind: 'enable', part: id });
      },
    ),
    action(
      'disable',
      'host',
      'stop',
      'Disable the device or work queue',
      'Alt+K',
      () => needsBindable('disabled'),
      () => {
        const { id } = selected()!;
        void view()?.propose(`Disable ${id}`, { kind: 'disable', part: id });
      },
    ),
    action('graph', 'grid', 'graph', 'Show the graph', 'Alt+1', here, display('graph')),
    action('table', 'grid', 'list', 'Show the table', 'Alt+2', here, display('table')),
    action('desired', 'grid', 'layers', 'Show what is wished', 'Alt+4', here, layer('desired')),
    action('onHost', 'grid', 'host', 'Show what is on the host', 'Alt+5', here, layer('host')),
    action('fit', 'grid', 'fit', 'Fit the graph into the window', 'Alt+0', here, () =>
      view()?.set({ fit: (view()?.fit ?? 0) + 1 }),
    ),
    action('collapse', 'grid', 'minus', 'Fold all devices', 'Alt+Shift+ArrowUp', here, collapse(true)),
    action('expand', 'grid', 'plus', 'Unfold all devices', 'Alt+Shift+ArrowDown', here, collapse(false)),
    action('search', 'grid', 'search', 'Search work queues, devices and guests', 'Mod+G', here, focusSearch),
    action('legend', 'grid', 'info', 'Show or hide the legend', undefined, here, () =>
      view()?.set({ legend: view()?.legend !== true }),
    ),
    action('bottom', 'view', 'list', 'Show or hide the bottom panel', 'Alt+B', here, () =>
      view()?.set({ bottomOpen: view()?.bottomOpen !== true }),
    ),
    action('player', 'guest', 'play', 'Play how a guest gets its queue', 'Alt+M', here, () =>
      view()?.set({ dialog: { kind: 'player', strategy: context()!.desired.strategy } }),
    ),
    action('loadConfig', 'plan', 'capture', 'Load an accel-config file as the wish', undefined, here, () =>
      view()?.set({ dialog: { kind: 'load-config' } }),
    ),
  ];
}

/** Of a device or wq. `locked` counts as enabled: its settings are not writable either. */
export function isPartEnabled({ kind, id, device }: FoundPart): boolean {
  if (device === null) return false;
  if (kind === 'device') return device.state === 'enabled';
  const index = Number(id.split('.')[1]);
  return device.wqs[index] !== undefined && device.wqs[index].state !== 'disabled';
}
