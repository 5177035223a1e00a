import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOfDump, dataFiles } from '../helpers/damaged-dump.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const folder = join(tmpdir(), `autodyne-test-${randomUUID()}`);
const dumps = { none: join(folder, 'none'), gzip: join(folder, 'gzip') };

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(400, 20_000));
  for (const [compression, out] of Object.entries(dumps)) {
    const args = ['dump', '--out', out, '--segments', '2', '--compress', compression];
    const run = await runCommand(args, { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes the items of a data file others, of the same lengths. */
async function changeItems(path: string): Promise<void> {
  const bytes = await readFile(path);
  const isGzip = path.endsWith('.gz');
  const text = (isGzip ? gunzipSync(bytes) : bytes).toString().replaceAll('item-', 'evil-');
  await writeFile(path, isGzip ? gzipSync(text) : text);
}

/** Restores a dump of which a file is changed after it was checked, and before it is read. */
async function restoreWhileChanged(
  dump: string,
  change: (path: string) => Promise<void>,
): Promise<{ run: CommandRun; path: string; tableName: string; state: string; env: Record<string, string> }> {
  const tableName = await emptyTable(table.client);
  const [path = ''] = await dataFiles(dump);
  await using server = await startFaultServer(table.url);
  let changed: Promise<void> | undefined;
  server.script = ({ operation }) => {
    // The table is asked for once the files are checked, and before they are read.
    if (operation === 'DescribeTable') changed ??= change(path);
    return operation === 'DescribeTable' ? { delayMs: 500 } : undefined;
  };
  const state = join(folder, randomUUID());
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, XDG_STATE_HOME: state };
  const run = await runCommand(['restore', dump, '--table', tableName], { env, cwd: folder });
  await changed;
  return { run, path, tableName, state, env };
}

describe.each(['none', 'gzip'] as const)('of a dump with --compress %s', (compression) => {
  test('a file that is changed after the check stops the restore', async () => {
    const { run, path } = await restoreWhileChanged(await copyOfDump(dumps[compression]), changeItems);
    expect(run.stderr).toContain(
      `${path}: it was changed during the restore: its content is not what was checked; items of the changed file may have been written; nothing more will be written; so far `,
    );
    expect(run.exitCode).toBe(3);
  });

  test('a file that is no data file any more is said to be changed, too', async () => {
    const { run, path } = await restoreWhileChanged(await copyOfDump(dumps[compression]), (changed) =>
      writeFile(changed, '{"id":1}\n'),
    );
    expect(run.stderr).toContain(`${path}: it was changed during the restore`);
    expect(run.exitCode).toBe(3);
  });
});

test('what was noted of it counts for nothing: it is restored again from its start', async () => {
  const dump = await copyOfDump(dumps.none);
  const [path = ''] = await dataFiles(dump);
  const sound = await readFile(path);
  const { run, tableName, state, env } = await restoreWhileChanged(dump, changeItems);
  expect(run.stderr).toContain('restore everything again with --mode overwrite');
  expect(run.stderr).not.toContain('--resume');
  expect(await readdir(join(state, 'autodyne', 'restore')).catch(() => [])).toEqual([]);

  await writeFile(path, sound);
  const here = { ...env, AUTODYNE_ENDPOINT_URL: table.url };
  const args = ['restore', dump, '--table', tableName, '--mode', 'overwrite', '--confirm', tableName];
  const again = await runCommand(args, { env: here, cwd: folder });
  expect(again.exitCode, again.stderr).toBe(0);
  const Key = { id: { S: 'item-00007' } };
  const { Item } = await table.client.send(new GetItemCommand({ TableName: tableName, Key }));
  expect(Item?.['number']).toEqual({ N: '7' });
});
