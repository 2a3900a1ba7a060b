/** What the program says on its own account: toasts, the last refusal, long work. Each has exactly one place on screen. */
import { create } from 'zustand';
import type { Refusal } from '../../shared/findings.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  /** One sentence. */
  readonly text: string;
  /** A newer toast of the same topic takes the place of the older one. */
  readonly topic?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Long work with a way out; `fraction` is null while the amount is not known. */
export interface Work {
  readonly id: number;
  readonly label: string;
  readonly text: string;
  readonly fraction: number | null;
  readonly cancel: () => void;
}

interface Notices {
  readonly toasts: readonly Toast[];
  /** Text of the newest toast, also after it went: what the live region says. */
  readonly announced: string;
  /** The engine's last no, until the next accepted edit or until it is dismissed. */
  readonly refusal: { readonly hostId: string; readonly label: string; readonly refusal: Refusal } | null;
  readonly work: readonly Work[];
}

export const useNotices = create<Notices>(() => ({ toasts: [], announced: '', refusal: null, work: [] }));

let serial = 0;
/** More toasts than this are no longer read; the oldest goes. */
const MOST_TOASTS = 3;

export function toast(tone: Toast['tone'], text: string, more: Pick<Toast, 'action' | 'topic'> = {}): number {
  serial += 1;
  const entry: Toast = { id: serial, tone, text, ...more };
  useNotices.setState(({ toasts }) => ({
    announced: text,
    toasts: [
      ...toasts.filter(
        (other) => other.text !== text && (more.topic === undefined || other.topic !== more.topic),
      ),
      entry,
    ].slice(-MOST_TOASTS),
  }));
  return entry.id;
}

export function dismissToast(id: number): void {
  useNotices.setState(({ toasts }) => ({ toasts: toasts.filter((entry) => entry.id !== id) }));
}

/** Another workspace is open: what was said about the one before would be read as said about this one. */
export function clearNotices(): void {
  useNotices.setState({ toasts: [], announced: '', refusal: null });
}

export function showRefusal(hostId: string, label: string, refusal: Refusal): void {
  useNotices.setState({ refusal: { hostId, label, refusal } });
}

export function dismissRefusal(): void {
  useNotices.setState({ refusal: null });
}

/** Runs cancellable work and shows it; the work gets its signal and a way to report progress. */
export async function withWork<Result>(
  label: string,
  run: (signal: AbortSignal, onProgress: (text: string, fraction: number | null) => void) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  serial += 1;
  const id = serial;
  function change(text: string, fraction: number | null): void {
    useNotices.setState(({ work }) => ({
      work: work.map((entry) => (entry.id === id ? { ...entry, text, fraction } : entry)),
    }));
  }
  const entry: Work = { id, label, text: '', fraction: null, cancel: () => controller.abort() };
  useNotices.setState(({ work }) => ({ work: [...work, entry] }));
  try {
    return await run(controller.signal, change);
  } finally {
    useNotices.setState(({ work }) => ({ work: work.filter((other) => other.id !== id) }));
  }
}
