/** Which dialog is open. At most one: a new one takes the place of the old, whose answer is then "cancelled". */
import { create } from 'zustand';
import type { OpenApply } from '../../shared/plan-calls.ts';
import type { ApplyTarget, ExportFormatId, NamedPlan } from '../../shared/plan.ts';

/** `folder`: where several files are written. */
export type FilePurpose = 'open' | 'import' | 'save' | 'folder';
export type UnsavedAnswer = 'save' | 'discard' | 'cancel';

export type OpenDialog =
  | { readonly kind: 'palette' | 'shortcuts' | 'about' | 'appearance' | 'capture' | 'read-ssh' }
  | { readonly kind: 'findings' | 'rename' | 'domain-xml'; readonly hostId: string }
  | {
      readonly kind: 'apply';
      readonly hostId: string;
      /** Where an apply went just now: proposed again. */
      readonly where?: ApplyTarget;
      /** An apply that was interrupted: the steps that are left go where it went. With `rollBack` also one that is done. */
      readonly interrupted?: OpenApply;
      /** Takes it back instead; `plan` is the way back to its target where that was worked out already. */
      readonly rollBack?: { readonly plan: NamedPlan | null };
    }
  | { readonly kind: 'read-files'; readonly hostId: string; readonly format: ExportFormatId }
  | {
      readonly kind: 'files';
      readonly purpose: FilePurpose;
      readonly suggested: string;
      readonly answer: (path: string | null) => void;
    }
  | { readonly kind: 'unsaved'; readonly name: string; readonly answer: (answer: UnsavedAnswer) => void }
  | {
      readonly kind: 'confirm';
      readonly title: string;
      readonly text: string;
      readonly confirmLabel: string;
      readonly danger: boolean;
      readonly answer: (yes: boolean) => void;
    };

export const useDialog = create<{ readonly open: OpenDialog | null }>(() => ({ open: null }));

function answerCancelled(dialog: OpenDialog | null): void {
  if (dialog?.kind === 'files') dialog.answer(null);
  else if (dialog?.kind === 'unsaved') dialog.answer('cancel');
  else if (dialog?.kind === 'confirm') dialog.answer(false);
}

export function openDialog(dialog: OpenDialog): void {
  const before = useDialog.getState().open;
  useDialog.setState({ open: dialog });
  answerCancelled(before);
}

/** Closes it; whoever waits for an answer gets "cancelled". */
export function closeDialog(): void {
  const before = useDialog.getState().open;
  useDialog.setState({ open: null });
  answerCancelled(before);
}

/** Closes it without the answer "cancelled", then answers. */
export function answerDialog(answer: () => void): void {
  useDialog.setState({ open: null });
  answer();
}

export function askForFile(purpose: FilePurpose, suggested: string): Promise<string | null> {
  return new Promise((answer) => openDialog({ kind: 'files', purpose, suggested, answer }));
}

export function askUnsaved(name: string): Promise<UnsavedAnswer> {
  return new Promise((answer) => openDialog({ kind: 'unsaved', name, answer }));
}

export function confirm(question: {
  readonly title: string;
  readonly text: string;
  readonly confirmLabel: string;
  readonly danger?: boolean;
}): Promise<boolean> {
  return new Promise((answer) => openDialog({ kind: 'confirm', danger: false, ...question, answer }));
}
