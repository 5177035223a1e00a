import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { bitCount, dataFiles, flipBit } from '../helpers/damaged-dump.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { seededRandom } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const hasZstd = 'zstdDecompress' in zlib;

/** Of several pages. */
beforeAll(() => fillTable(table.client, table.tableName, [...numberedItems(400, 8000), ODD_ITEM]));

describe.skipIf(hasZstd)('where Node has no zstd', () => {
  test('dump refuses it before anything is asked or made', async () => {
    await using server = await startFaultServer(table.url);
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
    const cwd = await temporaryFolder();
    for (const out of ['d', 'd.jsonl.zst']) {
      const run = await runCommand(['dump', '--compress', 'zstd', '--out', out], { env, cwd });
      expect(run.exitCode).toBe(2);
      expect(run.stderr).toBe(
        `Error: Node ${process.version} cannot write zstd\n  → update Node to 22.15 or later, or use gzip\n`,
      );
    }
    expect(await readdir(cwd)).toEqual([]);
    expect(server.requests.filter(({ operation }) => operation === 'Scan')).toEqual([]);
  });

  test('one that was made elsewhere is not called damaged', async () => {
    const out = join(await temporaryFolder(), 'd');
    await runCommand(['dump', '--compress', 'none', '--out', out], { env: table.env });
    const request = await readFile(join(out, 'dump.json'), 'utf8');
    const summary = await readFile(join(out, 'manifest-summary.json'), 'utf8');
    await writeFile(join(out, 'dump.json'), request.replace('"none"', '"zstd"'));
    // As dumps were before their summary knew of dump.json.
    await writeFile(
      join(out, 'manifest-summary.json'),
      summary.replace(/"requestMd5Checksum": ".*"/, '"x": 1'),
    );
    for (const args of [
      ['dump', 'verify', out],
      ['dump', 'diff', out, out],
    ]) {
      const run = await runCommand(args, { env: table.env });
      expect(run.exitCode, run.stderr).toBe(2);
    }
    const verify = await runCommand(['dump', 'verify', out]);
    expect(verify.stderr).toBe(
      `Error: ${out}: compressed with zstd, which Node ${process.version} cannot read\n  → update Node to 22.15 or later\n`,
    );
  });
});

describe.runIf(hasZstd)('where Node has zstd', () => {
  test('a dump is verified, compared, and found damaged where it is', async () => {
    const out = join(await temporaryFolder(), 'd');
    const args = ['dump', '--compress', 'zstd', '--out', out, '--segments', '2', '--verify', '--json'];
    const run = await runCommand(args, { env: table.env });
    expect(run.json()).toMatchObject({ itemCount: 401, verification: { problemCount: 0 } });
    const [file = ''] = await dataFiles(out);
    expect(file).toMatch(/\.json\.zst$/);
    const same = await runCommand(['dump', 'diff', out], { env: table.env });
    expect(same.exitCode, same.stderr).toBe(0);
    const whole = await readFile(file);
    const random = seededRandom(5);
    for (let round = 0; round < 40; round += 1) {
      await flipBit(file, Math.floor(random() * (await bitCount(file))));
      expect((await runCommand(['dump', 'verify', out])).exitCode).toBe(8);
      await writeFile(file, whole);
    }
    for (const length of [0, 3, 10, whole.length - 1]) {
      await writeFile(file, whole.subarray(0, length));
      expect((await runCommand(['dump', 'verify', out])).exitCode).toBe(8);
    }
  });
});
