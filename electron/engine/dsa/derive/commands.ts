/** Operations as an administrator types them on the host (dsa.md 2.5, 6.2). */
import { parseChild } from '../../../../shared/dsa/types.ts';
import type { DsaOp } from '../kernel/kernel.ts';

const BUS = '/sys/bus/dsa';

/** Plain words stay as they are; anything else is quoted for the shell. */
export function shellWord(text: string): string {
  return /^[\w.,:+@%/=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function echo(value: string, path: string): string {
  return `echo ${shellWord(value)} > ${shellWord(path)}`;
}

function driverFile(driver: string, name: string, file: 'bind' | 'unbind'): string {
  const pci = /^[0-9a-f]{4,8}:[0-9a-f]{2}:/i.test(name);
  return pci ? `/sys/bus/pci/drivers/${driver}/${file}` : `${BUS}/drivers/${driver}/${file}`;
}

/** One shell line; what no administrator types is told as a comment. */
export function commandOf(op: DsaOp): string {
  switch (op.op) {
    case 'write':
      return echo(op.value, op.at.startsWith('/') ? op.at : `${BUS}/devices/${op.at}`);
    case 'bind':
    case 'unbind':
      return echo(op.name, driverFile(op.driver, op.name, op.op));
    case 'mdev-create':
      return echo(op.uuid, `/sys/class/mdev_bus/${op.parent}/mdev_supported_types/${op.type}/create`);
    case 'mdev-remove':
    case 'pull-remove':
      return echo('1', `/sys/bus/mdev/devices/${op.uuid}/remove`);
    case 'pull-create':
      return `# create ${op.uuid} from the types of ${op.device}`;
    case 'vfio-create':
      return echo(op.name, `${BUS}/devices/${op.wq}/vfio_create`);
    case 'vfio-remove':
      return echo(op.name, `${BUS}/devices/${op.wq}/vfio_remove`);
    case 'vdev-create':
      return echo(op.type, `${BUS}/devices/${op.device}/vdev_create`);
    case 'vdev-bind':
      return echo(op.name, `${BUS}/drivers/idxd_vfio/bind`);
    case 'vdev-unbind':
      return echo(op.name, `${BUS}/drivers/idxd_vfio/unbind`);
    case 'vdev-remove':
      return echo(op.name, `${BUS}/devices/${parentOf(op.name)}/vdev_remove`);
    case 'guest-start':
      return `# start the guest with ${op.uuid}`;
    case 'guest-stop':
      return `# stop the guest with ${op.uuid}`;
    case 'guest-command':
    case 'guest-bus-master':
      return `# in the guest with ${op.uuid}`;
    case 'hardware-error':
    case 'device-halt':
      return `# the hardware of ${op.device}`;
  }
}

/** `vdev0.1` -> `dsa0`; the kind is not in the name, and only DSA has them so far. */
function parentOf(name: string): string {
  const child = parseChild(name.replace(/^vdev/, 'wq'));
  return child === null ? name : `dsa${child.device}`;
}
