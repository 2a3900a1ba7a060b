import './plan.css';
import { useState } from 'react';
import { usePreferences } from '../store/preferences.ts';
import { readHostOverSsh } from '../app/commands.ts';
import { closeDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';
import { targetFault } from './apply-target.ts';

/** Reads a host with the ssh of the engine's machine. */
export function ReadSshDialog() {
  const known = usePreferences((state) => state.sshHosts);
  const [host, setHost] = useState('');
  const [root, setRoot] = useState('');
  const [tried, setTried] = useState(false);
  const fault = targetFault({ kind: 'ssh', host, root }, false);
  function read(): void {
    setTried(true);
    if (fault !== null) return;
    closeDialog();
    void readHostOverSsh(host.trim(), root.trim() === '' ? null : root.trim());
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Read a host over ssh"
      description="The engine runs the capture command there with the system’s ssh, your keys and your ssh config. State files are read; nothing is changed."
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button variant="primary" disabledReason={tried ? fault : null} onClick={read}>
            Read the host
          </Button>
        </>
      }
    >
      <form
        className="plan-apply"
        onSubmit={(event) => {
          event.preventDefault();
          read();
        }}
      >
        <TextField
          label="Host"
          mono
          data-first-focus=""
          placeholder="root@host01"
          list="plan-ssh-hosts"
          value={host}
          onChange={setHost}
          error={tried ? fault : null}
          hint="A name of your ssh config, or user@host. It must let you in without asking."
        />
        <datalist id="plan-ssh-hosts">
          {known.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <TextField
          label="Folder prefix (optional)"
          mono
          placeholder="/"
          value={root}
          onChange={setRoot}
          hint="Where the host’s root is, if it is not / there."
        />
        <button type="submit" className="visually-hidden" tabIndex={-1}>
          Read
        </button>
      </form>
    </Dialog>
  );
}
