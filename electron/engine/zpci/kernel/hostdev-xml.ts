/** libvirt's element for a passed-through function (zpci.md 4.4, X-7, X-9). */
import { fidText, uidText } from '../../../../shared/zpci/types.ts';
import { NO_UID_ZERO, type Written } from './qemu-arguments.ts';
import { failureOf } from './results.ts';

export interface Hostdev {
  /** Address on the host, `0001:00:00.0`. */
  readonly host: string;
  /** Null = left out, so that libvirt chooses; write both or none. */
  readonly uid: number | null;
  readonly fid: number | null;
  readonly managed: boolean;
}

const ADDRESS = /^([0-9a-f]{4}):([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i;

function sourceAddress(host: string): string | null {
  const match = ADDRESS.exec(host);
  if (match === null) return null;
  const [, domain, bus, slot, part] = match;
  return `<address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${part}'/>`;
}

/** Lines with two blanks a level; the zpci address is a child of the guest's address, never of the source. */
export function hostdevLines(one: Hostdev): Written<readonly string[]> {
  if (one.uid === 0) return { ok: false, failure: NO_UID_ZERO, target: one.host };
  const source = sourceAddress(one.host);
  if (source === null)
    return {
      ok: false,
      failure: failureOf('ZPCI-A22', `${one.host} is no address of a PCI function such as 0031:00:00.0.`),
      target: one.host,
    };
  const numbers = [
    ...(one.uid === null ? [] : [`uid='${uidText(one.uid)}'`]),
    ...(one.fid === null ? [] : [`fid='${fidText(one.fid)}'`]),
  ];
  const address =
    numbers.length === 0
      ? ["  <address type='pci'/>"]
      : ["  <address type='pci'>", `    <zpci ${numbers.join(' ')}/>`, '  </address>'];
  return {
    ok: true,
    value: [
      `<hostdev mode='subsystem' type='pci' managed='${one.managed ? 'yes' : 'no'}'>`,
      '  <source>',
      `    ${source}`,
      '  </source>',
      ...address,
      '</hostdev>',
    ],
  };
}

/** The same in one line. */
export function hostdevXml(one: Hostdev): Written<string> {
  const lines = hostdevLines(one);
  return lines.ok ? { ok: true, value: lines.value.map((line) => line.trim()).join('') } : lines;
}
