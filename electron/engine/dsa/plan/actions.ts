/** Kernel operations as the literal writes and commands an admin would make. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { waitForEnd } from '../../tools/guest-end.ts';
import type { DsaOp } from '../kernel/kernel.ts';

const BUS = '/sys/bus/dsa';

export function partPath(of: string, file: string): string {
  return `${BUS}/devices/${of}/${file}`;
}

export function mdevPath(uuid: string): string {
  return `/sys/bus/mdev/devices/${uuid}`;
}

function write(path: string, text: string): StepAction {
  return { kind: 'write', path, text };
}

export function command(argv: readonly string[], stdin: string | null = null): Command {
  return { argv, stdin };
}

export function run(...lines: readonly (readonly string[])[]): StepAction {
  return { kind: 'run', commands: lines.map((argv) => command(argv)), files: [] };
}

/** Drivers of the PCI bus take BDFs (S8), those of the dsa bus names. */
function driverPath({ op, driver, bus }: Extract<DsaOp, { readonly op: 'bind' | 'unbind' }>): string {
  return bus === 'pci' ? `/sys/bus/pci/drivers/${driver}/${op}` : `${BUS}/drivers/${driver}/${op}`;
}

export function stopAction(domain: string): StepAction {
  return run(['virsh', 'shutdown', '--', domain], waitForEnd(domain));
}

export function startAction(domain: string): StepAction {
  return run(['virsh', 'start', '--', domain]);
}

/** Guests are stopped and started by their domain, and the files of strategies that no kernel has have no path. */
export function actionOf(state: DsaState, op: DsaOp): StepAction | null {
  switch (op.op) {
    case 'write':
      return write(op.at.startsWith('/') ? op.at : `${BUS}/devices/${op.at}`, op.value);
    case 'bind':
    case 'unbind':
      return write(driverPath(op), op.name);
    case 'mdev-create':
      return write(`/sys/class/mdev_bus/${op.parent}/mdev_supported_types/${op.type}/create`, op.uuid);
    case 'mdev-remove':
      return write(`${mdevPath(op.uuid)}/remove`, '1');
    case 'guest-stop':
    case 'guest-start': {
      const mdev = state.mdevs.find(({ id }) => id === op.uuid);
      const guest = op.op === 'guest-start' ? op.guest : mdev?.guest;
      const domain = state.guests.find(({ id }) => id === guest)?.domain ?? null;
      if (domain === null) return null;
      return op.op === 'guest-start' ? startAction(domain) : stopAction(domain);
    }
    default:
      return null;
  }
}
