import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { JSON_TYPE } from '../helpers/faults.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

test('a scan of a table that is larger than the memory', async () => {
  // 100 MB in pages made up by the server, through a heap of 40 MB.
  const text = { S: 'x'.repeat(10_000) };
  const page = (attempt: number): string =>
    JSON.stringify({
      Items: Array.from({ length: 100 }, (_, n) => ({
        id: { S: `item-${attempt * 100 + n}` },
        n: { N: String(n) },
        text,
      })),
      Count: 100,
      ScannedCount: 100,
      ...(attempt < 100 ? { LastEvaluatedKey: { id: { S: `item-${attempt}` } } } : {}),
    });
  await using server = await startFaultServer(table.url, {
    script: ({ operation, attempt }) =>
      operation === 'Scan'
        ? { response: { status: 200, headers: { 'content-type': JSON_TYPE }, body: page(attempt) } }
        : undefined,
  });
  const file = join(await temporaryFolder(), 'out');
  const stdout = openSync(file, 'w');
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, NODE_OPTIONS: '--max-old-space-size=40' };
  const run = await spawnCli(['scan', '--format', 'csv', '--columns', 'id'], { env, stdout });
  closeSync(stdout);
  expect(run).toMatchObject({ exitCode: 0, signal: null });
  expect(server.requests.filter(({ operation }) => operation === 'Scan')).toHaveLength(100);
}, 60_000);
