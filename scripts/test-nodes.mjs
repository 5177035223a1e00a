/**
 * Runs the tests on each version of Node, one after another: `npm run test:nodes`. Args that are versions select them; all other
 * args are passed to vitest: `npm run test:nodes -- 24 26 test/lib/dump`.
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentWith, MAJORS } from './nodes.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const words = process.argv.slice(2);
const named = words.filter((word) => /^\d+$/.test(word));
const unknown = named.filter((major) => !MAJORS.includes(major));
if (unknown.length > 0) throw new Error(`no Node ${unknown.join(', ')} here: ${MAJORS.join(', ')}`);
const rest = words.filter((word) => !named.includes(word));

// vitest gets Ctrl-C too; this process ends after it.
process.on('SIGINT', () => {});
const results = [];
for (const major of named.length > 0 ? named : MAJORS) {
  const { version, env } = environmentWith(major);
  console.log(`\n== Node ${version}`);
  const startedAt = Date.now();
  const vitest = spawn('node', ['node_modules/vitest/vitest.mjs', 'run', ...rest], { stdio: 'inherit', env });
  const status = await new Promise((resolve) => vitest.once('close', (code) => resolve(code ?? 1)));
  results.push({ version, status, seconds: Math.round((Date.now() - startedAt) / 1000) });
}
console.log('');
for (const { version, status, seconds } of results) {
  console.log(`Node ${version}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
