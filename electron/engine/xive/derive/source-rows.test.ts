import { describe, expect, test } from 'vitest';
import type { Branch } from '../../../../shared/xive/types.ts';
import { branchPlace, vmNamed } from './places.ts';
import { sourceRows } from './source-rows.ts';
import { branchOf, M16, replug, stateOf } from './testing.ts';

function rowsOf(branch: Branch, filter: string, from = 0, count = 100) {
  const { machine } = branchPlace(stateOf(branch), {
    kind: 'branch',
    branch: branch.id,
    step: branch.events.length,
  });
  return sourceRows(machine, vmNamed(machine, 'guest'), { from, count, filter });
}

function lisnsOf(branch: Branch, filter: string): readonly number[] {
  return rowsOf(branch, filter).rows.map(({ lisn }) => lisn);
}

describe('the list of sources', () => {
  test.each([
    ['0x1304', [0x1304]],
    ['4868', [0x1304]],
    ['0x1302-0x1304', [0x1302, 0x1303, 0x1304]],
    ['0x1302..4868 stale', [0x1302, 0x1303, 0x1304]],
    ['phb2', [0x1300, 0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x1306, 0x1307]],
    ['phb1', []],
    ['phb2[3]', [0x1303]],
    ['ipi', [0, 1]],
    ['nvme2 4869', [0x1305]],
    ['msis fresh', []],
    ['no such thing', []],
  ])('finds by %s', (filter, lisns) => {
    expect(lisnsOf(replug(), filter)).toEqual(lisns);
  });

  test('XIVE-R19 finds orphans, LSIs and numbers that nobody claimed', () => {
    const branch = branchOf([], {}, [
      {
        ...M16,
        sources: [
          { from: 0x1200, to: 0x1201, ipi: 0x30, lsi: true },
          { from: 0x1300, to: 0x1303, ipi: 0x40, lsi: false },
        ],
        orphans: [[0x1302, 0x1303]],
      },
    ]);
    expect([lisnsOf(branch, 'orphan'), lisnsOf(branch, 'lsi'), lisnsOf(branch, 'unclaimed')]).toEqual([
      [0x1302, 0x1303],
      [0x1200, 0x1201],
      [0x1300, 0x1301],
    ]);
  });

  test('makes only the rows of the window', () => {
    const vm = { ...M16, sources: [{ from: 0, to: 999_999, ipi: 0, lsi: false }] };
    const branch = branchOf([], { nrIrqs: 1_000_000 }, [vm]);
    const { total, rows } = rowsOf(branch, '', 500_000, 3);
    expect({ total, lisns: rows.map(({ lisn }) => lisn) }).toEqual({
      total: 1_000_000,
      lisns: [500_000, 500_001, 500_002],
    });
    expect(rowsOf(branch, '600000-700000', 10, 1)).toMatchObject({
      total: 100_001,
      rows: [{ lisn: 600_010 }],
    });
  });
});
