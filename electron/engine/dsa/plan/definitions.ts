/** mdevctl's definitions of a state, whether their devices are started or not (dsa.md 6.4, management.md 1). */
import {
  type DsaMdev,
  type DsaState,
  deviceNamed,
  type MdevStart,
  type StoredDefinition,
} from '../../../../shared/dsa/types.ts';
import { mdevctlDefinition } from '../../hosts/mdev-definitions.ts';

export const DEFINITIONS_FOLDER = '/etc/mdevctl.d';

export function definitionPath({ parent, uuid }: Pick<StoredDefinition, 'parent' | 'uuid'>): string {
  return `${DEFINITIONS_FOLDER}/${parent}/${uuid}`;
}

/** As mdevctl writes it. */
export const definitionText = mdevctlDefinition;

/** Types of idxd have no attributes, so the definition of a started device has none. */
function ofMdev(state: DsaState, mdev: DsaMdev, start: MdevStart): StoredDefinition {
  return {
    uuid: mdev.id,
    parent: deviceNamed(state, mdev.device)?.bdf ?? mdev.device,
    type: mdev.type,
    start,
    attrs: [],
    guest: mdev.guest,
  };
}

/** All of them by UUID. */
export function definitionsOf(state: DsaState): Map<string, StoredDefinition> {
  const all = new Map(state.definitions.map((definition) => [definition.uuid, definition]));
  for (const mdev of state.mdevs)
    if (mdev.definition !== null) all.set(mdev.id, ofMdev(state, mdev, mdev.definition));
  return all;
}

export function sameDefinition(
  left: StoredDefinition | undefined,
  right: StoredDefinition | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.parent === right.parent && definitionText(left) === definitionText(right);
}

/** The state with exactly these definitions: at its device where that is started just so, else by itself. */
export function withDefinitions(state: DsaState, all: ReadonlyMap<string, StoredDefinition>): DsaState {
  const rest = new Map(all);
  let isChanged = false;
  const mdevs = state.mdevs.map((mdev) => {
    const told = rest.get(mdev.id);
    const mine =
      told !== undefined && sameDefinition(told, ofMdev(state, mdev, told.start)) ? told.start : null;
    if (mine !== null) rest.delete(mdev.id);
    if (mine === mdev.definition) return mdev;
    isChanged = true;
    return { ...mdev, definition: mine };
  });
  const stored = [...rest.values()];
  const sameStored =
    stored.length === state.definitions.length &&
    stored.every((one) =>
      state.definitions.some((other) => other.uuid === one.uuid && sameDefinition(one, other)),
    );
  if (!isChanged && sameStored) return state;
  return {
    ...state,
    mdevs: isChanged ? mdevs : state.mdevs,
    definitions: sameStored ? state.definitions : stored,
  };
}
