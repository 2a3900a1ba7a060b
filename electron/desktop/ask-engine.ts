/** Calls of the desktop itself, through the same checks as the page's. */
import type { CallName, Input, Output } from '../../shared/contract.ts';
import { StudioError } from '../../shared/errors.ts';
import type { Engine } from '../engine/session/engine.ts';

/** Rejects with the StudioError the engine answered. */
export async function askEngine<Name extends CallName>(
  engine: Engine,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const context = { signal: new AbortController().signal, progress: () => {} };
  const answer = await engine.dispatch({ id: 0, name, input }, context);
  if (answer.type === 'error') throw new StudioError(answer.error.code, answer.error.message);
  return answer.value as Output<Name>;
}
