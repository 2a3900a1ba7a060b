/** libvirt's schemas and its test driver: no daemon, no host device is touched (management.md 4.3, levels 1 and 2). */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';
import { scratch } from './scratch.ts';

/** Null when the schema accepts the XML, else what it says. */
export async function schemaComplaint(xml: string, schema: 'domain' | 'nodedev'): Promise<string | null> {
  const file = path.join(scratch(), 'judged.xml');
  writeFileSync(file, xml);
  const { status, stdout, stderr } = await run(['virt-xml-validate', file, schema]);
  return status === 0 ? null : `${stderr}${stdout}`.trim() || `status ${status}`;
}

/** Null when libvirt's test driver defines the domain with `--validate`, else what it says. */
export async function defineComplaint(domainXml: string): Promise<string | null> {
  const folder = scratch();
  const file = path.join(folder, 'domain.xml');
  writeFileSync(file, domainXml);
  // The test driver keeps nothing, but virsh wants a place for its own files.
  const env = { HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CACHE_HOME: folder };
  const argv = ['virsh', '-q', '-c', 'test:///default', 'define', '--validate', file];
  const { status, stdout, stderr } = await run(argv, { env });
  return status === 0 ? null : `${stderr}${stdout}`.trim() || `status ${status}`;
}

/** A `<hostdev>` has no schema of its own; it is judged inside the smallest domain. */
export function domainAround(hostdev: string): string {
  return `<domain type='kvm'>
  <name>around</name>
  <memory unit='MiB'>512</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='s390x' machine='s390-ccw-virtio'>hvm</type>
  </os>
  <devices>
${hostdev}
  </devices>
</domain>
`;
}
