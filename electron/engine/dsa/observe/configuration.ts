/**
 * A host that only an accel-config listing or configuration tells of (dsa.md 6.1): its values become the files they were
 * read from, so that one observer reads every source.
 */
import { type ConfigDevice, readAccelConfig } from '../config/read-config.ts';
import { HostTree } from '../../hosts/tree.ts';
import { DsaReader } from './reader.ts';

const LIST = '/captured/accel-config-list';
const BUS = '/sys/bus/dsa/devices';
/** Keys of a list that are called otherwise in sysfs. */
const FILE_OF_KEY: Readonly<Record<string, string>> = { work_queue_size: 'max_work_queues_size' };

type Values = Readonly<Record<string, string>>;

function addValues(tree: HostTree, name: string, values: Values): void {
  // Where links were told, the name points to the device's own folder.
  const folder = tree.resolve(name);
  tree.add(folder, { kind: 'folder' });
  for (const [key, text] of Object.entries(values))
    tree.add(`${folder}/${FILE_OF_KEY[key] ?? key}`, { kind: 'file', text: `${text}\n` });
}

/** accel-config since 3.5 knows no type mdev and says none; the driver name tells (dsa.md 8.23). */
function typeTold(reader: DsaReader, name: string, attributes: Values): Values {
  if (attributes.driver_name !== 'mdev' || attributes.type !== 'none') return attributes;
  reader.find(
    'warning',
    LIST,
    `${name} is of type none with the driver name mdev: accel-config since 3.5 writes none for the type mdev, so mdev is taken.`,
    'mdev as none',
  );
  return { ...attributes, type: 'mdev' };
}

function addDevice(reader: DsaReader, tree: HostTree, device: ConfigDevice, linksTold: boolean): void {
  const id = device.name.replace(/^\D+/, '');
  addValues(tree, `${BUS}/${device.name}`, { ...device.facts, ...device.attributes });
  const child = (kind: string, index: number, group: number | null, values: Values) =>
    addValues(
      tree,
      `${BUS}/${kind}${id}.${index}`,
      group === null ? values : { ...values, group_id: `${group}` },
    );
  for (const { index, attributes } of device.groups) child('group', index, null, attributes);
  for (const { index, group } of device.engines) child('engine', index, group, {});
  for (const { index, attributes, facts, group } of device.wqs)
    child('wq', index, group, { ...facts, ...typeTold(reader, `wq${id}.${index}`, attributes) });
  for (const { uuid, type } of linksTold ? [] : device.mdevs) {
    const parent = `/sys/devices/unknown-${device.name}`;
    tree.add(`/sys/bus/mdev/devices/${uuid.toLowerCase()}`, {
      kind: 'link',
      target: `${parent}/${uuid.toLowerCase()}`,
    });
    tree.add(`${parent}/${uuid.toLowerCase()}/mdev_type`, {
      kind: 'link',
      target: `../mdev_supported_types/${type}`,
    });
  }
}

/**
 * The reader of what accel-config printed or saved; null when the source has no such text. `linksTold`: the tree has the links of
 * the bus, so that only values come from the text.
 */
export function configurationReader(given: HostTree, linksTold = false): DsaReader | null {
  const text = given.text(LIST);
  if (text === undefined) return null;
  const tree = new HostTree();
  for (const path of given.paths()) tree.add(path, given.added(path)!);
  const reading = readAccelConfig(text);
  const form = linksTold && !reading.ok ? 'text' : 'config';
  const reader = new DsaReader(tree, { form, attributesTold: form === 'config', linksTold });
  if (!reading.ok) {
    reader.find('error', LIST, `What accel-config wrote cannot be read: ${reading.why}`);
    return reader;
  }
  for (const note of reading.notes) reader.find('info', LIST, note, 'note');
  for (const device of reading.devices) addDevice(reader, tree, device, linksTold);
  const states = reading.devices.some(({ facts }) => facts.state !== undefined);
  if (linksTold && states) return reader;
  reader.find(
    'warning',
    LIST,
    states
      ? 'The source is a list of accel-config: addresses, bound drivers and mediated devices are not in it, and without -i neither are disabled devices and queues.'
      : 'The source is a saved configuration of accel-config: it tells settings, not what the host is doing; everything is taken as disabled, and sizes of devices are the usual ones.',
  );
  return reader;
}
