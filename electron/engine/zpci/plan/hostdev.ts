/** A host's function as a libvirt host device (zpci.md 4.4). */
import { fidText, uidText, type GuestDevice } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { quoted } from '../../hosts/tree-reader.ts';

const ADDRESS = /^([0-9a-f]{4}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/;

/** Numbers of a device in its guest, both written. */
export interface Numbers {
  readonly uid: number;
  readonly fid: number;
}

/** Throws StudioError `bad-request` for what is no PCI address, which no file can then name. */
export function addressParts(address: string): readonly [string, string, string, string] {
  const match = ADDRESS.exec(address);
  if (match === null)
    throw new StudioError('bad-request', `${quoted(address)} is no PCI address such as 0001:00:00.0.`);
  return [match[1]!, match[2]!, match[3]!, match[4]!];
}

/** `uid='0x0031' fid='0x00000041'`: what only this device of a guest has in the XML, as libvirt prints it (V-2). */
export function zpciAttributes({ uid, fid }: Numbers): string {
  return `uid='${uidText(uid)}' fid='${fidText(fid)}'`;
}

/** Lines from the margin. libvirt gives the place inside QEMU, which the guest never sees (V-8). */
export function hostdevLines(
  host: string,
  { managed }: Pick<GuestDevice, 'managed'>,
  numbers: Numbers,
): readonly string[] {
  const [domain, bus, slot, which] = addressParts(host);
  return [
    `<hostdev mode='subsystem' type='pci' managed='${managed ? 'yes' : 'no'}'>`,
    "  <driver name='vfio'/>",
    '  <source>',
    `    <address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${which}'/>`,
    '  </source>',
    "  <address type='pci'>",
    `    <zpci ${zpciAttributes(numbers)}/>`,
    '  </address>',
    '</hostdev>',
  ];
}

export function hostdevXml(host: string, device: Pick<GuestDevice, 'managed'>, numbers: Numbers): string {
  return `${hostdevLines(host, device, numbers).join('\n')}\n`;
}
