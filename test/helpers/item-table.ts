import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import type { FaultServer } from './fault-server.ts';
import { type CommandRun, runCommand } from './run-command.ts';
import { type TestTable, useTable } from './table.ts';

/** A table whose partition key is `id` (text), a folder for input files, and looks into what is stored. */
export interface ItemTable {
  readonly table: TestTable;
  /** The folder of {@link ItemTable.file}. */
  readonly folder: string;
  run(...argv: string[]): Promise<CommandRun>;
  /** Runs a command through a server where things go wrong. */
  runThrough(faults: FaultServer, ...argv: string[]): Promise<CommandRun>;
  /** Writes an input file; its path. */
  file(name: string, text: string): Promise<string>;
  stored(id: string): Promise<unknown>;
  /** Counts the items whose id has this prefix. */
  countOf(prefix: string): Promise<number>;
}

/** {@link ItemTable} for the tests of one file. */
export function useItemTable(): ItemTable {
  const table = useTable();
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return {
    table,
    get folder() {
      return folder;
    },
    run: (...argv) => runCommand(argv, { env: table.env }),
    runThrough: (faults, ...argv) =>
      runCommand(argv, { env: { ...table.env, AUTODYNE_ENDPOINT_URL: faults.url } }),
    async file(name, text) {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    },
    async stored(id) {
      const get = { TableName: table.tableName, Key: { id: { S: id } }, ConsistentRead: true };
      return (await table.client.send(new GetItemCommand(get))).Item;
    },
    async countOf(prefix) {
      const scan = {
        TableName: table.tableName,
        Select: 'COUNT' as const,
        FilterExpression: 'begins_with(id, :p)',
        ExpressionAttributeValues: { ':p': { S: prefix } },
      };
      let count = 0;
      for await (const page of paginateScan({ client: table.client }, scan)) count += page.Count ?? 0;
      return count;
    },
  };
}

/** JSON Lines of `count` items, `PREFIX-0` and so on, each with `extra` members. */
export function itemLines(prefix: string, count: number, extra = ''): string {
  return Array.from({ length: count }, (_, index) => `{"id":"${prefix}-${index}"${extra}}\n`).join('');
}
