/**
 * One open workspace and who watches it. Every change ends in {@link Session.commit}, which counts the revision and
 * pushes what differs in the view. Handlers change the document only through here.
 */
import type { EventPayloads } from '../../../shared/contract.ts';
import { StudioError } from '../../../shared/errors.ts';
import { diffJson, type Json } from '../../../shared/patches.ts';
import type { WorkspaceView } from '../../../shared/view.ts';
import type { DeviceFamily } from '../family.ts';
import { findHost, type HostDocument, type WorkspaceDocument } from '../workspace/document.ts';
import { type History, rebase, record, redo, startHistory, undo } from '../workspace/history.ts';
import { createViewer } from './view.ts';

interface OpenWorkspace {
  /** Follows the file it is saved to, so it is no part of what undo takes back. */
  readonly name: string;
  readonly history: History;
  /** Where it was opened from or saved to. */
  readonly path: string | null;
  /** The document as it is on disk; null when it was never saved. */
  readonly saved: WorkspaceDocument | null;
  /** Hash of the text that was read from or written to `path`; null without a file. */
  readonly fileHash: string | null;
}

/** Where a document that starts comes from. */
interface StartOptions {
  readonly path: string | null;
  /** The document is what the file at `path` holds. */
  readonly saved: boolean;
  readonly fileHash?: string;
}

export type PatchListener = (payload: EventPayloads['workspace.patches']) => void;

export class Session {
  readonly #view: (open: OpenWorkspace | null) => WorkspaceView;
  readonly #listeners = new Set<PatchListener>();
  #open: OpenWorkspace | null = null;
  #shown: WorkspaceView = { workspace: null };
  #revision = 0;

  constructor(families: readonly DeviceFamily[]) {
    this.#view = createViewer(families);
  }

  get revision(): number {
    return this.#revision;
  }

  get view(): WorkspaceView {
    return this.#shown;
  }

  /** Name of the open workspace; throws `not-found` when none is. */
  get name(): string {
    return this.#require().name;
  }

  get path(): string | null {
    return this.#open?.path ?? null;
  }

  /** What the file at {@link Session.path} is known to hold. */
  get fileHash(): string | null {
    return this.#open?.fileHash ?? null;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  get edited(): boolean {
    return this.#shown.workspace?.edited ?? false;
  }

  /** The open document; throws `not-found` when none is. */
  get document(): WorkspaceDocument {
    return this.#require().history.present;
  }

  host(hostId: string): HostDocument {
    const host = findHost(this.document, hostId);
    if (!host) throw new StudioError('not-found', 'That host is not in the workspace any more.');
    return host;
  }

  subscribe(listener: PatchListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Throws `busy` when edits would be lost and the user has not agreed to that. */
  requireDiscard(discard: boolean): void {
    if (discard || !this.edited) return;
    throw new StudioError(
      'busy',
      `“${this.name}” has changes that are not saved. Save them first, or discard them.`,
    );
  }

  start(document: WorkspaceDocument, { path, saved, fileHash }: StartOptions): void {
    const history = startHistory(document);
    this.#commit({
      name: document.name,
      history,
      path,
      saved: saved ? document : null,
      fileHash: fileHash ?? null,
    });
  }

  close(): void {
    this.#commit(null);
  }

  /** One undo step; a change that changed nothing is none. */
  change(label: string, document: WorkspaceDocument): void {
    const open = this.#require();
    if (document === open.history.present) return;
    this.#commit({ ...open, history: record(open.history, label, document) });
  }

  /** A host was read anew: no step of undo, and no step of undo brings the old reading back. */
  rebase(hostId: string, change: (host: HostDocument) => HostDocument): void {
    const open = this.#require();
    const history = rebase(open.history, hostId, change);
    if (history !== open.history) this.#commit({ ...open, history });
  }

  /** The document was written: it is what undo compares with from now on. */
  markSaved(path: string, name: string, document: WorkspaceDocument, fileHash: string): void {
    this.#commit({ ...this.#require(), path, name, saved: document, fileHash });
  }

  /** Label of the step that was taken back, or null. */
  undo(): string | null {
    const open = this.#require();
    const history = undo(open.history);
    if (history) this.#commit({ ...open, history });
    return history ? (open.history.past.at(-1)?.label ?? null) : null;
  }

  /** Label of the step that was made again, or null. */
  redo(): string | null {
    const open = this.#require();
    const history = redo(open.history);
    if (history) this.#commit({ ...open, history });
    return history ? (open.history.future[0]?.label ?? null) : null;
  }

  #require(): OpenWorkspace {
    if (!this.#open) throw new StudioError('not-found', 'No workspace is open.');
    return this.#open;
  }

  #commit(open: OpenWorkspace | null): void {
    const view = this.#view(open);
    const patches = diffJson(this.#shown as unknown as Json, view as unknown as Json);
    this.#open = open;
    this.#shown = view;
    if (patches.length === 0) return;
    this.#revision++;
    for (const listener of this.#listeners) listener({ revision: this.#revision, patches });
  }
}
