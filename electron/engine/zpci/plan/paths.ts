/** Where zPCI functions, their drivers and settings stand on a host (zpci.md 4.1, 4.3). */
import { slotName, type ZpciHost } from '../../../../shared/zpci/types.ts';

export const PCI = '/sys/bus/pci';
export const PROBE = `${PCI}/drivers_probe`;
export const DMA_LIMIT = '/sys/module/vfio_iommu_type1/parameters/dma_entry_limit';
/** modprobe reads every file of that folder; this one is ours. */
export const DMA_LIMIT_KEPT = '/etc/modprobe.d/zpci-dma-entry-limit.conf';

export function functionPath(address: string, file = ''): string {
  return `${PCI}/devices/${address}${file === '' ? '' : `/${file}`}`;
}

export function powerPath(fid: number): string {
  return `${PCI}/slots/${slotName(fid)}/power`;
}

export function driverPath(driver: string, file: 'bind' | 'unbind'): string {
  return `${PCI}/drivers/${driver}/${file}`;
}

/** The file in which driverctl keeps what `set-override` was told, for every boot. */
export function overridePath(address: string): string {
  return `/etc/driverctl.d/pci-${address}`;
}

/** Files that tell the kept limit, the one that counts last; where none was read it is ours. */
export function keptFiles({
  dmaEntryLimitKept,
  dmaEntryLimitFiles,
}: Pick<ZpciHost, 'dmaEntryLimitKept' | 'dmaEntryLimitFiles'>): readonly string[] {
  return dmaEntryLimitFiles ?? (dmaEntryLimitKept === null ? [] : [DMA_LIMIT_KEPT]);
}

/** Line of modprobe's configuration (X-6). */
export function limitLine(limit: number): string {
  return `options vfio_iommu_type1 dma_entry_limit=${limit}`;
}
