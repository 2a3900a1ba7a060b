/** Undo and redo: whole documents that share structure. One gesture is one step. */
import { findHost, type HostDocument, replaceHost, type WorkspaceDocument } from './document.ts';

interface Step {
  readonly label: string;
  readonly document: WorkspaceDocument;
}

export interface History {
  readonly present: WorkspaceDocument;
  /** Oldest first; each with the document before the step. */
  readonly past: readonly Step[];
  /** Next to redo first; each with the document after the step. */
  readonly future: readonly Step[];
}

// An AP state's queue table alone is 64 kB: 400 steps keep the worst case at some 26 MB a host.
const MAX_STEPS = 400;

export function startHistory(document: WorkspaceDocument): History {
  return { present: document, past: [], future: [] };
}

export function record(history: History, label: string, document: WorkspaceDocument): History {
  const past = [...history.past, { label, document: history.present }].slice(-MAX_STEPS);
  return { present: document, past, future: [] };
}

/** Null when there is nothing to undo. */
export function undo(history: History): History | null {
  const last = history.past.at(-1);
  if (!last) return null;
  return {
    present: last.document,
    past: history.past.slice(0, -1),
    future: [{ label: last.label, document: history.present }, ...history.future],
  };
}

/** Null when there is nothing to redo. */
export function redo(history: History): History | null {
  const [next, ...future] = history.future;
  if (!next) return null;
  return {
    present: next.document,
    past: [...history.past, { label: next.label, document: history.present }],
    future,
  };
}

/**
 * One host as `change` makes it, in every document that was and may be again: what was read is a fact, which undo must
 * not take back. No step of its own. The same history when no document has that host.
 */
export function rebase(
  history: History,
  hostId: string,
  change: (host: HostDocument) => HostDocument,
): History {
  // Documents share their hosts: what was one object stays one.
  const changed = new Map<HostDocument, HostDocument>();
  function rebased(document: WorkspaceDocument): WorkspaceDocument {
    const host = findHost(document, hostId);
    if (!host) return document;
    const next = changed.get(host) ?? change(host);
    changed.set(host, next);
    return replaceHost(document, next);
  }
  const step = ({ label, document }: Step): Step => ({ label, document: rebased(document) });
  const { present, past, future } = history;
  const next = { present: rebased(present), past: past.map(step), future: future.map(step) };
  return changed.size === 0 ? history : next;
}
