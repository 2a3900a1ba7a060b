/** Arguments of QEMU for guests that are started by hand (dsa.md 5.1, 6.4). */
import { type DsaMdev, type DsaState, deviceNamed } from '../../../../shared/dsa/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { safeNames } from '../../export/safe-names.ts';
import { requireUuid } from '../../export/uuid.ts';
import { targetState } from '../plan/target.ts';
import { isMdev, requireBdf } from './exported.ts';

const VIOMMU =
  '-device intel-iommu,intremap=on,caching-mode=on,x-scalable-mode=on,device-iotlb=on,aw-bits=48';

/** A name as a part of a path in an argument, where a comma would begin another property. */
function plainPart(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name) && !name.includes('..')) return name;
  throw new StudioError(
    'bad-request',
    `The device ${plainLine(name)} has letters in its name that an argument of QEMU cannot hold.`,
  );
}

/** The `-device` argument that gives it to a guest. Throws StudioError `bad-request` for a name no argument can hold. */
export function qemuDevice(state: DsaState, mdev: DsaMdev): string {
  if (mdev.strategy === 'pf') {
    const bdf = requireBdf(deviceNamed(state, mdev.device)?.bdf ?? mdev.device);
    return `-device vfio-pci,host=${bdf}`;
  }
  const at = isMdev(mdev)
    ? `/sys/bus/mdev/devices/${requireUuid(mdev.id)}`
    : `/sys/bus/dsa/devices/${plainPart(mdev.id)}`;
  return `-device vfio-pci,sysfsdev=${at}`;
}

function argumentsText(state: DsaState, name: string, mdevs: readonly DsaMdev[]): string {
  return [
    `# ${plainLine(name)}`,
    '# Its programs get PASIDs only with -machine q35,kernel-irqchip=split and this in front:',
    `# ${VIOMMU}`,
    ...mdevs.map((mdev) => qemuDevice(state, mdev)),
    '',
  ].join('\n');
}

function writeQemu(observed: DsaState, desired: DsaState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const ofGuest = (guest: string | null): DsaMdev[] =>
    target.mdevs.filter((mdev) => mdev.guest === guest && !mdev.orphan);
  const guests = target.guests.filter(({ id }) => ofGuest(id).length > 0);
  const names = safeNames(guests.map(({ name }) => name));
  const free = ofGuest(null);
  const whole = target.mdevs.some(({ strategy }) => strategy === 'pf');
  return {
    files: [
      ...guests.map(({ id, name }, index) => ({
        path: `qemu-${names[index]}.args`,
        text: argumentsText(target, name, ofGuest(id)),
        executable: false,
      })),
      ...(free.length === 0
        ? []
        : [
            {
              path: 'qemu.without-guest.args',
              text: argumentsText(target, 'no guest yet', free),
              executable: false,
            },
          ]),
    ],
    notes: [
      target.mdevs.length === 0
        ? 'There is no file: no device is given to a guest.'
        : 'Each file holds the devices of one guest; they must exist before QEMU starts.',
      ...(whole
        ? [
            'host= gives the whole function, which vfio-pci must have; it takes it only with disable_denylist=1. Beside sysfsdev= QEMU passes over host=.',
          ]
        : []),
      'x-req=off keeps QEMU from giving a device back when the host asks for it; the host then waits.',
      'Settings of queues and start modes are not in these files.',
    ],
  };
}

export const qemuExport: FamilyExport<DsaState> = {
  format: 'qemu',
  write: ({ observed, desired }) => writeQemu(observed, desired),
};
