import { useEffect, useRef } from 'react';
import { deviceById, guestById, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { nameError } from '../../panels/guests/guest-names.ts';
import { NameDialog } from '../../panels/guests/NameDialog.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { addGuest, domainError, removeGuest, renameDevice, renameGuest, setDomain } from '../guest-edits.ts';
import { counted } from '../parts.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { ChooseGuestDialog } from './ChooseGuestDialog.tsx';
import { DmaLimitDialog } from './DmaLimitDialog.tsx';
import { EmulatedDialog } from './EmulatedDialog.tsx';
import { IdsDialog } from './IdsDialog.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';

function DeleteDialog({ guest, onClose }: { readonly guest: ZpciGuest; readonly onClose: () => void }) {
  const { store } = useZpci();
  const count = guest.devices.length;
  return (
    <ConfirmDialog
      open
      danger
      title={`Delete ${guest.name}?`}
      text={[
        guest.running === true ? 'It runs: it has to be stopped first, and the studio will say so.' : '',
        count === 0
          ? 'It has no device; nothing is lost.'
          : `Its ${counted(count, 'device')} go with it; functions of the host are free again.`,
        'Undo brings it back here.',
      ].join(' ')}
      confirmLabel="Delete the guest"
      onCancel={onClose}
      onConfirm={() => {
        const { label, edits } = removeGuest(guest);
        onClose();
        void store.getState().edit(label, edits);
      }}
    />
  );
}

/** A dialog gives the focus back to what opened it; where that is gone, the row that is selected or the guest that is picked gets it. */
function useFocusAfter(isOpen: boolean): void {
  const { store } = useZpci();
  const wasOpen = useRef(false);
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!closed) return;
    // After the dialog's own giving back, which waits as long.
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const { selected, guestId } = store.getState();
      const places = [
        `[data-row="${CSS.escape(selected ?? '')}"]`,
        `[data-guest="${CSS.escape(guestId ?? '')}"]`,
        '.zpci-side [tabindex="0"]',
      ];
      for (const place of places) {
        const element = document.querySelector<HTMLElement>(place);
        if (element === null) continue;
        element.focus();
        return;
      }
    });
  }, [isOpen, store]);
}

function deviceError(guest: ZpciGuest, text: string, own: string): string | null {
  const id = text.trim();
  if (!/^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(id))
    return 'An id such as h0: a letter, then letters, digits, dots, dashes and underscores.';
  return id !== own && guest.devices.some((device) => device.id === id)
    ? 'Another device of the guest is called that.'
    : null;
}

/** The dialog that is open in this view, if any. */
export function ZpciDialogs() {
  const { host, store } = useZpci();
  const dialog = useZpciState((state) => state.dialog);
  const { set, edit, pickGuest, give } = store.getState();
  const onClose = () => set({ dialog: null });
  useFocusAfter(dialog !== null);
  if (dialog === null) return null;
  if (dialog.kind === 'new-guest')
    return (
      <NameDialog
        title="New guest"
        description={
          dialog.fids.length === 0
            ? 'It is picked at once: functions are then given to it with + or Enter.'
            : `It gets ${counted(dialog.fids.length, 'function')} at once.`
        }
        start={dialog.name}
        verb="Add"
        placeholder="db1"
        check={(name) => nameError(host.desired.guests, name)}
        onClose={onClose}
        onName={async (name) => {
          const id = crypto.randomUUID();
          const { label, edits } = addGuest(host.desired, id, name);
          if (!(await edit(label, edits))) return true;
          pickGuest(id);
          if (dialog.fids.length > 0) await give(id, dialog.fids);
          return true;
        }}
      />
    );
  if (dialog.kind === 'choose-guest') return <ChooseGuestDialog fids={dialog.fids} onClose={onClose} />;
  if (dialog.kind === 'dma-limit') return <DmaLimitDialog onClose={onClose} />;
  const guest = guestById(host.desired, dialog.guest);
  if (guest === undefined) return null;
  switch (dialog.kind) {
    case 'settings':
      return <SettingsDialog guest={guest} onClose={onClose} />;
    case 'emulated':
      return <EmulatedDialog guest={guest} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog guest={guest} onClose={onClose} />;
    case 'ids':
    case 'rename-device': {
      const device = deviceById(guest, dialog.device);
      if (device === undefined) return null;
      if (dialog.kind === 'ids') return <IdsDialog guest={guest} device={device} onClose={onClose} />;
      return (
        <NameDialog
          title={`Rename ${device.id} of ${guest.name}`}
          description={
            device.card === null
              ? 'Its zpci device waits for a card of this id: it gets its numbers when a card of that id is plugged.'
              : 'The id of the card in QEMU, and the target of its zpci device.'
          }
          start={device.id}
          verb="Rename"
          label="Id"
          placeholder="h0"
          check={(name) => deviceError(guest, name, device.id)}
          onClose={onClose}
          onName={async (name) => {
            if (name === device.id) return true;
            const { label, edits } = renameDevice(guest, device.id, name);
            return edit(label, edits);
          }}
        />
      );
    }
    case 'domain':
      return (
        <NameDialog
          title={`Which libvirt domain is ${guest.name}?`}
          description="libvirt chooses numbers by another rule than QEMU. Leave it empty where QEMU is started by hand."
          start={guest.domain ?? guest.name}
          verb="Take this"
          label="Domain"
          placeholder="db1"
          check={(name) => domainError(host.desired, name, guest.id)}
          onClose={onClose}
          onName={async (name) => {
            const domain = name.trim() === '' ? null : name.trim();
            if (domain === guest.domain) return true;
            const { label, edits } = setDomain(guest, domain);
            return edit(label, edits);
          }}
        />
      );
    case 'rename':
      return (
        <NameDialog
          title={`Rename ${guest.name}`}
          start={guest.name}
          verb="Rename"
          placeholder="db1"
          check={(name) => nameError(host.desired.guests, name, guest.id)}
          onClose={onClose}
          onName={async (name) => {
            if (name === guest.name) return true;
            const { label, edits } = renameGuest(guest, name);
            return edit(label, edits);
          }}
        />
      );
  }
}
