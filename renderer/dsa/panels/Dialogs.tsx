import { useState } from 'react';
import type { DsaGuest } from '../../../shared/dsa/types.ts';
import { FileInput } from '../../plan/FileInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { ConfirmDialog, Dialog } from '../../ui/Dialog.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import {
  addGuest,
  domainError,
  loadConfig,
  nameError,
  removeGuest,
  renameGuest,
  setDomain,
} from '../guest-edits.ts';
import { guestOf, isRunning, mdevsOf } from '../parts.ts';
import { StrategyPlayer } from '../player/StrategyPlayer.tsx';
import { GuestMark } from './GuestMark.tsx';

const FORM_ID = 'dsa-guest-form';

interface Closable {
  readonly onClose: () => void;
}

function NameDialog({
  title,
  description,
  start,
  own,
  verb,
  label = 'Name',
  check = nameError,
  onClose,
  onName,
}: Closable & {
  readonly title: string;
  readonly description?: string;
  readonly start: string;
  readonly own?: string;
  readonly verb: string;
  readonly label?: string;
  readonly check?: typeof nameError;
  readonly onName: (name: string) => Promise<boolean>;
}) {
  const { host } = useDsa();
  const [name, setName] = useState(start);
  const [tried, setTried] = useState(false);
  const fault = check(host.desired, name, own);
  async function submit(): Promise<void> {
    setTried(true);
    if (fault === null && (await onName(name.trim()))) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      {...(description === undefined ? {} : { description })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={FORM_ID} variant="primary">
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={FORM_ID}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label={label}
          autoFocus
          placeholder="vm-web"
          value={name}
          onChange={setName}
          error={tried || start !== '' ? fault : null}
        />
      </form>
    </Dialog>
  );
}

function DeleteDialog({ guest, onClose }: Closable & { readonly guest: DsaGuest }) {
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

/** The keyboard's and the menu's way to what dragging does. */
function ChooseGuestDialog({ wq, onClose }: Closable & { readonly wq: string }) {
  const { host, store } = useDsa();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const fault = nameError(host.desired, name);
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
          <Button
            type="submit"
            form={FORM_ID}
            variant={host.desired.guests.length === 0 ? 'primary' : 'plain'}
          >
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
          id={FORM_ID}
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

function LoadConfigDialog({ onClose }: Closable) {
  const { store } = useDsa();
  const [text, setText] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [through, setThrough] = useState(false);
  const [busy, setBusy] = useState(false);
  const reason = text.trim() === '' ? 'Choose a file or paste one first.' : busy ? 'It is being read.' : null;
  async function load(): Promise<void> {
    setBusy(true);
    const { label, edits } = loadConfig(text, through);
    await store.getState().edit(name === null ? label : `Load ${name}`, edits);
    setBusy(false);
    onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Load an accel-config file as the wish"
      description="The devices, groups, engines and work queues that the file names become as it says. What it does not tell stays. Undo takes it back."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabledReason={reason} onClick={() => void load()}>
            Load it
          </Button>
        </>
      }
    >
      <div className="work-stack">
        <FileInput
          label="Choose a file…"
          accept=".conf,.json,application/json"
          onFiles={([file]) => {
            if (file === undefined) return;
            setText(file.text);
            setName(file.path);
          }}
        />
        <div className="field">
          <label htmlFor="dsa-config-text">The file’s text{name === null ? '' : `: ${name}`}</label>
          <textarea
            id="dsa-config-text"
            className="field-input mono dsa-config-text"
            spellCheck={false}
            rows={10}
            placeholder='[{ "dev": "dsa0", "groups": [ … ] }]'
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setName(null);
            }}
          />
        </div>
        <Toggle
          label="Disable devices and queues for it, and enable them again"
          description="Without this, settings that are frozen now refuse the file."
          checked={through}
          onChange={setThrough}
        />
        <Callout tone="info">
          accel-config of 3.5 and later has no type mdev: it saves such a queue with type none. The studio
          says so where a file has that, and offers to correct it.
        </Callout>
      </div>
    </Dialog>
  );
}

/** The dialog that is open in this view, if any. */
export function DsaDialogs() {
  const { host, store } = useDsa();
  const dialog = useDsaState((state) => state.dialog);
  const { set, edit, pickGuest } = store.getState();
  const onClose = () => set({ dialog: null });
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new-guest':
      return (
        <NameDialog
          title="Add a guest"
          description="Drag it onto a work queue afterwards, or select one and press G."
          start={dialog.name}
          verb="Add"
          onClose={onClose}
          onName={async (name) => {
            const id = crypto.randomUUID();
            const { label, edits } = addGuest(host.desired, id, name);
            const made = await edit(label, edits);
            if (made) pickGuest(id);
            return true;
          }}
        />
      );
    case 'choose-guest':
      return <ChooseGuestDialog wq={dialog.wq} onClose={onClose} />;
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
            own={guest.id}
            verb="Take this name"
            label="Domain"
            check={domainError}
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
          own={guest.id}
          verb="Rename"
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
