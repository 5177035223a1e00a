/**
 * Sums the JSON reports of vitest in a folder, each named after its stage: prints every failed test with its stage, and ends
 * with `N passed, N failed`. Further args are the stages that failed: one without a failed test in its report counts as
 * one failure. Fails unless all tests passed; an empty report is a failure too.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

const [folder, ...failedStages] = process.argv.slice(2);
const sum = { passed: 0, failed: 0 };
const told = new Set();

for (const name of readdirSync(folder).sort()) {
  const stage = basename(name, '.json');
  const text = readFileSync(join(folder, name), 'utf8');
  if (text !== '') addReport(stage, JSON.parse(text));
  else if (!failedStages.includes(stage)) fail(stage, 'left no report of its tests');
}
for (const stage of failedStages) if (!told.has(stage)) fail(stage, 'see its output above');
if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1;
console.log(`${sum.passed} passed, ${sum.failed} failed`);

function addReport(stage, { numPassedTests, testResults }) {
  sum.passed += numPassedTests;
  for (const { name, message, assertionResults } of testResults) {
    const file = relative(process.cwd(), name);
    const failures = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failures) {
      fail(stage, `${file}: ${fullName}\n${failureMessages.join('\n')}\n`);
    }
    // A file that could not be run has no tests.
    if (failures.length === 0 && message) fail(stage, `${file}\n${message}\n`);
  }
}

function fail(stage, what) {
  told.add(stage);
  sum.failed += 1;
  console.log(`failed: ${stage}: ${what}`);
}
