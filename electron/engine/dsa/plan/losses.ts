/** What a step needs, and who loses what by it. */
import { type DsaState, deviceNamed, type DsaWq, wqName, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Loss } from '../../../../shared/plan.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { part } from './differences.ts';

/** Behind the last step it is bound as it was: then nobody loses it for good. */
function comesBack(end: DsaState, name: string, driver: string): boolean {
  const wq = wqNamed(end, name)?.wq;
  return wq?.driver === driver && wq.state !== 'disabled';
}

/** A wq that goes down with its device is told even where nobody is seen to use it; one that goes alone is what the step is about. */
function wqLoss(
  end: DsaState,
  name: string,
  { state, driver, clients, type }: DsaWq,
  isAlone: boolean,
): Loss[] {
  if (state === 'disabled' || driver === null) return [];
  const refs = [part(name)];
  const again = comesBack(end, name, driver) ? ' It comes up again in a later step.' : '';
  if (type === 'kernel' || driver === 'dmaengine' || driver === 'crypto')
    return [
      {
        kind: 'host',
        text:
          again === ''
            ? `The host itself loses ${name}, which its driver ${driver} uses.`
            : `${name}, which the host itself uses through its driver ${driver}, goes down.${again}`,
        refs,
      },
    ];
  if (type === 'mdev' || clients === 0)
    return isAlone ? [] : [{ kind: 'host', text: `${name} goes down.${again}`, refs }];
  const who = clients === 1 ? 'The program that has' : `The ${clients} programs that have`;
  return [
    {
      kind: 'requests',
      text: `${who} ${name} open ${clients === 1 ? 'loses' : 'lose'} it, with what was still queued; the kernel only logs a warning (DSA-O23).${again}`,
      refs,
    },
  ];
}

/** `end`: behind the last step of the plan. */
export function lossesOf(before: DsaState, end: DsaState, op: DsaOp, guestName: string): Loss[] {
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
  if (wq !== undefined) return wqLoss(end, op.name, wq.wq, true);
  // A PCI driver lets go of a function by its address.
  const device =
    op.bus === 'pci' ? before.devices.find(({ bdf }) => bdf === op.name) : deviceNamed(before, op.name);
  return device === undefined
    ? []
    : device.wqs.flatMap((one, index) => wqLoss(end, wqName(device, index), one, false));
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
