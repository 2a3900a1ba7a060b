/** Counts of Vitest's and Playwright's JSON reports, with the reason of every skip. */
import { existsSync, readFileSync } from 'node:fs';

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

/** A run that left no report counts as one failure: it cannot have passed. */
const NO_REPORT = { passed: 0, failed: 1, skipped: 0, reasons: [] };

export function vitestCounts(file) {
  const report = readReport(file);
  if (!report) return NO_REPORT;
  const cases = report.testResults.flatMap((suite) => suite.assertionResults);
  const skipped = cases.filter(
    ({ status }) => status === 'pending' || status === 'skipped' || status === 'todo',
  );
  // A file that could not be loaded has failed without any failed case.
  const brokenFiles = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: skipped.length,
    reasons: skipped.map(
      ({ fullName, meta }) => `${fullName}: ${meta?.skipReason ?? 'its title says when it runs'}`,
    ),
  };
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

export function playwrightCounts(file) {
  const report = readReport(file);
  if (!report) return NO_REPORT;
  const tests = report.suites
    .flatMap(specsOf)
    .flatMap((spec) => spec.tests.map((test) => ({ ...test, title: spec.title })));
  const reasons = tests
    .filter(({ status }) => status === 'skipped')
    .map(({ projectName, title, annotations, results }) => {
      const notes = [...annotations, ...results.flatMap((result) => result.annotations ?? [])];
      const why = notes.find(({ type }) => type === 'skip')?.description;
      return `[${projectName}] ${title}: ${why ?? 'no reason was given'}`;
    });
  const { expected, flaky, unexpected, skipped } = report.stats;
  return {
    passed: expected + flaky,
    failed: unexpected + report.errors.length,
    skipped,
    reasons,
  };
}
