import { describe, expect, test } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import { eventTitle } from './event-words.ts';
import { branchOf, DEFAULT_VM, M16, REPLUG } from './testing.ts';
import { previewEvent, timelineRows } from './timeline-rows.ts';
import { timelineOf } from '../timeline/timeline.ts';

describe('the words of a timeline', () => {
  test('XIVE-S4 title, result and mark of a re-plug', () => {
    const { total, marks, rows } = timelineRows(branchOf(REPLUG, { strategy: 'none' }, [DEFAULT_VM]), 0, 100);
    expect({ total, marks: [...marks] }).toEqual({ total: 6, marks: [0, 0, 3, 0, 0, 4] });
    expect(rows.map(({ title, result, mark }) => `${title} | ${result} | ${mark}`)).toEqual([
      'plug nvme1 (8 vectors of phb1) | LISNs 0x1300-0x1307 | done',
      'guest touches all management pages of nvme1 | 8 pages populated | done',
      'unplug nvme1 | 8 pages become stale | staleMade',
      'plug nvme2 (8 vectors of phb2) | LISNs 0x1300-0x1307 | done',
      'phb2[4] fires | phb2[4], P/Q 11 | done',
      'guest handles the interrupt of LISN 0x1304 | page 0x2609 shows phb1[4] instead of phb2[4], returns 0, P/Q 00 | wrongTurn',
    ]);
  });

  test('only the rows of the window are made', () => {
    const branch = branchOf(REPLUG, { strategy: 'none' }, [DEFAULT_VM]);
    expect(timelineRows(branch, 2, 2).rows.map(({ step }) => step)).toEqual([3, 4]);
    expect(timelineRows(branch, 9, 2).rows).toEqual([]);
  });

  test('XIVE-R3, XIVE-R10 refusals and signals say their name', () => {
    const branch = branchOf([
      { op: 'mmap', at: 100, pages: 8, pgoff: 5 },
      { op: 'munmap', at: 4, pages: 2 },
      { op: 'touch', page: 5 },
      { op: 'touch', page: 7 },
    ]);
    expect(timelineRows(branch, 0, 9).rows.map(({ result, mark, errno }) => [result, mark, errno])).toEqual([
      ['EINVAL', 'refused', 'EINVAL'],
      ['done', 'done', null],
      ['SIGSEGV', 'signal', null],
      ['page 0x7 shows ipi(0x40):E instead of ipi(0x43):E, 1 page becomes misresolved', 'wrongTurn', null],
    ]);
  });

  test('a preview changes nothing', () => {
    const branch = branchOf([], {}, [M16]);
    const timeline = timelineOf(branch);
    const place = { branch, timeline, step: 0, machine: timeline.at(0) };
    const { row, trace } = previewEvent(place, { op: 'touch', page: 9 });
    expect({
      step: row.step,
      result: row.result,
      populated: row.counts.populated,
      stages: trace.map(({ stage }) => stage),
    }).toEqual({
      step: 1,
      result: 'page 0x9 shows ipi(0x44):E',
      populated: 1,
      stages: ['access', 'vma', 'pte', 'fault', 'owner', 'insert', 'hit'],
    });
    expect(timeline.at(0).vms.get('guest')!.ptes.get(9)).toBe(0);
  });

  test('every event has a title of its own, with its guest where there are several', () => {
    const events: readonly XiveEvent[] = [
      { op: 'load', lisn: 4, offset: 0 },
      { op: 'load', lisn: 4, offset: 0xc40 },
      { op: 'store', lisn: 4, offset: 'trigger' },
      { op: 'configure', lisn: 4, server: 1, priority: 255, eisn: 0 },
      { op: 'removeUnclean', dev: 'nvme1' },
      { op: 'plugUnplugLoop', times: 3, vectors: 4 },
      { op: 'vmState', change: 'migrate' },
    ];
    expect(events.map((event) => eventTitle(event))).toEqual([
      'guest: EOI of LISN 0x4',
      'guest sets P/Q to 00 of LISN 0x4',
      'guest triggers LISN 0x4',
      'guest masks LISN 0x4',
      'take nvme1 out while its driver runs',
      'plug and unplug 3 times, 4 vectors',
      'migrate the VM',
    ]);
    expect([
      eventTitle({ op: 'zap', lisn: 4, vm: 'B' }, 2),
      eventTitle({ op: 'zap', lisn: 4, vm: 'B' }, 1),
    ]).toEqual(['B: zap LISN 0x4', 'zap LISN 0x4']);
  });
});
