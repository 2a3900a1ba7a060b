/** Clients of guests' queues that the source counts and does not name: mdevs may be there (DSA-O31, DSA-O33). */
import { type DsaDevice, type DsaMdev, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import type { Part } from './parts.ts';

/** `own`: the device's mdevs. `wq0.2 has 2 clients`, for each queue with some that nothing names. */
export function unnamedClients(
  { untold }: DsaState,
  device: DsaDevice,
  own: readonly DsaMdev[],
): readonly { readonly name: string; readonly clients: number }[] {
  if (!untold.includes('mdevs')) return [];
  const named = new Map<number, number>();
  for (const { wq, orphan } of own) if (wq !== null && !orphan) named.set(wq, (named.get(wq) ?? 0) + 1);
  return device.wqs.flatMap((wq, index) => {
    const clients = wq.driver === 'mdev' ? wq.clients - (named.get(index) ?? 0) : 0;
    return clients > 0 ? [{ name: wqName(device, index), clients }] : [];
  });
}

export function unnamedWords(
  unnamed: readonly { readonly name: string; readonly clients: number }[],
): string {
  const each = unnamed.map(({ name, clients }) => `${name} has ${plural(clients, 'client')}`);
  return `${listWords(each, 8)} that the source does not name: mdevs of guests may be there`;
}

/** For disabling `part`; none for a part that has no such client. */
export function unnamedNotes(state: DsaState, part: Part): readonly string[] {
  const own = state.mdevs.filter(({ device }) => device === part.device.name);
  const unnamed = unnamedClients(state, part.device, own).filter(
    ({ name }) => part.kind === 'device' || name === part.name,
  );
  return unnamed.length === 0
    ? []
    : [`${unnamedWords(unnamed)}. They would be left without their queue and could then only be removed.`];
}
