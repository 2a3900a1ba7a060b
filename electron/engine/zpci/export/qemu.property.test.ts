/** What is written for QEMU is read back as the same, and written again as the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOptionName, isOptionValue } from '../../../../shared/zpci/bounds.ts';
import type { EmulatedOption, GuestCard, GuestDevice, ZpciState } from '../../../../shared/zpci/types.ts';
import { createDevice, createGuest, createState } from '../model.ts';
import { hostFunction } from '../plan/testing.ts';
import { qemuExport } from './qemu.ts';

const FUNCTIONS = [0, 1, 2, 3].map((at) => hostFunction(at));

const optionName = fc
  .oneof(
    fc.constantFrom('mac', 'netdev', 'drive', 'bootindex', 'addr', 'rombar', 'x-igd.opregion'),
    fc.string({ maxLength: 12 }),
  )
  .filter(isOptionName);
const optionValue = fc
  .oneof(
    fc.constantFrom(
      'a,b',
      ',',
      ',,',
      'a,host=0001:00:00.0',
      "it's",
      '$(id)',
      '~',
      '#',
      '\\',
      '"',
      'on',
      '64',
    ),
    fc.string({ maxLength: 16, unit: 'grapheme' }),
  )
  .filter((text) => text !== '' && isOptionValue(text));
const options: fc.Arbitrary<readonly EmulatedOption[]> = fc.uniqueArray(fc.tuple(optionName, optionValue), {
  maxLength: 4,
  selector: ([name]) => name,
});
const vfioOptions = options.map((all) => all.filter(([name]) => name !== 'mac'));

function cardOf(at: number): fc.Arbitrary<GuestCard> {
  return fc.oneof(
    vfioOptions.map((some): GuestCard => ({ kind: 'vfio', host: FUNCTIONS[at]!.address!, options: some })),
    fc
      .tuple(
        fc.constantFrom('virtio-net-pci', 'virtio-blk-pci', 'nvme'),
        fc.option(fc.integer({ min: 1, max: 2048 })),
        options,
      )
      .map(
        ([driver, msix, some]): GuestCard => ({
          kind: 'emulated',
          driver,
          msix: driver === 'nvme' ? null : msix,
          options: some,
        }),
      ),
  );
}

const devices: fc.Arbitrary<readonly GuestDevice[]> = fc
  .tuple(cardOf(0), cardOf(1), cardOf(2), fc.array(fc.option(fc.boolean()), { minLength: 3, maxLength: 3 }))
  .map(([a, b, c, modes]) =>
    [a, b, c].map((card, at) =>
      createDevice({
        id: `d${at}`,
        card,
        zpci: {
          id: at === 1 ? 'own' : null,
          uid: at === 2 ? null : 0x30 + at,
          fid: at === 2 ? null : 0x40 + at,
          interpret: card.kind === 'vfio' ? modes[at]! : null,
          forwardingAssist: null,
          relaxedTranslation: null,
        },
        managed: false,
      }),
    ),
  );

function stateWith(all: readonly GuestDevice[], iommu: 'type1' | 'iommufd'): ZpciState {
  return createState({
    functions: FUNCTIONS,
    guests: [createGuest({ id: 'g', name: 'pay roll', devices: all, iommu })],
  });
}

function written(state: ZpciState) {
  return qemuExport.write({
    name: 'lpar',
    observed: state,
    desired: state,
    plan: { style: 'both', steps: [], blocks: [], notes: [] },
  }).files;
}

describe('arguments of QEMU, written and read (ZPCI-X1, ZPCI-X2)', () => {
  it('come back as the same arguments, with vectors, iommufd, commas and quotes', () => {
    fc.assert(
      fc.property(devices, fc.constantFrom('type1' as const, 'iommufd' as const), (all, iommu) => {
        const files = written(stateWith(all, iommu));
        const read = qemuExport.read!(files.slice(0, 1), stateWith([], 'type1'));
        if (!read.ok) throw new Error(read.refusal.message);
        expect(written(read.state)).toEqual(files);
        const cards = read.state.guests[0]!.devices.map(({ card }) => card);
        expect(cards).toEqual(all.map(({ card }) => card));
      }),
      { numRuns: 200 },
    );
  });

  it('refuse names and values that would be something else', () => {
    const tried: readonly GuestCard[] = [
      { kind: 'emulated', driver: 'e1000,netdev=evil', msix: null, options: [] },
      { kind: 'emulated', driver: 'nvme', msix: null, options: [['driver', 'zpci']] },
      { kind: 'emulated', driver: 'nvme', msix: null, options: [['id', 'other']] },
      { kind: 'emulated', driver: 'nvme', msix: null, options: [['a,host=1', 'x']] },
      { kind: 'emulated', driver: 'nvme', msix: null, options: [['serial', 'x\n-device evil']] },
      { kind: 'vfio', host: '0001:00:00.0', options: [['sysfsdev', '/x']] },
    ];
    const refused = tried.map((card) => {
      try {
        written(stateWith([createDevice({ id: 'd0', card })], 'type1'));
        return null;
      } catch (error) {
        return error instanceof Error && error.message.includes('ZPCI-X1');
      }
    });
    expect(refused).toEqual(tried.map(() => true));
  });
});
