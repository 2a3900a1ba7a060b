/** What the shell's verbs do: questions to the person first, then calls to the engine, then where to go. */
import { StudioError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/findings.ts';
import { ask, askLong, call, sentenceOf } from '../store/api.ts';
import { useAnnouncement } from '../panels/Announcer.tsx';
import { clearNotices, toast } from '../store/notices.ts';
import { rememberSshHost } from '../store/preferences.ts';
import { navigate } from '../store/route.ts';
import { showHost, useStudio } from '../store/studio.ts';
import type { FamilyEntry } from './family.ts';
import { askForFile, askUnsaved, confirm, type FilePurpose, openDialog } from './dialogs.ts';

function workspace() {
  return useStudio.getState().view?.workspace ?? null;
}

function hostNamed(hostId: string): string {
  return workspace()?.hosts.find((host) => host.id === hostId)?.name ?? 'this host';
}

/** The engine's file dialogs where they are native, else the studio's own. */
export async function pickFile(purpose: FilePurpose, suggested = ''): Promise<string | null> {
  if (useStudio.getState().info?.nativeDialogs !== true) return askForFile(purpose, suggested);
  const answer = await ask('files.pick', {
    purpose: purpose === 'save' ? 'save' : purpose === 'folder' ? 'open-folder' : 'open',
    ...(suggested === '' ? {} : { suggested }),
  });
  return answer?.value ?? null;
}

/** Asks about unsaved changes. Null = stay; else whether the engine may throw changes away. */
async function leaveWorkspace(): Promise<{ readonly discard: boolean } | null> {
  const open = workspace();
  if (open === null || !open.edited) return { discard: false };
  const answer = await askUnsaved(open.name);
  if (answer === 'cancel') return null;
  if (answer === 'discard') return { discard: true };
  return (await saveWorkspace()) ? { discard: false } : null;
}

/** Another workspace is there: what was pointed at in the one before, or said of it, means nothing in it. */
function show(view: string): void {
  useStudio.setState({ pointed: null });
  clearNotices();
  useAnnouncement.setState({ text: '' });
  navigate(view);
}

function tellFindings(hostId: string | null, findings: readonly Finding[]): void {
  const serious = findings.filter((finding) => finding.severity !== 'info').length;
  const shown = hostId ?? useStudio.getState().hostId;
  if (serious > 0 && shown !== null) openDialog({ kind: 'findings', hostId: shown });
  else if (findings.length > 0 && shown !== null)
    toast('info', `Read with ${findings.length} remark${findings.length === 1 ? '' : 's'}.`, {
      action: { label: 'Show', run: () => openDialog({ kind: 'findings', hostId: shown }) },
    });
}

export async function newWorkspace(): Promise<void> {
  const leave = await leaveWorkspace();
  if (leave !== null && (await ask('workspace.new', leave)) !== null) show('overview');
}

export async function openPath(path: string): Promise<void> {
  const leave = await leaveWorkspace();
  if (leave === null) return;
  const answer = await askLong('Opening', 'workspace.open', { path, ...leave });
  if (answer === null) return;
  show('overview');
  tellFindings(null, answer.value.findings);
}

export async function openFile(): Promise<void> {
  const path = await pickFile('open');
  if (path !== null) await openPath(path);
}

/** A capture that is a folder; native file dialogs choose either files or folders. */
export async function openFolder(): Promise<void> {
  if (useStudio.getState().info?.nativeDialogs !== true) return openFile();
  const folder = await pickFile('folder');
  if (folder !== null) await openPath(folder);
}

export async function openExample(id: string, view = 'overview'): Promise<void> {
  const leave = await leaveWorkspace();
  if (leave === null) return;
  if ((await askLong('Opening the example', 'workspace.openExample', { id, ...leave })) !== null) show(view);
}

function saveName(): string {
  const name = workspace()?.name ?? 'workspace';
  return name.endsWith('.pts') ? name : `${name}.pts`;
}

export async function saveWorkspace(): Promise<boolean> {
  if (workspace()?.path == null) return saveWorkspaceAs();
  try {
    const saved = await call('workspace.save', {});
    toast('success', `Saved to ${saved.path}.`);
    return true;
  } catch (thrown) {
    if (thrown instanceof StudioError && thrown.code === 'stale') return saveOverChanges(thrown.message);
    toast('danger', sentenceOf(thrown));
    return false;
  }
}

/** The file holds what another program wrote: only the person can say which of the two is wanted. */
async function saveOverChanges(why: string): Promise<boolean> {
  const yes = await confirm({
    title: 'Replace the changed file?',
    text: `${why} Replacing it loses what the other program wrote; “Save as” keeps both.`,
    confirmLabel: 'Replace the file',
    danger: true,
  });
  if (!yes) return false;
  const answer = await ask('workspace.save', { overwrite: true });
  if (answer !== null) toast('success', `Saved to ${answer.value.path}.`);
  return answer !== null;
}

export async function saveWorkspaceAs(): Promise<boolean> {
  const path = await pickFile('save', saveName());
  if (path === null) return false;
  // Both dialogs have asked before they name a file that exists.
  const answer = await ask('workspace.save', { path, overwrite: true });
  if (answer !== null) toast('success', `Saved to ${answer.value.path}.`);
  return answer !== null;
}

export async function closeWorkspace(): Promise<void> {
  const leave = await leaveWorkspace();
  if (leave !== null && (await ask('workspace.close', leave)) !== null) show('overview');
}

/** A host can only join a workspace: without one an empty one is made. */
async function ensureWorkspace(): Promise<boolean> {
  return workspace() !== null || (await ask('workspace.new', { discard: false })) !== null;
}

function arrived(
  answer: { readonly value: { readonly hostId: string; readonly findings: readonly Finding[] } } | null,
): void {
  if (answer === null) return;
  showHost(answer.value.hostId);
  navigate('overview');
  tellFindings(answer.value.hostId, answer.value.findings);
}

export async function importCapture(): Promise<void> {
  const path = await pickFile('import');
  if (path !== null && (await ensureWorkspace()))
    arrived(await askLong('Reading the capture', 'host.import', { path }));
}

/** Dropped files carry no path of the engine's machine, so their bytes travel. The engine's own limit is checked there. */
export async function importDropped(file: File): Promise<void> {
  if (file.name.endsWith('.pts')) {
    toast(
      'warning',
      `${file.name} is a workspace. Open it with Open, so that it can be saved to its place.`,
      { action: { label: 'Open', run: () => void openFile() } },
    );
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (await ensureWorkspace())
    arrived(await askLong(`Reading ${file.name}`, 'host.importBytes', { name: file.name, bytes }));
}

/** What a family makes from nothing arrives like a capture, and its view opens. */
export async function createOf(family: FamilyEntry): Promise<void> {
  const made = family.create?.text();
  if (made === undefined || !(await ensureWorkspace())) return;
  const bytes = new TextEncoder().encode(made.text);
  const answer = await askLong(family.create?.label ?? '', 'host.importBytes', { name: made.name, bytes });
  arrived(answer);
  if (answer !== null) navigate(family.id);
}

export async function readThisMachine(): Promise<void> {
  if (await ensureWorkspace()) arrived(await askLong('Reading this machine', 'host.readThisMachine', {}));
}

/** Reads a host with the system's ssh; the name is kept for the next time. */
export async function readHostOverSsh(host: string, root: string | null): Promise<void> {
  if (!(await ensureWorkspace())) return;
  const answer = await askLong(`Reading ${host}`, 'host.readSsh', { host, root });
  arrived(answer);
  if (answer !== null) rememberSshHost(host);
}

export async function removeHost(hostId: string): Promise<void> {
  const yes = await confirm({
    title: `Remove ${hostNamed(hostId)}?`,
    text: 'The host leaves this workspace, with all that was drawn for it. Nothing changes on the machine itself.',
    confirmLabel: 'Remove the host',
    danger: true,
  });
  if (yes) await ask('host.remove', { hostId });
}

export async function revertHost(hostId: string): Promise<void> {
  const yes = await confirm({
    title: `Drop all changes of ${hostNamed(hostId)}?`,
    text: 'What is desired becomes what was read from the host. Nothing changes on the machine itself.',
    confirmLabel: 'Drop the changes',
    danger: true,
  });
  if (yes && (await ask('host.revert', { hostId })) !== null)
    toast('success', 'The desired state is the observed one again.');
}

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('success', `${what} copied.`);
  } catch {
    toast(
      'warning',
      `${what} could not be copied: the browser does not allow it here. Select the text and copy it by hand.`,
    );
  }
}
