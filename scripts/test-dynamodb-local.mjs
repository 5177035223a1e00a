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
// The conformance tests, and those that use these helpers, which take the server from the environment.
// Left out is what shows the life of an index as the twin plays it (`looks-twin`): this server plays its own.
const onAnyServer = globSync('test', '.test.ts').filter(
  (file) =>
    file.startsWith('test/engine/') ||
    (/^test\/(commands|lib\/(client|indexes|items|model))\//.test(file) &&
      /helpers\/(item-table|model-table|table)\.ts'/.test(readFileSync(file, 'utf8'))),
);

const server = await startDynamoDbLocal();
const vitest = spawn(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...(isNarrowed ? [] : ['--project=!binary', ...onAnyServer]),
    ...argv,
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, AUTODYNE_TEST_ENDPOINT_URL: server.url, AUTODYNE_TEST_ENGINE: 'DynamoDB Local' },
  },
);
// Both processes get Ctrl-C; this one ends last.
process.on('SIGINT', () => {});
process.exitCode = await new Promise((resolve) => vitest.once('close', (code) => resolve(code ?? 1)));
await server.stop();
