/** Which host files a DSA observation reads; a capture keeps only these (dsa.md 2). */
import { COMMON_FOLDERS, wantsGuestXml } from '../../hosts/guest-domains.ts';

const BDF = String.raw`[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]`;
const UUID = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
/** The PCI tree as deep as bridges nest, and of its functions only what idxd, vfio and mdev put there. */
const BELOW_PCI = new RegExp(
  String.raw`^/sys/devices/pci[0-9a-f]{4,8}:[0-9a-f]{2}(?:/${BDF}){0,8}(?:/(.*))?$`,
);
const DEVICE = String.raw`(?:dsa|iax)\d{1,5}`;
const CHILD = String.raw`(?:wq|group|engine|vdev)\d{1,5}\.\d{1,5}`;
const FILE = String.raw`(?!uevent$|modalias$|power$|subsystem$)[a-z][a-z0-9_]{0,63}`;
const OF_FUNCTION = new RegExp(
  [
    'driver|iommu_group|vendor|device|numa_node',
    `${DEVICE}(?:/${FILE})?`,
    `${DEVICE}/${CHILD}(?:/${FILE})?`,
    String.raw`${DEVICE}/${CHILD}/file\d{1,9}/${FILE}`,
    `${UUID}(?:/(?:mdev_type|iommu_group))?`,
    'mdev_supported_types(?:/[^/]{1,100}(?:/(?:name|device_api|available_instances|devices))?)?',
    `mdev_supported_types/[^/]{1,100}/devices/${UUID}`,
  ]
    .map((part) => `^(?:${part})$`)
    .join('|'),
);
const BUS = new RegExp(
  String.raw`^/sys/bus/(?:dsa|iax)(?:/devices(?:/(?:${DEVICE}|${CHILD})(?:/${FILE})?)?|/drivers(?:/[^/]{1,64})?)?$`,
);
const MDEV = new RegExp(
  String.raw`^/sys/(?:bus/mdev(?:/devices(?:/${UUID})?)?|class/mdev_bus(?:/${BDF})?|module(?:/idxd|/vfio_pci(?:/parameters(?:/disable_denylist)?)?)?)$`,
);
const KEPT = new RegExp(
  String.raw`^/etc/(?:mdevctl\.d(?:/${BDF}(?:/[^/]{1,100})?)?|accel-config(?:/accel-config\.conf)?)$`,
);

const FOLDERS_ON_THE_WAY: ReadonlySet<string> = new Set(COMMON_FOLDERS);

export function wantsDsa(path: string): boolean {
  if (FOLDERS_ON_THE_WAY.has(path) || path.startsWith('/captured/')) return true;
  if (!path.startsWith('/sys/')) return KEPT.test(path) || wantsGuestXml(path);
  const below = BELOW_PCI.exec(path);
  if (below) return below[1] === undefined || OF_FUNCTION.test(below[1]);
  return BUS.test(path) || MDEV.test(path);
}
