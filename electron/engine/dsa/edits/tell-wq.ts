/** Telling which queue a guest's device has, where the host does not; what follows from it for others (dsa.md 1.1). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  deviceNamed,
  modeOfType,
  wqName,
  wqNamed,
} from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import { type DeviceEdges, edgesOf } from '../edges.ts';
import { noSuchMdev } from './mdevs.ts';
import { done, fixOf, partRef, refuse, type Step } from './step.ts';

function isOpenToTelling(mdev: DsaMdev, device: string): boolean {
  const byType = mdev.strategy === 'mdev-hybrid' || mdev.strategy === 'mdev-uuid';
  return mdev.device === device && byType && !mdev.orphan;
}

/** Facts and tellings, without what followed from them; `wq` takes the place of what is known of `mdev`. */
function edgesWith(state: DsaState, device: DsaDevice, mdev: DsaMdev, wq: number | null): DeviceEdges {
  const known = state.mdevs
    .filter((each) => isOpenToTelling(each, device.name))
    .map((each) => ({
      id: each.id,
      type: each.type,
      wq: each.id === mdev.id ? wq : each.wqFrom === 'follows' ? null : each.wq,
    }));
  return edgesOf(device, known, !state.untold.includes('values'));
}

function withEdges(state: DsaState, { byMdev }: DeviceEdges, mdev: DsaMdev, isTold: boolean): DsaState {
  const mdevs = state.mdevs.map((each): DsaMdev => {
    const edge = byMdev.get(each.id);
    const isFact = each.wq !== null && each.wqFrom !== 'follows' && each.id !== mdev.id;
    if (edge === undefined || isFact || each.device !== mdev.device) return each;
    const { wqFrom: _before, ...rest } = each;
    const from = each.id === mdev.id && isTold ? 'told' : edge.wq === null ? null : 'follows';
    return { ...rest, wq: edge.wq, candidates: edge.candidates, ...(from === null ? {} : { wqFrom: from }) };
  });
  return { ...state, mdevs };
}

function takenBack(state: DsaState, mdev: DsaMdev, device: DsaDevice): Step {
  if (mdev.wqFrom === 'told')
    return done(withEdges(state, edgesWith(state, device, mdev, null), mdev, false));
  return done(
    state,
    mdev.wqFrom === 'follows'
      ? 'Nothing changes: its queue follows from what was told of others and from the clients that queues count.'
      : 'Nothing changes: nobody told its queue.',
  );
}

/** Who has all the places of that wq, in numbers. */
function full(state: DsaState, device: DsaDevice, index: number, mdev: DsaMdev): string | null {
  const { clients } = device.wqs[index]!;
  const others = state.mdevs.filter(
    (each) => each.id !== mdev.id && isOpenToTelling(each, device.name) && each.wq === index,
  );
  if (clients === 0 || others.length < clients) return null;
  const ids = listWords(
    others.map(({ id }) => id),
    3,
  );
  return `${wqName(device, index)} counts ${plural(clients, 'client')}, and ${ids} ${others.length === 1 ? 'is' : 'are'} known to be on it.`;
}

export function tellWq(state: DsaState, edit: DsaEditOf<'tellWq'>): Step {
  const mdev = state.mdevs.find(({ id }) => id === edit.mdev);
  const device = mdev && deviceNamed(state, mdev.device);
  if (mdev === undefined || device === undefined) return noSuchMdev(edit.mdev);
  if (edit.wq === null) return takenBack(state, mdev, device);
  const found = wqNamed(state, edit.wq);
  const index = found?.device.name === device.name ? found.index : null;
  const isFact = mdev.wq !== null && mdev.wqFrom === undefined;
  if (isFact && mdev.wq === index) return done(state, 'Nothing changes: it is known already.');
  const candidates = isFact
    ? [mdev.wq]
    : (edgesWith(state, device, mdev, null).byMdev.get(mdev.id)?.candidates ?? []);
  if (index !== null && candidates.includes(index))
    return done(withEdges(state, edgesWith(state, device, mdev, index), mdev, true));
  const names = candidates.map((candidate) => wqName(device, candidate));
  const why =
    index === null || device.wqs[index]!.mode !== modeOfType(mdev.type)
      ? null
      : full(state, device, index, mdev);
  return refuse(
    'DSA-O32',
    why === null
      ? `${mdev.id} cannot have ${edit.wq}: only a queue of ${mdev.device} for guests, of the mode of its type and with a client, can be meant.`
      : `${mdev.id} cannot have ${edit.wq}: ${why}`,
    {
      because: [{ text: `Possible: ${names.join(', ') || 'none'}.`, refs: names.map(partRef) }],
      fixes: isFact ? [] : names.map((name) => fixOf(`It has ${name}`, [{ ...edit, wq: name }])),
    },
  );
}
