/** Numbers of the answer taken apart into their bits (zpci.md 1.2, 2.3, 2.4). */
export interface Bit {
  /** `0x01` */
  readonly mask: string;
  readonly text: string;
  readonly on: boolean;
}

function bit(value: number, mask: number, text: string): Bit {
  return { mask: `0x${mask.toString(16).padStart(2, '0')}`, text, on: (value & mask) !== 0 };
}

export function flagBits(value: number): readonly Bit[] {
  return [
    bit(value, 0x01, 'a utility string'),
    bit(value, 0x02, 'MIO addresses'),
    bit(value, 0x08, 'a physical function'),
    bit(value, 0x10, 'a routing id'),
    bit(value, 0x20, 'a topology id'),
  ];
}

/** The byte at 19 of a group that refresh, frame and relaxed translation share. */
export function groupFlagBits(value: number): readonly Bit[] {
  return [
    bit(value, 0x01, 'refresh: new mappings are announced too'),
    bit(value, 0x02, 'frame: tables may map 1 MiB at once'),
    bit(value, 0x20, 'relaxed translation'),
  ];
}

/** Low bits of a BAR register say what it is. */
export function barBits(value: number): readonly Bit[] {
  if ((value & 1) !== 0) return [bit(value, 0x01, 'I/O space')];
  return [bit(value, 0x04, '64 bits, with the register after it'), bit(value, 0x08, 'may be prefetched')];
}

const SHM: Readonly<Record<number, string>> = {
  0x00: 'real hardware, interpreted',
  0x01: 'passed through, intercepted by QEMU',
  0x02: 'emulated by QEMU',
};

export interface HandleParts {
  readonly enabled: boolean;
  /** What the byte at 0x00ff0000 says. */
  readonly kind: string;
  /** `0x0003` */
  readonly index: string;
}

/** Null when the text is no handle. */
export function handleParts(handle: string): HandleParts | null {
  if (!/^0x[0-9a-f]{1,8}$/.test(handle)) return null;
  const value = Number.parseInt(handle, 16);
  const shm = Math.floor(value / 0x1_0000) % 0x100;
  return {
    enabled: value >= 0x8000_0000,
    kind: SHM[shm] ?? `marked 0x${shm.toString(16).padStart(2, '0')}`,
    index: `0x${(value % 0x1_0000).toString(16).padStart(4, '0')}`,
  };
}

/** What a field's byte or number says bit by bit; empty for a plain number. */
export function bitsOf(name: string, value: number | null): readonly Bit[] {
  if (value === null) return [];
  if (name === 'flags') return flagBits(value);
  if (name === 'refresh' || name === 'frame' || name === 'rtr') return groupFlagBits(value);
  return /^bar[0-5]$/.test(name) && value !== 0 ? barBits(value) : [];
}
