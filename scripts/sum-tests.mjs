/** Sums vitest's JSON reports in a folder: `N passed, N failed`, and fails when a report is missing or empty. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, otherFailures] = process.argv.slice(2);
const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
const failed = reports.reduce((sum, report) => sum + report.numFailedTests, Number(otherFailures));
if (reports.length < 2 || passed === 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
