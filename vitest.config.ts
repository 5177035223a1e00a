import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Campaigns: many rounds of chance, or gigabytes, or hundreds of files, or whatever a server, a file or a client can do wrong.
 * `npm run test:campaigns` runs them as `.ci/run` does, `npm run test:soak` those whose rounds can be more.
 */
const CAMPAIGNS = [
  'test/soak/**/*.test.ts',
  'test/hostile/**/!(irregular-*|tunnel).test.ts',
  'test/commands/from-dump-agrees.test.ts',
  'test/binary/gzip-bomb.test.ts',
  'test/binary/large-scan.test.ts',
  'test/binary/many-segments.test.ts',
  'test/commands/local-aws-cli.test.ts',
];

/**
 * Tests of chance, of size and of faults, and one that can ask the AWS CLI, which takes a second for each response: `npm test`
 * runs a part of their rounds, `npm run test:campaigns` all of them.
 */
const ROUNDS = [
  'test/commands/dump-faults.test.ts',
  'test/commands/dump-sizes.test.ts',
  'test/commands/dump-verify.test.ts',
  'test/commands/restore-faults.test.ts',
  'test/lib/digest/sorted-records.test.ts',
  'test/lib/items/expressions/engine-agrees.test.ts',
  'test/lib/items/expressions/engine-takes.test.ts',
  'test/lib/items/json/engine-round-trip.test.ts',
  'test/lib/csv/round-trip.test.ts',
  'test/lib/items/json/round-trip.test.ts',
  'test/lib/items/keys/attribute-path.test.ts',
  'test/lib/items/update/own-update.test.ts',
  'test/lib/json/parse-json.test.ts',
  'test/lib/sources/read-source.test.ts',
  'test/docs/from-aws-cli.test.ts',
];

/** What is seen in a real browser; `npm run test:browser` and `.ci/run` run it. */
const BROWSER = 'test/browser/**/*.test.ts';

/** What a compiler says of the models; `npm run test:types` and `.ci/run` run it. */
const TYPES = 'test/types/**/*.test.ts';

/** What only a process of its own shows: signals, full disks, homes, proxies that hang. `npm run test:binary` runs them. */
const PROCESSES = [
  'test/binary/!(smoke|gzip-bomb|large-scan|many-segments).test.ts',
  'test/commands/local.test.ts',
  // They load an app's models in a process of their own, or are an app.
  'test/commands/models-*.test.ts',
  'test/docs/json-output.test.ts',
  'test/lib/model/configure-app.test.ts',
  'test/hostile/{irregular-*,tunnel}.test.ts',
];

/** `npm test` runs the commands of these in one process, `npm run test:binary` each in its own. */
const KEPT = ['test/commands/edit.test.ts', 'test/docs/from-*.test.ts', 'test/transcripts/*.test.ts'];

/** Files that put something in a module's place, which the files after them would get too, or that use all models of their process. */
const MOCKING = ['test/lib/local/usage-write-failure.test.ts', 'test/lib/model/testing.test.ts'];

const shared = {
  // oclif writes through console: vitest must not take it before the tests' own capture does.
  disableConsoleIntercept: true,
  env: {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_COLOR: '1',
    // Commands keep a ledger of what they used, which is nothing for the home of whoever runs the tests.
    XDG_STATE_HOME: join(tmpdir(), `autodyne-tests-${process.pid}`),
  },
  testTimeout: 30_000,
  hookTimeout: 30_000,
};

export default defineConfig({
  test: {
    // Sources as they were compiled last: a tenth of the processor time.
    experimental: { fsModuleCache: true },
    globalSetup: ['test/helpers/fresh-build.ts'],
    // Two more than the two cores that it is measured on: a third of the time is spent waiting.
    maxWorkers: 4,
    projects: [
      {
        test: {
          ...shared,
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: [...CAMPAIGNS, ...PROCESSES, ...MOCKING, BROWSER, TYPES],
          // Files run one after another in a few processes, which load the sources and start the engine once. A file that
          // fails only in company runs alone with --isolate.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'mocking', include: MOCKING } },
      {
        test: {
          ...shared,
          name: 'binary',
          include: [...PROCESSES, ...KEPT],
          env: { ...shared.env, AUTODYNE_TEST_PROCESSES: 'own' },
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'campaigns',
          include: [...CAMPAIGNS, ...ROUNDS],
          env: { ...shared.env, AUTODYNE_TEST_ROUNDS: 'all' },
        },
      },
      { test: { ...shared, name: 'types', include: [TYPES], testTimeout: 300_000 } },
      { test: { ...shared, name: 'browser', include: [BROWSER], testTimeout: 60_000, hookTimeout: 120_000 } },
    ],
  },
});
