/** The zPCI part of a workspace file: readable, complete, and read back exactly. */
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';

export function toFile(state: ZpciState): Json {
  return state as unknown as Json;
}

/** Throws StudioError `unreadable`. */
export function fromFile(_json: unknown): ZpciState {
  throw new StudioError('unreadable', 'Not read.');
}
