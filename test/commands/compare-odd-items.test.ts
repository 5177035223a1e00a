import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { changeLines, sealDump } from '../helpers/damaged-dump.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { serviceError } from '../helpers/faults.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

async function target(): Promise<{ tableName: string; env: Record<string, string>; cwd: string }> {
  const tableName = await emptyTable(table.client);
  const cwd = await temporaryFolder();
  return { tableName, cwd, env: { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd } };
}

/** Lines that cannot be items of the table, with the reason reported for each. */
const ODD: readonly (readonly [string, string])[] = [
  ['{"name":{"S":"a"}}', 'the partition key id is missing'],
  ['{"id":{"N":"5"}}', 'attribute id: the partition key is a string (S), but this is a number (N)'],
  ['{"id":{"S":""}}', 'attribute id: the partition key cannot be empty'],
  [
    `{"id":{"S":"${'x'.repeat(2049)}"}}`,
    'attribute id: the partition key has 2049 bytes; DynamoDB allows at most 2048',
  ],
];

describe('restore --verify', () => {
  test('goes on past items that have no key of the table: counts, rejects, exit 3', async () => {
    const { env, cwd } = await target();
    const lines = ['{"id":{"S":"a"}}', ...ODD.map(([line]) => line), '{"id":{"S":"b"}}'];
    await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
    const run = await runCommand(['restore', 'items.jsonl', '--verify'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('read 6 = 2 written + 0 skipped + 4 rejected');
    expect(run.stderr).toContain('4 items refused by the service; for the reasons, see ');
    ODD.forEach(([, problem], n) => {
      expect(run.stderr).toContain(`not compared: items.jsonl:${n + 2}: ${problem}\n`);
    });
    expect(run.stderr).toContain(
      'verified: the table contains all restored items, except 4 items that could not be compared\n',
    );
  });

  test('--json', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n{"name":{"S":"b"}}\n');
    const run = await runCommand(['restore', 'items.jsonl', '--verify', '--json'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({
      read: 2,
      written: 1,
      rejected: 1,
      verification: {
        differenceCount: 0,
        uncomparedCount: 1,
        uncompared: ['items.jsonl:2: the partition key id is missing'],
        firstItemCount: 2,
        secondItemCount: 1,
      },
    });
  });

  test.each([
    ['a type that is none', '{"Item":{"id":{"S":"a"},"n":{"Q":"1"}}}', 'not DynamoDB JSON: {"Q":"1"}'],
    ['no number', '{"Item":{"id":{"S":"a"},"n":{"N":"1O"}}}', 'not a number: "1O"'],
  ])('of a changed dump, an item with %s: the others are compared', async (_, line, problem) => {
    const { env, cwd, tableName } = await target();
    await table.client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: 'z' } } }));
    const dumped = await runCommand(['dump', '--out', 'd', '--segments', '1', '--compress', 'none'], {
      env,
      cwd,
    });
    expect(dumped.exitCode, dumped.stderr).toBe(0);
    await changeLines(join(cwd, 'd/data/segment-00000-00001.json'), (lines) => [...lines, line]);
    await sealDump(join(cwd, 'd'), { record: (record) => ({ ...record, itemCount: 2 }) });
    const into = await target();
    const run = await runCommand(['restore', join(cwd, 'd'), '--verify'], { env: into.env, cwd: into.cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('read 2 = 1 written + 0 skipped + 1 rejected');
    expect(run.stderr).toContain(`segment-00000-00001.json:2: ${problem}\n`);
    expect(run.stderr).toContain('except 1 item that could not be compared\n');
  });

  test('that fails keeps the outcome, and can be resumed', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":{"S":"a"}}\n');
    // The first look is at whether the table is empty.
    await using faults = await startFaultServer(table.url, {
      script: ({ operation, attempt }) =>
        operation === 'Scan' && attempt > 1 ? serviceError(400, 'ValidationException', 'Not now') : undefined,
    });
    const through = { ...env, AUTODYNE_ENDPOINT_URL: faults.url };
    const args = ['restore', 'items.jsonl', '--verify'];
    const run = await runCommand(args, { env: through, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('read 1 = 1 written + 0 skipped + 0 rejected');
    expect(run.stderr).toContain(
      'all items were processed, but a later step failed: ValidationException: Not now (Scan)\n',
    );
    expect(run.stderr).toContain(
      '  → continue with the remaining steps: autodyne restore items.jsonl --verify --resume\n',
    );
    faults.script = () => undefined;
    const resumed = await runCommand([...args, '--resume'], { env: through, cwd });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('verified: the table contains all restored items');
  });

  test('of a key twice, either may have stayed', async () => {
    const { env, cwd, tableName } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":"a","n":1}\n{"id":"a","n":2}\n');
    const args = ['restore', 'items.jsonl', '--verify', '--no-shuffle'];
    const run = await runCommand(args, { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    // As it would be, had the first one been written last.
    await table.client.send(
      new PutItemCommand({ TableName: tableName, Item: { id: { S: 'a' }, n: { N: '1' } } }),
    );
    const again = await runCommand([...args, '--mode', 'skip-existing'], { env, cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    const { Items } = await table.client.send(new ScanCommand({ TableName: tableName }));
    expect(Items).toEqual([{ id: { S: 'a' }, n: { N: '1' } }]);
  });
});

describe('dump diff', () => {
  test('tells what could not be compared, and compares the rest: exit 3', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'good.jsonl'), '{"id":{"S":"a"}}\n{"id":{"S":"b"}}\n');
    expect(await runCommand(['restore', 'good.jsonl'], { env, cwd })).toMatchObject({ exitCode: 0 });
    const lines = ['{"id":{"S":"a"}}', ...ODD.map(([line]) => line), '{"id":{"S":"c"}}'];
    await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
    const run = await runCommand(['dump', 'diff', 'items.jsonl'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stdout.split('\n').sort()).toEqual(['', '+ {"id":{"S":"b"}}', '- {"id":{"S":"c"}}']);
    ODD.forEach(([, problem], n) => {
      expect(run.stderr).toContain(`not compared: items.jsonl:${n + 2}: ${problem}\n`);
    });
    expect(run.stderr).toContain('4 items could not be compared\n');
    expect(run.stderr).toContain('items.jsonl: 6 items; ');
    expect(run.stderr).toContain('1 only in the first, 1 only in the second, 0 changed\n');
  });

  test('says which keys are there twice', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":"a","n":1}\n{"id":"a","n":2}\n{"id":"a","n":3}\n');
    const run = await runCommand(['dump', 'diff', 'items.jsonl', '--json'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(8);
    expect(run.json()).toMatchObject({ firstRepeatedKeys: 2, secondRepeatedKeys: 0, onlyFirst: 1 });
    expect(run.stderr).toContain(
      'items.jsonl: 2 items have the same key as an earlier one; only the last item of each key was compared\n',
    );
  });
});
