/** A host's function as a libvirt host device, both numbers written (zpci.md 4.4). */
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { type AddressParts, addressParts, hostdevElement } from '../kernel/hostdev-xml.ts';

/** Numbers of a device in its guest, both written. */
export interface Numbers {
  readonly uid: number;
  readonly fid: number;
}

/** Throws StudioError `bad-request` for what is no PCI address, which no file can then name. */
export function namedAddress(address: string): AddressParts {
  const parts = addressParts(address);
  if (parts === null)
    throw new StudioError('bad-request', `${quoted(address)} is no PCI address such as 0001:00:00.0.`);
  return parts;
}

/** Lines from the margin. */
export function hostdevLines(
  host: string,
  { managed }: Pick<GuestDevice, 'managed'>,
  numbers: Numbers,
): readonly string[] {
  return hostdevElement(namedAddress(host), { managed, namesDriver: true, ...numbers });
}

/** The element of the source as libvirt prints it: what only this host device of a guest has, whatever its numbers are. */
export function sourceText(host: string): string {
  const [domain, bus, slot, which] = namedAddress(host);
  return `<address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${which}'/>`;
}

export function hostdevXml(host: string, device: Pick<GuestDevice, 'managed'>, numbers: Numbers): string {
  return `${hostdevLines(host, device, numbers).join('\n')}\n`;
}
