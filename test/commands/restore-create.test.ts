import { join } from 'node:path';
import { DescribeTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { runCommand } from '../helpers/run-command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const twin = useLooksTwin(4);

beforeAll(() => fillTable(twin.table.client, twin.table.tableName, numberedItems(30)));

async function run(cwd: string, ...argv: string[]) {
  return runCommand(argv, { env: { ...twin.env, XDG_STATE_HOME: cwd }, cwd });
}

/** As the add-on's credentials are: neither CreateTable nor UpdateTable is allowed. */
describe('restore --create with restricted credentials', () => {
  test('into an empty table: indexes are made through the proxy, after the items', async () => {
    const cwd = await temporaryFolder();
    const made = await run(cwd, 'index', 'create', 'by-number', '--partition-key', 'number:N');
    expect(made.exitCode, made.stderr).toBe(0);
    expect(await run(cwd, 'dump', '--out', 'd')).toMatchObject({ exitCode: 0 });
    const { tableName, client } = twin.table;
    await run(cwd, 'index', 'delete', 'by-number', '--confirm', tableName);
    await run(cwd, 'delete', '--all', '--confirm', tableName);
    const restored = await run(cwd, 'restore', 'd', '--create', '--verify');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.stderr).toContain('read 30 = 30 written + 0 skipped + 0 rejected');
    expect(restored.stderr).toContain('by-number: active');
    expect(restored.stderr).toContain('verified: the table contains all restored items');
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by-number', IndexStatus: 'ACTIVE' }]);
    const found = await client.send(new ScanCommand({ TableName: tableName, IndexName: 'by-number' }));
    expect(found.Count).toBe(30);
    const again = await run(cwd, 'restore', 'd', '--create', '--mode', 'overwrite', '--confirm', tableName);
    expect(again.exitCode, again.stderr).toBe(0);
  });

  test('of a table that does not exist: refused with a message', async () => {
    const cwd = await temporaryFolder();
    expect(await run(cwd, 'dump', '--out', 'd')).toMatchObject({ exitCode: 0 });
    const absent = await run(cwd, 'restore', join(cwd, 'd'), '--create', '--table', 'elsewhere');
    expect(absent.exitCode, absent.stderr).toBe(6);
    expect(absent.stderr).toContain('AccessDeniedException');
  });
});
