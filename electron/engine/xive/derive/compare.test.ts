import { describe, expect, test } from 'vitest';
import { comparePlaces } from './compare.ts';
import { observeFixture } from '../observe/testing/fixture-readings.ts';
import { branchOf, replug, stateOf } from './testing.ts';

const place = { kind: 'branch', branch: 'life', step: 6 } as const;

describe('two places side by side', () => {
  test('XIVE-B1 shows what the merged strategy changes, in facts, differences and a sentence', () => {
    const state = stateOf(replug());
    const { facts, differences, more, summary } = comparePlaces(
      { state, place },
      { state, place: { ...place, strategy: 'B1' } },
    );
    expect(facts.filter(({ better }) => better !== null)).toEqual([
      { name: 'stale pages', left: '8', right: '0', better: 'right' },
      { name: 'zaps', left: '0', right: '24', better: 'left' },
    ]);
    expect(differences).toEqual([
      {
        kind: 'page',
        text: 'Trigger page of LISN 0x1304: empty on the left, phb2[4] (fresh) on the right.',
        lisns: [0x1304, 0x1304],
        left: 'empty',
        right: 'phb2[4] (fresh)',
      },
      {
        kind: 'page',
        text: 'Management page of LISN 0x1300-0x1303: phb1[0] (stale) to phb1[3] (stale) on the left, empty on the right.',
        lisns: [0x1300, 0x1303],
        left: 'phb1[0] (stale) to phb1[3] (stale)',
        right: 'empty',
      },
      {
        kind: 'page',
        text: 'Management page of LISN 0x1304: phb1[4] (stale) on the left, phb2[4] (fresh) on the right.',
        lisns: [0x1304, 0x1304],
        left: 'phb1[4] (stale)',
        right: 'phb2[4] (fresh)',
      },
      {
        kind: 'page',
        text: 'Management page of LISN 0x1305-0x1307: phb1[5] (stale) to phb1[7] (stale) on the left, empty on the right.',
        lisns: [0x1305, 0x1307],
        left: 'phb1[5] (stale) to phb1[7] (stale)',
        right: 'empty',
      },
    ]);
    expect({ more, summary }).toEqual({
      more: 0,
      summary:
        '8 pages are wrong with strategy none, 0 with strategy B1. Strategy B1 has 24 zaps instead of 0.',
    });
  });

  test('XIVE-C gives devices other numbers, and lines and slots of their own', () => {
    const state = stateOf(replug());
    const { facts, differences, summary } = comparePlaces(
      { state, place },
      { state, place: { ...place, strategy: 'C' } },
    );
    expect(summary).toBe(
      [
        '8 pages are wrong on both sides.',
        'Strategy C has 2 lines in maps instead of 1, 2 memory slots instead of 1.',
        'Strategy C gives other LISNs: nvme2 0x1980-0x1987 for 0x1300-0x1307.',
        'A range of its own does not clean by itself: choose a cleaning at unplug, or numbers that are never used again.',
      ].join(' '),
    );
    const fact = (name: string) => facts.find((one) => one.name === name);
    expect([fact('ESB lines in maps'), fact('memory slots'), fact('LISNs of devices')]).toEqual([
      { name: 'ESB lines in maps', left: '1', right: '2', better: 'left' },
      { name: 'memory slots', left: '1', right: '2', better: 'left' },
      { name: 'LISNs of devices', left: 'nvme2 0x1300-0x1307', right: 'nvme2 0x1980-0x1987', better: null },
    ]);
    expect(new Set(differences.map(({ kind }) => kind))).toEqual(
      new Set(['page', 'owner', 'device', 'vma', 'slot', 'source']),
    );
  });

  test('of the same place nothing differs', () => {
    const state = stateOf(replug());
    const { differences, summary } = comparePlaces({ state, place }, { state, place });
    expect({ differences, summary }).toEqual({
      differences: [],
      summary: 'Nothing differs between Life, step 6 and Life, step 6.',
    });
  });

  test('a guest that only one side has is a difference of its own', () => {
    const forked = branchOf([
      { op: 'touch', page: 3 },
      { op: 'fork', name: 'child' },
    ]);
    const state = stateOf(forked);
    const at = (step: number) => ({ state, place: { ...place, step } });
    expect(comparePlaces(at(1), at(2)).differences).toEqual([
      {
        kind: 'guest',
        text: expect.stringMatching(
          /^Guest child is only on the right, with 16 sources and \d+ populated page/,
        ),
        lisns: null,
        left: null,
        right: expect.stringMatching(/^child: /),
      },
    ]);
  });

  test('two readings of one guest are told from the earlier to the later, on whichever side they are', async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const state = { readings, branches: [] };
    const side = (index: number) => ({
      state,
      place: { kind: 'reading', reading: readings[index]!.id } as const,
    });
    const [there, back] = [comparePlaces(side(1), side(2)), comparePlaces(side(2), side(1))];
    expect(back.summary).toBe(there.summary);
    expect(there.summary).toMatch(/^From 01-\S+ to 02-\S+: .* was removed/);
    const device = ({ differences }: typeof there) => [differences[0]?.left, differences[0]?.right];
    expect([device(there), device(back)]).toEqual([
      ['vfio-pci', null],
      [null, 'vfio-pci'],
    ]);
  });
});
