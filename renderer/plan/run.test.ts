import { expect, test } from 'vitest';
import type { NamedPlan, PlanStep, RehearsedStep, ScriptLine, StepAnswer } from '../../shared/plan.ts';
import { countRun, runOfPlan, runOfScript } from './run.ts';
import { answerWords, changeCount, lossesOf } from './words.ts';

const FINE: StepAnswer = {
  ok: true,
  errno: null,
  rule: null,
  message: null,
  output: [],
  readBack: [],
  notes: [],
  lost: [],
};
const BUSY: StepAnswer = { ...FINE, ok: false, errno: 'EBUSY', rule: 'AP-U8', message: 'The guest runs.' };

function step(title: string, loses: PlanStep['loses'] = []): PlanStep {
  return {
    family: 'ap',
    layer: 'active',
    title,
    action: { kind: 'write', path: '/sys/x', text: title },
    needs: [],
    loses,
    reverse: [],
    irreversible: null,
    expect: [],
    refs: [],
  };
}

test('steps behind the one that fails are listed, and cannot be shown', () => {
  const plan: NamedPlan = {
    style: 'both',
    hash: 'h',
    steps: ['a', 'b', 'c'].map((title) => step(title)),
    blocks: [],
    notes: [],
  };
  const rehearsed = (title: string, answer: StepAnswer): RehearsedStep => ({
    ...answer,
    title,
    action: step(title).action,
  });
  const run = runOfPlan(plan, {
    steps: [rehearsed('a', FINE), rehearsed('b', BUSY)],
    failedAt: 1,
    differences: ['Adapter 5 is missing.'],
  });
  expect(run.entries.map(({ number, text, status }) => [number, text, status])).toEqual([
    [1, 'echo a > /sys/x', 'ok'],
    [2, 'echo b > /sys/x', 'failed'],
    [3, 'echo c > /sys/x', 'unreached'],
  ]);
  expect([run.reached, run.failedAt, countRun(run)]).toEqual([2, 1, { ok: 1, failed: 1, unknown: 0 }]);
});

test('lines of a script keep their number and what became of them', () => {
  const line = (number: number, status: ScriptLine['status'], answer = FINE): ScriptLine => ({
    ...answer,
    line: number,
    text: `line ${number}`,
    status,
  });
  const run = runOfScript({
    lines: [
      line(1, 'skipped'),
      line(3, 'ran'),
      line(4, 'ran', BUSY),
      line(5, 'unknown'),
      line(9, 'unreached'),
    ],
    failedAt: 2,
    differences: [],
    advice: [],
  });
  expect(run.entries.map(({ number, status }) => `${number} ${status}`)).toEqual([
    '1 skipped',
    '3 ok',
    '4 failed',
    '5 unknown',
    '9 unreached',
  ]);
});

test('advice stands at its line: where that fails, or at its last statement; the rest is about the whole', () => {
  const line = (number: number, ok = true): ScriptLine => ({
    ...(ok ? FINE : BUSY),
    line: number,
    text: `line ${number}`,
    status: 'ran',
  });
  const advice = (text: string, at?: number | null) => ({
    rule: null,
    text,
    ...(at === undefined ? {} : { line: at }),
  });
  const run = runOfScript({
    lines: [line(1), line(1), line(2, false), line(2)],
    failedAt: 2,
    differences: [],
    advice: [advice('a', 1), advice('b', 2), advice('c', null), advice('d'), advice('e', 7)],
  });
  expect(run.entries.map((entry) => entry.advice.map(({ text }) => text))).toEqual([[], ['a'], ['b'], []]);
  expect(run.advice.map(({ text }) => text)).toEqual(['c', 'd', 'e']);
});

test('a loss that several steps bring is counted once, with its steps', () => {
  const loss = { kind: 'zeroized', text: 'Queue 03.0006 is zeroized.', refs: [] } as const;
  const other = { kind: 'guest', text: 'payments-a stops.', refs: [] } as const;
  expect(lossesOf([step('a', [loss]), step('b'), step('c', [loss, other])])).toEqual([
    { loss, steps: [1, 3] },
    { loss: other, steps: [3] },
  ]);
});

test('an answer in one line is what was read back, or what failed', () => {
  const readBack = (expectation: StepAnswer['readBack'][number]['expectation'], got: string | null) =>
    answerWords({ ...FINE, readBack: [{ expectation, got, ok: true }] });
  expect([
    answerWords(FINE),
    answerWords(BUSY),
    answerWords({ ...FINE, ok: false }),
    readBack({ kind: 'text', path: '/sys/bus/ap/apmask', text: '0x0' }, '0x0\n'),
    readBack({ kind: 'text', path: '/sys/m/guest_matrix', text: '' }, '03.0006\n03.0047\n'),
    readBack({ kind: 'absent', path: '/etc/mdevctl.d/matrix/a' }, null),
    readBack({ kind: 'link', path: '/sys/q/driver', name: 'vfio_ap' }, 'vfio_ap'),
  ]).toEqual([
    '',
    'EBUSY: The guest runs.',
    'Did not answer as planned.',
    'apmask = 0x0',
    'guest_matrix: 2 lines, as planned',
    'a is gone',
    'driver → vfio_ap',
  ]);
});

test('changes are the lines of all groups', () => {
  const line = { kind: 'add', text: 'x', refs: [] } as const;
  const group = { family: 'ap', title: 'a', refs: [], lines: [line, line] };
  expect([changeCount(null), changeCount([group, { ...group, lines: [line] }])]).toEqual([0, 3]);
});
