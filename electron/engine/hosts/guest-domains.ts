/** Guests of the host's libvirt domains, wherever a capture holds their XML. */
import { type GuestDomain, parseDomainXml } from './domain-xml.ts';
import type { TreeReader } from './tree-reader.ts';

/** Folders with one domain's XML a file; a status file of a running domain says more than its definition. */
const FOLDERS: readonly (readonly [path: string, pattern: RegExp])[] = [
  ['/run/libvirt/qemu', /\.xml$/],
  ['/captured/domains', /./],
  ['/sos_commands/virsh', /^virsh_-r_dumpxml_/],
  ['/etc/libvirt/qemu', /\.xml$/],
];

/** Domain XML of a thousand guests; parsing is the slowest part of an observation. */
const MAX_TOTAL_XML = 16 * 1024 * 1024;

/** Folders on the way to what all families read: a folder on disk is walked only where it is wanted. */
export const COMMON_FOLDERS: readonly string[] = [
  '/sys',
  '/sys/bus',
  '/sys/class',
  '/sys/devices',
  '/sys/module',
  '/etc',
  '/etc/libvirt',
  '/etc/libvirt/qemu',
  '/run',
  '/run/libvirt',
  '/run/libvirt/qemu',
  '/captured',
  '/sos_commands',
  '/sos_commands/virsh',
];

export function wantsGuestXml(path: string): boolean {
  const cut = path.lastIndexOf('/');
  return FOLDERS.some(
    ([folder, pattern]) => path.slice(0, cut) === folder && pattern.test(path.slice(cut + 1)),
  );
}

export interface GuestNames {
  /** mdev UUID -> domain. */
  readonly byMdev: ReadonlyMap<string, GuestDomain>;
  /** Address of a PCI function -> domain. */
  readonly byFunction: ReadonlyMap<string, GuestDomain>;
  /** Some domain's XML was in the source. */
  readonly told: boolean;
}

export function observeGuests(reader: TreeReader): GuestNames {
  const byMdev = new Map<string, GuestDomain>();
  const byFunction = new Map<string, GuestDomain>();
  const byName = new Map<string, GuestDomain>();
  let total = 0;
  for (const [folder, pattern] of FOLDERS) {
    for (const file of reader.tree.list(folder)) {
      const path = `${folder}/${file}`;
      const text = pattern.test(file) ? reader.text(path) : undefined;
      if (text === undefined) continue;
      total += text.length;
      if (total > MAX_TOTAL_XML) {
        reader.find('warning', folder, 'There is more than 16 MiB of domain XML; the rest is left out.');
        return { byMdev, byFunction, told: true };
      }
      const domain = parseDomainXml(text);
      if (domain === null) continue;
      if ('why' in domain) reader.find('warning', path, `This file is left out: ${domain.why}.`);
      else {
        takeDomain(reader, path, domain, byMdev, byName);
        for (const bdf of domain.functions) if (!byFunction.has(bdf)) byFunction.set(bdf, domain);
      }
    }
  }
  return { byMdev, byFunction, told: byName.size > 0 };
}

function takeDomain(
  reader: TreeReader,
  path: string,
  domain: GuestDomain,
  byMdev: Map<string, GuestDomain>,
  byName: Map<string, GuestDomain>,
): void {
  const known = byName.get(domain.name);
  // The same domain told twice (its definition and virsh's answer): the first place in FOLDERS knows best.
  if (known) return;
  byName.set(domain.name, domain);
  if (!domain.isNameTold)
    reader.find(
      'warning',
      path,
      `The name of this domain is longer than 64 letters or has characters that cannot be shown; it is called ${domain.name} here. virsh does not find it by that name.`,
    );
  for (const uuid of domain.mdevs) {
    const other = byMdev.get(uuid);
    if (other)
      reader.find(
        'warning',
        path,
        `The domains ${other.name} and ${domain.name} both name mdev ${uuid}; only one of them can run.`,
      );
    else byMdev.set(uuid, domain);
  }
}
