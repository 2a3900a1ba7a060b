/** npm start's own script, as a person without a display uses it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from './paths.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'studio-start-'));

interface Run {
  readonly child: ChildProcess;
  readonly out: () => { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<number | null>;
}

function start(...args: string[]): Run {
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_CONFIG_HOME: folder, INIT_CWD: folder };
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  const child = spawn(process.execPath, [at('build/start.mjs'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (part) => {
    stdout += part;
  });
  child.stderr.on('data', (part) => {
    stderr += part;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, out: () => ({ stdout, stderr }) };
}

async function address(run: Run): Promise<URL> {
  await expect
    .poll(() => run.out().stdout, { timeout: 15_000 })
    .toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=\S+\n$/);
  return new URL(run.out().stdout.trim());
}

const onLinux = process.platform === 'linux';

describe('start', () => {
  it.skipIf(!onLinux)(
    'says why not Electron, prints its address, ends with Ctrl-C (needs Linux: no display)',
    async () => {
      const run = start();
      const url = await address(run);
      expect(run.out().stderr).toContain('start: Not Electron: there is no display');
      await expect.poll(() => run.out().stderr).toContain(`ssh -L ${url.port}:127.0.0.1:${url.port}`);
      const answer = await fetch(url, { redirect: 'manual' });
      expect(answer.status).toBe(303);
      run.child.kill('SIGINT');
      expect(await run.ended).toBe(0);
    },
  );

  it('opens the file it is given, relative to where it was typed', async () => {
    writeFileSync(
      path.join(folder, 'mine.pts'),
      '{"format":"passthrough-studio-workspace","formatVersion":1,"name":"mine","hosts":[]}',
    );
    const run = start('mine.pts', '--web', '--no-open');
    await address(run);
    run.child.kill('SIGTERM');
    expect(await run.ended).toBe(0);
  });

  it('ends with a sentence when the file or the port cannot be had', async () => {
    const missing = start('none.pts', '--no-open');
    expect(await missing.ended).toBe(1);
    expect(missing.out().stderr).toContain('does not exist');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const busy = start('--no-open', '--port', String(port));
    expect(await busy.ended).toBe(1);
    expect(busy.out()).toEqual({
      stdout: '',
      stderr: `start: Not Electron: --no-open asks for the web host.\nThe program did not start: port ${port} is in use by another program. Choose another with --port, or leave it out for a free one.\n`,
    });
    other.close();
  });

  it('refuses bad use', async () => {
    for (const args of [['--port', 'x'], ['--what'], ['a', 'b']]) {
      const run = start(...args);
      expect([await run.ended, run.out().stdout]).toEqual([2, '']);
      expect(run.out().stderr).toContain('Usage: npm start --');
    }
  });
});
