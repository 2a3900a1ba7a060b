import { useState } from 'react';
import type { Mdev } from '../../../shared/ap/types.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { guestOf } from '../ap-store.ts';
import { nameError, nextHue } from '../../panels/guests/guest-names.ts';
import { NameDialog } from '../../panels/guests/NameDialog.tsx';
import { removeGuest, renameGuest, uuidError } from '../guest-edits.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { ProfileDialog } from './ProfileDialog.tsx';

const FORM_ID = 'ap-guest-form';

function NewGuestDialog({ onClose }: { readonly onClose: () => void }) {
  const { host, store } = useAp();
  const state = host.desired;
  const [name, setName] = useState('');
  const [uuid, setUuid] = useState(() => crypto.randomUUID());
  const [type, setType] = useState<Mdev['type']>('passthrough');
  const [tried, setTried] = useState(false);
  const nameFault = nameError(state.mdevs, name);
  const uuidFault = uuidError(state, uuid);
  async function create(): Promise<void> {
    setTried(true);
    if (nameFault !== null || uuidFault !== null) return;
    const id = uuid.toLowerCase();
    const { edit, pickGuest } = store.getState();
    const made = await edit(`Create guest ${name.trim()}`, [
      { family: 'ap', op: 'createGuest', uuid: id, name: name.trim(), hue: nextHue(state.mdevs), type },
    ]);
    onClose();
    if (made) pickGuest(id);
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="New guest"
      description="A mediated device with an empty matrix: what one guest gets. Click cells afterwards to give it queues."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM_ID} variant="primary">
            Create
          </Button>
        </>
      }
    >
      <form
        id={FORM_ID}
        className="work-stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <TextField
          label="Name"
          autoFocus
          placeholder="payments-a"
          value={name}
          onChange={setName}
          error={tried ? nameFault : null}
        />
        <TextField
          label="UUID of the mediated device"
          mono
          value={uuid}
          onChange={(next) => setUuid(next as typeof uuid)}
          error={uuidFault}
          hint="Made for you; replace it if the guest's definition has one already."
        />
        <div className="field">
          <span className="work-field-label">Type</span>
          <Segmented
            label="Type"
            value={type}
            onChange={setType}
            options={[
              { value: 'passthrough', label: 'Passthrough' },
              { value: 'virtual', label: 'Virtual (simulation)' },
            ]}
          />
        </div>
        {type === 'virtual' && (
          <p className="quiet">
            Simulation: never part of a released kernel. It cannot stand beside passthrough guests.
          </p>
        )}
      </form>
    </Dialog>
  );
}

function DeleteDialog({ mdev, onClose }: { readonly mdev: Mdev; readonly onClose: () => void }) {
  const { host, store } = useAp();
  const { value: card } = useEngineQuery(host, 'ap.guest', { hostId: host.host.id, mdev: mdev.id });
  const losses = card?.deleting;
  return (
    <ConfirmDialog
      open
      danger
      title={`Delete ${mdev.name}?`}
      text={
        losses === undefined
          ? 'Asking the engine what is lost.'
          : losses.length === 0
            ? 'It has nothing assigned; nothing is lost.'
            : `${losses.join(' ')} Undo brings it back here.`
      }
      confirmLabel="Delete the guest"
      onCancel={onClose}
      onConfirm={() => {
        const { label, edits } = removeGuest(mdev);
        onClose();
        void store.getState().edit(label, edits);
      }}
    />
  );
}

/** The dialog that is open in this view, if any. */
export function ApDialogs() {
  const { host, store } = useAp();
  const dialog = useApState((state) => state.dialog);
  const onClose = () => store.getState().set({ dialog: null });
  if (dialog === null) return null;
  if (dialog.kind === 'new-guest') return <NewGuestDialog onClose={onClose} />;
  if (dialog.kind === 'profile') return <ProfileDialog onClose={onClose} />;
  const mdev = guestOf(host.desired, dialog.mdev);
  if (!mdev) return null;
  if (dialog.kind === 'delete') return <DeleteDialog mdev={mdev} onClose={onClose} />;
  return (
    <NameDialog
      title={`Rename ${mdev.name}`}
      start={mdev.name}
      verb="Rename"
      check={(name) => nameError(host.desired.mdevs, name, mdev.id)}
      onClose={onClose}
      onName={async (name) => {
        if (name === mdev.name) return true;
        const { label, edits } = renameGuest(mdev, name);
        return store.getState().edit(label, edits);
      }}
    />
  );
}
