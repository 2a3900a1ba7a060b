import { Fragment, useState } from 'react';
import type { FormatEntry } from '../../shared/plan-calls.ts';
import type { Exported, ExportFile } from '../../shared/plan.ts';
import { copyText } from '../app/commands.ts';
import { openDialog } from '../app/dialogs.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/Callout.tsx';
import { Icon } from '../ui/icons.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { Blocks } from './Blocks.tsx';
import { saveExport } from './export-commands.ts';
import { useGrowing } from './Growing.tsx';
import { Notes } from './Notes.tsx';
import { usePlanPlace, usePlanQuestion } from './plan-context.tsx';

/** Longer texts are shown in part; copying and saving have all of it. */
const MOST_LINES = 2000;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** What stands beside the UUID in the last part of the path: `nodedev` of `nodedev-UUID.xml`, else its extension. */
function kindOf(path: string, id: string): string {
  const [before = '', after = ''] = (path.split('/').find((part) => part.includes(id)) ?? '').split(id);
  return before.replace(/[-_.]+$/, '') || after.replace(/^[-_.]+/, '');
}

/** Files of devices are told apart by their guest; other names go on in the next line after a sign between words. */
function FileName({ path }: { readonly path: string }) {
  const { refLabel } = usePlanPlace();
  const id = UUID.exec(path)?.[0];
  const name = id === undefined ? undefined : refLabel({ kind: 'guest', id });
  if (id !== undefined && name !== id)
    return (
      <>
        <span className="truncate">{name}</span>
        <span className="plan-file-kind">{kindOf(path, id)}</span>
      </>
    );
  return (
    <span className="plan-file-name">
      {path.split(/(?<=[/._-])/).map((part, at) => (
        // Parts may be alike: their place tells them apart.
        <Fragment key={`${at} ${part}`}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}

function FileTree({
  files,
  picked,
  onPick,
}: {
  readonly files: readonly ExportFile[];
  readonly picked: string;
  readonly onPick: (path: string) => void;
}) {
  const { shown, more } = useGrowing(files, 120);
  return (
    <div className="plan-files" role="group" aria-label="Files">
      {shown.map((file) => (
        <button
          key={file.path}
          type="button"
          aria-pressed={file.path === picked}
          aria-label={file.path}
          title={file.path}
          onClick={() => onPick(file.path)}
        >
          <Icon name={file.executable ? 'terminal' : 'file'} size={13} />
          <FileName path={file.path} />
        </button>
      ))}
      {more}
    </div>
  );
}

function FileText({ file }: { readonly file: ExportFile }) {
  const lines = file.text.split('\n');
  return (
    <pre className="plan-file-text" tabIndex={0} aria-label={file.path}>
      {lines.slice(0, MOST_LINES).join('\n')}
      {lines.length > MOST_LINES
        ? `\n… ${lines.length - MOST_LINES} more lines; copy or save to have them all`
        : ''}
    </pre>
  );
}

/** They are read once; the text of the files is what one comes back for. */
function FoldedNotes({ notes }: { readonly notes: readonly string[] }) {
  const [first] = notes;
  if (first === undefined) return null;
  return (
    <details className="plan-notes-fold">
      <summary>
        <Icon name="info" size={13} />
        <span className="truncate">{first}</span>
        {notes.length > 1 && <span className="faint">and {notes.length - 1} more</span>}
      </summary>
      <Notes notes={notes} />
    </details>
  );
}

function Files({ exported, format }: { readonly exported: Exported; readonly format: FormatEntry }) {
  const { host } = usePlanPlace();
  const question = usePlanQuestion(host);
  const [picked, setPicked] = useState('');
  const { files } = exported;
  const file = files.find(({ path }) => path === picked) ?? files[0];
  return (
    <>
      <div className="plan-bar">
        <span className="quiet">{format.about}</span>
        <span className="plan-bar-end">
          {format.id === 'libvirt' && (
            <Button
              size="small"
              icon="guest"
              onClick={() => openDialog({ kind: 'domain-xml', hostId: host.id })}
            >
              Put into a domain XML…
            </Button>
          )}
          {format.canBeRead && (
            <Button
              size="small"
              icon="capture"
              onClick={() => openDialog({ kind: 'read-files', hostId: host.id, format: format.id })}
            >
              Read back…
            </Button>
          )}
          <Button
            size="small"
            icon="copy"
            disabledReason={file === undefined ? 'There is no file to copy.' : null}
            onClick={() => file !== undefined && void copyText(file.text, file.path)}
          >
            Copy
          </Button>
          <Button
            size="small"
            icon="save"
            disabledReason={file === undefined ? 'There is no file to save.' : null}
            onClick={() => void saveExport(question, format.id)}
          >
            {files.length > 1 ? `Save ${files.length} files…` : 'Save…'}
          </Button>
        </span>
      </div>
      <Blocks blocks={exported.blocks} />
      <FoldedNotes notes={exported.notes} />
      {file === undefined ? (
        <EmptyState icon="file" title="Nothing to write">
          {exported.blocks.length > 0
            ? 'There are no steps, so there is nothing to put into files.'
            : `This host has nothing that ${format.title} could hold.`}
        </EmptyState>
      ) : (
        <div className="plan-export-files">
          {files.length > 1 && <FileTree files={files} picked={file.path} onPick={setPicked} />}
          <FileText file={file} />
        </div>
      )}
    </>
  );
}

/** The files of one format. */
export function ExportView({ format }: { readonly format: FormatEntry }) {
  const { host } = usePlanPlace();
  const answer = useHostAnswer(host, 'export.make', { ...usePlanQuestion(host), format: format.id });
  return (
    <div className="plan-export" aria-busy={answer.waiting}>
      <Answered answer={answer} doing={`Writing ${format.title}`}>
        {(exported) => <Files exported={exported} format={format} />}
      </Answered>
    </div>
  );
}
