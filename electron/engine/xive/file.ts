/** A XIVE state in workspace files, and back. */
import type { Json } from '../../../shared/patches.ts';
import type { XiveState } from '../../../shared/xive/types.ts';

export function toFile(state: XiveState): Json {
  return state as unknown as Json;
}

/** Throws StudioError `unreadable`. */
export function fromFile(json: unknown): XiveState {
  return json as XiveState;
}
