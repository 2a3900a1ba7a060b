import { functionName } from '../../../shared/zpci/refs.ts';
import { useId, useState } from 'react';
import { functionByFid } from '../../../shared/zpci/types.ts';
import { nameError } from '../../panels/guests/guest-names.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { addGuest } from '../guest-edits.ts';
import { counted } from '../parts.ts';
import { useZpci } from '../zpci-context.ts';
import { GuestMark } from './GuestMark.tsx';

/** The keyboard's and the menu's way to what dragging does. */
export function ChooseGuestDialog({
  fids,
  onClose,
}: {
  readonly fids: readonly number[];
  readonly onClose: () => void;
}) {
  const form = useId();
  const { host, store } = useZpci();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const { guests } = host.desired;
  const fault = nameError(guests, name);
  const { give, edit, set } = store.getState();
  const [only] = fids;
  const fn = fids.length === 1 && only !== undefined ? functionByFid(host.desired, only) : undefined;
  async function withNew(): Promise<void> {
    setTried(true);
    if (fault !== null) return;
    const id = crypto.randomUUID();
    const { label, edits } = addGuest(host.desired, id, name);
    onClose();
    if (!(await edit(label, edits))) return;
    set({ guestId: id });
    await give(id, fids);
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Who gets ${fn === undefined ? counted(fids.length, 'function') : functionName(fn)}?`}
      description="At once, unless something stops for it: then you see what, and are asked first."
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant={guests.length === 0 ? 'primary' : 'plain'}>
            Add and give
          </Button>
        </>
      }
    >
      <div className="work-stack">
        {guests.length > 0 && (
          <ul className="zpci-guest-choice" aria-label="Guests">
            {guests.map((guest, at) => (
              <li key={guest.id}>
                <button
                  type="button"
                  {...(at === 0 ? { 'data-first-focus': '' } : {})}
                  onClick={() => {
                    onClose();
                    set({ guestId: guest.id });
                    void give(guest.id, fids);
                  }}
                >
                  <GuestMark guestId={guest.id} />
                  <span className="truncate">{guest.name}</span>
                  <span className="faint tabular">{guest.devices.length}</span>
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
            placeholder="db1"
            value={name}
            onChange={setName}
            error={tried ? fault : null}
          />
        </form>
      </div>
    </Dialog>
  );
}
