import { type KeyboardEvent, useRef, useState } from 'react';
import type { FileEntry, Output } from '../../../shared/contract.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { usePreferences } from '../../store/preferences.ts';
import { useStudio } from '../../store/studio.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Callout, EmptyState, Spinner } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useAnswer } from '../../ui/useAnswer.ts';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { answerDialog, closeDialog, type FilePurpose, type OpenDialog } from '../dialogs.ts';
import {
  fileNameComplaint,
  formatSize,
  joinPath,
  shownEntries,
  splitPath,
  workspaceFileName,
} from './file-names.ts';

type Listing = Output<'files.list'>;

const TITLES: Readonly<Record<FilePurpose, string>> = {
  open: 'Open a capture or a workspace',
  import: 'Add a host from a capture',
  save: 'Save the workspace as',
  folder: 'Save the files into a folder',
};
const ICONS = { folder: 'folder', capture: 'capture', workspace: 'file', other: 'file' } as const;
const KINDS = { folder: 'Folder', capture: 'Capture', workspace: 'Workspace', other: 'File' } as const;

/** The folder of the last choice, so that the next dialog starts there. */
let lastFolder: string | null = null;

interface Listings {
  readonly listing: Listing | null;
  /** What was asked for last; `listing` is of another folder while that is on its way or cannot be shown. */
  readonly asked: string;
  readonly arrived: boolean;
  /** Why the folder asked for last cannot be shown. */
  readonly error: string | null;
  readonly go: (folder: string) => void;
}

/** The folder shown; starts where the last dialog ended. */
function useListing(): Listings {
  const home = useStudio((state) => state.info?.homeFolder ?? '/');
  const [{ folder, attempt }, setAsked] = useState({ folder: lastFolder ?? home, attempt: 0 });
  const [listing, setListing] = useState<Listing | null>(null);
  const newest = useRef(attempt);
  const answer = useAnswer(`${attempt}`, async () => {
    newest.current = attempt;
    const found = await call('files.list', { folder });
    if (newest.current === attempt) {
      lastFolder = found.folder;
      setListing(found);
    }
  });
  return {
    listing,
    asked: folder,
    arrived: answer.state === 'here',
    error: answer.state === 'failed' ? sentenceOf(answer.error) : null,
    // Asking again for the same folder looks again: it may have been made meanwhile.
    go: (next) => setAsked({ folder: next, attempt: attempt + 1 }),
  };
}

interface FileRowProps {
  readonly entry: FileEntry;
  readonly picked: boolean;
  readonly onPick: () => void;
  readonly onOpen: () => void;
}

function FileRow({ entry, picked, onPick, onOpen }: FileRowProps) {
  return (
    <button type="button" className="file-row" aria-pressed={picked} onClick={onPick} onDoubleClick={onOpen}>
      <Icon name={ICONS[entry.kind]} />
      <span className="truncate">{entry.name}</span>
      <span className="faint">{KINDS[entry.kind]}</span>
      <span className="faint tabular file-size">{entry.kind === 'folder' ? '' : formatSize(entry.size)}</span>
    </button>
  );
}

/** Files of the machine the engine runs on, for hosts without native dialogs. */
export function FileBrowser({ dialog }: { readonly dialog: Extract<OpenDialog, { kind: 'files' }> }) {
  const { listing, asked, arrived, error, go } = useListing();
  const [typedFolder, setTypedFolder] = useState<string | null>(null);
  const [filter, setFilter] = useState('');
  const [picked, setPicked] = useState<FileEntry | null>(null);
  const [name, setName] = useState(dialog.suggested);
  const [overwrite, setOverwrite] = useState(false);
  const compact = usePreferences((state) => state.density === 'compact');
  const list = useRef<HTMLDivElement>(null);
  const saving = dialog.purpose === 'save';
  const wantsFolder = dialog.purpose === 'folder';
  const entries =
    listing === null || error !== null ? [] : shownEntries(listing.entries, dialog.purpose, filter);
  const complaint = saving ? fileNameComplaint(name) : null;
  // What is typed is not yet where the list is: choosing now would surprise.
  const elsewhere = typedFolder !== null && typedFolder !== (error === null ? listing?.folder : asked);
  const nowhere = elsewhere
    ? 'Press Enter in the folder field first, to go there.'
    : error !== null
      ? 'This folder cannot be shown. Correct it first.'
      : arrived
        ? null
        : 'The folder is being read.';
  const blocked = nowhere ?? (saving ? complaint : picked === null ? 'Choose a file first.' : null);
  const taken = saving && listing?.entries.some((entry) => entry.name === workspaceFileName(name)) === true;

  function open(folder: string): void {
    setPicked(null);
    setTypedFolder(null);
    setFilter('');
    setOverwrite(false);
    go(folder);
  }
  /** A whole path may have been pasted: of a folder, or of the file itself. */
  async function openTyped(typed: string): Promise<void> {
    const place = splitPath(typed);
    const around =
      place === null || wantsFolder
        ? null
        : await call('files.list', { folder: place.folder }).catch(() => null);
    const file = around?.entries.find((entry) => entry.name === place?.name && entry.kind !== 'folder');
    if (file === undefined || around === null) return open(typed);
    if (!saving) return choose(file.path);
    open(around.folder);
    setName(file.name);
  }
  function choose(path: string): void {
    answerDialog(() => dialog.answer(path));
  }
  function pick(entry: FileEntry): void {
    if (entry.kind === 'folder') return open(entry.path);
    setPicked(entry);
    setOverwrite(false);
    if (saving) setName(entry.name);
  }
  function activate(entry: FileEntry): void {
    if (!saving && !wantsFolder && entry.kind !== 'folder') choose(entry.path);
  }
  function confirm(): void {
    if (listing === null || blocked !== null) return;
    if (!saving) {
      if (picked !== null) choose(picked.path);
    } else if (taken && !overwrite) setOverwrite(true);
    else choose(joinPath(listing.folder, workspaceFileName(name)));
  }
  function onListKeys(event: KeyboardEvent): void {
    if (event.key === 'Backspace' && listing?.parent != null) open(listing.parent);
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('.file-row') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  }

  const useFolder = !saving && listing !== null && (
    <Button
      className={wantsFolder ? undefined : 'dialog-other'}
      variant={wantsFolder ? 'primary' : 'plain'}
      icon="folder"
      disabledReason={nowhere}
      onClick={() => choose(listing.folder)}
    >
      Use this folder
    </Button>
  );

  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title={TITLES[dialog.purpose]}
      description={`Files of the machine the engine runs on${saving || wantsFolder ? '' : '. A folder with a capture in it can be chosen as a whole'}.`}
      footer={
        <>
          {!wantsFolder && useFolder}
          <Button onClick={closeDialog}>Cancel</Button>
          {wantsFolder && useFolder}
          {!wantsFolder && (
            <Button variant={overwrite ? 'danger' : 'primary'} disabledReason={blocked} onClick={confirm}>
              {saving ? (overwrite ? 'Replace the file' : 'Save') : 'Open'}
            </Button>
          )}
        </>
      }
    >
      <div className="file-bar">
        <IconButton
          icon="arrowUp"
          label="Folder above"
          disabledReason={listing?.parent == null ? 'This is the topmost folder.' : null}
          onClick={() => listing?.parent != null && open(listing.parent)}
        />
        <TextField
          className="file-folder"
          label="Folder"
          hideLabel
          mono
          // What was asked for stands there from the start: a text that changes under the hands is typed into.
          value={typedFolder ?? (error === null ? listing?.folder : asked) ?? asked}
          onChange={setTypedFolder}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && typedFolder !== null) void openTyped(typedFolder);
          }}
        />
        <TextField
          label="Filter by name"
          hideLabel
          placeholder="Filter"
          value={filter}
          onChange={setFilter}
        />
      </div>
      {error !== null && (
        <Callout
          tone="danger"
          title="This folder cannot be shown"
          actions={
            listing !== null && (
              <Button size="small" onClick={() => open(listing.folder)}>
                Back to {listing.folder}
              </Button>
            )
          }
        >
          {error}
        </Callout>
      )}
      <div className="file-list" onKeyDown={onListKeys}>
        {listing === null && error === null && <Spinner label="Reading the folder" />}
        {listing !== null && error === null && entries.length === 0 && (
          <EmptyState
            icon="folder"
            title={
              filter !== ''
                ? 'No name matches the filter'
                : wantsFolder
                  ? 'This folder has no folders in it'
                  : 'Nothing to show here'
            }
          />
        )}
        {entries.length > 0 && (
          <VirtualList
            ref={list}
            className="file-rows"
            label="Files"
            count={entries.length}
            rowHeight={compact ? 1.625 : 1.875}
            renderRow={(index) => {
              const entry = entries[index]!;
              return (
                <FileRow
                  entry={entry}
                  picked={picked?.path === entry.path}
                  onPick={() => pick(entry)}
                  onOpen={() => activate(entry)}
                />
              );
            }}
          />
        )}
      </div>
      {saving && (
        <TextField
          label="File name"
          value={name}
          onChange={(next) => {
            setName(next);
            setOverwrite(false);
          }}
          error={overwrite ? `${name.trim()} exists already. Saving replaces it.` : complaint}
          onKeyDown={(event) => {
            if (event.key === 'Enter') confirm();
          }}
        />
      )}
    </Dialog>
  );
}
