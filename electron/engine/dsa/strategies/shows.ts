/** What the player draws of a state, and which parts of it a step touched. */
import type { PlayerShows } from '../../../../shared/dsa/cards.ts';
import type { DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';
import { wqName } from '../../../../shared/dsa/types.ts';
import { availableInstances, typesOf } from '../kernel/mdevs.ts';

type GuestState = PlayerShows['guests'][number]['state'];

/** Programs of the host have no mdev: they show as started while their queue counts a client. */
function guestState(state: DsaState, id: string, programs: ReadonlySet<string>): GuestState {
  const running = state.mdevs.find(({ guest, running: now }) => guest === id && now !== null)?.running;
  if (running === undefined || running === null) return programs.has(id) ? 'started' : 'off';
  if (running.wq === 'enabled') return 'queue enabled';
  return running.device === 'enabled' ? 'device enabled' : 'started';
}

function stateOf(mdev: DsaMdev): PlayerShows['mdevs'][number]['state'] {
  if (mdev.orphan) return 'orphan';
  return mdev.running === null ? 'made' : 'running';
}

/** Of the demo host's one device. `programs`: host programs that have a node open (strategy `user`). */
export function showsOf(state: DsaState, programs: ReadonlySet<string>): PlayerShows {
  const device = state.devices[0]!;
  return {
    device: {
      id: device.name,
      state: device.state,
      driver: device.driver,
      engines: device.engines.filter((group) => group >= 0).length,
    },
    wqs: device.wqs.map((wq, index) => ({
      id: wqName(device, index),
      state: wq.state,
      mode: wq.mode,
      size: wq.size,
      group: wq.groupId,
      priority: wq.priority,
      type: wq.type,
      driver: wq.driver,
      clients: wq.clients,
      uuid: wq.uuid,
    })),
    mdevs: state.mdevs.map((mdev) => ({
      id: mdev.id,
      wq: mdev.wq === null ? null : wqName(device, mdev.wq),
      guest: mdev.guest,
      state: stateOf(mdev),
      slots: mdev.running?.slots ?? [],
      pasid: mdev.running?.pasid ?? null,
    })),
    guests: state.guests.map(({ id }) => ({ id, state: guestState(state, id, programs) })),
    types: typesOf(state, device).map((type) => ({
      id: type,
      available: availableInstances(state, device, type),
    })),
    slots: state.mdevs.flatMap((mdev) => mdev.running?.slots ?? []).sort((left, right) => left - right),
  };
}

function partsOf(shows: PlayerShows): ReadonlyMap<string, string> {
  const { device, wqs, types, mdevs, guests, slots } = shows;
  const kinds = { device: [device], wq: wqs, type: types, mdev: mdevs, guest: guests };
  return new Map([
    ...Object.entries(kinds).flatMap(([kind, parts]) =>
      parts.map((part) => [`${kind} ${part.id}`, JSON.stringify(part)] as const),
    ),
    ['slots', JSON.stringify(slots)],
  ]);
}

/** Parts that differ, came or went, in the order they are drawn. */
export function changedParts(before: PlayerShows, after: PlayerShows): readonly string[] {
  const old = partsOf(before);
  const now = partsOf(after);
  return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id));
}
