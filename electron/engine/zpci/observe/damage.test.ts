/** Whatever bytes a capture has, observing ends and tells something that the state can hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostTree } from '../../hosts/tree.ts';
import { observeZpci } from '../observe.ts';
import { CLP_TEXT, GREP_TEXT, LINKS_TEXT, MIXED_TEXTS, VFIO_TEXT } from './places.ts';
import { FIXTURES, functionFiles, treeWith } from './testing/captures.ts';

const TEXTS: readonly (readonly [place: string, text: string])[] = (
  [
    [GREP_TEXT, 'lab-b-qemu100.grep.txt'],
    [LINKS_TEXT, 'lab-b-qemu100.links.txt'],
    [CLP_TEXT, 'lab-c-guest-s1.clp.txt'],
    [VFIO_TEXT, 'lab-c-host.vfiocaps.txt'],
    [`${MIXED_TEXTS}/hotplug.txt`, 'hotplug-qemu100.txt'],
    [`${MIXED_TEXTS}/options.txt`, 'options-and-limits.txt'],
    [`${MIXED_TEXTS}/refusals.txt`, 'qemu-refusals.txt'],
    [`${MIXED_TEXTS}/libvirt.txt`, 'libvirt-11.3-zpci-addresses.txt'],
  ] as const
).map(([place, file]) => [place, readFileSync(join(FIXTURES, file), 'utf8')]);

/** A piece is cut out, doubled, or overwritten with what is strange there. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 400 }),
  put: fc.oneof(
    fc.string({ maxLength: 40, unit: 'binary' }),
    fc.constantFrom(
      '\n',
      ' RAW ',
      '0x',
      'ffffffff ',
      '{"driver":',
      "<zpci uid='",
      '-device zpci,',
      '\0',
      ' -> ',
    ),
  ),
});

test('fuzz: damaged texts never stop an observation', () => {
  fc.assert(
    fc.property(
      fc.subarray([...TEXTS.keys()], { minLength: 1, maxLength: 3 }),
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      (chosen, damages) => {
        const tree = new HostTree();
        for (const index of chosen) {
          const [place, given] = TEXTS[index]!;
          const text = damages.reduce((before, { at, length, put }) => {
            const from = Math.floor(at * before.length);
            return `${before.slice(0, from)}${put}${before.slice(from + length)}`;
          }, given);
          tree.add(place, { kind: 'file', text });
        }
        const observation = observeZpci(tree);
        const fids = observation?.state.functions.map(({ fid }) => fid) ?? [];
        expect([
          new Set(fids).size,
          fids.every((fid) => Number.isInteger(fid) && fid >= 0 && fid <= 0xff_ff_ff_ff),
        ]).toEqual([fids.length, true]);
        expect(JSON.parse(JSON.stringify(observation))).toEqual(observation);
      },
    ),
    { numRuns: 150 },
  );
});

test('fuzz: attributes of any content are told or unknown', () => {
  const names = [
    'function_id',
    'function_handle',
    'uid',
    'pfgid',
    'port',
    'util_string',
    'config',
    'resource',
    'uevent',
    'pfip/segment0',
    'sriov_numvfs',
    'mio_enabled',
  ];
  const content = fc.oneof(
    fc.string({ maxLength: 60, unit: 'binary' }),
    fc.constantFrom('0xffffffffff\n', '-1\n', '', 'hex:', 'hex:zz', `hex:${'ff'.repeat(300)}`, '0x1\n0x2\n'),
  );
  fc.assert(
    fc.property(fc.array(content, { minLength: names.length, maxLength: names.length }), (contents) => {
      const files = Object.fromEntries(names.map((name, index) => [name, contents[index]!]));
      const whole = {
        ...functionFiles('0001:00:00.0', files),
        '/sys/bus/pci/slots/0000000a/power': contents[0]!,
      };
      const observation = observeZpci(treeWith(whole));
      expect(JSON.parse(JSON.stringify(observation))).toEqual(observation);
    }),
    { numRuns: 300 },
  );
});

test('4,096 functions are read', () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < 4096; index++) {
    const uid = (index + 1).toString(16).padStart(4, '0');
    Object.assign(
      files,
      functionFiles(`${uid}:00:00.0`, {
        function_id: `0x${index.toString(16).padStart(8, '0')}\n`,
        function_handle: `0x8000${index.toString(16).padStart(4, '0')}\n`,
        uid: `0x${(index + 1).toString(16)}\n`,
        uid_is_unique: '1\n',
        config: `hex:${'00'.repeat(256)}`,
        ...Object.fromEntries(
          [
            'pchid',
            'pfgid',
            'pft',
            'port',
            'vfn',
            'pfip/segment0',
            'pfip/segment1',
            'pfip/segment2',
            'pfip/segment3',
          ].map((name) => [name, '0x01\n']),
        ),
        iommu_group: `-> ../../../kernel/iommu_groups/${index}`,
        driver: '-> ../../../bus/pci/drivers/mlx5_core',
      }),
      {
        [`/sys/kernel/iommu_groups/${index}/reserved_regions`]:
          '0x0000000000000000 0x00000000ffffffff reserved\n',
        [`/sys/bus/pci/slots/${index.toString(16).padStart(8, '0')}/power`]: '1\n',
      },
    );
  }
  const tree = treeWith(files);
  expect(observeZpci(tree)!.state.functions).toHaveLength(4096);
}, 30_000);
