import { describe, expect, test } from 'vitest';
import { type PageRun, unpackRuns } from '../../../../shared/xive/moment.ts';
import { ipiPage, phbPage } from '../../../../shared/xive/pages.ts';
import { momentAt } from './moment.ts';
import { branchOf, DEFAULT_VM, M16, PROPOSAL, replug, stateOf } from './testing.ts';

function momentOf(branch: ReturnType<typeof branchOf>, step = branch.events.length) {
  return momentAt(stateOf(branch), { kind: 'branch', branch: branch.id, step }).vms[0]!;
}

function runsOf(branch: ReturnType<typeof branchOf>, step?: number): readonly PageRun[] {
  return unpackRuns(momentOf(branch, step).pages);
}

describe('a moment', () => {
  test('tells the LISNs that an unplugged device had last', () => {
    expect(momentOf(replug(), 4).devices.map(({ name, plugged, lisns }) => [name, plugged, lisns])).toEqual([
      ['nvme1', false, [0x1300, 0x1307]],
      ['nvme2', true, [0x1300, 0x1307]],
    ]);
  });

  test('XIVE-R16 counts pages of the set-up apart from those a fault filled', () => {
    const branch = branchOf([{ op: 'touch', page: 3 }], {}, [{ ...M16, populated: [5, 7] }]);
    const { populated, fromSetup, faults } = momentOf(branch).counts;
    expect({ populated, fromSetup, faults }).toEqual({ populated: 3, fromSetup: 2, faults: 1 });
  });

  test('XIVE-R5 shows the lines of a hole with what they stand for and what they serve (E7, E8)', () => {
    const { vmas } = momentOf(branchOf([{ op: 'munmap', at: 0x2600, pages: 8 }], {}, [DEFAULT_VM]));
    expect(
      vmas.map(({ mapping, piece, pieces, start, end, pgoff, lisns, whole, stands, serves }) => ({
        mapping,
        piece,
        pieces,
        start,
        end,
        pgoff,
        lisns,
        whole,
        stands,
        serves,
      })),
    ).toEqual([
      {
        mapping: 'VMA0',
        piece: 0,
        pieces: 2,
        start: 0,
        end: 0x2600,
        pgoff: 4,
        lisns: [0, 0x12ff],
        whole: true,
        stands: 0,
        serves: 0,
      },
      {
        mapping: 'VMA0',
        piece: 1,
        pieces: 2,
        start: 0x2608,
        end: 0x4000,
        pgoff: 0x260c,
        lisns: [0x1304, 0x1fff],
        whole: true,
        stands: 0x2608,
        serves: 0,
      },
    ]);
  });

  test('XIVE-A1 tells three slots and the hidden part of the base region (E19)', () => {
    const { regions, slots, counts } = momentOf(
      branchOf(
        [
          { op: 'mmap', at: 100, pages: 8, pgoff: 16, name: 'VMA1' },
          { op: 'overlayRegion', firstLisn: 6, count: 4, at: 100, name: 'pt0' },
        ],
        { ...PROPOSAL, strategy: 'A1' },
      ),
    );
    expect(regions.map(({ name, base, page, visible }) => ({ name, base, page, visible }))).toEqual([
      {
        name: 'VMA0',
        base: true,
        page: 0,
        visible: [
          [0, 5],
          [10, 15],
        ],
      },
      { name: 'pt0', base: false, page: 100, visible: [[6, 9]] },
    ]);
    expect(slots).toEqual([
      { firstLisn: 0, lastLisn: 5, page: 0, region: 'VMA0' },
      { firstLisn: 6, lastLisn: 9, page: 100, region: 'pt0' },
      { firstLisn: 10, lastLisn: 15, page: 20, region: 'VMA0' },
    ]);
    expect(counts).toMatchObject({ vmas: 2, slots: 3, sources: 16 });
  });

  test('packs pages, owners and sources in runs', () => {
    const moment = momentOf(replug(), 4);
    expect(unpackRuns(moment.pages)).toEqual([
      {
        page: 0x2601,
        count: 8,
        stride: 2,
        hw: phbPage(1, 0),
        hwStep: 2,
        state: 'stale',
        by: 'guest',
        step: 2,
        since: 3,
      },
    ]);
    expect(moment.owners).toEqual([{ from: 0x1300, to: 0x1307, hw: phbPage(2, 0), hwStep: 2, since: 4 }]);
    expect(moment.sources.map(({ from, to, claimed, device }) => ({ from, to, claimed, device }))).toEqual([
      { from: 0, to: 1, claimed: true, device: null },
      { from: 0x1300, to: 0x1307, claimed: true, device: 'nvme2' },
    ]);
    expect(
      moment.devices.map(({ name, about, plugged, connected }) => ({ name, about, plugged, connected })),
    ).toEqual([
      { name: 'nvme1', about: 'phb1', plugged: false, connected: 0 },
      { name: 'nvme2', about: 'phb2', plugged: true, connected: 8 },
    ]);
  });

  test('XIVE-R10 keeps a misresolved page apart from its neighbours (E12)', () => {
    const branch = branchOf([
      { op: 'touch', page: 9 },
      { op: 'munmap', at: 4, pages: 2 },
      { op: 'touch', page: 7 },
      { op: 'touch', page: 11 },
    ]);
    expect(runsOf(branch).map(({ page, count, hw, state }) => ({ page, count, hw, state }))).toEqual([
      { page: 7, count: 1, hw: ipiPage(0x40, 1), state: 'misresolved' },
      { page: 9, count: 1, hw: ipiPage(0x44, 1), state: 'fresh' },
      { page: 11, count: 1, hw: ipiPage(0x42, 1), state: 'misresolved' },
    ]);
  });

  test('frees and claims cut runs of sources', () => {
    const vm = {
      ...DEFAULT_VM,
      sources: [{ from: 0x1300, to: 0x130f, ipi: 0x40, lsi: false }],
      orphans: [[0x1304, 0x1305] as const],
    };
    expect(
      momentOf(branchOf([], {}, [vm])).sources.map(({ from, to, ipi, claimed, orphan }) => ({
        from,
        to,
        ipi,
        claimed,
        orphan,
      })),
    ).toEqual([
      { from: 0x1300, to: 0x1303, ipi: 0x40, claimed: false, orphan: false },
      { from: 0x1304, to: 0x1305, ipi: 0x44, claimed: true, orphan: true },
      { from: 0x1306, to: 0x130f, ipi: 0x46, claimed: false, orphan: false },
    ]);
  });

  test('of a million sources is a few runs', () => {
    const vm = {
      ...M16,
      sources: [{ from: 0, to: 999_999, ipi: 0x14, lsi: false }],
      vmas: [{ start: 0, end: 2_000_000, pgoff: 4, name: 'VMA0' }],
    };
    const moment = momentOf(branchOf([], { nrIrqs: 1_000_000, msiBase: 0x1300, msiCount: 990_000 }, [vm]));
    expect(moment.sources.length).toBeLessThan(5);
    expect(moment.counts.sources).toBe(1_000_000);
  });

  test('of a place that is not there is not found', () => {
    const state = stateOf(replug());
    for (const place of [
      { kind: 'branch', branch: 'none', step: 0 },
      { kind: 'branch', branch: 'life', step: 7 },
      { kind: 'reading', reading: 'none' },
    ] as const)
      expect(() => momentAt(state, place)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
