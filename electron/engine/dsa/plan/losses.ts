/** What a step needs, and who loses what by it. */
import { type DsaState, deviceNamed, type DsaWq, wqName, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Loss } from '../../../../shared/plan.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { part } from './differences.ts';

function wqLoss(name: string, { state, driver, clients, type }: DsaWq): Loss[] {
  if (state === 'disabled' || driver === null) return [];
  const refs = [part(name)];
  if (type === 'kernel' || driver === 'dmaengine' || driver === 'crypto')
    return [{ kind: 'host', text: `The host itself loses ${name}, which its driver ${driver} uses.`, refs }];
  if (type === 'mdev' || clients === 0) return [];
  const who = clients === 1 ? 'The program that has' : `The ${clients} programs that have`;
  return [
    {
      kind: 'requests',
      text: `${who} ${name} open ${clients === 1 ? 'loses' : 'lose'} it, with what was still queued; the kernel only logs a warning (DSA-O23).`,
      refs,
    },
  ];
}

export function lossesOf(before: DsaState, op: DsaOp, guestName: string): Loss[] {
  if (op.op === 'guest-stop')
    return [
      {
        kind: 'guest',
        text: `${guestName} is shut down; what runs in it ends, and requests in flight are lost.`,
        refs: [part(op.uuid)],
      },
    ];
  if (op.op !== 'unbind') return [];
  const wq = wqNamed(before, op.name);
  if (wq !== undefined) return wqLoss(op.name, wq.wq);
  const device = deviceNamed(before, op.name);
  return device === undefined ? [] : device.wqs.flatMap((one, index) => wqLoss(wqName(device, index), one));
}

export function needsOf(before: DsaState, op: DsaOp): string[] {
  switch (op.op) {
    case 'bind': {
      const wq = wqNamed(before, op.name);
      if (wq === undefined)
        return op.bus === 'pci'
          ? ['No driver has the function, and vfio-pci is loaded with disable_denylist=1 (DSA-M18).']
          : ['Every group with a queue has an engine, and the reverse (DSA-O20).'];
      return [`${wq.device.name} is enabled, and nothing is bound to ${op.name} (DSA-O22).`];
    }
    case 'unbind':
      return wqNamed(before, op.name) === undefined
        ? ['No guest has a mediated device on any of its queues (DSA-O21).']
        : ['No guest has a mediated device on it (DSA-O23).'];
    case 'mdev-create':
      return ['No other queue of that mode has fewer clients, or as few and a lower number (DSA-O32).'];
    case 'mdev-remove':
      return ['No guest has it open (DSA-O33).'];
    case 'guest-start':
      return ['All its mediated devices are there, and an interrupt slot is free for each (DSA-O36).'];
    default:
      return [];
  }
}
