/** Numbers of QEMU's zPCI code, and what this model assumes where nothing tells. */

/** Window of a function before anything else is known: 4 GiB to 2^57 - 1. */
export const DEFAULT_START = 0x1_0000_0000n;
export const DEFAULT_END = 0x01ff_ffff_ffff_ffffn;
/** QEMU's own receiver of MSI messages. */
export const DEFAULT_MSIA = 0xfe00_0000_0000_0000n;

export const ENABLED_BIT = 0x8000_0000;
export const VFIO_BYTE = 0x0001_0000;
export const EMULATED_BYTE = 0x0002_0000;
/** Mask of the byte that tells simulated handles; announced in List. */
export const SIMULATED_MASK = 0x00ff_0000;
export const INDEX_MASK = 0xffff;
export const INDEXES = 0x1_0000;

export const FIRST_SIMULATED = 0xf0;
/** One behind the last simulated group: all 15 are used (G-3). */
export const NO_SIMULATED_LEFT = 0xff;

export const ISM_TYPE = 0x05;
export const PAGE = 4096n;
export const PAGE_OFFSET = 0xfffn;

/** Constant of the host's kernel for intercepted functions (zpci.md 2.7). */
export const KERNEL_STORE_BLOCK = 128;

/** Events a guest gets (zpci.md 3.11). */
export const PEC = {
  noTranslation: 0x0001,
  outOfRange: 0x0002,
  configured: 0x0301,
  pleaseDeconfigure: 0x0303,
  reserved: 0x0308,
} as const;

/** Assumption: a kernel whose version is not known is one of today, with version 2 of the capabilities. */
export const ASSUMED_CAPABILITIES = 'v2';
/** Assumption: where nothing tells that KVM interprets, it does not. */
export const ASSUMED_INTERPRETATION = false;
/** Assumption: a card whose MSI-X table was not read has one; every card of IBM Z but ISM does. */
export const ASSUMED_MSIX = true;
/** Assumption: emulated devices have MSI-X unless it is said that they have not. */
export const ASSUMED_EMULATED_MSIX = 1;
/**
 * Assumption: two functions whose host groups are not known are of two groups, since sharing one would tell the second the
 * values of the first.
 */
export const FIRST_UNKNOWN_GROUP = -1;
/** Assumption: without the registers, a BAR up to 2^8 bytes is one of I/O, which are never larger. */
export const LARGEST_IO_BAR = 8;
/** Assumption: devices of QEMU 10.0 that can make virtual functions, for the exception of A-14. */
export const SRIOV_DRIVERS: readonly string[] = ['igb', 'nvme'];
/** Devices that get no function of their own. */
export const BRIDGE_DRIVERS: readonly string[] = ['pci-bridge', 'pcie-pci-bridge', 'pcie-root-port'];
