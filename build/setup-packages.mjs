/** npm ci, when the lock file is not the one that was installed last. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { at, root } from './paths.mjs';
import { say, seconds } from './say.mjs';

const OLDEST_NODE = [20, 19];

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  say('setup', `Node ${process.versions.node} is too old; ${OLDEST_NODE.join('.')} or newer is needed.`);
  process.exit(1);
}

/** Packages hold binaries of one platform, so that is part of what must be the same. */
export function lockHash() {
  const platform = `${process.platform}-${process.arch}-${process.versions.modules}`;
  return createHash('sha256')
    .update(platform)
    .update(readFileSync(at('package-lock.json')))
    .digest('hex');
}

function npmCi() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: ['ignore', 2, 2], timeout: 900_000 };
  // npm tells its own path to the scripts it runs; without it (node build/setup.mjs) the shell finds it.
  if (process.env.npm_execpath)
    return spawnSync(process.execPath, [process.env.npm_execpath, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

export function installPackages() {
  const stamp = at('node_modules/.setup-stamp');
  const wanted = lockHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('setup', 'installing packages with npm ci (about 10 s, some minutes on a slow line) …');
  const start = performance.now();
  const { status, error } = npmCi();
  if (status !== 0) {
    const why = error ? error.message : `npm ended with ${status}`;
    say('setup', `packages could not be installed (${why}). Above is what npm said.`);
    say('setup', 'Check that the npm registry can be reached (npm ping) and run the same command again.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  say('setup', `packages installed in ${seconds(start)}`);
}
