/**
 * Sums vitest's JSON reports in a folder: names every test that failed, and ends with `N passed, N failed`. Fails when a
 * report is missing or empty.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder, otherFailures] = process.argv.slice(2);
const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
const failed = reports.reduce((sum, report) => sum + report.numFailedTests, Number(otherFailures));
if (reports.length < 2 || passed === 0) process.exitCode = 1;

for (const { name, message, assertionResults } of reports.flatMap(({ testResults }) => testResults)) {
  const file = relative(process.cwd(), name);
  const failures = assertionResults.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of failures)
    console.log(`failed: ${file}: ${fullName}\n${failureMessages.join('\n')}\n`);
  // A file that could not be run has no tests.
  if (failures.length === 0 && message) console.log(`failed: ${file}\n${message}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
