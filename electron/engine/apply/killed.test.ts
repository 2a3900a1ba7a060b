/** Applies that are killed in the middle, as often as it takes, and gone on with or taken back. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../../shared/plan.ts';
import { openLocalTarget } from './local-target.ts';
import { plainHost, quiet } from './testing/plain-host.ts';
import { SWITCH_FAMILY, type SwitchState, switchTree } from './testing/switch-family.ts';

/** 30 switches change now and 30 at boot: 60 steps. */
const START: SwitchState = { now: Array.from({ length: 15 }, (_, index) => index), boot: [] };
const WISH: SwitchState = {
  now: Array.from({ length: 15 }, (_, index) => 15 + index),
  boot: Array.from({ length: 30 }, (_, index) => index),
};
const STEPS = 60;

let folder = '';
let program = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-killed-'));
  program = path.join(folder, 'apply-child.mjs');
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.resolve('electron/engine/apply/testing/apply-child.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'esm', entryFileNames: 'apply-child.mjs', codeSplitting: false } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The report, or null when it was killed. Kills some time after the child said that it runs its `killAt`th step. */
function run(
  { root, journals }: ReturnType<typeof plainHost>,
  task: 'apply' | 'roll-back',
  killAt: number | null,
): Promise<ApplyReport | null> {
  const child = spawn(process.execPath, [
    program,
    root,
    journals,
    task,
    JSON.stringify({ observed: START, desired: WISH }),
  ]);
  return new Promise((resolve, reject) => {
    let [printed, complaints, begun] = ['', '', 0];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      begun += text.split('\n').filter((line) => line.startsWith('Step ')).length;
      // Anywhere in the step: a step with its records takes some milliseconds.
      if (killAt !== null && begun >= killAt) setTimeout(() => child.kill('SIGKILL'), Math.random() * 12);
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(JSON.parse(printed.trimEnd().split('\n').at(-1)!) as ApplyReport);
      else reject(new Error(complaints));
    });
  });
}

async function stateOf(root: string): Promise<unknown> {
  const target = await openLocalTarget(root, [SWITCH_FAMILY]);
  return (await target.capture(quiet)).families.get('switch')!.observed;
}

/** Kills run after run; answers the report of the one that got through. */
async function through(place: ReturnType<typeof plainHost>, task: 'apply' | 'roll-back', kills: number) {
  let killed = 0;
  for (let left = kills; left > 0; left--)
    if ((await run(place, task, 1 + Math.floor(Math.random() * 7))) === null) killed++;
  return { killed, report: await run(place, task, null) };
}

describe('an apply that is killed', () => {
  it('goes on behind its last verified step and ends as wished', { timeout: 60_000 }, async () => {
    const place = plainHost(switchTree(START));
    const { killed, report } = await through(place, 'apply', 5);
    expect(killed).toBeGreaterThan(1);
    expect(report).toMatchObject({ status: 'done', total: STEPS, differences: [] });
    expect(report!.resumedAfter).toBeGreaterThan(0);
    expect(report!.resumedAfter + report!.steps.length).toBe(STEPS);
    expect(await stateOf(place.root)).toEqual(WISH);
    expect(readdirSync(place.journals).filter((name) => name.endsWith('.journal'))).toHaveLength(1);
  });

  it('is taken back, also when taking it back is killed too', { timeout: 60_000 }, async () => {
    const place = plainHost(switchTree(START));
    expect(await run(place, 'apply', 40)).toBeNull();
    const { killed, report } = await through(place, 'roll-back', 2);
    expect(killed).toBeGreaterThan(0);
    expect(report).toMatchObject({ status: 'done', differences: [] });
    expect(await stateOf(place.root)).toEqual(START);
  });
});
