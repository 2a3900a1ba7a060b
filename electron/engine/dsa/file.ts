/** A DSA state in workspace files. */
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Json } from '../../../shared/patches.ts';

export function toFile(state: DsaState): Json {
  return state as unknown as Json;
}

export function fromFile(json: unknown): DsaState {
  return json as DsaState;
}
