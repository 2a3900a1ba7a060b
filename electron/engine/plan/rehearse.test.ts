import { expect, it } from 'vitest';
import type { Plan, PlanStep, StepAction } from '../../../shared/plan.ts';
import type { FamilyPlanning } from './planning.ts';
import { rehearsePlan, rehearseScript } from './rehearse.ts';

/** A family with one file, `/sys/light`, which takes `on` and `off`. */
const lamp: Partial<FamilyPlanning<string>> = {
  perform(state, action) {
    const answer = { errno: null, rule: null, message: null, output: [], notes: [], lost: [] };
    if (action.kind !== 'write' || action.path !== '/sys/light') return null;
    if (action.text !== 'on' && action.text !== 'off')
      return { ...answer, state, errno: 'EINVAL', rule: 'L-1', message: 'The light knows on and off only.' };
    const advice = [{ rule: 'L-2', text: 'It was so before.' }];
    return { ...answer, state: action.text, ...(state === action.text && { advice }) };
  },
  check(state, expectation) {
    if (expectation.path !== '/sys/light') return null;
    const ok = expectation.kind === 'text' ? expectation.text === state : expectation.kind === 'present';
    return { expectation, got: state, ok };
  },
  differences: (left, right) => (left === right ? [] : [`The light is ${left}, not ${right}.`]),
  advice: (before, after) => (before === after ? [] : [{ rule: null, text: 'The light was switched.' }]),
};
const plannings = new Map([['lamp', lamp as FamilyPlanning]]);
const off = new Map([['lamp', 'off']]);
const on = new Map([['lamp', 'on']]);

function step(action: StepAction, shows: string): PlanStep {
  const expected = [{ kind: 'text', path: '/sys/light', text: shows } as const];
  const rest = { needs: [], loses: [], reverse: [], irreversible: null, refs: [] };
  return { family: 'lamp', layer: 'active', title: 'Switch', action, expect: expected, ...rest };
}

function write(text: string, shows = text, path = '/sys/light'): PlanStep {
  return step({ kind: 'write', path, text }, shows);
}

function plan(...steps: PlanStep[]): Plan {
  return { style: 'immediate', steps, blocks: [], notes: [] };
}

it('a plan is rehearsed to its end, with a state for each step', () => {
  const { result, states } = rehearsePlan(plannings, off, on, plan(write('off'), write('on')));
  expect([result.failedAt, result.differences, states.map((one) => one.get('lamp'))]).toEqual([
    null,
    [],
    ['off', 'off', 'on'],
  ]);
  expect(result.steps.map(({ notes }) => notes)).toEqual([['It was so before.'], []]);
});

it('it stops at the first step that fails, shows something else, or is not known', () => {
  const tried = [
    plan(write('dim'), write('on')),
    plan(write('off', 'on')),
    plan(write('on', 'on', '/sys/other')),
  ];
  expect(
    tried.map((one) => {
      const { result, states } = rehearsePlan(plannings, off, on, one);
      const { errno, rule, message } = result.steps.at(-1)!;
      return { at: result.failedAt, errno, rule, message, left: result.differences, states: states.length };
    }),
  ).toEqual([
    {
      at: 0,
      errno: 'EINVAL',
      rule: 'L-1',
      message: 'The light knows on and off only.',
      left: ['The light is off, not on.'],
      states: 2,
    },
    {
      at: 0,
      errno: null,
      rule: null,
      message: 'The step ran, but /sys/light shows “off”, which is not what it should have brought.',
      left: ['The light is off, not on.'],
      states: 2,
    },
    {
      at: 0,
      errno: null,
      rule: null,
      message: 'The model knows nothing of this action, so it cannot be rehearsed.',
      left: ['The light is off, not on.'],
      states: 2,
    },
  ]);
});

it('a script is judged by the wish, or by itself', () => {
  const text = 'cat /sys/light\necho off > /sys/light\necho dim > /sys/light || echo on > /sys/light\n';
  const { result, states } = rehearseScript(plannings, off, off, text);
  expect([result.failedAt, result.differences, states.map((one) => one.get('lamp'))]).toEqual([
    null,
    ['The light is on, not off.'],
    ['off', 'off', 'off', 'on'],
  ]);
  expect(result.lines.map(({ status, ok, output, notes }) => ({ status, ok, output, notes }))).toEqual([
    { status: 'skipped', ok: true, output: ['off'], notes: [] },
    { status: 'ran', ok: true, output: [], notes: [] },
    {
      status: 'ran',
      ok: true,
      output: [],
      notes: ['This fails, and the script goes on as it is written: The light knows on and off only.'],
    },
  ]);
  expect(result.advice).toEqual([
    { rule: 'L-2', text: 'It was so before.', line: 2 },
    { rule: null, text: 'The light was switched.', line: null },
  ]);
  expect(rehearseScript(plannings, off, null, text).result.differences).toEqual([]);
});

it('a loop over more than is meant by hand ends the rehearsal, not the program', () => {
  const many = 'for i in {1..9000}; do echo on > /sys/light; done\necho off > /sys/light';
  const { result } = rehearseScript(plannings, off, null, many);
  expect(
    result.lines.slice(-2).map(({ status, ok, message, notes }) => [status, ok, message, notes]),
  ).toEqual([
    ['ran', false, 'More than 2500 actions were rehearsed; the rehearsal stops here.', []],
    ['unreached', false, null, ['The script ends at line 1.']],
  ]);
});
