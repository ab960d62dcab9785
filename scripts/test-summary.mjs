/**
 * Closes a CI run with `N passed, N failed`, from vitest's report. A test file that could not be loaded and
 * a failed check count as one failure each; a run in which nothing ran is a failure.
 */
import { existsSync, readFileSync } from 'node:fs';
import { checkReport, testReport } from './reports.mjs';

const tests = read(testReport);
const checks = read(checkReport);
const failedChecks = (checks?.failed ?? []).filter((name) => name !== 'tests');
const brokenFiles = (tests?.testResults ?? []).filter(isBroken);
const passed = tests?.numPassedTests ?? 0;
let failed = (tests?.numFailedTests ?? 0) + brokenFiles.length + failedChecks.length;
const unexplained = checks === null || checks.failed.includes('tests');
if (failed === 0 && (unexplained || passed === 0)) failed = 1;

for (const name of failedChecks) process.stdout.write(`check failed: ${name}\n`);
const skipped = tests?.numPendingTests ?? 0;
if (skipped > 0) process.stdout.write(`${skipped} skipped: this machine lacks what they need\n`);
for (const file of brokenFiles) process.stdout.write(`not loaded: ${file.name}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

function isBroken(file) {
  return file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed');
}
