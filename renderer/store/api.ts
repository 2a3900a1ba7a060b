/**
 * The engine's calls as the interface uses them. Every way a call can end has one place: a refusal goes to the
 * refusal slot, an error to a toast, a cancelled call nowhere,
 * a broken connection to its banner. Callers get a plain answer and never a rejection.
 */
import type { CallName, Client, Input, Output } from '../../shared/contract.ts';
import type { Edit } from '../../shared/edit.ts';
import { StudioError } from '../../shared/errors.ts';
import { dismissRefusal, showRefusal, toast, withWork } from './notices.ts';

/** What the last gesture did: only the newest is worth reading. */
const GESTURE = { topic: 'gesture' };

let client: Client | null = null;

export function setClient(connected: Client | null): void {
  client = connected;
}

/** The raw call, for queries whose failure the caller shows itself. */
export function call<Name extends CallName>(
  name: Name,
  input: Input<Name>,
  options?: Parameters<Client['call']>[2],
): Promise<Output<Name>> {
  if (client === null) return Promise.reject(new StudioError('disconnected', 'The engine is not connected.'));
  return client.call(name, input, options);
}

export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error && thrown.message !== ''
    ? thrown.message
    : 'The engine met an error it did not expect. Nothing was changed.';
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}

/** The connection is broken: a banner over everything says so, once for all calls that fail meanwhile. */
export function isDisconnected(thrown: unknown): boolean {
  return hasCode(thrown, 'disconnected');
}

/** Runs a call; null when it failed (said in a toast) or was cancelled. An answer is boxed, so that null stays an answer. */
async function tell<Result>(
  topic: string,
  run: () => Promise<Result>,
): Promise<{ readonly value: Result } | null> {
  try {
    return { value: await run() };
  } catch (thrown) {
    if (!hasCode(thrown, 'cancelled') && !isDisconnected(thrown))
      toast('danger', sentenceOf(thrown), { topic });
    return null;
  }
}

export async function ask<Name extends CallName>(
  name: Name,
  input: Input<Name>,
): Promise<{ readonly value: Output<Name> } | null> {
  return tell(name, () => call(name, input));
}

/** The same for work that can take long: shown in the status bar with its progress and a way to cancel. */
export async function askLong<Name extends CallName>(
  label: string,
  name: Name,
  input: Input<Name>,
): Promise<{ readonly value: Output<Name> } | null> {
  return tell(name, () => withWork(label, (signal, onProgress) => call(name, input, { signal, onProgress })));
}

/**
 * One gesture = one undo step. True when the engine made the edits; a refusal is put into the refusal slot.
 * `label` is what undo will say: `Give adapter 10 to payments-a`.
 */
export async function edit(hostId: string, label: string, edits: readonly Edit[]): Promise<boolean> {
  if (edits.length === 0) return true;
  const answer = await ask('workspace.edit', { hostId, label: label.slice(0, 200), edits: [...edits] });
  if (answer === null) return false;
  if (!answer.value.ok) {
    showRefusal(hostId, label, answer.value.refusal);
    return false;
  }
  dismissRefusal();
  if (answer.value.notes.length > 0) toast('info', answer.value.notes.join(' '), GESTURE);
  return true;
}

export async function undo(): Promise<void> {
  const answer = await ask('workspace.undo', {});
  dismissRefusal();
  if (answer?.value.undone) toast('info', `Undone: ${answer.value.undone}.`, GESTURE);
}

export async function redo(): Promise<void> {
  const answer = await ask('workspace.redo', {});
  dismissRefusal();
  if (answer?.value.redone) toast('info', `Redone: ${answer.value.redone}.`, GESTURE);
}
