import './plan.css';
import { useState } from 'react';
import type { Refusal } from '../../shared/findings.ts';
import type { ExportFormatId } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { closeDialog } from '../app/dialogs.ts';
import { RefusalCard } from '../app/rules.tsx';
import { call, sentenceOf } from '../store/api.ts';
import { toast } from '../store/notices.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { FileInput, type ReadFile } from './FileInput.tsx';
import { counted } from './words.ts';

type Outcome =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly message: string };

/** Takes the wish that files tell: exported ones that were changed, or hand-written ones. */
export function ReadFilesDialog({
  host,
  format,
}: {
  readonly host: HostView;
  readonly format: ExportFormatId;
}) {
  const formats = useHostAnswer(host, 'export.formats', { hostId: host.id });
  const [chosen, setChosen] = useState(format);
  const [files, setFiles] = useState<readonly ReadFile[]>([]);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  function take(next: readonly ReadFile[]): void {
    setFiles(next);
    setOutcome(null);
  }
  async function read(): Promise<void> {
    setBusy(true);
    setOutcome(null);
    try {
      const answer = await call('export.read', { hostId: host.id, format: chosen, files: [...files] });
      if (!answer.ok) return setOutcome({ kind: 'refused', refusal: answer.refusal });
      closeDialog();
      toast('success', ['The wish is what the files tell.', ...answer.notes].join(' '));
    } catch (thrown) {
      setOutcome({ kind: 'failed', message: sentenceOf(thrown) });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Read the wish back from files"
      description={`What the files tell becomes what is wished for ${host.name}: one step, which undo takes back. Nothing is written to the host.`}
      footer={
        <>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button
            variant="primary"
            disabledReason={
              files.length === 0 ? 'Choose files first.' : busy ? 'The files are being read.' : null
            }
            onClick={() => void read()}
          >
            {files.length === 0 ? 'Read the files' : `Read ${counted(files.length, 'file')}`}
          </Button>
        </>
      }
    >
      <div className="plan-apply">
        <Answered answer={formats} doing="Looking for formats">
          {(entries) => (
            <div className="plan-choices" role="radiogroup" aria-label="Format of the files">
              {entries
                .filter((entry) => entry.canBeRead)
                .map((entry) => (
                  <label key={entry.id}>
                    <input
                      type="radio"
                      name="format"
                      checked={chosen === entry.id}
                      onChange={() => setChosen(entry.id)}
                    />
                    <span>
                      {entry.title} <span className="quiet">{entry.about}</span>
                    </span>
                  </label>
                ))}
            </div>
          )}
        </Answered>
        <div className="plan-bar">
          <FileInput label="Choose files…" several onFiles={take} />
          <FileInput label="Choose a folder…" folder onFiles={take} />
        </div>
        {files.length > 0 && (
          <ul className="plan-bullets mono">
            {files.slice(0, 12).map((file) => (
              <li key={file.path}>{file.path}</li>
            ))}
            {files.length > 12 && <li>and {files.length - 12} more</li>}
          </ul>
        )}
        {outcome?.kind === 'refused' && <RefusalCard hostId={host.id} refusal={outcome.refusal} />}
        {outcome?.kind === 'failed' && (
          <Callout tone="danger" title="The files were not taken">
            {outcome.message}
          </Callout>
        )}
      </div>
    </Dialog>
  );
}
