import { beforeEach, expect, test } from 'vitest';
import type { ApplyReport } from '../../shared/plan.ts';
import type { Client } from '../../shared/contract.ts';
import { StudioError } from '../../shared/errors.ts';
import { setClient } from '../store/api.ts';
import { useNotices } from '../store/notices.ts';
import { clearApplyRun, startApply, stepOf, useApplyRun } from './apply-run.ts';

const QUESTION = { hostId: 'h1', style: 'both', restart: [] } as const;
const TARGET = { target: { kind: 'ssh', host: 'kvm1', root: null }, targetName: 'kvm1' } as const;
const STEPS = ['a', 'b'].map((title) => ({
  title,
  action: { kind: 'write', path: '/sys/x', text: title } as const,
}));
const STOPPED: ApplyReport = {
  status: 'cancelled',
  steps: [],
  total: 2,
  resumedAfter: 0,
  differences: [],
  advice: '',
  journal: null,
  rollBack: null,
};

type Options = NonNullable<Parameters<Client['call']>[2]>;

function fakeClient(answer: (options: Options) => Promise<ApplyReport>): void {
  setClient({
    call: (_name: string, _input: unknown, options: Options) => answer(options),
  } as unknown as Client);
}

beforeEach(() => {
  clearApplyRun();
  useNotices.setState({ toasts: [], work: [] });
});

test('progress names the step that runs; stopping waits for the engine’s report', async () => {
  let progress: Options['onProgress'];
  fakeClient(
    ({ signal, onProgress, awaitsAnswer }) =>
      new Promise((resolve) => {
        progress = onProgress;
        expect(awaitsAnswer).toBe(true);
        signal?.addEventListener('abort', () => setTimeout(() => resolve(STOPPED)));
      }),
  );
  const ended = startApply({ ...TARGET, steps: STEPS }, { ...QUESTION, restart: [] }, 'h');
  progress?.('Reading kvm1', null);
  expect(useApplyRun.getState().run?.phase).toMatchObject({ text: 'Reading kvm1', step: null });
  progress?.('Step 2 of 2: b', 0.5);
  expect(useApplyRun.getState().run?.phase).toMatchObject({ kind: 'running', step: 1, stopping: false });
  useApplyRun.getState().run?.stop();
  expect(useApplyRun.getState().run?.phase).toMatchObject({ kind: 'running', stopping: true });
  await ended;
  expect(useApplyRun.getState().run?.phase).toEqual({ kind: 'ended', report: STOPPED });
  // Its dialog is not open: a toast leads to what happened.
  expect(useNotices.getState().toasts[0]?.action?.label).toBe('Show');
});

test('the status bar’s Cancel stops it too, and what breaks it off is told', async () => {
  fakeClient(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new StudioError('disconnected', 'The line is cut.')));
      }),
  );
  const ended = startApply({ ...TARGET, steps: STEPS }, { ...QUESTION, restart: [] }, 'h');
  useNotices.getState().work[0]?.cancel();
  await ended;
  expect(useApplyRun.getState().run?.phase).toEqual({ kind: 'failed', message: 'The line is cut.' });
});

test('stopped while the host is still being read, nothing was done, and that is no failure', async () => {
  fakeClient(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new StudioError('cancelled', 'It was cancelled.')));
      }),
  );
  const ended = startApply({ ...TARGET, steps: STEPS }, { ...QUESTION, restart: [] }, 'h');
  useApplyRun.getState().run?.stop();
  await ended;
  expect(useApplyRun.getState().run?.phase).toEqual({ kind: 'untouched' });
});

test('a fraction is how many steps are done', () => {
  expect([stepOf(null, 7), stepOf(0, 7), stepOf(3 / 7, 7), stepOf(1, 7), stepOf(0.5, 0)]).toEqual([
    null,
    0,
    3,
    null,
    null,
  ]);
});
