/** The values a setting can have, each with why it cannot be taken now (dsa.md 2, 3). */
import type { AttributeRow } from '../../../../shared/dsa/cards.ts';
import { type DsaState, groupName, type WqMode } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { driverFor } from '../edits/enable-order.ts';
import { enginesInGroup, mdevsOfWq, type Part, wqsInGroup } from '../edits/parts.ts';
import { sharedSupport } from '../model.ts';

function choice(value: string, label: string, why: string | null = null): AttributeRow['choices'][number] {
  return { value, label, why };
}

export function modeChoices(state: DsaState, part: Part): AttributeRow['choices'] {
  const { device } = part;
  const mdevs = mdevsOfWq(state, device, part.index);
  const mode = device.wqs[part.index]!.mode;
  const held = (of: WqMode) =>
    mdevs.length > 0 && mode !== of ? `${plural(mdevs.length, 'device')} of guests need it ${mode}.` : null;
  const noShared = sharedSupport(state.host, device)
    ? null
    : device.caps.pasid
      ? 'This CPU or kernel has no ENQCMD.'
      : 'This host gives no PASID: VT-d in the firmware and intel_iommu=on,sm_on.';
  return [
    choice('dedicated', 'Dedicated: for one', held('dedicated')),
    choice('shared', 'Shared: for many', noShared ?? held('shared')),
  ];
}

export function typeChoices(state: DsaState, { device }: Part): AttributeRow['choices'] {
  const { host } = state;
  const pasid = device.caps.pasid ? null : 'This host gives no PASID, which it needs.';
  const mdev = host.drivers.includes('mdev')
    ? device.caps.imsSize === 0
      ? 'The device has no interrupt slots for guests.'
      : pasid
    : 'This kernel has no mdev for DSA, as mainline has none.';
  return [
    choice('none', 'None'),
    choice('kernel', 'Kernel'),
    choice('user', 'Programs of the host', pasid),
    choice('mdev', 'Guests (mdev)', mdev),
    ...(host.drivers.includes('vdev') ? [choice('vdev', 'Guests (vdev)')] : []),
  ];
}

export function driverChoices(state: DsaState, part: Part): AttributeRow['choices'] {
  const wq = part.device.wqs[part.index]!;
  const expected = driverFor(wq.type, part.device, state.host.drivers);
  return state.host.drivers
    .filter((driver) => driver !== 'idxd')
    .map((driver) =>
      choice(
        driver,
        driver,
        driver === 'crypto' && part.device.kind !== 'iax'
          ? 'crypto takes queues of IAA only.'
          : driver === 'mdev' && wq.type !== 'mdev'
            ? `Its type is ${wq.type}; mdev takes only mdev.`
            : expected !== null && driver !== expected && expected !== 'dmaengine'
              ? `Type ${wq.type} goes with ${expected}.`
              : null,
      ),
    );
}

export function groupChoices({ device }: Part): AttributeRow['choices'] {
  return [
    choice('-1', 'No group'),
    ...device.groups.map((_, group) => {
      const wqs = wqsInGroup(device, group).length;
      const engines = enginesInGroup(device, group).length;
      return choice(
        String(group),
        `${groupName(device, group)}: ${plural(wqs, 'wq')}, ${plural(engines, 'engine')}`,
      );
    }),
  ];
}
