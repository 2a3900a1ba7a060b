/** The whole function for one guest (dsa.md 5.1, S8): PCI drivers instead of those of the dsa bus. */
import type { DsaDevice } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { unbindDevice } from './enable-device.ts';
import { plainText } from './numbers.ts';

function passed(draft: Draft, { bdf }: DsaDevice) {
  const mdev = draft.mdev(bdf);
  return mdev?.strategy === 'pf' ? mdev : undefined;
}

function functionAt(draft: Draft, text: string): DsaDevice {
  const bdf = plainText(text);
  const device = draft.state.devices.find((candidate) => candidate.bdf === bdf);
  return device ?? refuse('ENODEV', 'DSA-S8', `There is no DSA or IAA function ${bdf.slice(0, 60)}.`);
}

/** `idxd` or `vfio-pci` on the PCI bus, by BDF. Between the two nothing has the function; this model gives it back to idxd then. */
export function bindFunction(draft: Draft, text: string, driver: string): void {
  const device = functionAt(draft, text);
  const { name, bdf } = device;
  if (driver === 'idxd') {
    if (device.driver !== null)
      refuse('EBUSY', 'DSA-S8', `The PCI function ${bdf} is bound to ${device.driver}.`, name);
    return;
  }
  if (driver !== 'vfio-pci')
    refuse('ENOENT', 'DSA-S8', `There is no PCI driver ${driver} for ${bdf} here.`, name);
  if (device.driver !== null)
    refuse(
      'EBUSY',
      'DSA-S8',
      device.driver === 'vfio-pci'
        ? `${bdf} is bound to vfio-pci already.`
        : `${name} is enabled; disable it and unbind idxd before ${bdf} goes to vfio-pci.`,
      name,
    );
  if (!draft.state.host.denylistOff)
    refuse(
      'EINVAL',
      'DSA-S8',
      `vfio-pci refuses ${bdf}, since DSA and IAA of this kind are on its denylist: a guest with the whole function could disturb the host. disable_denylist=1 takes the check away; use it with guests you trust.`,
      name,
    );
  draft.changeDevice(name, { driver: 'vfio-pci' });
  draft.addMdev({
    id: bdf,
    strategy: 'pf',
    device: name,
    wq: null,
    candidates: [],
    iommuGroup: device.iommuGroup,
  });
}

export function unbindFunction(draft: Draft, text: string, driver: string): void {
  const device = functionAt(draft, text);
  const { name, bdf } = device;
  if (driver === 'vfio-pci' && device.driver === 'vfio-pci') {
    if (passed(draft, device)?.running != null)
      refuse('EBUSY', 'DSA-S8', `A guest runs with ${bdf}; stop it first.`, name, bdf);
    draft.removeMdev(bdf);
    draft.changeDevice(name, { driver: null, state: 'disabled' });
    return;
  }
  if (driver !== 'idxd' || device.driver === 'vfio-pci')
    refuse('ENODEV', 'DSA-S8', `The PCI function ${bdf} is not bound to ${driver}.`, name);
  unbindDevice(draft, name);
  // Driver and function start anew, also after a halt (DSA-O42).
  draft.changeDevice(name, { state: 'disabled' });
}
