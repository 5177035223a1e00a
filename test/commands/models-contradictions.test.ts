import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { app } from '../helpers/app-folder.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const env = () => ({ ...table.env, AUTODYNE_PROXY_URL: 'direct' });

beforeAll(async () => {
  const items = Array.from({ length: 20 }, (_, at) => ({ id: { S: String(at) }, total: { N: String(at) } }));
  await fillTable(table.client, table.tableName, items);
});

const source = (field: string): string => `
  import { defineModel, f } from 'autodyne/model';
  export class A extends defineModel({
    name: 'A', fields: { ${field}: f.string() },
    globalSecondaryIndexes: [{ name: 'byField', partitionKey: '${field}' }],
  }) {}`;

test('stops at another type, unless --force', async () => {
  const cwd = await app({ 'src/models/a.ts': source('total') });
  const run = await runCommand(['models', 'create-tables'], { env: env(), cwd });
  expect(run.exitCode).toBe(2);
  expect(run.stderr.slice(run.stderr.indexOf('Error: ')).trimEnd().split('\n')).toEqual([
    'Error: index "byField": total is a number in all 20 items',
    '  → declare the field with the type that the items have',
    '  → to create it all the same: autodyne models create-tables --force',
  ]);
  const described = new DescribeTableCommand({ TableName: table.tableName });
  expect((await table.client.send(described)).Table?.GlobalSecondaryIndexes).toBeUndefined();
  const forced = await runCommand(['models', 'create-tables', '--force'], { env: env(), cwd });
  expect(forced.exitCode, forced.stderr).toBe(0);
  const deletion = ['index', 'delete', 'byField', '--confirm', table.tableName];
  expect((await runCommand(deletion, { env: env() })).exitCode).toBe(0);
});

test('a field that no item has yet is a note: the model comes first', async () => {
  const cwd = await app({ 'src/models/a.ts': source('fresh') });
  const run = await runCommand(['models', 'create-tables'], { env: env(), cwd });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('20 without "fresh"');
});
