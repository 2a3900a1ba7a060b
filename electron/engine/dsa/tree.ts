/**
 * Every file and link of a host in that state, in the form of sysfs and of the configuration files (dsa.md 2): for
 * stand-ins of a kernel, captures and examples. The inverse of observe.ts as far as a host's files can tell.
 */
import { DEVICE_ATTRIBUTES, GROUP_ATTRIBUTES, WQ_ATTRIBUTES } from '../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  engineName,
  groupName,
  wqName,
} from '../../../shared/dsa/types.ts';
import { mdevctlDefinition } from '../hosts/mdev-definitions.ts';
import type { TreeLine } from '../plan/planning.ts';
import { typesOf } from './kernel/mdevs.ts';
import { readAttribute } from './kernel/read.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function filesOf(attributes: readonly { readonly file: string; readonly alias?: string }[]): string[] {
  return attributes.flatMap(({ file, alias }) => (alias === undefined ? [file] : [file, alias]));
}

const DEVICE_FILES: readonly string[] = [
  ...'cdev_major clients cmd_status configurable errors gen_cap iaa_cap ims_size'.split(' '),
  ...'max_batch_size max_engines max_groups max_read_buffers max_tokens max_transfer_size'.split(' '),
  ...'max_work_queues max_work_queues_size numa_node op_cap pasid_enabled state version'.split(' '),
  ...filesOf(DEVICE_ATTRIBUTES),
];
const GROUP_FILES: readonly string[] = ['engines', 'work_queues', ...filesOf(GROUP_ATTRIBUTES)];
const WQ_FILES: readonly string[] = [
  ...'state clients cdev_minor occupancy uuid'.split(' '),
  ...filesOf(WQ_ATTRIBUTES),
];
const FUNCTION_FILES: readonly string[] = ['vendor', 'device', 'class', 'numa_node'];
const TYPE_FILES: readonly string[] = ['name', 'device_api', 'available_instances'];

/**
 * `pci0000:6a/0000:6a:01.0`: bridges on the way are not in the state, so a function stands directly on its bus. A device whose address nobody told has none, and stands directly
 * on the bus.
 */
function functionOf({ bdf }: DsaDevice): string | null {
  const bus = /^([0-9a-f]{4,8}:[0-9a-f]{2}):/.exec(bdf)?.[1];
  return bus === undefined ? null : `pci${bus}/${bdf}`;
}

/** Files of a folder that the model answers for; those it cannot read are absent, as in any copy of sysfs. */
function* texts(state: DsaState, at: string, folder: string, files: readonly string[]): Generator<TreeLine> {
  for (const file of files) {
    const read = readAttribute(state, `${at}/${file}`);
    if (read.ok) yield [`${folder}/${file}`, `${read.text}\n`];
  }
}

function* childLines(state: DsaState, device: DsaDevice, folder: string): Generator<TreeLine> {
  for (const index of device.groups.keys()) {
    const name = groupName(device, index);
    yield* texts(state, name, `${folder}/${name}`, GROUP_FILES);
  }
  for (const index of device.engines.keys()) {
    const name = engineName(device, index);
    yield* texts(state, name, `${folder}/${name}`, ['group_id']);
  }
  for (const [index, wq] of device.wqs.entries()) {
    const name = wqName(device, index);
    const path = `${folder}/${name}`;
    const others = Object.entries(wq.others);
    yield* texts(
      state,
      name,
      path,
      others.length === 0 ? WQ_FILES : WQ_FILES.filter((file) => !Object.hasOwn(wq.others, file)),
    );
    for (const [file, text] of others) yield [`${path}/${file}`, `${text}\n`];
    if (wq.driver !== null) yield [`${path}/driver`, null, `../../../../../bus/dsa/drivers/${wq.driver}`];
  }
}

/** Names on the bus that point to the device and its parts. */
function* busLines(device: DsaDevice, below: string): Generator<TreeLine> {
  const devices = '/sys/bus/dsa/devices';
  const children = [
    ...[...device.groups.keys()].map((index) => groupName(device, index)),
    ...[...device.engines.keys()].map((index) => engineName(device, index)),
    ...[...device.wqs.keys()].map((index) => wqName(device, index)),
  ];
  const target = `../../../devices/${below}/${device.name}`;
  yield [`${devices}/${device.name}`, null, target];
  for (const child of children) yield [`${devices}/${child}`, null, `${target}/${child}`];
}

function* functionLines(state: DsaState, device: DsaDevice, below: string): Generator<TreeLine> {
  const path = `/sys/devices/${below}`;
  yield* texts(state, path, path, FUNCTION_FILES);
  const driver = device.driver === 'vfio-pci' ? 'vfio-pci' : 'idxd';
  yield [`${path}/driver`, null, `../../../bus/pci/drivers/${driver}`];
  yield [`/sys/bus/pci/devices/${device.bdf}`, null, `../../../devices/${below}`];
  if (device.iommuGroup === null) return;
  yield [`${path}/iommu_group`, null, `../../../kernel/iommu_groups/${device.iommuGroup}`];
  yield [
    `/sys/kernel/iommu_groups/${device.iommuGroup}/devices/${device.bdf}`,
    null,
    `../../../../devices/${below}`,
  ];
}

function* typeLines(state: DsaState, device: DsaDevice, below: string): Generator<TreeLine> {
  const types = typesOf(state, device);
  if (types.length === 0) return;
  yield [`/sys/class/mdev_bus/${device.bdf}`, null, `../../devices/${below}`];
  for (const type of types) {
    const path = `/sys/devices/${below}/mdev_supported_types/${type}`;
    yield* texts(state, path, path, TYPE_FILES);
    yield [`${path}/create`, ''];
  }
}

function* mdevLines(mdev: DsaMdev, below: string): Generator<TreeLine> {
  if (!UUID.test(mdev.id)) return;
  const path = `/sys/devices/${below}/${mdev.id}`;
  yield [`${path}/remove`, ''];
  yield [`/sys/bus/mdev/devices/${mdev.id}`, null, `../../../devices/${below}/${mdev.id}`];
  if (mdev.type !== '') {
    yield [`${path}/mdev_type`, null, `../mdev_supported_types/${mdev.type}`];
    const listed = `/sys/devices/${below}/mdev_supported_types/${mdev.type}/devices`;
    yield [`${listed}/${mdev.id}`, null, `../../../${mdev.id}`];
  }
  if (mdev.iommuGroup === null) return;
  yield [`${path}/iommu_group`, null, `../../../../kernel/iommu_groups/${mdev.iommuGroup}`];
  yield [
    `/sys/kernel/iommu_groups/${mdev.iommuGroup}/devices/${mdev.id}`,
    null,
    `../../../../devices/${below}/${mdev.id}`,
  ];
}

function* deviceLines(state: DsaState, device: DsaDevice, mdevs: readonly DsaMdev[]): Generator<TreeLine> {
  const below = functionOf(device);
  const folder =
    below === null ? `/sys/bus/dsa/devices/${device.name}` : `/sys/devices/${below}/${device.name}`;
  // A function that was given away has no idxd device any more, only itself.
  if (device.driver !== 'vfio-pci') {
    yield* texts(state, device.name, folder, DEVICE_FILES);
    for (const [file, text] of Object.entries(device.others)) yield [`${folder}/${file}`, `${text}\n`];
    if (device.driver !== null)
      yield [`${folder}/driver`, null, `../../../../bus/dsa/drivers/${device.driver}`];
    yield* childLines(state, device, folder);
    if (below !== null) yield* busLines(device, below);
  }
  if (below === null) return;
  yield* functionLines(state, device, below);
  yield* typeLines(state, device, below);
  for (const mdev of mdevs) yield* mdevLines(mdev, below);
}

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function* guestLines(state: DsaState): Generator<TreeLine> {
  for (const [index, guest] of state.guests.entries()) {
    const own = state.mdevs.filter((mdev) => mdev.guest === guest.id && UUID.test(mdev.id));
    const stored = state.definitions.filter((definition) => definition.guest === guest.id);
    const hostdevs = [...own.map(({ id }) => id), ...stored.map(({ uuid }) => uuid)].map(
      (uuid) =>
        `<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci'><source><address uuid='${uuid}'/></source></hostdev>`,
    );
    // virsh prints the number of a domain only while it runs.
    const running = own.some((mdev) => mdev.running !== null) ? ` id='${index + 1}'` : '';
    yield [
      `/captured/domains/${index + 1}.xml`,
      `<domain type='kvm'${running}><name>${xmlText(guest.domain ?? guest.name)}</name><devices>${hostdevs.join('')}</devices></domain>\n`,
    ];
  }
}

function* configurationLines(state: DsaState): Generator<TreeLine> {
  yield ['/captured/searched', state.savedTold ? '/sys\n/etc\n/proc\n' : '/sys\n/proc\n/etc/mdevctl.d\n'];
  yield ['/captured/cpu-flags', `flags\t\t: fpu${state.host.enqcmd ? ' enqcmd' : ''}\n`];
  if (state.saved !== null) yield ['/etc/accel-config/accel-config.conf', state.saved];
  const bdfs = new Map(state.devices.map(({ name, bdf }) => [name, bdf]));
  for (const { id, device, type, definition } of state.mdevs)
    if (definition !== null)
      yield [
        `/etc/mdevctl.d/${bdfs.get(device)}/${id}`,
        mdevctlDefinition({ type, start: definition, attrs: [] }),
      ];
  for (const definition of state.definitions)
    yield [`/etc/mdevctl.d/${definition.parent}/${definition.uuid}`, mdevctlDefinition(definition)];
}

/** Files and links of the host, each once; folders are those above them. Files that are only written are empty. */
export function* dsaTree(state: DsaState): Generator<TreeLine> {
  yield ['/sys/module/idxd/refcnt', '0\n'];
  if (state.host.denylistOff) yield ['/sys/module/vfio_pci/parameters/disable_denylist', 'Y\n'];
  for (const driver of state.host.drivers)
    for (const file of ['bind', 'unbind']) yield [`/sys/bus/dsa/drivers/${driver}/${file}`, ''];
  const byDevice = new Map<string, DsaMdev[]>();
  for (const mdev of state.mdevs) {
    const known = byDevice.get(mdev.device);
    if (known) known.push(mdev);
    else byDevice.set(mdev.device, [mdev]);
  }
  for (const device of state.devices) yield* deviceLines(state, device, byDevice.get(device.name) ?? []);
  yield* guestLines(state);
  yield* configurationLines(state);
}
