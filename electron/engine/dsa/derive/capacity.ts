/** What a device has to share out, and who spends it (dsa.md 3, 7). */
import type { Capacity } from '../../../../shared/dsa/cards.ts';
import { type DsaState, engineName, groupName, wqName } from '../../../../shared/dsa/types.ts';
import { guestName, mdevsOfDevice, type Part } from '../edits/parts.ts';
import { guestRef, partRef } from '../edits/step.ts';

type Share = Capacity['parts'][number];

function capacity(what: Capacity['what'], total: number, parts: readonly Share[]): Capacity {
  const spent = parts.filter(({ amount }) => amount > 0);
  const used = spent.reduce((sum, { amount }) => sum + amount, 0);
  return { what, used, total, parts: [...spent].sort((left, right) => right.amount - left.amount) };
}

function deviceCapacity(state: DsaState, { device }: Part): readonly Capacity[] {
  const running = mdevsOfDevice(state, device).filter(
    ({ running: run, strategy }) => run !== null && strategy !== 'pf',
  );
  const slots = running.map(
    ({ id, guest, running: run }): Share => ({
      label: guest === null ? id : guestName(state, guest),
      amount: Math.max(1, run!.slots.length),
      refs: [partRef(id), ...(guest === null ? [] : [guestRef(guest)])],
    }),
  );
  const share = (name: string, amount: number): Share => ({ label: name, amount, refs: [partRef(name)] });
  return [
    capacity(
      'entries',
      device.caps.totalSize,
      device.wqs.map(({ size }, index) => share(wqName(device, index), size)),
    ),
    ...(device.caps.maxReadBuffers === 0
      ? []
      : [
          capacity(
            'read buffers',
            device.caps.maxReadBuffers,
            device.groups.map(({ readBuffersReserved }, index) =>
              share(groupName(device, index), readBuffersReserved),
            ),
          ),
        ]),
    ...(device.caps.imsSize === 0 ? [] : [capacity('IMS slots', device.caps.imsSize, slots)]),
    capacity(
      'work queues',
      device.wqs.length,
      device.wqs.map((wq, index) => share(wqName(device, index), wq.state === 'disabled' ? 0 : 1)),
    ),
    capacity(
      'engines',
      device.engines.length,
      device.engines.map((group, index) => share(engineName(device, index), group < 0 ? 0 : 1)),
    ),
  ];
}

/** Bars of a part: its device's for a device, of what the part itself spends for a group or wq. */
export function capacityOf(state: DsaState, part: Part): readonly Capacity[] {
  const all = deviceCapacity(state, part);
  const wanted: readonly Capacity['what'][] =
    part.kind === 'device'
      ? all.map(({ what }) => what)
      : part.kind === 'wq'
        ? ['entries', ...(part.device.wqs[part.index]!.type === 'mdev' ? (['IMS slots'] as const) : [])]
        : part.kind === 'group'
          ? ['read buffers', 'engines']
          : ['engines'];
  return all.filter(({ what }) => wanted.includes(what));
}
