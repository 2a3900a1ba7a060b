import { useState } from 'react';
import { FileInput } from '../../plan/FileInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { useDsa } from '../dsa-context.ts';
import { loadConfig } from '../guest-edits.ts';

export function LoadConfigDialog({ onClose }: { readonly onClose: () => void }) {
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
