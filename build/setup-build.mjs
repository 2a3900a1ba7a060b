/** Builds dist/ when a source is not the one that was built last. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, root } from './paths.mjs';
import { say, seconds } from './say.mjs';
import { lockHash } from './setup-packages.mjs';

const SOURCES = ['build', 'electron', 'examples', 'renderer', 'shared'];

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function sourceHash() {
  const hash = createHash('sha256').update(lockHash());
  const files = SOURCES.flatMap((folder) => filesBelow(at(folder))).sort();
  for (const file of [at('package.json'), ...files])
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

export function buildWhenChanged() {
  const stamp = at('dist/.stamp');
  const wanted = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('setup', 'building (about 3 s) …');
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [at('build/build.mjs')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) {
    process.stderr.write(stdout + stderr);
    say('setup', 'the build failed; see above.');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  say('setup', `built in ${seconds(start)}`);
}
