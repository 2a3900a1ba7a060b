import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf } from '../hosts/testing/changed-tree.ts';
import { HostTree } from '../hosts/tree.ts';
import type { HostFunction, ZpciState } from '../../../shared/zpci/types.ts';
import { createState } from './model.ts';
import { observeZpci, wantsZpci } from './observe.ts';
import { findDifferences } from './plan/differences.ts';
import { hostFunction, hostStates } from './plan/testing.ts';
import { zpciTree } from './tree.ts';

function reread(state: ZpciState): ZpciState | null {
  const tree = new HostTree();
  for (const [path, entry] of entriesOf(zpciTree(state))) tree.add(path, entry);
  return observeZpci(tree)?.state ?? null;
}

/** All that sysfs has of a function; what another source tells is not in it. */
const byte = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xff_ff });
const known: fc.Arbitrary<Partial<HostFunction>> = fc.record(
  {
    fh: fc.integer({ min: 0, max: 0xff_ff_ff_ff }),
    pchid: word,
    vfn: word,
    pft: byte,
    port: fc.integer({ min: 0, max: 15 }),
    group: byte,
    path: fc.constantFrom('01.02.00.05', '00.00.00.00', 'ff.0a.00.01'),
    util: fc.constantFrom('', 'LAB', 'Net 1'),
    uidIsUnique: fc.boolean(),
    mioEnabled: fc.boolean(),
    fidparm: byte,
    vendor: fc.constant('0x15b3'),
    device: fc.constant('0x1016'),
    pciClass: fc.constant('0x020000'),
    driverOverride: fc.constantFrom(null, 'vfio-pci'),
    iommuGroup: fc.constantFrom(3, 17),
    totalVfs: word,
    version: fc.constantFrom(null, 1),
    window: fc.constantFrom(
      { start: '0x100000000', end: '0x13fffffff' },
      { start: '0x8000000', end: '0x3ffffffffff' },
      null,
    ),
  },
  { requiredKeys: ['iommuGroup', 'util'] },
);

describe('files of a host (zpci.md 4.1)', () => {
  it('tell again what sysfs tells of each function (ZPCI-M1, ZPCI-M2, ZPCI-M3)', () => {
    fc.assert(
      fc.property(known, fc.boolean(), (parts, isOn) => {
        // Neither the driver a function goes back to nor its vectors are in these files.
        const base = { ownDriver: null, msix: null, ...parts };
        const one = hostFunction(0, isOn ? base : { state: 'standby', driver: null, ownDriver: null });
        const read = reread(createState({ functions: [one] }))?.functions;
        // Every slot says that its adapter is there (S-6).
        if (isOn) expect(read).toMatchObject([{ ...one, others: { slot_adapter: '1' } }]);
        else expect(read).toMatchObject([{ fid: one.fid, address: one.address, state: 'standby' }]);
      }),
    );
  });

  it('say nothing of the power of a function that is known by name only (ZPCI-S1)', () => {
    const base = hostFunction(0, { driver: null, ownDriver: null });
    const state = createState({
      functions: (['reserved', 'standby'] as const).map((one, fid) => ({
        ...base,
        fid,
        address: null,
        state: one,
      })),
    });
    const powers = [...zpciTree(state)].filter(([path]) => path.endsWith('/power'));
    expect([powers, reread(state)?.functions.map(({ fid, state: read }) => [fid, read])]).toEqual([
      [['/sys/bus/pci/slots/00000001/power', '0\n']],
      [
        [0, 'reserved'],
        [1, 'standby'],
      ],
    ]);
  });

  it('tell again which guest has what, which driver, and which limits (ZPCI-M4, ZPCI-X6, ZPCI-X7)', () => {
    fc.assert(
      fc.property(hostStates, (state) => {
        const read = reread(state);
        expect(read === null ? null : findDifferences(read, state)).toEqual([]);
      }),
    );
  });

  it('are wanted by the reader, as far as they are files of the host', () => {
    const state = fc.sample(hostStates, { numRuns: 1, seed: 3 })[0]!;
    const unread = [...zpciTree(state)]
      .map(([path]) => path)
      .filter((path) => !path.startsWith('/captured/') && !wantsZpci(path));
    expect(unread.filter((path) => !/\/(?:un)?bind$|driverctl\.d|\/adapter$|\/proc\//.test(path))).toEqual(
      [],
    );
  });
});
