#!/usr/bin/env node
/**
 * npm test: checks, unit tests and peers, end-to-end tests. The last line is `N passed, N failed, N skipped`; every skip says why
 * before it. `--unit` leaves the end-to-end tests out. Exits with 1 when something failed or nothing passed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { at, root } from './paths.mjs';
import { seconds } from './say.mjs';
import { CHECKS, runCheck } from './test-checks.mjs';
import { playwrightCounts, vitestCounts } from './test-reports.mjs';

const reports = mkdtempSync(path.join(tmpdir(), 'studio-test-'));
const sum = { passed: 0, failed: 0, skipped: 0 };
const reasons = [];

function count(part) {
  for (const key of ['passed', 'failed', 'skipped']) sum[key] += part[key];
  reasons.push(...part.reasons);
}

function runTool(args, env = {}) {
  spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
}

function checks() {
  for (const check of CHECKS) {
    const start = performance.now();
    const { outcome, text } = runCheck(check);
    console.log(
      `${outcome === 'passed' ? '✓' : outcome === 'failed' ? '✗' : '-'} ${check.name} (${seconds(start)})`,
    );
    if (outcome === 'failed') console.log(text);
    sum[outcome] += 1;
    if (outcome === 'skipped') reasons.push(`${check.name}: ${text.split('\n')[0]}`);
  }
}

function unitTests() {
  const file = path.join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  runTool([at('node_modules/vitest/vitest.mjs'), 'run', ...reporters]);
  count(vitestCounts(file));
}

function endToEndTests() {
  if (!findChromium()) {
    count({
      passed: 0,
      failed: 0,
      skipped: 1,
      reasons: ['all end-to-end tests: no Chromium on this machine'],
    });
    return;
  }
  const file = path.join(reports, 'playwright.json');
  runTool([at('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  count(playwrightCounts(file));
}

checks();
unitTests();
if (!process.argv.includes('--unit')) endToEndTests();
rmSync(reports, { recursive: true, force: true });
for (const reason of reasons) console.log(`SKIPPED ${reason}`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
