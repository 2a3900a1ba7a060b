/** Arguments of QEMU for guests that are started by hand (ap.md 5.7, management.md 5). */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, ReadFormat, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { findMdev } from '../model.ts';
import { targetState } from '../plan/target.ts';
import { strictUuid } from '../../export/uuid.ts';
import { exportedDevices } from './device-id.ts';
import { notRead } from '../../export/reading.ts';

const SYSFS = /\bvfio-ap\b[^\n]*?\bsysfsdev["']?\s*[=:]\s*["']?\/sys\/[\w./-]*\/([0-9a-f-]{36})\b/gi;

function argumentsText(mdev: Mdev): string {
  return [
    `# ${plainLine(mdev.name)}`,
    '# -cpu host,ap=on,apqci=on,apft=on,apqi=on',
    `-device vfio-ap,sysfsdev=/sys/devices/vfio_ap/matrix/${mdev.id},id=hostdev0`,
    '',
  ].join('\n');
}

function writeQemu(observed: ApState, desired: ApState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const { mdevs, notes } = exportedDevices(target);
  return {
    files: mdevs.map(
      (mdev): ExportFile => ({ path: `qemu-${mdev.id}.args`, text: argumentsText(mdev), executable: false }),
    ),
    notes: [
      ...notes,
      'Each file holds the device of one guest; the device must exist before QEMU starts. One vfio-ap device a guest.',
      'A named CPU model needs the features of the comment line; -cpu host has them where the host does.',
      'Queues, masks and start modes are not in these files.',
    ],
  };
}

/** Only which devices are used: nothing of the wish is told, so it stays as it is. */
function readQemu(files: readonly ExportFile[], base: ApState): ReadFormat<ApState> {
  const told = files.flatMap(({ text }) =>
    text
      .split('\n')
      .filter((line) => !line.trimStart().startsWith('#'))
      .flatMap((line) => [...line.matchAll(SYSFS)].map((match) => strictUuid(match[1]!))),
  );
  const ids = [...new Set(told.filter((id) => id !== null))];
  if (ids.length === 0)
    return notRead(
      'AP-U17',
      'No argument -device vfio-ap,sysfsdev=/sys/devices/vfio_ap/matrix/UUID was found.',
    );
  const notes = ids.map((id) => {
    const mdev = findMdev(base, id);
    return mdev
      ? `${plainLine(mdev.name)} is the device ${id}. Arguments of QEMU do not tell its queues, so they stay as they are.`
      : `The device ${id} is not on this host, and arguments of QEMU do not tell its queues; left out.`;
  });
  return { ok: true, state: base, notes };
}

export const qemuExport: FamilyExport<ApState> = {
  format: 'qemu',
  write: ({ observed, desired }) => writeQemu(observed, desired),
  read: readQemu,
};
