/** What the words of a device tell: gen_cap and op_cap, bit by bit (dsa.md 7.3, 7.4). */

/** What gen_cap tells (dsa.md 7.3). */
export interface GenCap {
  readonly blockOnFault: boolean;
  readonly overlappingCopy: boolean;
  readonly commandCapability: boolean;
  readonly destinationReadback: boolean;
  readonly drainReadback: boolean;
  readonly eventLog: boolean;
  readonly batchContinuation: boolean;
  /** Bytes. */
  readonly maxTransferSize: number;
  readonly maxBatchSize: number;
  /** Slots: 256 for each unit of the multiple (DSA-O35). */
  readonly imsSize: number;
  readonly configurable: boolean;
}

/** `text` as printed, with or without `0x`; anything but a hex number counts as 0. */
export function genCapOf(text: string): GenCap {
  const digits = /^(?:0[xX])?([0-9a-fA-F]{1,16})$/.exec(text.trim())?.[1] ?? '0';
  const word = BigInt(`0x${digits}`);
  const bits = (low: number, high: number) =>
    Number((word >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n));
  const bit = (at: number) => bits(at, at) === 1;
  return {
    blockOnFault: bit(0),
    overlappingCopy: bit(1),
    commandCapability: bit(4),
    destinationReadback: bit(8),
    drainReadback: bit(9),
    eventLog: bits(13, 14) !== 0,
    batchContinuation: bit(15),
    maxTransferSize: 2 ** bits(16, 20),
    maxBatchSize: 2 ** bits(21, 24),
    imsSize: 256 * bits(25, 30),
    configurable: bit(31),
  };
}

/** Operations of a DSA by their bit in op_cap and op_config (dsa.md 7.4). */
const DSA_OPERATIONS: Readonly<Record<number, string>> = {
  0: 'no-op',
  1: 'batch',
  2: 'drain',
  3: 'memory move',
  4: 'fill',
  5: 'compare',
  6: 'compare pattern',
  7: 'create delta',
  8: 'apply delta',
  9: 'dual cast',
  16: 'CRC',
  17: 'copy with CRC',
  18: 'DIF check',
  19: 'DIF insert',
  20: 'DIF strip',
  21: 'DIF update',
  32: 'cache flush',
};

/** Operations in an op_cap or op_config of a DSA, lowest bit first; `digits` are up to 64 hex digits. Unknown bits go by number. */
export function operationsOf(digits: string): readonly string[] {
  if (!/^[0-9a-fA-F]{1,64}$/.test(digits)) return [];
  const mask = BigInt(`0x${digits}`);
  return Array.from({ length: 256 }, (_, bit) => bit)
    .filter((bit) => ((mask >> BigInt(bit)) & 1n) === 1n)
    .map((bit) => DSA_OPERATIONS[bit] ?? `operation ${bit}`);
}
