/** The shell scripts this product itself exports, rehearsed as if somebody had pasted them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import type { Expectation, PlanStep } from '../../../../shared/plan.ts';
import { writeShell } from '../../export/shell.ts';
import { rehearsePlan, rehearseScript } from '../../plan/rehearse.ts';
import { editedPair } from '../plan/generator.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { apPlanning } from '../plan/planning.ts';
import { checkExpectation } from './check.ts';

/** What the touched files show before the first step. */
function before(state: ApState, touched: readonly Expectation[]): Expectation[] {
  return [...new Set(touched.map(({ path }) => path))].flatMap((path): Expectation[] => {
    const link = checkExpectation(state, { kind: 'link', path, name: null });
    if (link === null) return [];
    const text = checkExpectation(state, { kind: 'text', path, text: '' });
    if (text?.got === null || text?.got === undefined) return [{ kind: 'absent', path }];
    return link.ok ? [{ kind: 'text', path, text: text.got }] : [{ kind: 'link', path, name: link.got }];
  });
}

it('apply.sh and reverse.sh are understood to their last lines, and apply.sh ends where the plan ends', () => {
  let scripts = 0;
  fc.assert(
    fc.property(editedPair, ({ observed, desired }) => {
      const plan = apPlanning.plan(observed, desired, {
        style: 'both',
        restart: observed.mdevs.map(({ id }) => id),
      });
      // Which device a new domain has, only the host's XML tells: its start cannot be rehearsed from the script alone.
      const known = new Set(observed.mdevs.flatMap(({ name, guest }) => [name, guest]));
      const starts = ({ action }: PlanStep) =>
        action.kind === 'run' ? action.commands.filter(({ argv }) => argv[1] === 'start') : [];
      if (plan.steps.flatMap(starts).some(({ argv }) => !known.has(argv.at(-1) ?? ''))) return;
      const touched = plan.steps.flatMap(({ expect: expected }) => expected);
      const { files } = writeShell({ host: 'kvm1', plan, before: before(observed, touched) });
      const script = files.find(({ path }) => path === 'apply.sh');
      if (script === undefined) return;
      scripts++;
      const plannings = new Map([['ap', apPlanning]]);
      const states = new Map([['ap', observed]]);
      const target = new Map([['ap', apPlanning.target(observed, desired, 'both')]]);
      const { result, states: after } = rehearseScript(plannings, states, target, script.text);
      const odd = result.lines.filter(({ status, ok }) => status === 'unknown' || (status === 'ran' && !ok));
      const planned = rehearsePlan(plannings, states, target, plan).result;
      expect([odd, result.failedAt, result.differences]).toEqual([[], null, planned.differences]);
      const undo = files.find(({ path }) => path === 'reverse.sh')?.text ?? '';
      const back = rehearseScript(plannings, after.at(-1)!, null, undo).result.lines;
      expect(back.filter(({ status }) => status === 'unknown')).toEqual([]);
    }),
    { numRuns: 60 },
  );
  expect(scripts).toBeGreaterThan(5);
});

it('AP-V8 reverse.sh knows of guests that no file shows what apply.sh did with them', () => {
  const id = '00000001-0000-4000-8000-000000000000';
  const observed = refreshShadows(
    createApState({
      profile: '2018-merged',
      hasApConfig: false,
      lpar: masksOf([5, 6], [4]),
      apmask: minus(FULL_MASK, maskOf([5, 6])),
      mdevs: [createMdev(id, { name: 'a', guest: 'a', matrix: masksOf([5], [4]) })],
    }),
  );
  const mdevs = observed.mdevs.map((mdev) => ({ ...mdev, matrix: masksOf([5, 6], [4]) }));
  const plan = apPlanning.plan(observed, refreshShadows({ ...observed, mdevs }), {
    style: 'immediate',
    restart: [id],
  });
  const touched = plan.steps.flatMap(({ expect: expected }) => expected);
  const { files } = writeShell({ host: 'kvm1', plan, before: before(observed, touched) });
  // One after the other as one script, since the notes of one are a file that the other reads.
  const both = files.map(({ text }) => text).join('\n');
  const states = new Map([['ap', observed]]);
  const { result } = rehearseScript(new Map([['ap', apPlanning]]), states, states, both);
  const guests = result.lines.filter(({ status, text }) => status === 'ran' && text.startsWith('run virsh'));
  expect([result.failedAt, result.differences, guests.map(({ text }) => text.split(' ')[2])]).toEqual([
    null,
    [],
    ['shutdown', 'start', 'shutdown', 'start'],
  ]);
});
