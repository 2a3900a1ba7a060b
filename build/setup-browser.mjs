/** A Chromium for the end-to-end tests. Never fatal: without one those tests are reported as skipped. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { at, root } from './paths.mjs';
import { say, seconds } from './say.mjs';

/** @returns {string | null} why it failed */
function run(program, args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stderr, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout,
    env,
  });
  if (status === 0) return null;
  return error?.message ?? (cause(stderr) || `ended with ${status}`);
}

/** The line of an error output that says what went wrong: stack traces end in brackets, not in words. */
function cause(stderr) {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.find((line) => /^(?:E:|Error:)/.test(line)) ?? lines.findLast((line) => /\w{3}/.test(line));
}

function tryPlaywright() {
  say('setup', "no Chromium found; fetching Playwright's (about 180 MB, up to some minutes) …");
  const cli = at('node_modules/@playwright/test/cli.js');
  return run(process.execPath, [cli, 'install', 'chromium'], 600_000);
}

function canApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function tryApt() {
  say('setup', "installing the distribution's chromium with apt-get (15 s to some minutes) …");
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  const packages = ['chromium', 'fonts-dejavu-core'];
  const updated = run('apt-get', [...options, 'update'], 300_000);
  const installed = run(
    'apt-get',
    [...options, 'install', '-y', '--no-install-recommends', ...packages],
    900_000,
  );
  return installed && (updated ?? installed);
}

export function installBrowser() {
  if (findChromium()) return;
  if (process.env.CHROMIUM_PATH) {
    say('setup', `CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which is not there.`);
    return;
  }
  const start = performance.now();
  const attempts = [['Playwright', tryPlaywright], ...(canApt() ? [['apt-get', tryApt]] : [])];
  for (const [name, attempt] of attempts) {
    const why = attempt();
    const chromium = findChromium();
    if (chromium) return say('setup', `browser ${chromium} after ${seconds(start)}`);
    say('setup', `${String(name)} gave no browser: ${String(why ?? 'nothing usable was installed')}`);
  }
  say('setup', 'NO BROWSER: the end-to-end tests will be skipped. Install Chromium, or set CHROMIUM_PATH.');
}
