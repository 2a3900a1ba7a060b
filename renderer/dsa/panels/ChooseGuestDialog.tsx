import { useId, useState } from 'react';
import { nameError } from '../../panels/guests/guest-names.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDsa } from '../dsa-context.ts';
import { addGuest } from '../guest-edits.ts';
import { mdevsOf } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';

/** The keyboard's and the menu's way to what dragging does. */
export function ChooseGuestDialog({ wq, onClose }: { readonly wq: string; readonly onClose: () => void }) {
  const form = useId();
  const { host, store } = useDsa();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const fault = nameError(host.desired.guests, name);
  const { give, edit, pickGuest, select } = store.getState();
  async function withNew(): Promise<void> {
    setTried(true);
    if (fault !== null) return;
    const id = crypto.randomUUID();
    const { label, edits } = addGuest(host.desired, id, name);
    onClose();
    if (!(await edit(label, edits))) return;
    pickGuest(id);
    select(wq);
    await give(id, wq);
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Who gets a queue of ${wq}?`.replace('a queue of wq', 'wq')}
      description="At once, unless something stops for it: then you see what, and are asked first."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant={host.desired.guests.length === 0 ? 'primary' : 'plain'}>
            Add and give
          </Button>
        </>
      }
    >
      <div className="work-stack">
        {host.desired.guests.length > 0 && (
          <ul className="dsa-guest-choice" aria-label="Guests">
            {host.desired.guests.map((guest, at) => (
              <li key={guest.id}>
                <button
                  type="button"
                  {...(at === 0 ? { 'data-first-focus': '' } : {})}
                  onClick={() => {
                    onClose();
                    void give(guest.id, wq);
                  }}
                >
                  <GuestMark guestId={guest.id} />
                  <span className="truncate">{guest.name}</span>
                  <span className="faint tabular">{mdevsOf(host.desired, guest.id).length}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          id={form}
          onSubmit={(event) => {
            event.preventDefault();
            void withNew();
          }}
        >
          <TextField
            label="A new guest"
            placeholder="vm-web"
            value={name}
            onChange={setName}
            error={tried ? fault : null}
          />
        </form>
      </div>
    </Dialog>
  );
}
