import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { playwrightCounts, vitestCounts } from './test-reports.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'studio-reports-'));
function report(content: object): string {
  const file = path.join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('test reports', () => {
  it('count a run without a report as a failure, never as passed', () => {
    const none = { passed: 0, failed: 1, skipped: 0, reasons: [] };
    expect(vitestCounts(path.join(folder, 'no.json'))).toEqual(none);
    expect(playwrightCounts(path.join(folder, 'no.json'))).toEqual(none);
  });

  it('count a test file that could not be loaded', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const half = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    const skipped = {
      status: 'passed',
      assertionResults: [{ status: 'pending', fullName: 'x (needs y)', meta: {} }],
    };
    const file = report({ numPassedTests: 1, numFailedTests: 1, testResults: [broken, half, skipped] });
    expect(vitestCounts(file)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      reasons: ['x (needs y): its title says when it runs'],
    });
  });

  it('give the reason of every skipped end-to-end test', () => {
    const skipped = {
      status: 'skipped',
      projectName: 'electron',
      annotations: [{ type: 'skip', description: 'no binary' }],
      results: [],
    };
    const suites = [{ suites: [{ specs: [{ title: 'opens', tests: [skipped] }] }] }];
    const stats = { expected: 3, flaky: 1, unexpected: 0, skipped: 1 };
    expect(playwrightCounts(report({ suites, stats, errors: [{}] }))).toEqual({
      passed: 4,
      failed: 1,
      skipped: 1,
      reasons: ['[electron] opens: no binary'],
    });
  });
});
