/**
 * Runs the tests that need a DynamoDB server on AWS's own emulator: `npm run test:dynamodb-local`. Further arguments
 * go to vitest; a name of a test file runs that one alone.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDynamoDbLocal } from './dynamodb-local.mjs';
import { globSync } from './glob.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const argv = process.argv.slice(2);
const isNarrowed = argv.some((word) => !word.startsWith('-'));
// The tests whose table is made by this helper, which takes it from the endpoint that it is told of.
const onAnyServer = globSync('test', '.test.ts').filter((file) =>
  /helpers\/(table|twin)\.ts'/.test(readFileSync(file, 'utf8')),
);

const server = await startDynamoDbLocal();
const vitest = spawn(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...(isNarrowed ? [] : onAnyServer), ...argv],
  { stdio: 'inherit', env: { ...process.env, AUTODYNE_TEST_ENDPOINT_URL: server.url } },
);
// Ctrl-C is told to both; this process ends last.
process.on('SIGINT', () => {});
process.exitCode = await new Promise((resolve) => vitest.once('close', (code) => resolve(code ?? 1)));
await server.stop();
