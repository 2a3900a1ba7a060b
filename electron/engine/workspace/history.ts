/** Undo and redo: whole documents that share structure. One gesture is one step. */
import type { WorkspaceDocument } from './document.ts';

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
