/** What a way stops and starts again, in sentences: the price of a change of something that is in use. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import type { Way } from '../plan/way.ts';
import { guestName, partNamed } from './parts.ts';

type Reached = Extract<Way, { readonly ok: true }>;

function unbound(ops: readonly DsaOp[]): { readonly devices: Set<string>; readonly wqs: Set<string> } {
  const devices = new Set<string>();
  const wqs = new Set<string>();
  for (const op of ops) if (op.op === 'unbind') (op.name.startsWith('wq') ? wqs : devices).add(op.name);
  return { devices, wqs };
}

/** Queues that were up before a device or they themselves were unbound on the way, by name in host order. */
function stoppedWqs(before: DsaState, { devices, wqs }: ReturnType<typeof unbound>): string[] {
  return before.devices.flatMap((device) =>
    device.wqs.flatMap(({ state }, index) => {
      const name = `wq${device.id}.${index}`;
      return state !== 'disabled' && (devices.has(device.name) || wqs.has(name)) ? [name] : [];
    }),
  );
}

function isUp(state: DsaState, name: string): boolean {
  const part = partNamed(state, name);
  if (part === undefined) return false;
  return part.kind === 'wq'
    ? part.device.wqs[part.index]!.state !== 'disabled'
    : part.device.state === 'enabled';
}

function downWords(names: readonly string[], after: DsaState): string[] {
  const back = names.filter((name) => isUp(after, name));
  const gone = names.filter((name) => !isUp(after, name));
  const verb = (list: readonly string[]) => (list.length === 1 ? 'goes' : 'go');
  return [
    ...(back.length === 0
      ? []
      : [`${listWords(back)} ${verb(back)} down and ${back.length === 1 ? 'comes' : 'come'} up again.`]),
    ...(gone.length === 0
      ? []
      : [`${listWords(gone)} ${verb(gone)} down and ${gone.length === 1 ? 'stays' : 'stay'} down.`]),
  ];
}

/** Sentences about what `way` from `before` stops on its way; empty when nothing that is in use is touched. */
export function priceOf(before: DsaState, way: Reached): readonly string[] {
  const ops = way.steps.map(({ op }) => op);
  const down = unbound(ops);
  const devices = [...down.devices].filter((name) => isUp(before, name));
  const wqs = stoppedWqs(before, down);
  const kept = new Set(way.end.mdevs.map(({ id }) => id));
  const removed = ops.flatMap((op) => (op.op === 'mdev-remove' ? [op.uuid] : []));
  const again = removed.filter((id) => kept.has(id) && before.mdevs.some((mdev) => mdev.id === id));
  const stops = way.stops.map((id) => guestName(before, id));
  const clients = before.devices.flatMap((device) =>
    device.wqs.flatMap((wq, index) => {
      const name = `wq${device.id}.${index}`;
      return wqs.includes(name) && wq.clients > 0 && !['mdev', 'vfio', 'vdev'].includes(wq.type)
        ? [`${name} (${plural(wq.clients, 'client')})`]
        : [];
    }),
  );
  return [
    ...downWords(devices, way.end),
    ...downWords(wqs, way.end),
    ...(stops.length === 0
      ? []
      : [
          `${listWords(stops)} ${stops.length === 1 ? 'is' : 'are'} stopped and started again; what ${stops.length === 1 ? 'it has' : 'they have'} in flight is lost.`,
        ]),
    ...(again.length === 0
      ? []
      : [
          `${plural(again.length, 'device')} of guests ${again.length === 1 ? 'is' : 'are'} removed and made again with the same ${again.length === 1 ? 'UUID' : 'UUIDs'}.`,
        ]),
    ...(clients.length === 0 ? [] : [`Programs lose the queues they have open: ${listWords(clients)}.`]),
  ];
}
