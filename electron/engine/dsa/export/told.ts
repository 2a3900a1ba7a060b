/** What files tell of mediated devices, as a wish on top of a state. */
import { type DsaState, deviceNamed, type StoredDefinition } from '../../../../shared/dsa/types.ts';
import { fitName } from '../../../../shared/names.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { definitionsOf, withDefinitions } from '../plan/definitions.ts';

export interface ToldMdev {
  readonly uuid: string;
  readonly parent: string;
  readonly type: string;
  /** Null = no definition; undefined = not told. */
  readonly definition?: Pick<StoredDefinition, 'start' | 'attrs'> | null;
  /** Is it to run? Undefined = as it is, and a new one runs where it can. */
  readonly active?: boolean;
}

export interface ToldMdevs {
  readonly mdevs: readonly ToldMdev[];
  readonly stopped: readonly string[];
  readonly forgotten: readonly string[];
}

/** The wish and what could not be as told, in sentences. */
export function takeMdevs(
  base: DsaState,
  { mdevs, stopped, forgotten }: ToldMdevs,
): { readonly state: DsaState; readonly notes: readonly string[] } {
  const notes: string[] = [];
  let state = base;
  const remove = (uuid: string): void => {
    const { state: after, failure } = applyOp(state, { op: 'mdev-remove', uuid });
    if (failure) notes.push(`${uuid} cannot be removed now: ${failure.message}`);
    else state = after;
  };
  const running = (uuid: string): boolean => state.mdevs.some(({ id }) => id === uuid);
  for (const uuid of stopped) if (running(uuid)) remove(uuid);
  const definitions = new Map(definitionsOf(state));
  for (const uuid of forgotten) definitions.delete(uuid);
  for (const { uuid, parent, type, definition } of mdevs) {
    const guest = definitions.get(uuid)?.guest ?? null;
    if (definition) definitions.set(uuid, { uuid, parent, type, ...definition, guest });
    else if (definition === null) definitions.delete(uuid);
  }
  for (const { uuid, parent, type, active } of mdevs) {
    if (running(uuid) || active === false) continue;
    const { state: after, failure } = applyOp(state, { op: 'mdev-create', parent, type, uuid });
    if (failure === null) state = after;
    else
      notes.push(
        `${uuid} cannot be started on ${deviceNamed(state, parent)?.name ?? parent} in this wish: ${failure.message}`,
      );
  }
  return { state: withDefinitions(state, definitions), notes };
}

/** The guest of that name, made where there is none, gets the device. */
export function giveTo(state: DsaState, uuid: string, domain: string): DsaState {
  if (!state.mdevs.some(({ id }) => id === uuid)) return state;
  const known = state.guests.find((guest) => guest.domain === domain || guest.name === domain);
  const ids = new Set(state.guests.map(({ id }) => id));
  let count = state.guests.length + 1;
  while (ids.has(`guest-${count}`)) count += 1;
  const guest = known ?? {
    id: `guest-${count}`,
    name: fitName(domain, `Guest ${count}`),
    hue: state.guests.length % 8,
    domain,
  };
  return {
    ...state,
    guests: known ? state.guests : [...state.guests, guest],
    mdevs: state.mdevs.map((mdev) => (mdev.id === uuid ? { ...mdev, guest: guest.id } : mdev)),
  };
}
