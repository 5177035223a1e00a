import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Clears a screen, sets a title, colours (C1), turns text round. */
const EVIL = '\u001b[2J\u001b]0;evil\u0007\u009b31m\u202egpj\u2066';
const SHOWN = '\\u001b[2J\\u001b]0;evil\\u0007\\u009b31m\\u202egpj\\u2066';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const table = useTable();
beforeAll(() => fillTable(table.client, table.tableName, [{ id: { S: 'a' }, [EVIL]: { S: EVIL } }]));

function expectShown({ stdout, stderr }: Pick<CommandRun, 'stdout' | 'stderr'>): void {
  expect(stdout).not.toMatch(OBEYED);
  expect(stderr).not.toMatch(OBEYED);
  expect(stdout + stderr).toContain(SHOWN);
}

interface Description {
  Table: Record<string, unknown>;
}

/** A server whose DescribeTable names table and index as nobody could. */
const evilServer = () =>
  startFaultServer(table.url, {
    script: ({ operation }) =>
      operation === 'DescribeTable'
        ? {
            change: (response) => ({
              Table: {
                ...(response as Description).Table,
                TableName: EVIL,
                TableStatus: EVIL,
                ItemCount: 1,
                GlobalSecondaryIndexes: [
                  {
                    IndexName: EVIL,
                    IndexStatus: EVIL,
                    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
                    Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [EVIL] },
                  },
                ],
              },
            }),
          }
        : undefined,
  });

for (const argv of [
  ['describe'],
  ['scan'],
  ['scan', '--index', EVIL, '--explain'],
  ['query', 'id=a', '--explain'],
  ['index', 'list'],
  ['doctor'],
  ['describe', '--json'],
  ['dump', '--estimate', '--where', `${EVIL}=a`],
]) {
  test(`names that a server tells: ${JSON.stringify(argv.join(' '))}`, async () => {
    await using server = await evilServer();
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    const { stdout, stderr } = await runCommand(argv, { env });
    expect(stdout).not.toMatch(OBEYED);
    expect(stderr).not.toMatch(OBEYED);
  });
}

test('the error message of a server, and its request id with --debug', async () => {
  const body = JSON.stringify({ __type: `com.amazonaws#${EVIL}`, message: EVIL });
  const response = { status: 400, headers: { 'x-amzn-requestid': '\u009b31mid' }, body };
  await using server = await startFaultServer(table.url, { script: () => ({ response }) });
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  for (const argv of [
    ['get', 'a', '--debug'],
    ['scan', '--debug'],
    ['get', 'a', '--json'],
  ])
    expectShown(await runCommand(argv, { env }));
});

test('attributes and values of items', async () => {
  for (const argv of [['get', 'a'], ['scan'], ['stats'], ['scan', '--json'], ['scan', '--columns', EVIL]])
    expectShown(await runCommand(argv, { env: table.env }));
});

test('lines for a pipe mean what is in the table', async () => {
  for (const format of ['plain', 'typed']) {
    const { stdout } = await runCommand(['scan', '--format', format], { env: table.env });
    expect(stdout).toContain('evil');
    const item = JSON.parse(stdout) as Record<string, unknown>;
    expect((item['Item'] as object | undefined) ?? item).toHaveProperty([EVIL]);
  }
});

test('what was typed', async () => {
  for (const argv of [
    ['get', EVIL],
    ['get', 'a', `--${EVIL}`],
    ['query', `${EVIL}=a`, '--explain'],
    ['update', 'a', '--set', EVIL],
    ['restore', EVIL],
    ['dump', 'verify', EVIL],
    ['scan', '--from', EVIL],
    ['get', 'a', '--table', EVIL],
    ['get', 'a', '--endpoint-url', EVIL],
  ])
    expectShown(await runCommand(argv, { env: table.env }));
});

test('what was typed, where no command is found', async () => {
  for (const argv of [[EVIL.replace(':', '')], ['help', EVIL], ['dump', EVIL]]) {
    const run = await spawnCli(argv, { env: table.env });
    expect(run.stdout).not.toMatch(OBEYED);
    expect(run.stderr).not.toMatch(OBEYED);
    expect(run.exitCode).toBe(2);
  }
});

test('names of files, and what is in them', async () => {
  const cwd = await temporaryFolder();
  const name = `${EVIL}.jsonl`;
  writeFileSync(join(cwd, name), `{"id":"a","${EVIL.replaceAll('\u001b', '\\u001b')}":1}\n{"id":`);
  for (const argv of [
    ['scan', '--from', name],
    ['restore', name, '--dry-run'],
    ['put', name],
  ])
    expectShown(await runCommand(argv, { env: table.env, cwd }));
});
