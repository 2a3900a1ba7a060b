/** Node devices and host devices for libvirt (dsa.md 6.4). */
import { type DsaMdev, type DsaState, deviceNamed } from '../../../../shared/dsa/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import { putHostdevIntoDomain } from '../../export/domain-hostdev.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteXml, xmlComment } from '../../export/quote-xml.ts';
import { childrenOf, type XmlElement } from '../../export/xml-scan.ts';
import { targetState } from '../plan/target.ts';
import { aboutMdev, type ExportedMdev, exportedMdevs, isMdev, requireBdf } from './exported.ts';
import { readLibvirt } from './read-libvirt.ts';

/** `pci_0000_6a_01_0` */
function nodeName(bdf: string): string {
  return `pci_${bdf.replaceAll(/[:.]/g, '_')}`;
}

function mdevNodeName({ uuid, parent }: ExportedMdev): string {
  return `mdev_${uuid.replaceAll('-', '_')}_${parent.replaceAll(/[:.]/g, '_')}`;
}

function nodeDevice(mdev: ExportedMdev): string {
  return [
    xmlComment(aboutMdev(mdev)),
    '<device>',
    `  <name>${mdevNodeName(mdev)}</name>`,
    `  <parent>${nodeName(mdev.parent)}</parent>`,
    "  <capability type='mdev'>",
    `    <type id='${quoteXml(mdev.type)}'/>`,
    `    <uuid>${quoteXml(mdev.uuid)}</uuid>`,
    '  </capability>',
    '</device>',
    '',
  ].join('\n');
}

/** `<hostdev>` of a mediated device, lines indented from the margin. */
export function mdevHostdev(uuid: string): string {
  return [
    "<hostdev mode='subsystem' type='mdev' model='vfio-pci'>",
    '  <source>',
    `    <address uuid='${quoteXml(uuid)}'/>`,
    '  </source>',
    '</hostdev>',
  ].join('\n');
}

/** A whole function (S8); vfio-pci is bound to it before, so libvirt does not. Throws StudioError `bad-request` for no BDF. */
export function functionHostdev(bdf: string): string {
  const [domain, bus, slot, which] = requireBdf(bdf).split(/[:.]/);
  return [
    "<hostdev mode='subsystem' type='pci' managed='no'>",
    '  <source>',
    `    <address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${which}'/>`,
    '  </source>',
    '</hostdev>',
  ].join('\n');
}

function writeLibvirt(observed: DsaState, desired: DsaState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const mdevs = exportedMdevs(target);
  const file = (path: string, text: string): ExportFile => ({ path, text, executable: false });
  const whole = target.mdevs.filter(({ strategy }) => strategy === 'pf');
  const others = target.mdevs.filter((mdev) => !isMdev(mdev) && mdev.strategy !== 'pf');
  const gone = exportedMdevs(observed).filter((was) => !mdevs.some(({ uuid }) => uuid === was.uuid));
  const auto = mdevs.filter(({ mdev }) => mdev.definition === 'auto');
  const transient = mdevs.filter(({ mdev }) => mdev.definition === null);
  return {
    files: [
      ...mdevs.flatMap((mdev) => [
        file(`nodedev-${mdev.uuid}.xml`, nodeDevice(mdev)),
        file(`hostdev-${mdev.uuid}.xml`, `${xmlComment(aboutMdev(mdev))}\n${mdevHostdev(mdev.uuid)}\n`),
      ]),
      ...whole.map(({ device }) => {
        const bdf = requireBdf(deviceNamed(target, device)?.bdf ?? device);
        return file(`hostdev-${nodeName(bdf)}.xml`, `${functionHostdev(bdf)}\n`);
      }),
    ],
    notes: [
      ...(mdevs.length > 0
        ? [
            'Define and start a device with virsh nodedev-define --validate FILE and virsh nodedev-start NAME; give it to a guest with virsh attach-device GUEST hostdev-FILE --config.',
            'The queues must be enabled before a device can start: accel-config or the shell script does that. The kernel takes the free queue with the lowest index, so start the devices in this order.',
            "For PASIDs in the guest its domain needs <iommu model='intel'> with intremap='on' and caching_mode='on', and scalable mode.",
          ]
        : ['There is no file for mediated devices: none is wished.']),
      ...(auto.length > 0
        ? [
            `The XML has no start mode; run virsh nodedev-autostart for ${auto.map(mdevNodeName).join(', ')}, and have accel-config run before.`,
          ]
        : []),
      ...transient.map(
        (mdev) =>
          `${mdevNodeName(mdev)} is not to survive a boot: use virsh nodedev-create instead of nodedev-define.`,
      ),
      ...gone.map(
        (mdev) =>
          `${mdevNodeName(mdev)} is to go, which no XML says: virsh nodedev-destroy and nodedev-undefine it.`,
      ),
      ...(whole.length > 0
        ? [
            'A whole function needs vfio-pci loaded with disable_denylist=1, since a guest that has it could disturb the host; trust such guests only.',
          ]
        : []),
      ...(others.length > 0
        ? [
            `libvirt has no host device for these, QEMU has: ${others.map(({ id }) => plainLine(id)).join(', ')}.`,
          ]
        : []),
    ],
  };
}

function guestNotes(domain: XmlElement): string[] {
  const devices = childrenOf(domain, 'devices');
  return devices.some((one) => childrenOf(one, 'iommu').length > 0)
    ? []
    : [
        'The domain has no <iommu>: the guest can use its queue from the kernel, but its programs get no PASIDs.',
      ];
}

/** `id` is a device's, or a guest's, which then gets all of its devices. */
function devicesMeant(state: DsaState, id: string): readonly DsaMdev[] {
  const mdev = state.mdevs.find((one) => one.id === id);
  return mdev ? [mdev] : state.mdevs.filter(({ guest }) => guest === id);
}

export const libvirtExport: FamilyExport<DsaState> = {
  format: 'libvirt',
  write: ({ observed, desired }) => writeLibvirt(observed, desired),
  read: readLibvirt,
  putIntoDomain(state, device, xml) {
    const mdevs = devicesMeant(state, device);
    if (mdevs.length === 0)
      throw new StudioError('not-found', 'That device, or guest with devices, is not in the wish any more.');
    if (!mdevs.every(isMdev))
      throw new StudioError(
        'bad-request',
        'libvirt takes mediated devices into a domain; this one is of another kind, which QEMU arguments can give.',
      );
    const notes = new Set<string>();
    let edited = xml;
    for (const { id } of mdevs) {
      const put = putHostdevIntoDomain(edited, id, { model: 'vfio-pci', onlyOne: false }, guestNotes);
      edited = put.xml;
      for (const note of put.notes) notes.add(note);
    }
    return { xml: edited, notes: [...notes] };
  },
};
