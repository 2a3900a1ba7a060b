import { type FormEvent, useState } from 'react';
import type { HostView } from '../../../shared/view.ts';
import { ask } from '../../store/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { closeDialog } from '../dialogs.ts';

function complaint(name: string): string | null {
  if (name.trim() === '') return 'A host needs a name.';
  return name.trim().length > 64 ? 'A name has at most 64 characters.' : null;
}

export function RenameDialog({ host }: { readonly host: HostView }) {
  const [name, setName] = useState(host.name);
  const [tried, setTried] = useState(false);
  const error = complaint(name);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (error !== null) return;
    if ((await ask('host.rename', { hostId: host.id, name })) !== null) closeDialog();
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Rename the host"
      width="small"
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="primary" type="submit" form="rename-host">
            Rename
          </Button>
        </>
      }
    >
      <form id="rename-host" onSubmit={(event) => void submit(event)}>
        <TextField
          label="Name in this workspace"
          value={name}
          onChange={setName}
          error={tried ? error : null}
          hint="The machine itself keeps its own name."
          autoFocus
        />
      </form>
    </Dialog>
  );
}
