import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { dataFiles, sealDump } from '../helpers/damaged-dump.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const MIB = 1024 * 1024;
const preload = fileURLToPath(new URL('../helpers/peak-memory.cjs', import.meta.url));
const table = useTable();

beforeAll(() => fillTable(table.client, table.tableName, numberedItems(20)));

/** A small gzip file of a gigabyte by default: `start`, then `filling` repeated. */
function bomb(start: string, filling: string, mebibytes = 1024): Buffer {
  const mebibyte = gzipSync(Buffer.alloc(MIB, filling));
  return Buffer.concat([gzipSync(start), ...Array.from({ length: mebibytes }, () => mebibyte)]);
}

/** Runs the binary, which must not need more memory than a dump may. */
async function runBounded(args: string[], cwd: string) {
  const peakFile = join(cwd, 'peak');
  const env = {
    ...table.env,
    XDG_STATE_HOME: cwd,
    NODE_OPTIONS: `--require=${preload}`,
    PEAK_MEMORY_FILE: peakFile,
  };
  const run = await spawnCli(args, { env, cwd });
  expect(Number(await readFile(peakFile, 'utf8')) / MIB, run.stderr).toBeLessThan(160);
  return run;
}

const bombs: [string, Buffer, string][] = [
  ['blanks', bomb('', ' '), ':1: a line larger than 8 MiB is not an item'],
  ['one endless line', bomb('{"Item":{"id":{"S":"', 'x'), ':1: a line larger than 8 MiB is not an item'],
  ['brackets', bomb('\n\n{"Item":', '['), ':3: a line larger than 8 MiB is not an item'],
];

describe.each(bombs)('a data file that is a gigabyte of %s', (_, bytes, problem) => {
  test('is refused in bounded memory', async () => {
    const folder = await temporaryFolder();
    const dump = join(folder, 'dump');
    await runCommand(['dump', '--out', dump, '--segments', '1'], { env: table.env });
    const [file = ''] = await dataFiles(dump);
    await writeFile(file, bytes);
    await sealDump(dump);
    const verify = await runBounded(['dump', 'verify', 'dump'], folder);
    expect(verify.exitCode).toBe(8);
    expect(verify.stdout).toContain(`dump/data/segment-00000-00001.json.gz${problem}`);
    const diff = await runBounded(['dump', 'diff', 'dump'], folder);
    expect(diff.exitCode).toBe(2);
    expect(diff.stderr).toContain(problem);
    const args = ['restore', 'dump', '--mode', 'overwrite', '--confirm', table.tableName];
    const restore = await runBounded(args, folder);
    expect(restore.exitCode).toBe(2);
    expect(restore.stderr).toContain(problem);
    expect(restore.stderr).toContain('so far 0 read = 0 written');
  });
});

test('a file of empty lines is read, and counted', async () => {
  const folder = await temporaryFolder();
  const dump = join(folder, 'dump');
  await runCommand(['dump', '--out', dump, '--segments', '1'], { env: table.env });
  const [file = ''] = await dataFiles(dump);
  await writeFile(file, bomb('', '\n', 128));
  await sealDump(dump);
  const verify = await runBounded(['dump', 'verify', 'dump'], folder);
  expect(verify.exitCode).toBe(8);
  expect(verify.stdout).toContain('it contains 0 items, but the manifest says 20');
});

test('a line of 10 MB is refused by file and line', async () => {
  const folder = await temporaryFolder();
  const dump = join(folder, 'dump');
  await runCommand(['dump', '--out', dump, '--segments', '1', '--compress', 'none'], { env: table.env });
  const [file = ''] = await dataFiles(dump);
  const lines = (await readFile(file, 'utf8')).split('\n');
  const long = `{"Item":{"id":{"S":"a"},"text":{"S":"${'x'.repeat(10_000_000)}"}}}`;
  await writeFile(file, lines.with(4, long).join('\n'));
  await sealDump(dump);
  const verify = await runBounded(['dump', 'verify', 'dump'], folder);
  expect(verify.exitCode).toBe(8);
  expect(verify.stdout).toContain('segment-00000-00001.json:5: a line larger than 8 MiB is not an item');
});

describe('any other JSON file', () => {
  test.each<[string, Buffer, number, string]>([
    ['an endless string', bomb('{"id":"', 'x'), 2, 'items.json.gz:1:1: a JSON value larger than 16 MiB'],
    ['an endless array', bomb('{"id":"a"}\n{"id":[', '1,'), 2, 'items.json.gz:2:1: a JSON value larger than'],
    ['blanks', bomb('{"id":"a"}', ' ', 256), 0, 'read 1 = 1 written'],
  ])('%s', async (_, bytes, exitCode, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'items.json.gz'), bytes);
    const args = ['restore', 'items.json.gz', '--mode', 'overwrite', '--confirm', table.tableName];
    const run = await runBounded(args, folder);
    expect(run.exitCode, run.stderr).toBe(exitCode);
    expect(run.stderr).toContain(message);
  });
});
