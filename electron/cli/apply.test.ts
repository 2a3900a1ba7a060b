/** `studio apply`: what it says and asks, and the built program as scripts use it. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openLocalTarget } from '../engine/apply/local-target.ts';
import { AP_FAMILIES, plainApHost, readWithWish, shuffle } from '../engine/apply/testing/ap-host.ts';
import { hostWithWish, plainHost } from '../engine/apply/testing/plain-host.ts';
import { SWITCH_FAMILY, type SwitchState, switchTree } from '../engine/apply/testing/switch-family.ts';
import { addHost, emptyDocument, type HostDocument } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import type { ApplyReport } from '../../shared/plan.ts';
import { type ApplyConversation, applyToHost } from './apply-host.ts';

const families = [SWITCH_FAMILY];
const START: SwitchState = { now: [1, 2], boot: [1] };
const WISH: SwitchState = { now: [2, 3], boot: [1, 3] };

describe('the conversation of an apply', () => {
  let place: ReturnType<typeof plainHost>;
  let host: HostDocument;
  let said: string[];

  beforeEach(async () => {
    place = plainHost(switchTree(START));
    host = await hostWithWish(place.root, SWITCH_FAMILY, () => WISH);
    said = [];
  });

  async function talk(parts: Partial<ApplyConversation> = {}): Promise<number> {
    return applyToHost({
      families,
      host,
      target: await openLocalTarget(place.root, families),
      options: { style: 'both', restart: [] },
      journals: place.journals,
      signal: new AbortController().signal,
      task: 'apply',
      ask: (question) => (said.push(`? ${question}`), Promise.resolve(true)),
      say: (line) => said.push(line),
      json: null,
      ...parts,
    });
  }
  const turnByHand = (number: number) =>
    writeFileSync(path.join(place.root, `sys/bus/switches/${number}/state`), '1\n');

  it('shows every step and what is lost, asks once, and says that all is done', async () => {
    expect(await talk()).toBe(0);
    expect(said).toEqual([
      expect.stringMatching(/^Reading a stand-in kernel on this machine, below /),
      '1. Turn switch 1 off',
      '     echo 0 > /sys/bus/switches/1/state',
      '   takes: Whoever uses switch 1 loses it.',
      '   undo:  echo 1 > /sys/bus/switches/1/state',
      '2. Turn switch 3 on',
      '     echo 1 > /sys/bus/switches/3/state',
      '   undo:  echo 0 > /sys/bus/switches/3/state',
      '3. Have switch 3 on at boot',
      '     switchctl enable 3',
      '   undo:  echo 0 > /sys/bus/switches/3/state',
      `Every path is below ${place.root}; programs are not run there, only the files they leave are written.`,
      `? Apply these 3 steps to a stand-in kernel on this machine, below ${place.root}?`,
      'Step 1 of 3: Turn switch 1 off',
      'Step 2 of 3: Turn switch 3 on',
      'Step 3 of 3: Have switch 3 on at boot',
      'Reading the host again',
      'Done: 3 steps, each read back.',
      expect.stringMatching(/^Journal: .*\.journal$/),
    ]);
    said = [];
    expect(await talk()).toBe(0);
    expect(said.at(-1)).toBe('Nothing to do: the host is as wished.');
  });

  it('runs nothing when the answer is no', async () => {
    expect(await talk({ ask: () => Promise.resolve(false) })).toBe(1);
    expect(said.at(-1)).toBe('Cancelled after 0 of 3 steps.');
    said = [];
    expect(await talk()).toBe(0);
  });

  it('says what differs on a stale host and how to plan again, and does so when told', async () => {
    turnByHand(7);
    expect(await talk()).toBe(1);
    expect(said.some((line) => line.startsWith('?'))).toBe(false);
    expect(said.filter((line) => line.startsWith('differs:'))).toEqual(['differs: Switch 7 is on now.']);
    expect(said).toContain('Plan again from what is there now.');
    expect(said.at(-1)).toContain('--replan plans from what is there now');
    said = [];
    expect(await talk({ task: 'replan' })).toBe(0);
    expect(said).toContain('Step 3 of 4: Turn switch 7 off');
    expect(said.at(-2)).toBe('Done: 4 steps, each read back.');
  });

  it('goes on behind what an interrupted run did, and says so; --roll-back takes it back', async () => {
    const controller = new AbortController();
    const say = (line: string) => {
      said.push(line);
      if (line.startsWith('Step 1 ')) controller.abort();
    };
    expect(await talk({ signal: controller.signal, say })).toBe(1);
    expect(said).toContain('Cancelled after 1 of 3 steps.');
    expect(said.at(-1)).toBe('--roll-back takes the host back to what it was before (1 step).');
    said = [];
    expect(await talk()).toBe(0);
    expect(said).toContain(
      'An interrupted run had done 1 step; this one goes on behind the last verified step.',
    );
    expect(said.filter((line) => line.startsWith('?'))).toEqual([
      expect.stringContaining('Apply these 2 remaining steps to '),
    ]);
    said = [];
    expect(await talk({ task: 'roll-back' })).toBe(0);
    expect(said[0]).toMatch(/^Taking back the run of .* \(3 of 3 steps done\)\.$/);
    expect(said.at(-2)).toBe('Done: 3 steps, each read back.');
    said = [];
    expect(await talk({ task: 'roll-back' })).toBe(0);
    expect(said[0]).toMatch(/^There is no run on .* to take back\.$/);
  });

  it('says that other steps take the place of an interrupted run, before it asks for them', async () => {
    const controller = new AbortController();
    const say = (line: string) => void (line.startsWith('Step 1 ') && controller.abort());
    expect(await talk({ signal: controller.signal, say })).toBe(1);
    host = await hostWithWish(place.root, SWITCH_FAMILY, () => ({ now: [2, 4], boot: [1] }));
    expect(await talk({ ask: () => Promise.resolve(false) })).toBe(1);
    expect(said.find((line) => line.startsWith('A run of '))).toMatch(
      /^A run of \S+ stopped after step 1 of 3\. It was for other steps than these, which take its place; it does not go on\.$/,
    );
    said = [];
    expect(await talk()).toBe(0);
    expect(said.filter((line) => line.startsWith('Step '))).toEqual(['Step 1 of 1: Turn switch 4 on']);
  });

  it('SWITCH-2 says what blocks, and runs nothing', async () => {
    host = await hostWithWish(place.root, SWITCH_FAMILY, () => ({
      now: Array.from({ length: 60 }, (_, index) => index),
      boot: [],
    }));
    expect(await talk()).toBe(1);
    expect(said).toContain('blocked by SWITCH-2: All switches at once are too much.');
  });
});

describe('studio apply', () => {
  const program = path.resolve('dist/electron/cli.mjs');
  let root = '';
  let workspace = '';
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    const place = await plainApHost('kernel-documentation.pts');
    root = place.root;
    const host = await readWithWish(root, shuffle);
    workspace = path.join(place.folder, 'wish.pts');
    writeFileSync(workspace, writeWorkspace(addHost(emptyDocument('wish'), host), AP_FAMILIES));
    env = { ...process.env, XDG_CONFIG_HOME: mkdtempSync(path.join(tmpdir(), 'studio-config-')) };
  });
  const words = (...more: string[]) => [program, 'apply', workspace, '--root', root, ...more];
  const studio = (...more: string[]) =>
    spawnSync(process.execPath, words(...more), { encoding: 'utf8', env, input: '' });

  it('needs --yes where nobody can be asked', () => {
    const { status, stdout, stderr } = studio();
    expect([status, stderr]).toEqual([
      2,
      'studio: Nothing was run: nobody can be asked here. Give --yes to run these steps without a question.\n',
    ]);
    expect(stdout).toContain('1. ');
    expect(studio('--yes', '--replan', '--roll-back').status).toBe(2);
    expect(studio('--ssh', '-oProxyCommand=x').status).toBe(2);
  });

  it('prints the report alone with --json, and takes the run back', () => {
    const { status, stdout } = studio('--yes', '--json');
    expect([status, (JSON.parse(stdout) as ApplyReport).status]).toEqual([0, 'done']);
    const back = studio('--yes', '--json', '--roll-back');
    expect([back.status, (JSON.parse(back.stdout) as ApplyReport).status]).toEqual([0, 'done']);
    expect(studio('--yes').stdout).toContain('Done: ');
    expect(studio('--yes').stdout).toContain('Nothing to do: the host is as wished.');
  });

  it('stops between steps at Ctrl-C', async ({ skip }) => {
    if (process.platform === 'win32') skip('there are no signals to send');
    const child = spawn(process.execPath, words('--yes'), { env });
    let [printed, complaints, sent] = ['', '', false];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (!sent && printed.includes('Step 1 of ')) sent = child.kill('SIGINT');
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(complaints).toBe('Stopping after this step. A second Ctrl-C does not wait for it.\n');
    expect([status, /Cancelled after \d+ of \d+ steps\./.test(printed)]).toEqual([1, true]);
    expect(studio('--yes').stdout).toContain('An interrupted run had done ');
  });
});
