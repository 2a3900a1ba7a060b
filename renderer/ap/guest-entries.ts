/** Menu of a guest, the same in the list, the inspector and the context menu. */
import type { StoreApi } from 'zustand/vanilla';
import type { Mdev } from '../../shared/ap/types.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { ApStore } from './ap-view-state.ts';
import { type LabelledEdits, reapplyGuest, setStart, startGuest, stopGuest } from './guest-edits.ts';

export function guestEntries(store: StoreApi<ApStore>, mdev: Mdev): MenuEntry[] {
  const { edit, set, pickGuest, showRefs } = store.getState();
  const make = ({ label, edits }: LabelledEdits) => void edit(label, edits);
  return [
    {
      kind: 'item',
      id: 'pick',
      icon: 'brush',
      label: 'Paint this guest',
      onSelect: () => pickGuest(mdev.id),
    },
    {
      kind: 'item',
      id: 'show',
      icon: 'eye',
      label: 'Show its queues',
      onSelect: () => showRefs([{ kind: 'guest', id: mdev.id }]),
    },
    { kind: 'separator', id: 'one' },
    {
      kind: 'item',
      id: 'power',
      icon: mdev.guest === null ? 'play' : 'stop',
      label: mdev.guest === null ? 'Start the guest' : 'Stop the guest',
      onSelect: () => make(mdev.guest === null ? startGuest(mdev) : stopGuest(mdev)),
    },
    {
      kind: 'item',
      id: 'reapply',
      icon: 'refresh',
      label: 'Re-apply',
      onSelect: () => make(reapplyGuest(mdev)),
    },
    { kind: 'separator', id: 'two' },
    ...(['auto', 'manual', 'none'] as const).map(
      (start): MenuEntry => ({
        kind: 'item',
        id: `start-${start}`,
        label: { auto: 'Start at boot', manual: 'Start by hand', none: 'Keep no definition' }[start],
        checked: (mdev.defined ?? 'none') === start,
        onSelect: () => make(setStart(mdev, start)),
      }),
    ),
    { kind: 'separator', id: 'three' },
    {
      kind: 'item',
      id: 'rename',
      icon: 'edit',
      label: 'Rename…',
      shortcut: 'F2',
      onSelect: () => set({ dialog: { kind: 'rename', mdev: mdev.id } }),
    },
    {
      kind: 'item',
      id: 'delete',
      icon: 'trash',
      label: 'Delete…',
      danger: true,
      onSelect: () => set({ dialog: { kind: 'delete', mdev: mdev.id } }),
    },
  ];
}
