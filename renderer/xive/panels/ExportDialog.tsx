import { useState } from 'react';
import { copyText } from '../../app/commands.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useShownPlace, useXive } from '../xive-context.ts';
import { saveBlob } from './save-picture.ts';

type Format = 'scenario' | 'trace' | 'calls';

const ABOUT: Readonly<Record<Format, string>> = {
  scenario: 'Set-up, kernel and events as JSON: opens here again, and studio cases plays it.',
  trace: 'Each event with its small steps, as text to read.',
  calls: 'The calls of QEMU, the kernel and the guest, in order, as a readable script.',
};

/** Characters of the preview; the file has all. */
const MOST_SHOWN = 60_000;

/** The shown branch as a text: look at it, copy it, save it. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const place = useShownPlace();
  return place?.kind === 'branch' ? <Export branch={place.branch} onClose={onClose} /> : null;
}

function Export({ branch, onClose }: { readonly branch: string; readonly onClose: () => void }) {
  const { host } = useXive();
  const [format, setFormat] = useState<Format>('scenario');
  const { value, error } = useEngineQuery(host, 'xive.write', { hostId: host.host.id, branch, format });
  const name = host.desired.branches.find(({ id }) => id === branch)?.name ?? branch;
  const missing = value === null ? (error ?? 'The engine is still writing it.') : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Export ${name}`}
      width="wide"
      footer={
        <>
          <Button
            icon="copy"
            disabledReason={missing}
            onClick={() => {
              if (value !== null) void copyText(value.text, 'The text');
            }}
          >
            Copy
          </Button>
          <Button
            variant="primary"
            icon="save"
            disabledReason={missing}
            onClick={() => {
              if (value !== null)
                saveBlob(value.name, new Blob([value.text], { type: 'text/plain;charset=utf-8' }));
            }}
          >
            {value === null ? 'Save' : `Save ${value.name}`}
          </Button>
        </>
      }
    >
      <div className="xive-form">
        <Segmented
          label="What is written"
          value={format}
          onChange={setFormat}
          options={[
            { value: 'scenario', label: 'Scenario' },
            { value: 'trace', label: 'Trace' },
            { value: 'calls', label: 'Calls' },
          ]}
        />
        {(value?.notes.length ? value.notes : [ABOUT[format]]).map((note) => (
          <p key={note} className="quiet">
            {note}
          </p>
        ))}
        {value === null ? (
          error === null ? (
            <Spinner label="Writing" />
          ) : (
            <p>{error}</p>
          )
        ) : (
          <pre className="xive-export" tabIndex={0} aria-label={value.name}>
            {value.text.length > MOST_SHOWN ? `${value.text.slice(0, MOST_SHOWN)}\n…` : value.text}
          </pre>
        )}
      </div>
    </Dialog>
  );
}
