import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { dumpToCsv } from '../../../src/lib/dump/dump-to-csv.ts';
import { prepareDump } from '../../../src/lib/dump/prepare-dump.ts';
import { fillTable, numberedItems } from '../../helpers/fill-table.ts';
import { useTable } from '../../helpers/table.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const table = useTable();
beforeAll(() => fillTable(table.client, table.tableName, numberedItems(100, 2000)));

test('Ctrl-C once all items are read, while they are written: nothing is left, and the way on is said', async () => {
  const cwd = await temporaryFolder();
  const { client, tableName } = table;
  const asked = { tableName, toolVersion: '0', compression: 'none', planUnits: 1 } as const;
  const { request } = await prepareDump(client, asked);
  const controller = new AbortController();
  const seen: string[][] = [];
  const dump = dumpToCsv(client, request, join(cwd, 'x.csv'), {
    keyNames: ['id'],
    writing: { nested: 'columns', escapesFormulas: false, hasByteOrderMark: false },
    signal: controller.signal,
    // The last page is counted before the first row is written.
    onProgress: ({ itemCount }) => {
      if (itemCount < 100) return;
      setImmediate(() => {
        seen.push(readdirSync(cwd));
        controller.abort();
      });
    },
  });
  await expect(dump).rejects.toMatchObject({
    code: 'Interrupted',
    message: 'the dump was interrupted after 100 items',
    suggestions: [
      'dump to a folder, which can be resumed; scan --from DIR --format csv then writes CSV, at no cost',
    ],
  });
  expect(seen).toEqual([['x.csv.partial']]);
  expect(readdirSync(cwd)).toEqual([]);
});
