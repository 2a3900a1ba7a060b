/** Which PCI device ids of Intel are DSA or IAA (dsa.md 7.1). */
import type { DeviceKind } from '../../../../shared/dsa/types.ts';

const KINDS: Readonly<Record<string, DeviceKind>> = {
  '0x0b25': 'dsa',
  '0x11fb': 'dsa',
  '0x1212': 'dsa',
  '0x0cfe': 'iax',
  '0x1216': 'iax',
  '0xb02d': 'iax',
};

export const PCI_IDS: readonly string[] = Object.keys(KINDS);

export function kindOfPciId(id: string): DeviceKind | undefined {
  return Object.hasOwn(KINDS, id) ? KINDS[id] : undefined;
}
