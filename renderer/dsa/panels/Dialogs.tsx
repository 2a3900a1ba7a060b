import { useEffect, useRef } from 'react';
import type { DsaGuest } from '../../../shared/dsa/types.ts';
import { nameError } from '../../panels/guests/guest-names.ts';
import { NameDialog } from '../../panels/guests/NameDialog.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { addGuest, addGuestFor, domainError, removeGuest, renameGuest, setDomain } from '../guest-edits.ts';
import { guestOf, isRunning, mdevOf, mdevsOf, partLabel } from '../parts.ts';
import { StrategyPlayer } from '../player/StrategyPlayer.tsx';
import { ChooseGuestDialog } from './ChooseGuestDialog.tsx';
import { LoadConfigDialog } from './LoadConfigDialog.tsx';
import { MoveDialog } from './MoveDialog.tsx';

function DeleteDialog({ guest, onClose }: { readonly guest: DsaGuest; readonly onClose: () => void }) {
  const { host, store } = useDsa();
  const count = mdevsOf(host.desired, guest.id).length;
  const running = isRunning(host.desired, guest.id) === true;
  return (
    <ConfirmDialog
      open
      danger
      title={`Delete ${guest.name}?`}
      text={[
        running ? 'It runs: it has to be stopped first, and the studio will say so.' : '',
        count === 0
          ? 'It has no queue; nothing is lost.'
          : `Its ${count} mediated ${count === 1 ? 'device is' : 'devices are'} removed too. The queues stay as they are, free for others.`,
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

/** A dialog gives the focus back to what opened it; where that is gone, the guest that is picked gets it, or the picture. */
function useFocusAfter(isOpen: boolean): void {
  const { store } = useDsa();
  const wasOpen = useRef(false);
  useEffect(() => {
    const closed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!closed) return;
    // After the dialog's own giving back, which waits as long.
    setTimeout(() => {
      if (document.activeElement !== document.body) return;
      const row = `[data-guest="${CSS.escape(store.getState().guestId ?? '')}"]`;
      const places = [row, '.dsa-graph-tree', '.dsa-table [tabindex="0"]', '.dsa-table'];
      for (const place of places) {
        const element = document.querySelector<HTMLElement>(place);
        if (element === null) continue;
        element.focus();
        return;
      }
    });
  }, [isOpen, store]);
}

/** The dialog that is open in this view, if any. */
export function DsaDialogs() {
  const { host, store } = useDsa();
  const dialog = useDsaState((state) => state.dialog);
  const { set, edit, pickGuest, show } = store.getState();
  const onClose = () => set({ dialog: null });
  useFocusAfter(dialog !== null);
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new-guest':
      return (
        <NameDialog
          title="Add a guest"
          description={
            dialog.mdev === null
              ? 'Drag it onto a work queue afterwards, or select one and press G.'
              : `${partLabel(host.desired, dialog.mdev)} is for it at once.`
          }
          start={dialog.name}
          verb="Add"
          placeholder="vm-web"
          check={(name) => nameError(host.desired.guests, name)}
          onClose={onClose}
          onName={async (name) => {
            const id = crypto.randomUUID();
            const mdev = dialog.mdev === null ? null : mdevOf(host.desired, dialog.mdev);
            const { label, edits } =
              mdev === null ? addGuest(host.desired, id, name) : addGuestFor(host.desired, mdev, id, name);
            const made = await edit(label, edits);
            if (made && mdev === null) {
              pickGuest(id);
              show(id, true);
            }
            return true;
          }}
        />
      );
    case 'choose-guest':
      return <ChooseGuestDialog wq={dialog.wq} onClose={onClose} />;
    case 'move':
      return <MoveDialog mdev={dialog.mdev} onClose={onClose} />;
    case 'load-config':
      return <LoadConfigDialog onClose={onClose} />;
    case 'player':
      return (
        <Dialog
          open
          onOpenChange={(open) => {
            if (!open) onClose();
          }}
          title="How a guest gets its queue"
          width="wide"
        >
          <StrategyPlayer initial={dialog.strategy} />
        </Dialog>
      );
    case 'rename':
    case 'domain':
    case 'delete': {
      const guest = guestOf(host.desired, dialog.guest);
      if (guest === null) return null;
      if (dialog.kind === 'delete') return <DeleteDialog guest={guest} onClose={onClose} />;
      if (dialog.kind === 'domain')
        return (
          <NameDialog
            title={`Which libvirt domain is ${guest.name}?`}
            description="Plans stop and start it by this name, as virsh list shows it."
            start={guest.domain ?? guest.name}
            verb="Take this name"
            label="Domain"
            placeholder="vm-web"
            check={(name) => domainError(host.desired, name, guest.id)}
            onClose={onClose}
            onName={async (name) => {
              if (name === guest.domain) return true;
              const { label, edits } = setDomain(guest, name);
              return edit(label, edits);
            }}
          />
        );
      return (
        <NameDialog
          title={`Rename ${guest.name}`}
          start={guest.name}
          verb="Rename"
          placeholder="vm-web"
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
}
