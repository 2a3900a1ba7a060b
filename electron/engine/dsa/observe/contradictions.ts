/** What the files of one host say against each other. The state keeps what each part says of itself. */
import { type DsaDevice, engineName, groupName, wqName } from '../../../../shared/dsa/types.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { childPath, type FoundDevice } from './devices.ts';
import type { DsaReader } from './reader.ts';

function reportLists(reader: DsaReader, found: FoundDevice, device: DsaDevice): void {
  const lists = [
    ['work_queues', device.wqs.map(({ groupId }) => groupId), wqName],
    ['engines', device.engines, engineName],
  ] as const;
  for (const [file, groups, nameOf] of lists)
    for (const index of device.groups.keys()) {
      const path = `${childPath(reader, found, groupName(device, index))}/${file}`;
      const text = reader.value(path);
      if (text === undefined) continue;
      const told = text.trim().split(/\s+/).filter(Boolean).sort().join(' ');
      const own = [...groups.keys()]
        .filter((member) => groups[member] === index)
        .map((member) => nameOf(device, member))
        .sort()
        .join(' ');
      if (told !== own)
        reader.find(
          'warning',
          path,
          `The list of the group says ${quoted(told)}, the parts themselves say ${quoted(own)}; the parts are taken.`,
          `list ${file}`,
        );
    }
}

function reportWqs(reader: DsaReader, found: FoundDevice, device: DsaDevice): void {
  for (const [index, wq] of device.wqs.entries()) {
    const path = childPath(reader, found, wqName(device, index));
    if (wq.driver !== null && wq.state === 'disabled')
      reader.find(
        'warning',
        `${path}/state`,
        `The queue is disabled, yet the driver ${wq.driver} is bound to it.`,
        'bound disabled',
      );
    if (wq.driver === null && wq.state !== 'disabled' && reader.source.linksTold)
      reader.find(
        'warning',
        `${path}/driver`,
        `The queue is ${wq.state}, yet no driver is bound to it.`,
        'enabled unbound',
      );
    if (wq.state !== 'disabled' && device.state === 'disabled')
      reader.find(
        'warning',
        `${path}/state`,
        `The queue is ${wq.state}, yet its device is disabled.`,
        'device disabled',
      );
  }
}

export function reportContradictions(reader: DsaReader, found: FoundDevice, device: DsaDevice): void {
  reportLists(reader, found, device);
  reportWqs(reader, found, device);
  const sum = device.wqs.reduce((total, { size }) => total + size, 0);
  if (sum > device.caps.totalSize)
    reader.find(
      'warning',
      `${found.path}/max_work_queues_size`,
      `The queues of ${device.name} have ${sum} entries together, more than the ${device.caps.totalSize} of the device; the kernel allows no such sizes.`,
      'sum of sizes',
    );
  const clients = device.wqs.reduce((total, wq) => total + wq.clients, 0);
  const told = reader.value(`${found.path}/clients`)?.trim();
  if (told !== undefined && /^\d{1,15}$/.test(told) && Number(told) !== clients)
    reader.find(
      'warning',
      `${found.path}/clients`,
      `${device.name} counts ${told} clients, its queues ${clients} together; the queues are taken.`,
      'clients',
    );
  else if (told !== undefined && !/^\d{1,15}$/.test(told))
    reader.find(
      'warning',
      `${found.path}/clients`,
      `A number was expected, found ${quoted(told)}; the queues are counted.`,
      'clients',
    );
  if (device.driver === 'idxd' && device.state === 'disabled')
    reader.find(
      'warning',
      `${found.path}/state`,
      `${device.name} is disabled, yet idxd is bound to it.`,
      'device bound',
    );
}
