/** Verbs of the zPCI view; toolbar, menus, palette and shortcut list read them. They act on the host that is shown. */
import type { StoreApi } from 'zustand/vanilla';
import { parseZpciRef } from '../../shared/zpci/refs.ts';
import { functionByFid, guestById, type ZpciGuest, type ZpciState } from '../../shared/zpci/types.ts';
import { type Action, actionsOf } from '../app/action.ts';
import { guestActions } from '../panels/guests/guest-actions.ts';
import { type LabelledEdits, powerGuest } from './guest-edits.ts';
import { ownerOf } from './parts.ts';
import type { Display, ZpciStore } from './zpci-view-state.ts';

export interface ZpciActionContext {
  readonly store: StoreApi<ZpciStore>;
  readonly desired: ZpciState;
}

/** Displays with their keys; 4 and 5 choose between wish and host in every view. */
export const DISPLAY_CHOICES: readonly {
  readonly value: Display;
  readonly label: string;
  readonly hint: string;
  readonly shortcut: string;
}[] = [
  {
    value: 'assign',
    label: 'Assignment',
    hint: 'Functions of the host and guests, side by side.',
    shortcut: 'Alt+1',
  },
  { value: 'answer', label: 'Answer', hint: 'What a guest reads of one function.', shortcut: 'Alt+2' },
  { value: 'groups', label: 'Groups', hint: 'What functions have in common.', shortcut: 'Alt+3' },
  { value: 'sources', label: 'Sources', hint: 'What sysfs, the CLP ioctl and VFIO tell.', shortcut: 'Alt+6' },
  { value: 'list', label: 'List', hint: 'CLP List, page by page.', shortcut: 'Alt+7' },
  { value: 'life', label: 'Life', hint: 'Plugging, unplugging and errors, step by step.', shortcut: 'Alt+8' },
];

/** The device that is selected, or that the selected function is in. */
export function deviceOf(
  state: ZpciState,
  selected: string | null,
): { readonly guest: string; readonly device: string } | null {
  const ref = selected === null ? null : parseZpciRef(selected);
  if (ref?.kind === 'dev') return { guest: ref.guest, device: ref.device };
  const fn = ref?.kind === 'fn' ? functionByFid(state, ref.fid) : undefined;
  const owner = fn === undefined ? null : ownerOf(state, fn);
  return owner === null ? null : { guest: owner.guest.id, device: owner.device.id };
}

/** What is given next: what is marked, else the selected function. */
export function fidsToGive({ marked, selected }: Pick<ZpciStore, 'marked' | 'selected'>): readonly number[] {
  if (marked.size > 0) return [...marked];
  const ref = selected === null ? null : parseZpciRef(selected);
  return ref?.kind === 'fn' ? [ref.fid] : [];
}

/** Null = the view is not shown: its verbs are listed with the reason. */
export function zpciActions(
  context: () => ZpciActionContext | null,
  focusSearch: () => void,
): readonly Action[] {
  const action = actionsOf('zpci');
  const view = () => context()?.store.getState();
  const here = () => {
    if (context() === null) return 'Open the zPCI functions of a host first.';
    return view()?.dialog === null ? null : 'Close the dialog first.';
  };
  const guest = (): ZpciGuest | null => {
    const now = context();
    const id = now?.store.getState().guestId ?? null;
    return now === null || id === null ? null : (guestById(now.desired, id) ?? null);
  };
  const device = () => {
    const now = context();
    return now === null ? null : deviceOf(now.desired, now.store.getState().selected);
  };
  const needsGuest = () => here() ?? (guest() === null ? 'Pick a guest first.' : null);
  const needsGuests = () =>
    here() ?? (context()?.desired.guests.length === 0 ? 'There is no guest yet: add one first.' : null);
  const needsDevice = () =>
    here() ?? (device() === null ? 'Select a device of a guest, or a function that one has, first.' : null);
  const needsFunctions = () =>
    here() ?? (fidsToGive(view()!).length === 0 ? 'Select a function of the host first.' : null);
  const make = ({ label, edits }: LabelledEdits) => void view()?.edit(label, edits);
  const display = (next: Display) => () => view()?.set({ display: next });
  const layer = (next: 'desired' | 'host') => () => view()?.set({ layer: next });
  const dialogOf = (kind: 'ids' | 'rename-device') => () => view()?.set({ dialog: { kind, ...device()! } });

  return [
    action('give', 'guest', 'plus', 'Give the guest what is marked or selected', 'G', needsFunctions, () => {
      const fids = fidsToGive(view()!);
      const whom = guest();
      if (whom === null) view()!.set({ dialog: { kind: 'choose-guest', fids } });
      else void view()!.give(whom.id, fids);
    }),
    action('giveOther', 'guest', 'guest', 'Choose who gets it', 'Shift+G', needsFunctions, () =>
      view()!.set({ dialog: { kind: 'choose-guest', fids: fidsToGive(view()!) } }),
    ),
    action('take', 'guest', 'minus', 'Take the device back from its guest', 'Delete', needsDevice, () => {
      const one = device()!;
      void view()!.take(one.guest, one.device);
    }),
    action('ids', 'guest', 'edit', 'Change UID and FID of the device', 'U', needsDevice, dialogOf('ids')),
    action(
      'renameDevice',
      'guest',
      'edit',
      'Rename the device',
      'Shift+F2',
      needsDevice,
      dialogOf('rename-device'),
    ),
    action('emulated', 'guest', 'plus', 'Add an emulated device to the guest', 'E', needsGuest, () =>
      view()?.set({ dialog: { kind: 'emulated', guest: guest()!.id } }),
    ),
    action('settings', 'guest', 'control', 'Change the settings of the guest', 'Alt+G', needsGuest, () =>
      view()?.set({ dialog: { kind: 'settings', guest: guest()!.id } }),
    ),
    ...guestActions({
      action,
      here,
      needsGuest,
      needsGuests,
      newLabel: 'Add a guest',
      stepIcon: 'guest',
      onNew: () => view()?.set({ dialog: { kind: 'new-guest', name: '', fids: [] } }),
      onRename: () => view()?.set({ dialog: { kind: 'rename', guest: guest()!.id } }),
      onDelete: () => view()?.set({ dialog: { kind: 'delete', guest: guest()!.id } }),
      onStep: (by) => view()?.stepGuest(by),
      onPower: () => make(powerGuest(guest()!)),
    }),
    action('dmaLimit', 'host', 'control', 'Limit the DMA mappings of containers', undefined, here, () =>
      view()?.set({ dialog: { kind: 'dma-limit' } }),
    ),
    ...DISPLAY_CHOICES.map(({ value, label, shortcut }) =>
      action(value, 'grid', 'list', `Show: ${label.toLowerCase()}`, shortcut, here, display(value)),
    ),
    action('desired', 'grid', 'layers', 'Show what is wished', 'Alt+4', here, layer('desired')),
    action('onHost', 'grid', 'host', 'Show what is on the host', 'Alt+5', here, layer('host')),
    action('search', 'grid', 'search', 'Search functions and devices', 'Mod+G', here, focusSearch),
    action('legend', 'grid', 'info', 'Show or hide the legend', undefined, here, () =>
      view()?.set({ legend: view()?.legend !== true }),
    ),
    action('bottom', 'view', 'list', 'Show or hide the bottom panel', 'Alt+B', here, () =>
      view()?.set({ bottomOpen: view()?.bottomOpen !== true }),
    ),
  ];
}
