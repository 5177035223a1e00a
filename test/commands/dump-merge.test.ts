import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

beforeAll(() => fillTable(table.client, table.tableName, numberedItems(200)));

/** Dumps shares of a table by segment range, each into a folder named by its range. */
async function dumpShares(ranges: string[], segments = '4'): Promise<string[]> {
  const folder = await temporaryFolder();
  for (const range of ranges) {
    const args = ['--segments', segments, '--segment-range', range, '--out', join(folder, range)];
    const run = await runCommand(['dump', ...args], { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
  }
  return ranges.map((range) => join(folder, range));
}

describe('dump merge', () => {
  test('makes a whole dump of shares, in any order', async () => {
    const shares = await dumpShares(['2-3', '0-0', '1-1']);
    const out = join(await temporaryFolder(), 'all');
    const run = await runCommand(['dump', 'merge', ...shares, '--out', out, '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ itemCount: 200, isWhole: true, fileCount: 4, totalSegments: 4 });
    const verified = await runCommand(['dump', 'verify', out, '--json']);
    expect(verified.json()).toMatchObject({ isWhole: true, problemCount: 0, itemCount: 200 });
    const same = await runCommand(['dump', 'diff', out], { env: table.env });
    expect(same.exitCode).toBe(0);
  });

  test.each([
    [['0-1', '3-3'], 'segment 2 is in none of the shares'],
    [['0-1'], 'segments 2 to 3 are in none of the shares'],
    [['1-3'], 'segment 0 is in none of the shares'],
    [['0-2', '2-3'], 'segment 2 is in another share too'],
  ])('%j is refused', async (ranges, message) => {
    const shares = await dumpShares(ranges);
    const out = join(await temporaryFolder(), 'all');
    const run = await runCommand(['dump', 'merge', ...shares, '--out', out]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });

  test('shares of different dumps, and damaged ones, are refused', async () => {
    const [first = ''] = await dumpShares(['0-1']);
    const [other = ''] = await dumpShares(['2-4'], '5');
    const out = join(await temporaryFolder(), 'all');
    const run = await runCommand(['dump', 'merge', first, other, '--out', out]);
    expect(run.stderr).toContain('are not shares of one dump: totalSegments is 4 and 5');
    const [second = ''] = await dumpShares(['2-3']);
    await appendFile(join(second, 'data/segment-00002-00001.json.gz'), 'x');
    const damaged = await runCommand(['dump', 'merge', first, second, '--out', out]);
    expect(damaged.exitCode).toBe(2);
    expect(damaged.stderr).toContain('segment-00002-00001.json.gz: its MD5 does not match the manifest');
  });
});

describe('stats', () => {
  test('of a dump and of the table are the same', async () => {
    const [all = ''] = await dumpShares(['0-0'], '1');
    const offline = await runCommand(['stats', '--from', all, '--json']);
    expect(offline.json()).toMatchObject({
      itemCount: 200,
      attributes: [
        { name: 'id', itemCount: 200, types: { S: 200 } },
        { name: 'number', itemCount: 200, types: { N: 200 } },
      ],
      writeUnits: 200,
    });
    const live = await runCommand(['stats', '--json'], { env: table.env });
    expect((live.json() as { sizeBytes: number }).sizeBytes).toBe(
      (offline.json() as { sizeBytes: number }).sizeBytes,
    );
    const text = await runCommand(['stats', '--from', all]);
    expect(text.stdout).toContain('200 items, 4.1 KB\n');
    expect(text.stdout).toContain(
      'to restore: 200 write units (1,000 request units), plus units for indexes\n',
    );
    expect(text.stdout).toMatch(/^ 128 bytes {4}200 {2}100 % {2}#{30}$/m);
    expect(text.stdout).toContain('number     100 %  N\n');
  });
});
