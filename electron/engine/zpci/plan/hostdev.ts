/** A host's function as a libvirt host device, both numbers written (zpci.md 4.4). */
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { keptLines } from '../export/kept-elements.ts';
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

const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** Lines from the margin; numbers that are null are left to libvirt. */
export function hostdevLines(
  host: string,
  { managed, deviceClass, card, elements = [] }: GuestDevice,
  numbers: { readonly uid: number | null; readonly fid: number | null },
): readonly string[] {
  const mac = card?.options.find(([name]) => name === 'mac')?.[1] ?? '';
  return hostdevElement(namedAddress(host), {
    managed,
    namesDriver: true,
    // A network card that the domain has as an <interface> stays one: libvirt sets its MAC and VLAN.
    network: deviceClass === 'interface' ? { mac: MAC.test(mac) ? mac : null } : null,
    elements: keptLines(elements),
    ...numbers,
  });
}

/**
 * End of the source's address as libvirt prints it, for <hostdev> and <interface>: what only this device of a guest has,
 * whatever its numbers are. The guest's own addresses have the zpci one in them, so they end otherwise.
 */
export function sourceText(host: string): string {
  const [domain, bus, slot, which] = namedAddress(host);
  return `domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${which}'/>`;
}

export function hostdevXml(host: string, device: GuestDevice, numbers: Numbers): string {
  return `${hostdevLines(host, device, numbers).join('\n')}\n`;
}
