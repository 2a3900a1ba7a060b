/** The workspace as a whole: new, open, save, close, edit, undo, redo. */
import path from 'node:path';
import { StudioError } from '../../../../shared/errors.ts';
import type { DeviceFamily } from '../../family.ts';
import { contentHash, saveAtomically } from '../../workspace/atomic-save.ts';
import { addHost, emptyDocument, nameOfFile, replaceHost } from '../../workspace/document.ts';
import { examplePath, withoutPresentation } from '../../workspace/examples.ts';
import { writeWorkspace } from '../../workspace/file.ts';
import { isWorkspaceFile, loadWorkspace, loadWorkspaceFile } from '../../workspace/load.ts';
import type { Handler } from '../dispatch.ts';
import { applyEdits } from '../edit.ts';
import { importCapture } from '../import-capture.ts';
import type { RecentList } from '../recent.ts';
import type { Session } from '../session.ts';

export interface WorkspaceHandlerParts {
  readonly session: Session;
  readonly families: readonly DeviceFamily[];
  readonly recent: RecentList;
  readonly examplesFolder: string;
}

export function workspaceHandlers({ session, families, recent, examplesFolder }: WorkspaceHandlerParts) {
  const view: Handler<'workspace.view'> = () => ({ revision: session.revision, view: session.view });

  const create: Handler<'workspace.new'> = ({ discard }) => {
    session.requireDiscard(discard);
    session.start(emptyDocument('Untitled workspace'), { path: null, saved: false });
    return null;
  };

  const openFile: Handler<'workspace.open'> = async ({ path: file, discard }, context) => {
    session.requireDiscard(discard);
    if (await isWorkspaceFile(file)) {
      const { document: held, fileHash } = await loadWorkspaceFile(file, families);
      const document = { ...held, name: nameOfFile(file) };
      session.requireDiscard(discard);
      session.start(document, { path: file, saved: true, fileHash });
      await recent.add(file, document.name);
      return { findings: document.hosts.flatMap((host) => host.findings) };
    }
    const host = await importCapture({ kind: 'path', path: file }, families, context);
    session.requireDiscard(discard);
    session.start(addHost(emptyDocument(host.name), host), { path: null, saved: false });
    await recent.add(file, host.name);
    return { findings: host.findings };
  };

  const openExample: Handler<'workspace.openExample'> = async ({ id, discard }) => {
    session.requireDiscard(discard);
    const document = await loadWorkspace(await examplePath(examplesFolder, id), families);
    session.requireDiscard(discard);
    session.start(withoutPresentation(document), { path: null, saved: true });
    return null;
  };

  const save: Handler<'workspace.save'> = async ({ path: asked, overwrite }) => {
    const document = session.document;
    const file = asked ?? session.path;
    if (file === null)
      throw new StudioError('bad-request', 'This workspace has no file yet. Choose where to save it.');
    if (!path.isAbsolute(file))
      throw new StudioError('bad-request', 'The path of the file must be absolute.');
    const own = file === session.path;
    const name = own ? session.name : nameOfFile(file);
    const text = writeWorkspace({ ...document, name }, families);
    await saveAtomically(file, text, {
      overwrite: overwrite || own,
      expected: own && !overwrite ? (session.fileHash ?? undefined) : undefined,
    });
    session.markSaved(file, name, document, contentHash(text));
    await recent.add(file, name);
    return { path: file };
  };

  const close: Handler<'workspace.close'> = ({ discard }) => {
    session.requireDiscard(discard);
    session.close();
    return null;
  };

  const edit: Handler<'workspace.edit'> = ({ hostId, label, edits, revision }) => {
    if (revision !== undefined && revision !== session.revision)
      throw new StudioError('stale', 'The workspace changed meanwhile. Look again and repeat the change.');
    const outcome = applyEdits(session.host(hostId), edits, families);
    if (!outcome.ok) return outcome;
    if (outcome.host !== session.host(hostId))
      session.change(label, replaceHost(session.document, outcome.host));
    return { ok: true, revision: session.revision, notes: outcome.notes };
  };

  const undo: Handler<'workspace.undo'> = () => ({ undone: session.undo() });
  const redo: Handler<'workspace.redo'> = () => ({ redone: session.redo() });

  return {
    'workspace.view': view,
    'workspace.new': create,
    'workspace.open': openFile,
    'workspace.openExample': openExample,
    'workspace.save': save,
    'workspace.close': close,
    'workspace.edit': edit,
    'workspace.undo': undo,
    'workspace.redo': redo,
  };
}
