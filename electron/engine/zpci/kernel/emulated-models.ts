/** PCI ids and BARs of emulated devices, as captures of guests show them (BARs of a guest that has set no addresses). */

export interface EmulatedModel {
  readonly vendor: number;
  readonly device: number;
  /** Null = not seen in a capture. */
  readonly barSizes: readonly number[] | null;
  readonly bars: readonly number[] | null;
}

/** Registers of a virtio device: I/O, memory, none, none, wide prefetchable memory. */
const VIRTIO_BARS = [0x1, 0, 0, 0, 0xc, 0] as const;

function virtio(device: number, ioSize: number | null): EmulatedModel {
  return {
    vendor: 0x1af4,
    device,
    barSizes: ioSize === null ? null : [ioSize, 12, 0, 0, 14, 0],
    bars: ioSize === null ? null : VIRTIO_BARS,
  };
}

const MODELS: Readonly<Record<string, EmulatedModel>> = {
  'virtio-net-pci': virtio(0x1000, 5),
  'virtio-blk-pci': virtio(0x1001, 7),
  'virtio-balloon-pci': virtio(0x1002, null),
  'virtio-serial-pci': virtio(0x1003, 6),
  'virtio-scsi-pci': virtio(0x1004, 6),
  'virtio-rng-pci': virtio(0x1005, 5),
  'virtio-9p-pci': virtio(0x1009, null),
  'virtio-gpu-pci': virtio(0x1050, null),
  nvme: { vendor: 0x1b36, device: 0x0010, barSizes: [14, 0, 0, 0, 0, 0], bars: [0x4, 0, 0, 0, 0, 0] },
  e1000e: { vendor: 0x8086, device: 0x10d3, barSizes: [17, 17, 5, 14, 0, 0], bars: [0, 0, 0x1, 0, 0, 0] },
  igb: { vendor: 0x8086, device: 0x10c9, barSizes: null, bars: null },
};

/** Null for a device that is not known here. */
export function emulatedModel(driver: string): EmulatedModel | null {
  return Object.hasOwn(MODELS, driver) ? MODELS[driver]! : null;
}
