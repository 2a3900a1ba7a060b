/** Captures for the tests of observing: the recorded ones, and small hosts made of files. */
import { join } from 'node:path';
import type { HostFunction, ZpciState } from '../../../../../shared/zpci/types.ts';
import { readCapture } from '../../../hosts/read-capture.ts';
import { HostTree } from '../../../hosts/tree.ts';
import { observeZpci, wantsZpci } from '../../observe.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures');

export async function treeOf(name: string): Promise<HostTree> {
  return (await readCapture({ kind: 'path', path: join(FIXTURES, name) }, wantsZpci)).tree;
}

/** As if the text had been pasted. */
export async function treeOfText(name: string, text: string): Promise<HostTree> {
  return (await readCapture({ kind: 'bytes', name, bytes: Buffer.from(text) }, wantsZpci)).tree;
}

export async function observed(name: string) {
  return observeZpci(await treeOf(name))!;
}

export async function observedText(name: string, text: string) {
  return observeZpci(await treeOfText(name, text))!;
}

export function treeWith(files: Readonly<Record<string, string>>): HostTree {
  const tree = new HostTree();
  for (const [path, text] of Object.entries(files))
    tree.add(path, text.startsWith('-> ') ? { kind: 'link', target: text.slice(3) } : { kind: 'file', text });
  return tree;
}

/** Files of one function as its kernel shows them. */
export function functionFiles(
  address: string,
  files: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const root = `/sys/devices/pci${address.slice(0, 7)}/${address}`;
  return {
    [`/sys/bus/pci/devices/${address}`]: `-> ../../../..${root}`
      .replace('../../../..', '../../..')
      .replace('/sys', ''),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${root}/${name}`, text])),
  };
}

function hex(value: number | null, width = 0): string {
  return value === null ? '?' : value.toString(16).padStart(width, '0');
}

/** What of a function tells one reading from another, in one line. */
export function line(one: HostFunction): string {
  const { window, platformWindow: platform } = one;
  return [
    `${hex(one.fid, 8)} ${one.address ?? '?'} uid ${hex(one.uid)} ${one.state} fh ${hex(one.fh, 8)}`,
    `pchid ${hex(one.pchid)} vfn ${one.vfn ?? '?'} pft ${hex(one.pft)} group ${hex(one.group)} ${one.path ?? '?'} ${one.util ?? '?'}`,
    `${one.driverTold ? (one.driver ?? 'none') : '?'} iommu ${one.iommuGroup ?? '?'} msix ${one.msix ?? '?'} bars ${one.barSizes?.join(' ') ?? '?'}`,
    `${platform ? `${platform.start}-${platform.end}` : '?'} ${window ? `${window.start}-${window.end}` : '?'}`,
    `noi ${one.noi ?? '?'} stbl ${one.maxstbl ?? '?'} mui ${one.mui ?? '?'} v ${one.version ?? '?'} ${one.capabilities?.join(' ') ?? '-'}`,
    one.toldBy.join(' '),
  ].join(' | ');
}

/** Facts that are known of a host. */
export function known(host: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(host).filter(([, value]) => value !== null));
}

export function guestLines(state: ZpciState): readonly string[] {
  return state.guests.map((guest) => {
    const devices = guest.devices.map(
      ({ id, card, zpci, cardFirst }) =>
        `${id}=${card === null ? 'waiting' : card.kind === 'vfio' ? card.host : card.driver}${cardFirst ? ' first' : ''} ${zpci === null ? 'auto' : `${hex(zpci.uid)}/${hex(zpci.fid)}`}`,
    );
    return `${guest.name} ${guest.domain === null ? 'qemu' : 'libvirt'} ${guest.profile} ${guest.machine ?? 'newest'} ${guest.kvm ? 'kvm' : 'tcg'}: ${devices.join(', ')}`;
  });
}

export function summaryOf({ state }: { readonly state: ZpciState }) {
  return {
    host: known(state.host),
    untold: state.untold.join(' '),
    functions: state.functions.map(line),
    guests: guestLines(state),
  };
}
