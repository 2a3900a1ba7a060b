/** Node devices and host devices for libvirt (ap.md 5.6, management.md 4.1). */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { idsOf } from '../../../../shared/mask.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteXml, xmlComment } from '../../export/quote-xml.ts';
import { findMdev } from '../model.ts';
import { VFIO_AP_TYPE } from '../observe/mdev-definition.ts';
import { targetState } from '../plan/target.ts';
import { exportedDevices } from './device-id.ts';
import { cpuNotes } from './guest-cpu.ts';
import { putHostdevIntoDomain } from '../../export/domain-hostdev.ts';
import { readLibvirt } from './read-libvirt.ts';
import { isUndefined, unreadNotes } from './told.ts';

/** AP-D1: libvirt writes the attributes in this order, through mdevctl. The schema wants a name; the parser makes its own. */
function nodeDevice(mdev: Mdev): string {
  const { apm, aqm, adm } = mdev.defined === null ? mdev.matrix : (mdev.stored ?? mdev.matrix);
  const attribute = (name: string, id: number): string =>
    `    <attr name='${name}' value='${quoteXml(`${id}`)}'/>`;
  return [
    xmlComment(mdev.name),
    '<device>',
    `  <name>mdev_${mdev.id.replaceAll('-', '_')}_matrix</name>`,
    '  <parent>ap_matrix</parent>',
    "  <capability type='mdev'>",
    `    <type id='${VFIO_AP_TYPE}'/>`,
    `    <uuid>${quoteXml(mdev.id)}</uuid>`,
    ...idsOf(apm).map((id) => attribute('assign_adapter', id)),
    ...idsOf(aqm).map((id) => attribute('assign_domain', id)),
    ...idsOf(adm).map((id) => attribute('assign_control_domain', id)),
    '  </capability>',
    '</device>',
    '',
  ].join('\n');
}

function hostDevice(mdev: Mdev): string {
  return [
    xmlComment(mdev.name),
    "<hostdev mode='subsystem' type='mdev' model='vfio-ap'>",
    '  <source>',
    `    <address uuid='${quoteXml(mdev.id)}'/>`,
    '  </source>',
    '</hostdev>',
    '',
  ].join('\n');
}

function writeLibvirt(observed: ApState, desired: ApState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const { mdevs, notes } = exportedDevices(target);
  const files = mdevs.flatMap((mdev): ExportFile[] => [
    { path: `nodedev-${mdev.id}.xml`, text: nodeDevice(mdev), executable: false },
    { path: `hostdev-${mdev.id}.xml`, text: hostDevice(mdev), executable: false },
  ]);
  const autostarted = mdevs.filter(({ defined }) => defined === 'auto');
  const transient = mdevs.filter((mdev) => mdev.active && isUndefined(observed, mdev));
  const gone = observed.mdevs.filter(({ id, type }) => type === 'passthrough' && !findMdev(target, id));
  return {
    files,
    notes: [
      ...notes,
      ...unreadNotes(observed, ['mdevs', 'matrix', 'definitions']),
      'Define and start a device with virsh nodedev-define --validate FILE and virsh nodedev-start NAME; give it to a guest with virsh attach-device GUEST hostdev-FILE --config.',
      'A device must run before its guest starts, and a guest can have one device of model vfio-ap only.',
      ...(autostarted.length > 0
        ? [
            `The XML has no start mode; run virsh nodedev-autostart for ${autostarted.map(({ name }) => plainLine(name)).join(', ')}.`,
          ]
        : []),
      ...transient.map(
        ({ name }) =>
          `${plainLine(name)} is not to survive a reboot: use virsh nodedev-create instead of nodedev-define.`,
      ),
      ...gone.map(
        ({ id, name }) =>
          `${plainLine(name)} is to go, which no XML says: virsh nodedev-destroy and nodedev-undefine mdev_${id.replaceAll('-', '_')}_matrix.`,
      ),
      'The host masks are not part of libvirt; chzdev or the shell script sets them.',
    ],
  };
}

export const libvirtExport: FamilyExport<ApState> = {
  format: 'libvirt',
  write: ({ observed, desired }) => writeLibvirt(observed, desired),
  read: readLibvirt,
  putIntoDomain(state, device, xml) {
    const mdev = findMdev(state, device);
    if (!mdev) throw new StudioError('not-found', 'That guest is not in the wish any more.');
    if (mdev.type === 'virtual')
      throw new StudioError(
        'bad-request',
        'A device of the virtual type is a simulation; libvirt cannot have it.',
      );
    return putHostdevIntoDomain(xml, mdev.id, { model: 'vfio-ap', onlyOne: true }, cpuNotes);
  },
};
