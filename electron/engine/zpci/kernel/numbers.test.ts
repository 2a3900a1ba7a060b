import { describe, expect, it } from 'vitest';
import { CLASSIFIED, classify } from './classes.ts';
import { fromEbcdic, toEbcdic } from './ebcdic.ts';
import { chooseFid, chooseUid, freeIndex } from './identifiers.ts';
import { allocateAddresses } from './libvirt-addresses.ts';
import type { GuestFunction } from './machine.ts';
import { newMachine } from './new-machine.ts';
import { applyZpciOp } from './operations.ts';

const EMPTY = newMachine({
  profile: 'merged-10.0',
  machine: null,
  kvmZpciOp: false,
  isProtected: false,
  iommu: 'type1',
  dmaAvail: null,
  dmaAvailTold: true,
  cpuZpci: true,
});

/** Functions that differ in their numbers only. */
function many(count: number): readonly GuestFunction[] {
  const op = {
    op: 'emulated',
    id: 'a',
    driver: 'nvme',
    msix: null,
    multifunction: false,
    place: null,
  } as const;
  const [one] = applyZpciOp(EMPTY, op).machine.functions;
  return Array.from({ length: count }, (_, at) => ({
    ...one!,
    target: `t${at}`,
    uid: at,
    fid: at,
    index: at,
  }));
}

describe('numbers of a zpci device', () => {
  it('run out (ZPCI-A5, ZPCI-A9)', () => {
    const full = { ...EMPTY, functions: many(65_536) };
    const refused = applyZpciOp(full, {
      op: 'zpci',
      id: null,
      target: null,
      uid: null,
      fid: null,
      interpret: null,
      forwardingAssist: null,
      relaxedTranslation: null,
    });
    expect([
      freeIndex(full),
      chooseUid(full, null),
      chooseFid(full, null),
      refused.failure,
      freeIndex({ ...full, functions: full.functions.slice(1), nextIndex: 7 }),
    ]).toEqual([
      null,
      { ok: false, failure: { rule: 'ZPCI-A5', message: 'no free uid could be found', code: null } },
      { ok: true, value: 65_536 },
      { rule: 'ZPCI-A9', message: 'no slot for plugging zpci device', code: null },
      0,
    ]);
  });

  it('run out in libvirt too (ZPCI-V6)', () => {
    const device = { deviceClass: 'hostdev', uid: null, fid: null } as const;
    const devices = Array.from({ length: 65_536 }, (_, at) => ({ ...device, id: String(at) }));
    expect([allocateAddresses(devices), allocateAddresses(devices.slice(1)).ok]).toEqual([
      {
        ok: false,
        failure: { rule: 'ZPCI-V6', message: 'internal error: There is no more free uid.', code: null },
        taken: null,
        device: '65535',
      },
      true,
    ]);
  });
});

describe('code page 037', () => {
  it('is written and read back, padded with blanks', () => {
    const bytes = toEbcdic('LAB ä{}', 64);
    expect([
      bytes.slice(0, 9),
      fromEbcdic(bytes),
      fromEbcdic(Array.from({ length: 64 }, () => 0)),
      toEbcdic('€', 1),
      fromEbcdic(toEbcdic('x'.repeat(70), 64)).length,
      new Set(Array.from({ length: 256 }, (_, byte) => fromEbcdic([byte, 0xd3]))).size,
    ]).toEqual([[0xd3, 0xc1, 0xc2, 0x40, 0x43, 0xc0, 0xd0, 0x40, 0x40], 'LAB ä{}', '', [0x3f], 64, 256]);
  });
});

describe('classify', () => {
  it('has a word for each field in each profile and mode', () => {
    for (const profile of ['fixed-2019', 'proposal-2019', 'merged-5.2', 'merged-10.0'] as const)
      for (const mode of ['emulated', 'intercept', 'interpret'] as const)
        expect(Object.keys(classify(profile, mode)).toSorted()).toEqual([...CLASSIFIED].toSorted());
  });
});
