import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dataFiles } from '../helpers/damaged-dump.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { IS_CAMPAIGN } from '../helpers/rounds.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Pages, and what is made of them, lie in another kind of memory when they are small; which is small, Node decides. */
describe.each([1, 150, 450, ...(IS_CAMPAIGN ? [3000] : [])])('%i items of 100 bytes', (count) => {
  const table = useTable();
  const items = numberedItems(count, 40);

  test.each(['gzip', 'none'])('are dumped with %s, verified, asked and restored', async (compression) => {
    await fillTable(table.client, table.tableName, items);
    const folder = await temporaryFolder();
    const dump = join(folder, 'dump');
    const run = (...args: string[]) => runCommand(args, { env: table.env });
    const dumped = await run('dump', '--out', dump, '--segments', '1', '--compress', compression);
    expect(dumped.exitCode, dumped.stderr).toBe(0);
    const files = await Promise.all((await dataFiles(dump)).map((file) => readFile(file)));
    const content = files.map((bytes) => (compression === 'gzip' ? gunzipSync(bytes) : bytes)).join('');
    const dumpedItems = content
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).Item);
    expect(dumpedItems.sort((a, b) => (a.id.S < b.id.S ? -1 : 1))).toEqual(items);

    const verified = await run('dump', 'verify', dump);
    expect(verified.exitCode, verified.stdout).toBe(0);
    const asked = await run('scan', '--from', dump, '--count', '--json');
    expect(JSON.parse(asked.stdout)).toMatchObject({ Count: count });
    const emptied = await run('delete', '--all', '--confirm', table.tableName);
    expect(emptied.exitCode, emptied.stderr).toBe(0);
    const restored = await run('restore', dump, '--verify');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.stderr).toContain(`= ${new Intl.NumberFormat('en-US').format(count)} written`);
  });
});
