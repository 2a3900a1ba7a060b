/** libvirt's element for a passed-through function (zpci.md 4.4, X-7, X-9). */
import { fidText, uidText } from '../../../../shared/zpci/types.ts';
import { NO_UID_ZERO, type Written } from './qemu-arguments.ts';
import { failureOf } from './results.ts';

/** Null = left out, so that libvirt chooses; write both or none. */
interface Numbers {
  readonly uid: number | null;
  readonly fid: number | null;
}

export interface Hostdev extends Numbers {
  /** Address on the host, `0001:00:00.0`. */
  readonly host: string;
  readonly managed: boolean;
  /** Says `vfio` as libvirt prints it; it takes that one anyway. */
  readonly namesDriver: boolean;
  /** Written as an `<interface>`, with its MAC where one is told; null or left out = as a `<hostdev>`. */
  readonly network?: { readonly mac: string | null } | null;
  /** Further elements, one line each. */
  readonly elements?: readonly string[];
}

export type AddressParts = readonly [domain: string, bus: string, slot: string, which: string];

const ADDRESS = /^([0-9a-f]{4}):([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i;

/** Null for what is no address of a PCI function. */
export function addressParts(host: string): AddressParts | null {
  const match = ADDRESS.exec(host);
  return match === null ? null : [match[1]!, match[2]!, match[3]!, match[4]!];
}

/** `uid='0x0031' fid='0x00000041'`: what only this device of a guest has in the XML, as libvirt prints it (V-2). */
export function zpciAttributes({ uid, fid }: Numbers): string {
  return [
    ...(uid === null ? [] : [`uid='${uidText(uid)}'`]),
    ...(fid === null ? [] : [`fid='${fidText(fid)}'`]),
  ].join(' ');
}

/**
 * Lines with two blanks a level. The zpci address is a child of the guest's address, never of the source; libvirt
 * gives the place inside QEMU, which the guest never sees (V-8).
 */
export function hostdevElement(
  [domain, bus, slot, which]: AddressParts,
  { managed, namesDriver, network = null, elements = [], ...numbers }: Omit<Hostdev, 'host'>,
): readonly string[] {
  const zpci = zpciAttributes(numbers);
  const [name, kind] =
    network === null ? ['hostdev', "mode='subsystem' type='pci'"] : ['interface', "type='hostdev'"];
  return [
    `<${name} ${kind} managed='${managed ? 'yes' : 'no'}'>`,
    ...(network === null || network.mac === null ? [] : [`  <mac address='${network.mac}'/>`]),
    ...(namesDriver ? ["  <driver name='vfio'/>"] : []),
    '  <source>',
    `    <address${network === null ? '' : " type='pci'"} domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${which}'/>`,
    '  </source>',
    ...elements.map((element) => `  ${element}`),
    ...(zpci === ''
      ? ["  <address type='pci'/>"]
      : ["  <address type='pci'>", `    <zpci ${zpci}/>`, '  </address>']),
    `</${name}>`,
  ];
}

/** In one line; refused for what libvirt would refuse. */
export function hostdevXml({ host, ...rest }: Hostdev): Written<string> {
  if (rest.uid === 0) return { ok: false, failure: NO_UID_ZERO, target: host };
  const parts = addressParts(host);
  if (parts === null)
    return {
      ok: false,
      failure: failureOf('ZPCI-A22', `${host} is no address of a PCI function such as 0031:00:00.0.`),
      target: host,
    };
  return {
    ok: true,
    value: hostdevElement(parts, rest)
      .map((line) => line.trim())
      .join(''),
  };
}
