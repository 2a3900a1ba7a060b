/** Mdev types, counts, creation and removal (DSA-O30 ... DSA-O33), also as the UUID strategy has them (S2). */
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  modeOfType,
  typeName,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { withoutCandidate } from './disable-wq.ts';
import { type Draft, refuse } from './draft.ts';
import { parseUuid, plainText } from './numbers.ts';
import { pullCandidates, pullCreate, pullRemove } from './pull.ts';

function isPulled(state: DsaState, device: string, index: number): boolean {
  return state.mdevs.some(
    (mdev) => mdev.strategy === 'mdev-pull' && mdev.device === device && mdev.wq === index && !mdev.orphan,
  );
}

/**
 * Type directories the device offers now (DSA-O30): only while one of its wqs is bound to the driver `mdev`. Under the pull
 * strategy it offers the dedicated ones while it is enabled.
 */
export function typesOf(state: DsaState, device: DsaDevice): readonly string[] {
  const all = state.host.types.map((template) => typeName(template, device.kind));
  if (state.strategy === 'mdev-pull')
    return device.state === 'enabled' ? all.filter((type) => modeOfType(type) === 'dedicated') : [];
  const bound = device.wqs.some(
    ({ driver }, index) => driver === 'mdev' && !isPulled(state, device.name, index),
  );
  return bound ? all : [];
}

/**
 * Indices of the wqs a creation of that type can take, in the order it prefers them: fewest clients, then lowest index. Under the UUID
 * strategy those whose UUID nothing uses yet.
 */
export function candidatesOf(state: DsaState, device: DsaDevice, type: string): readonly number[] {
  if (state.strategy === 'mdev-pull') return pullCandidates(device);
  const mode = modeOfType(type);
  return device.wqs
    .map((wq, index) => ({ wq, index }))
    .filter(({ wq }) => {
      if (wq.driver !== 'mdev' || wq.type !== 'mdev' || wq.mode !== mode) return false;
      if (mode === 'shared') return wq.state === 'enabled';
      return wq.clients === 0 && wq.state !== 'disabled';
    })
    .filter(({ wq }) => state.strategy !== 'mdev-uuid' || isUnusedUuid(state, wq.uuid))
    .sort((left, right) => left.wq.clients - right.wq.clients || left.index - right.index)
    .map(({ index }) => index);
}

function isUnusedUuid(state: DsaState, uuid: string | null): boolean {
  return uuid !== null && !state.mdevs.some(({ id }) => id === uuid);
}

/** DSA-O31: wqs, not places: the count of a shared type does not go down. */
export function availableInstances(state: DsaState, device: DsaDevice, type: string): number {
  return candidatesOf(state, device, type).length;
}

function offering(draft: Draft, parent: string, type: string): DsaDevice {
  const device = draft.state.devices.find(({ bdf }) => bdf === parent);
  if (device === undefined) return refuse('ENOENT', 'DSA-O32', `There is no parent ${parent}.`);
  const types = typesOf(draft.state, device);
  if (!types.includes(type))
    return refuse(
      'ENOENT',
      'DSA-O32',
      types.length === 0
        ? `${device.name} (${parent}) offers no types, since no queue of it is bound to the driver mdev.`
        : `${device.name} (${parent}) offers ${types.join(' and ')}, not ${type}.`,
      device.name,
    );
  return device;
}

function noCandidate(state: DsaState, device: DsaDevice, type: string, uuid: string): never {
  const { name } = device;
  if (state.strategy === 'mdev-uuid')
    return refuse('ENODEV', 'DSA-S2', `No free mdev queue of ${name} has the UUID ${uuid}.`, name);
  const mode = modeOfType(type);
  const taken = device.wqs.filter((wq) => wq.driver === 'mdev' && wq.mode === mode).length;
  return refuse(
    'ENODEV',
    'DSA-O32',
    taken === 0
      ? `${name} has no ${mode} queue bound to the driver mdev.`
      : `No ${mode} mdev queue of ${name} is free: each of the ${taken} has a guest's device already.`,
    name,
  );
}

/** DSA-O32. Returns the name of the wq it took. */
export function createMdev(draft: Draft, parent: string, type: string, text: string): string {
  const device = offering(draft, parent, type);
  const uuid = parseUuid(text);
  if (uuid === null)
    return refuse(
      'EINVAL',
      'DSA-O32',
      `${plainText(text).slice(0, 60)} is no UUID: 36 characters, hex digits in groups of 8-4-4-4-12.`,
    );
  if (draft.mdev(uuid) !== undefined)
    refuse('EEXIST', 'DSA-O32', `The UUID ${uuid} is in use on this host already.`, uuid);
  if (draft.state.strategy === 'mdev-pull') return pullCreate(draft, device, uuid, type);
  const candidates = candidatesOf(draft.state, device, type);
  const index =
    draft.state.strategy === 'mdev-uuid'
      ? candidates.find((candidate) => device.wqs[candidate]!.uuid === uuid)
      : candidates[0];
  if (index === undefined) return noCandidate(draft.state, device, type, uuid);
  const wq = device.wqs[index]!;
  draft.changeWq(device.name, index, {
    clients: wq.clients + 1,
    ...(wq.mode === 'dedicated' && { state: 'locked' }),
  });
  draft.addMdev({
    id: uuid,
    strategy: draft.state.strategy === 'mdev-uuid' ? 'mdev-uuid' : 'mdev-hybrid',
    device: device.name,
    type,
    wq: index,
    candidates: [index],
  });
  return wqName(device, index);
}

/** The wq that is freed: the one that is known, else the lowest candidate with a client [model]. */
function freedWq(draft: Draft, mdev: DsaMdev): number | null {
  if (mdev.wq !== null) return mdev.wq;
  return mdev.candidates.find((index) => (draft.device(mdev.device).wqs[index]?.clients ?? 0) > 0) ?? null;
}

/** DSA-O33: a dedicated wq stays locked with no client and can be taken again. */
export function removeMdev(draft: Draft, id: string): void {
  const mdev = draft.mdev(id);
  if (mdev === undefined || mdev.device === '')
    return refuse('ENODEV', 'DSA-O33', `There is no device ${id} on this host.`);
  if (!mdev.strategy.startsWith('mdev-'))
    return refuse('ENODEV', 'DSA-O33', `${id} is no mediated device; it goes with its own binding.`, mdev.id);
  if (mdev.running !== null)
    return refuse(
      'EBUSY',
      'DSA-O33',
      `A guest has ${mdev.id} open. A real kernel waits here and asks the guest to let go of it.`,
      mdev.id,
    );
  if (mdev.strategy === 'mdev-pull') return pullRemove(draft, mdev);
  const index = mdev.orphan ? null : freedWq(draft, mdev);
  draft.removeMdev(mdev.id);
  if (index === null) return;
  const wq = draft.wq(mdev.device, index);
  draft.changeWq(mdev.device, index, { clients: Math.max(0, wq.clients - 1) });
  if (mdev.wq !== null || wq.mode !== 'dedicated') return;
  for (const other of draft.state.mdevs)
    if (other.device === mdev.device && other.wq === null && other.candidates.includes(index))
      draft.changeMdev(other.id, withoutCandidate(other, index));
}
