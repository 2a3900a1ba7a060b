import { describe, expect, test } from 'vitest';
import type { XiveEdit } from '../../../../shared/xive/edits.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { applyEdit } from '../edits.ts';
import { problems } from './problems.ts';
import { branchOf, DEFAULT_VM, M16, PROPOSAL, replug, stateOf } from './testing.ts';

function problemsOf(branch: Branch) {
  return problems(stateOf(branch), stateOf(branch));
}

function rulesOf(branch: Branch) {
  return problemsOf(branch).map(({ severity, rule, refs }) => [
    severity,
    rule,
    refs[0]?.kind === 'part' ? refs[0].id : null,
  ]);
}

const LEFT_BEHIND = branchOf(
  [
    { op: 'guestTouch', lisn: 7, parity: 1 },
    { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
  ],
  { strategy: 'none' },
);

describe('problems of a branch', () => {
  test('XIVE-R11 the zap that is offered cures both pages of the LISN', () => {
    const branch = branchOf(
      [
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
        { op: 'guestTouch', lisn: 7, parity: 1 },
        { op: 'clrMapped', lisn: 7 },
        { op: 'guestTouch', lisn: 7, parity: 0 },
        { op: 'setMapped', lisn: 7, owner: 'phb1[2]' },
      ],
      { strategy: 'none' },
    );
    const state = stateOf(branch);
    const zap = problems(state, state)
      .flatMap(({ fixes }) => fixes)
      .find(({ label }) => label.startsWith('Zap'));
    const after = applyEdit(state, zap!.edits[0] as XiveEdit);
    const left = after.ok ? problems(after.state, after.state) : [];
    expect([zap?.label, left.filter(({ id }) => id.startsWith('wrong'))]).toEqual([
      'Zap LISN 0x7 after step 5',
      [],
    ]);
  });

  test('XIVE-S2 a stale page is an error that leads to its LISN and to the step it began', () => {
    const [problem] = problemsOf(LEFT_BEHIND);
    expect({ ...problem, fixes: problem?.fixes.map(({ label }) => label) }).toEqual({
      id: 'wrong life guest 0x7',
      severity: 'error',
      rule: 'XIVE-S2',
      message:
        "Life: The management page of LISN 0x7 shows ipi(0x47):E instead of phb1[1]. It has been so since step 2 (set_mapped LISN 0x7 to phb1[1]). The guest's EOI of LISN 0x7 goes to ipi(0x47), the LISN's internal source, which no device triggers; phb1[1], which owns the LISN now, is pending (P/Q 10): none of its interrupts arrives until something else ends it.",
      refs: [
        { kind: 'part', family: 'xive', id: 'branch:life@2/lisn:0x7' },
        { kind: 'part', family: 'xive', id: 'branch:life@2/page:15' },
      ],
      fixes: ['Branch here under B1', 'Zap LISN 0x7 after step 2'],
    });
  });

  test('XIVE-B1 every fix that is offered is taken and leaves no such page', () => {
    for (const branch of [LEFT_BEHIND, replug()]) {
      const state = stateOf(branch);
      const wrong = problems(state, state).filter(({ id }) => id.startsWith('wrong') && !id.endsWith('more'));
      expect(wrong.some(({ fixes }) => fixes.length > 0)).toBe(true);
      for (const problem of wrong)
        for (const fix of problem.fixes) {
          const outcome = applyEdit(state, fix.edits[0] as XiveEdit);
          if (!outcome.ok) throw new Error(outcome.refusal.message);
          const fixed = outcome.state.branches.find((one) => !state.branches.includes(one))!;
          expect(problemsOf({ ...fixed, id: 'life' }).map(({ id }) => id)).not.toContain(problem.id);
        }
    }
  });

  test('XIVE-A2 an overlay that was made too early is moved behind the change (E18)', () => {
    const branch = branchOf(
      [
        { op: 'mmapFixed', at: 12, pages: 8, pgoff: 16 },
        { op: 'guestTouch', lisn: 7, parity: 1 },
        { op: 'setMapped', lisn: 7, owner: 'phb1[1]' },
      ],
      { ...PROPOSAL, strategy: 'A2' },
    );
    expect(problemsOf(branch)[0]?.fixes.map(({ label }) => label)).toContain(
      'Move “mmap MAP_FIXED 8 pages at 0xc, offset 0x10” behind step 3',
    );
  });

  test('XIVE-S4 neighbours that went wrong together are one problem, with one fix for all', () => {
    const wrong = problemsOf(replug()).filter(({ id }) => id.startsWith('wrong'));
    expect(wrong.map(({ severity, fixes }) => [severity, fixes.map(({ label }) => label)])).toEqual([
      ['error', ['Branch here under B1', 'Zap LISN 0x1300-0x1307 after step 3']],
    ]);
    expect(wrong[0]?.message).toContain('The same holds for 7 more LISNs, 0x1301-0x1307.');
  });

  test('XIVE-S3 a stale page of a number that nobody has is a warning', () => {
    const branch = { ...replug(), events: replug().events.slice(0, 3) };
    expect(rulesOf(branch)[0]).toEqual(['warning', 'XIVE-S3', 'branch:life@3/lisn:0x1300']);
  });

  test('XIVE-R10 a wrong turn, and a guest that is paused', () => {
    const turned = branchOf([...LEFT_BEHIND.events, { op: 'load', lisn: 7, offset: 0 }], {
      strategy: 'none',
    });
    const paused = branchOf([
      { op: 'munmap', at: 0, pages: 2 },
      { op: 'guestTouch', lisn: 0, parity: 1 },
    ]);
    expect([rulesOf(turned)[1], rulesOf(paused)[0]]).toEqual([
      ['error', 'XIVE-R10', 'branch:life@3/lisn:0x7'],
      ['error', 'XIVE-R10', 'branch:life@2'],
    ]);
  });

  test('XIVE-R3 a refused mapping, with what would have it taken (E10)', () => {
    const branch = branchOf([{ op: 'mmapFixed', at: 0x2600, pages: 8, pgoff: 0x2604 }], {}, [DEFAULT_VM]);
    const refused = problemsOf(branch).find(({ id }) => id.startsWith('refused'));
    expect({ severity: refused?.severity, fixes: refused?.fixes.map(({ label }) => label) }).toEqual({
      severity: 'warning',
      fixes: [
        'Let the kernel take any offset',
        'Leave out step 1: mmap MAP_FIXED 8 pages at 0x2600, offset 0x2604',
      ],
    });
  });

  test('XIVE-R19 orphans are told, and a strategy that no released kernel has', () => {
    const orphans = branchOf([], {}, [{ ...M16, orphans: [[0x1300, 0x1303]] }]);
    const strange = branchOf([], { ...PROPOSAL, strategy: 'A2' });
    expect([rulesOf(orphans), rulesOf(strange)]).toEqual([
      [['info', 'XIVE-R19', 'branch:life@0/lisn:0x1300']],
      [['info', 'XIVE-A2', 'branch:life@0']],
    ]);
  });

  test('XIVE-S5 pages that were wrong for a while are a warning', () => {
    const branch = branchOf([...LEFT_BEHIND.events, { op: 'zap', lisn: 7 }], { strategy: 'none' });
    expect(rulesOf(branch)).toEqual([['warning', 'XIVE-S5', 'branch:life@2']]);
  });

  test('XIVE-B1 a life under the merged strategy has none', () => {
    expect(problemsOf(replug('B1'))).toEqual([]);
  });
});
