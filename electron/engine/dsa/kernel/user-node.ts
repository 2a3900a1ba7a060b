/** Programs of the host on a user queue's character device (DSA-O24). */
import { wqNamed, type DsaState } from '../../../../shared/dsa/types.ts';
import { Draft, Refused, refuse } from './draft.ts';
import type { Failure } from './kernel.ts';

export interface NodeResult {
  readonly state: DsaState;
  readonly failure: Failure | null;
}

function change(state: DsaState, name: string, by: 1 | -1): DsaState {
  const found = wqNamed(state, name);
  if (found === undefined || found.wq.cdevMinor === null)
    return refuse('ENOENT', 'DSA-O24', `${name} has no node, since it is bound to no user driver.`, name);
  const { device, index, wq } = found;
  if (by === 1 && wq.mode === 'dedicated' && wq.clients > 0)
    refuse(
      'EBUSY',
      'DSA-O24',
      `${name} is dedicated and a program has its node open; a second one needs a shared queue or one of its own.`,
      name,
    );
  const draft = new Draft(state);
  draft.changeWq(device.name, index, { clients: Math.max(0, wq.clients + by) });
  return draft.state;
}

function tried(state: DsaState, act: () => DsaState): NodeResult {
  try {
    return { state: act(), failure: null };
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    return { state, failure: problem.failure };
  }
}

/** A program opens /dev/dsa/wqX.Y: one at a time where it is dedicated, any number where it is shared. */
export function openNode(state: DsaState, name: string): NodeResult {
  return tried(state, () => change(state, name, 1));
}

export function closeNode(state: DsaState, name: string): NodeResult {
  return tried(state, () => change(state, name, -1));
}
