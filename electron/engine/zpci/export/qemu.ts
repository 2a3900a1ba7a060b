/** Arguments of QEMU for guests that are started by hand, and lines for the monitor of one that runs (zpci.md 4.3). */
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { safeNames } from '../../export/safe-names.ts';
import type { QemuStyle } from '../kernel/qemu-arguments.ts';
import { targetState } from '../plan/target.ts';
import { deviceValues, IOMMUFD_OBJECT, isThroughIommufd } from './arguments.ts';
import { argumentTyped } from './as-typed.ts';
import { monitorLines } from './monitor.ts';
import { readQemu } from './read-qemu.ts';
import { commonNotes, type WrittenDevice, writtenDevices } from './written.ts';

function machineLine({ machine, profile, cpuZpci }: ZpciGuest): string {
  return `# -machine s390-ccw-virtio-${machine ?? PROFILES[profile].machine}${cpuZpci ? '' : ' -cpu …,zpci=on'}`;
}

function argumentsText(guest: ZpciGuest, devices: readonly WrittenDevice[], style: QemuStyle): string {
  const needsObject = devices.some(({ device }) => isThroughIommufd(guest, device));
  return [
    `# ${plainLine(guest.name)}`,
    machineLine(guest),
    ...(needsObject ? [`-object iommufd,id=${IOMMUFD_OBJECT}`] : []),
    ...devices.flatMap((written) =>
      deviceValues(guest, written, style).map((value) => `-device ${argumentTyped(value)}`),
    ),
    '',
  ].join('\n');
}

function waitingNotes(guest: ZpciGuest): string[] {
  const waiting = guest.devices.filter(({ card }) => card === null).map(({ id }) => plainLine(id));
  return waiting.length === 0
    ? []
    : [
        `${plainLine(guest.name)}: the zpci device of ${waiting.join(', ')} waits for a card and shows nothing to the guest; check the spelling of its target (ZPCI-K12).`,
      ];
}

function notesOf(target: ZpciState, guests: readonly ZpciGuest[]): string[] {
  const hosts = guests.flatMap(({ devices }) => devices).filter(isFunction);
  return [
    ...(guests.length > 0
      ? [
          'Each .args file holds the arguments of one guest, the zpci device directly before its card: behind it QEMU refuses it (ZPCI-A12). The .json.args file says the same in JSON, where numbers are decimal.',
          'In the guest a function has the address UID:00:00.0, whatever its place in QEMU.',
        ]
      : ['There is no file: no guest has a function.']),
    ...(hosts.length > 0
      ? [
          'Functions of the host must be bound to vfio-pci before QEMU starts: the shell script does that (ZPCI-A22).',
        ]
      : []),
    ...(guests.some((guest) => guest.devices.some((device) => isThroughIommufd(guest, device)))
      ? ['The object iommufd, through which functions are opened here, came with QEMU 9.0.']
      : []),
    ...guests.flatMap(waitingNotes),
    ...commonNotes(target, guests),
  ];
}

function isFunction({ card }: GuestDevice): boolean {
  return card?.kind === 'vfio';
}

function writeQemu(observed: ZpciState, desired: ZpciState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const guests = target.guests.filter(({ devices }) => devices.length > 0);
  const names = safeNames(target.guests.map(({ name }) => name));
  const nameOf = new Map(target.guests.map(({ id }, at) => [id, names[at]!]));
  const file = (path: string, text: string): ExportFile => ({ path, text, executable: false });
  const scripts = target.guests.flatMap((guest) => {
    const was = observed.guests.find(({ id }) => id === guest.id);
    const lines = was === undefined ? null : monitorLines(target, was, guest);
    return lines === null ? [] : [file(`qemu-${nameOf.get(guest.id)}.qmp`, lines)];
  });
  return {
    files: [
      ...guests.flatMap((guest) => {
        const devices = writtenDevices(target, guest);
        const base = `qemu-${nameOf.get(guest.id)}`;
        return [
          file(`${base}.args`, argumentsText(guest, devices, 'cli')),
          file(`${base}.json.args`, argumentsText(guest, devices, 'json')),
        ];
      }),
      ...scripts,
    ],
    notes: [
      ...notesOf(target, guests),
      ...(scripts.length > 0
        ? [
            'A .qmp file has the commands for the monitor of a guest that runs, one a line. After each device_del wait for DEVICE_DELETED: the guest has to let go (ZPCI-E2, ZPCI-R2).',
          ]
        : []),
    ],
  };
}

export const qemuExport: FamilyExport<ZpciState> = {
  format: 'qemu',
  write: ({ observed, desired }) => writeQemu(observed, desired),
  read: readQemu,
};
