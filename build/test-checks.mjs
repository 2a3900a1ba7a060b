/** Checks that are one test each: types per project, lint with its layer rules, format, unused code, wire document. */
import { spawnSync } from 'node:child_process';
import { at, root } from './paths.mjs';

const tool = (file, ...args) => [at('node_modules', file), ...args];

export const CHECKS = [
  { name: 'types of electron/', args: tool('typescript/bin/tsc', '--noEmit', '-p', 'electron') },
  { name: 'types of renderer/', args: tool('typescript/bin/tsc', '--noEmit', '-p', 'renderer') },
  { name: 'types of e2e/', args: tool('typescript/bin/tsc', '--noEmit', '-p', 'e2e') },
  { name: 'lint and layer rules', args: tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings') },
  {
    name: 'format',
    args: tool('@biomejs/biome/bin/biome', 'format', '.'),
    // Biome has no build for s390x and ppc64le (its binary comes as an optional package).
    missing: /Cannot find module '@biomejs\/cli|not supported|doesn't ship/i,
  },
  { name: 'unused code', args: tool('knip/bin/knip.js', '--no-progress') },
];

/** `{ outcome: 'passed' | 'failed' | 'skipped', text }` of one check. */
export function runCheck({ args, missing }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
  });
  const text = `${stdout}${stderr}`.trim();
  if (status === 0) return { outcome: 'passed', text };
  return { outcome: missing?.test(text) ? 'skipped' : 'failed', text };
}
