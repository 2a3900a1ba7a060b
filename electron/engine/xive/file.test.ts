import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, type XiveState } from '../../../shared/xive/types.ts';
import { fromFile, toFile } from './file.ts';
import { packPages, unpackPages } from './file/page-runs.ts';
import { observeFixture } from './observe/testing/fixture-readings.ts';
import { fromReading } from './setup/from-reading.ts';
import { pseriesSetup } from './setup/pseries.ts';

const base = pseriesSetup(DEFAULT_CONFIG, { vcpus: 2 });

const study: XiveState = {
  readings: [],
  branches: [
    {
      id: 'a',
      name: 'A',
      about: 'Words.',
      parent: null,
      config: { ...DEFAULT_CONFIG, strategy: 'C', rangeC: [0x1980, 0x2000], msiCount: 1664 },
      setup: {
        vms: [
          {
            ...base.vms[0]!,
            populated: [1, 3, 5, 7, 0x2601, 0x2600],
            devices: [{ name: 'd', owners: ['phb1[0]', 'phb1[1]'], first: 0x1300, mapped: false }],
            orphans: [[0x1310, 0x1313]],
          },
        ],
      },
      events: [{ op: 'plug', dev: 'e', owner: 'phb2', vectors: 2, note: 'So.' }],
    },
    {
      id: 'b',
      name: 'B',
      about: '',
      parent: { branch: 'a', step: 1 },
      config: DEFAULT_CONFIG,
      setup: base,
      events: [],
    },
  ],
};

function through(state: XiveState): XiveState {
  return fromFile(JSON.parse(JSON.stringify(toFile(state))));
}

describe('a study in a workspace file', () => {
  it('comes back as it was, and says only what is not the default', () => {
    expect(through(study)).toEqual(study);
    expect((toFile(study) as { readonly branches: readonly unknown[] }).branches).toMatchObject([
      {
        config: { strategy: 'C', rangeC: [0x1980, 0x2000], msiCount: 1664 },
        setup: { vms: [{ populated: [[1, 4, 2], 0x2601, 0x2600] }] },
      },
      { id: 'b', name: 'B', parent: { branch: 'a', step: 1 } },
    ]);
    expect(JSON.stringify(toFile(study))).not.toContain('failedFixedLeavesHole');
  });

  it.each(['kvm-vfio', 'tcg-pseries', 'qemu10-sample'])(
    'keeps every reading of %s, and branches made of them',
    async (name) => {
      const { readings } = await observeFixture(name);
      expect(readings.length).toBeGreaterThan(0);
      const branches = readings
        .filter(({ sources }) => sources.length > 0)
        .map((reading) => fromReading(reading, { id: reading.id, name: reading.name.slice(0, 80) }).branch);
      const state = { readings, branches };
      expect(through(state)).toEqual(state);
    },
  );

  it.each([
    [{ branches: [{ id: 'a' }] }, /branches\[0\]\.name/],
    [{ branches: [], more: 1 }, /more/],
    [
      {
        branches: [
          { ...(toFile(study) as never as { branches: object[] }).branches[0], config: { strategy: 'E' } },
        ],
      },
      /branches\[0\]\.config\.strategy/,
    ],
    [
      { branches: [0, 1].map(() => (toFile(study) as never as { branches: object[] }).branches[1]) },
      /told twice/,
    ],
  ])('%# is refused with the place that is wrong', (file, place) => {
    expect(() => fromFile(file)).toThrow(place);
  });

  it('packs pages in rows without losing their order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 }), (pages) => {
        expect(unpackPages(packPages(pages), 1000)).toEqual(pages);
      }),
    );
    expect(unpackPages([[0, 2_000_000, 1]], 1000)).toBeNull();
  });
});
