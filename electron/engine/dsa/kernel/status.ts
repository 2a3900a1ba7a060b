/** Values of cmd_status (dsa.md 3.2) that this model gives; those below 0x100 are the hardware's. */
export const STATUS = {
  deviceEnabled: 0x80000010,
  deviceNotEnabled: 0x80000020,
  wqEnabled: 0x80000021,
  noGroup: 0x80030000,
  noName: 0x80040000,
  noSvm: 0x80050000,
  noThreshold: 0x80060000,
  noSharedSupport: 0x800c0000,
  noWqs: 0x800d0000,
  noIommu: 0x80110000,
  driverName: 0x80200000,
  sizes: 0x14,
  wqOrEngine: 0x15,
  readBuffers: 0x18,
  sizeZero: 0x22,
  priorityZero: 0x23,
} as const;
