/**
 * Which host files a zPCI observation reads; a capture keeps only these (zpci.md 4.1). Of a function only small texts:
 * to read `resource0` or `rom` is to touch the card.
 */
import { COMMON_FOLDERS, wantsGuestXml } from '../../hosts/guest-domains.ts';
import { ADDRESS } from './places.ts';

/** Files that every PCI function has and that say nothing here; `resource` itself is a text. */
const LEFT_OUT =
  'resource\\d.*|rom|vpd|remove|rescan|reset|recover|report_error|power|link|subsystem|firmware_node|modalias|local_cpu\\w*|ari_enabled|broken_parity_status|consistent_dma_mask_bits|dma_mask_bits|(?:current|max)_link_\\w+|d3cold_allowed|enable|irq|msi_bus|numa_node|power_state|reset_method|iommu|of_node|aer_\\w+|pools|msi_irqs|sriov_(?:drivers_autoprobe|offset|stride|vf_\\w+)';
const FILE = `(?!(?:${LEFT_OUT})$)[a-z][a-z0-9_]{0,63}`;
const OF_FUNCTION = `(?:/(?:${FILE}|pfip/segment[0-3]))?`;
const PATHS: readonly RegExp[] = [
  `/sys/devices/pci[0-9a-f]{4}:[0-9a-f]{2}(?:/${ADDRESS}${OF_FUNCTION})?`,
  `/sys/bus/pci(?:/devices(?:/${ADDRESS}${OF_FUNCTION})?)?`,
  '/sys/bus/pci/slots(?:/[0-9a-f]{8}(?:/(?:power|adapter|address|max_bus_speed|cur_bus_speed|uid))?)?',
  '/sys/kernel/iommu_groups(?:/\\d{1,6}(?:/(?:type|reserved_regions))?)?',
  '/sys/kernel(?:/debug(?:/pci(?:/[^/]{1,20}(?:/statistics)?)?|/s390dbf(?:/pci_msg(?:/sprintf)?)?)?)?',
  '/sys/firmware(?:/clp(?:/uid_checking)?)?',
  '/sys/module/vfio_iommu_type1(?:/parameters(?:/dma_entry_limit)?)?',
  '/proc(?:/(?:cmdline|meminfo|iomem|sysinfo))?',
  '/proc/\\d{1,9}(?:/cmdline)?',
  '/etc/modprobe\\.d(?:/[^/]{1,100}\\.conf)?',
].map((path) => new RegExp(`^${path}$`));

const FOLDERS_ON_THE_WAY: ReadonlySet<string> = new Set(COMMON_FOLDERS);

export function wantsZpci(path: string): boolean {
  return (
    FOLDERS_ON_THE_WAY.has(path) ||
    path.startsWith('/captured/') ||
    wantsGuestXml(path) ||
    PATHS.some((pattern) => pattern.test(path))
  );
}

/** Attributes whose bytes are no text; a tree holds them as `hex:...`. */
export const BYTE_FILES = new RegExp(
  `^/sys/(?:devices/pci[0-9a-f]{4}:[0-9a-f]{2}|bus/pci/devices)/${ADDRESS}/(?:util_string|config)$`,
);
