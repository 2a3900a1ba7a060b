/** Guests that take their time to end: apply waits, goes on when they are off, and can take it back. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApState } from '../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../shared/mask.ts';
import { refreshShadows } from '../ap/kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../ap/model.ts';
import { checkExpectation } from '../ap/perform/check.ts';
import { performAction } from '../ap/perform/perform.ts';
import { apPlanning } from '../ap/plan/planning.ts';
import { GUEST_END_SECONDS } from '../tools/guest-end.ts';
import { carrierFor } from './carry-out.ts';
import { openLocalTarget, PROGRAM_MILLISECONDS } from './local-target.ts';
import { PATIENCE } from './read-back.ts';
import { planBack } from './roll-back.ts';
import { runSteps } from './run-steps.ts';
import { SCRIPT_MINUTES } from './ssh-session.ts';
import type { Look, Target } from './target.ts';
import { AP_FAMILIES } from './testing/ap-host.ts';

const UUID = '00000001-0000-4000-8000-000000000000';
const userPath = process.env.PATH;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-guest-'));
  process.env.PATH = `${folder}:${userPath}`;
  writeFileSync(path.join(folder, 'running'), 'payments\n');
  // Libvirt's shutdown only asks; the guest needs a second.
  writeFileSync(
    path.join(folder, 'virsh'),
    `#!/bin/sh
cd '${folder}' || exit 1
case $1 in
  list) cat running ;;
  start) echo "$3" >running ;;
  shutdown) (sleep 1; : >running) >/dev/null 2>&1 & ;;
esac
`,
  );
  chmodSync(path.join(folder, 'virsh'), 0o755);
});
afterEach(() => {
  process.env.PATH = userPath;
  rmSync(folder, { recursive: true });
});

/** A kernel that cannot change a matrix in use (AP-V8), with a guest whose end only its libvirt knows. */
function host(): ApState {
  const mdev = createMdev(UUID, { name: 'payments', guest: 'payments', matrix: masksOf([5], [4]) });
  const apmask = minus(FULL_MASK, maskOf([5, 6]));
  const lpar = masksOf([5, 6], [4]);
  const parts = { profile: '2018-merged', hasApConfig: false, lpar, apmask } as const;
  return refreshShadows(createApState({ ...parts, mdevs: [mdev] }));
}

function wished(observed: ApState): ApState {
  return refreshShadows({
    ...observed,
    mdevs: observed.mdevs.map((mdev) => ({ ...mdev, matrix: masksOf([5, 6], [4]) })),
  });
}

/** The model as the kernel, real programs, and the guest off once it is not listed any more. */
async function targetOf(start: ApState): Promise<{ target: Target; state: () => ApState }> {
  const machine = await openLocalTarget(null, AP_FAMILIES);
  let state = start;
  const act = (argv: readonly string[]) => {
    state =
      performAction(state, { kind: 'run', commands: [{ argv, stdin: null }], files: [] })?.state ?? state;
  };
  const catchUp = () => {
    const runs = readFileSync(path.join(folder, 'running'), 'utf8').includes('payments');
    const known = state.mdevs.some(({ guest }) => guest !== null);
    if (runs !== known) act(['virsh', runs ? 'start' : 'shutdown', '--', 'payments']);
  };
  const target: Target = {
    ...machine,
    look(file): Promise<Look> {
      catchUp();
      const back = checkExpectation(state, { kind: 'text', path: file, text: '' });
      const got = back?.got ?? null;
      return Promise.resolve(got === null ? { kind: 'absent' } : { kind: 'text', text: got });
    },
    write(file, text) {
      catchUp();
      const performed = performAction(state, { kind: 'write', path: file, text });
      state = performed?.state ?? state;
      const message = performed === null ? 'unknown' : performed.message;
      return Promise.resolve(message === null ? null : { errno: performed?.errno ?? null, message });
    },
  };
  return { target, state: () => (catchUp(), state) };
}

async function run(start: ApState, steps: Parameters<typeof runSteps>[0]['steps'], stopAt = '') {
  const { target, state } = await targetOf(start);
  const controller = new AbortController();
  const told: string[] = [];
  const end = await runSteps({
    target,
    carry: carrierFor(target, AP_FAMILIES, new Map()),
    journal: { file: '', append: () => Promise.resolve(), close: () => Promise.resolve() },
    steps,
    from: 0,
    patience: PATIENCE,
    signal: controller.signal,
    progress(text) {
      told.push(text);
      if (stopAt !== '' && text.startsWith(stopAt)) controller.abort();
    },
  });
  return { end, told, after: state() };
}

describe('a guest that takes its time to end', () => {
  it('AP-V8 is waited for, said so, started again, and taken back the same way', async ({ skip }) => {
    if (!existsSync('/sys')) skip('this machine has no /sys');
    const observed = host();
    const plan = apPlanning.plan(observed, wished(observed), { style: 'immediate', restart: [UUID] });
    const there = await run(observed, plan.steps);
    expect([there.end.status, there.end.differences, plan.blocks]).toEqual(['done', [], []]);
    expect(there.told[0]).toBe(
      `Step 1 of ${plan.steps.length}: ${plan.steps[0]!.title} (waits for its end, up to 300 s)`,
    );
    const states = (state: ApState) => new Map([['ap', state]]);
    const back = planBack(AP_FAMILIES, states(there.after), states(observed), [UUID], []);
    expect(back.blocks).toEqual([]);
    const again = await run(there.after, back.steps);
    expect([again.end.status, apPlanning.differences(observed, again.after)]).toEqual(['done', []]);
    // Without that leave it is no way back: the reason why a run's own leave counts for it.
    const blocked = planBack(AP_FAMILIES, states(there.after), states(observed), [], []);
    expect(blocked.blocks.length).toBeGreaterThan(0);
  });

  it('AP-V8 is still waited for when somebody cancels, and nothing is run behind it', async ({ skip }) => {
    if (!existsSync('/sys')) skip('this machine has no /sys');
    const observed = host();
    const plan = apPlanning.plan(observed, wished(observed), { style: 'immediate', restart: [UUID] });
    const { end, after } = await run(observed, plan.steps, 'Step 1 ');
    expect([end.status, end.steps.length, after.mdevs[0]?.guest]).toEqual(['cancelled', 1, null]);
  });

  it('has longer than any limit of apply cuts it', () => {
    expect(GUEST_END_SECONDS * 1000).toBeLessThan(PROGRAM_MILLISECONDS);
    expect(GUEST_END_SECONDS).toBeLessThan(SCRIPT_MINUTES * 60);
  });
});
