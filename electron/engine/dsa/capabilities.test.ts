import { describe, expect, it } from 'vitest';
import { genCapOf, operationsOf } from './capabilities.ts';

describe('capability words', () => {
  it('reads gen_cap bit by bit, DSA-O35 with 256 slots for each unit of the IMS multiple', () => {
    expect(genCapOf('0x40915f0107')).toEqual({
      blockOnFault: true,
      overlappingCopy: true,
      commandCapability: false,
      destinationReadback: true,
      drainReadback: false,
      eventLog: false,
      batchContinuation: false,
      maxTransferSize: 2 ** 31,
      maxBatchSize: 1024,
      imsSize: 2048,
      configurable: true,
    });
    expect(genCapOf('none')).toMatchObject({ blockOnFault: false, imsSize: 0, configurable: false });
    expect(genCapOf('15F0111')).toMatchObject({ commandCapability: true, configurable: false });
  });

  it('names the operations of a mask, lowest first', () => {
    expect(operationsOf('10000000000000001003f0009')).toEqual([
      'no-op',
      'memory move',
      'CRC',
      'copy with CRC',
      'DIF check',
      'DIF insert',
      'DIF strip',
      'DIF update',
      'cache flush',
      'operation 96',
    ]);
    expect(operationsOf('not hex')).toEqual([]);
  });
});
