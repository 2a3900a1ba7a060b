/** Guests that come, go, or become others (AP-C7, AP-VP5). */
import { NO_MASKS } from '../../../shared/ap/packed.ts';
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { type EditOf, fromOps, plainFailure, type Step, withMdev } from './edit-step.ts';
import { parseUuid } from './kernel/grammar.ts';
import { otherTypeExists } from './kernel/guest.ts';
import type { Failure } from './kernel/kernel.ts';
import { findMdev } from './model.ts';
import { applyOp } from './rules.ts';

function checkUuid(state: ApState, uuid: string): { readonly id: string } | { readonly failure: Failure } {
  const parsed = parseUuid(uuid);
  if (!parsed.ok) {
    const { errno, expected } = parsed;
    return { failure: { errno, rule: 'AP-C7', kind: 'parse', file: 'create', text: uuid, expected } };
  }
  const holder = findMdev(state, parsed.value);
  if (!holder) return { id: parsed.value };
  return plainFailure(
    'EEXIST',
    'AP-C7',
    `UUID ${parsed.value} is the one of ${holder.name} already.`,
    holder.id,
  );
}

export function createGuest(state: ApState, edit: EditOf<'createGuest'>): Step {
  const checked = checkUuid(state, edit.uuid);
  if ('failure' in checked) return checked;
  const other = otherTypeExists(state.mdevs, edit.type);
  if (other) return typesExclude(other, edit.type);
  const result = applyOp(state, { op: 'create', mdev: checked.id, type: edit.type });
  if (result.failure) return { failure: result.failure };
  // A new guest is meant to last: it gets a definition, started by hand until somebody chooses otherwise.
  return { state: withMdev(result.state, checked.id, { name: edit.name, hue: edit.hue, defined: 'manual' }) };
}

function typesExclude(other: Mdev, type: Mdev['type']): { failure: Failure } {
  const text = `${other.name} is of the ${other.type} type; a host has either ${type} or ${other.type} devices, not both. Delete the ${other.type} ones first to have ${type} ones.`;
  return plainFailure('EBUSY', 'AP-VP5', text, other.id);
}

export function removeGuest(state: ApState, mdev: Mdev): Step {
  if (mdev.active) return fromOps(state, applyOp(state, { op: 'remove', mdev: mdev.id }));
  const mdevs = state.mdevs.filter((other) => other !== mdev);
  return {
    state: { ...state, mdevs },
    notes: () => [`The definition of ${mdev.name} is removed; it was not started.`],
  };
}

export function setUuid(state: ApState, mdev: Mdev, uuid: string): Step {
  if (uuid.trim().toLowerCase() === mdev.id) return { state };
  const checked = checkUuid(state, uuid);
  if ('failure' in checked) return checked;
  if (mdev.guest !== null)
    return { failure: { errno: 'EBUSY', rule: 'AP-C7', kind: 'running', mdev: mdev.id } };
  return { state: withMdev(state, mdev.id, { id: checked.id }) };
}

export function setType(state: ApState, mdev: Mdev, type: Mdev['type']): Step {
  if (mdev.type === type) return { state };
  const other = otherTypeExists(state.mdevs, type, mdev.id);
  if (other) return typesExclude(other, type);
  if (mdev.guest !== null)
    return { failure: { errno: 'EBUSY', rule: 'AP-VP5', kind: 'running', mdev: mdev.id } };
  const emptied = {
    matrix: NO_MASKS,
    shadow: NO_MASKS,
    virtualAdapters: new Map(),
    virtualDomains: new Map(),
  };
  const notes = () => [`${mdev.name} starts with nothing assigned: the two types have nothing in common.`];
  return { state: withMdev(state, mdev.id, { ...emptied, type }), notes };
}
