import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { countOf, countText } from '../../src/lib/errors/count-text.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let pristine: string;
/** The same as an unfinished dump, with two files in it. */
let unfinished: string;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(300, 200));
  const folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
  [pristine, unfinished] = [join(folder, 'dump'), join(folder, 'unfinished')];
  const run = await runCommand(['dump', '--out', pristine, '--segments', '2'], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
  const stopped = ['dump', '--out', unfinished, '--segments', '2', '--max-units', '4'];
  expect((await runCommand(stopped, { env: table.env })).exitCode).toBe(3);
  return () => rm(folder, { recursive: true });
});

async function copyOf(dump: string): Promise<string> {
  const copy = join(await temporaryFolder(), 'dump');
  await cp(dump, copy, { recursive: true });
  return copy;
}

describe('what file managers leave behind', () => {
  const NAMES = ['.DS_Store', '._dump.json', 'Thumbs.db', 'desktop.ini', '__MACOSX', 'Icon\r'];

  /** Puts such files into each folder of a dump, also next to its data files. */
  async function littered(dump: string): Promise<string> {
    const copy = await copyOf(dump);
    for (const folder of [join(copy, '..'), copy, join(copy, 'data')]) {
      for (const name of NAMES) {
        if (name.startsWith('__')) await mkdir(join(folder, name));
        else await writeFile(join(folder, name), 'Mac OS X');
      }
      for (const name of await readdir(folder)) {
        if (/^(segment|manifest)/.test(name)) await writeFile(join(folder, `._${name}`), 'Mac OS X');
      }
    }
    return copy;
  }

  test('does no harm to verify, restore, diff, stats and merge', async () => {
    const copy = await littered(pristine);
    const verified = await runCommand(['dump', 'verify', copy]);
    expect(verified).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('verified: complete; no problems found'),
    });
    const env = { ...table.env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
    const restored = await runCommand(['restore', join(copy, '..'), '--verify'], { env });
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect((await runCommand(['dump', 'diff', copy, pristine])).exitCode).toBe(0);
    expect((await runCommand(['stats', '--from', copy, '--json'])).json()).toMatchObject({ itemCount: 300 });
    const out = join(await temporaryFolder(), 'merged');
    const merged = await runCommand(['dump', 'merge', copy, '--out', out]);
    expect(merged.exitCode, merged.stderr).toBe(0);
  });

  test('does no harm to a resumed dump, and stays', async () => {
    const copy = await littered(unfinished);
    const resumed = await runCommand(['dump', '--resume', copy, '--verify'], { env: table.env });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(await readdir(join(copy, 'data'))).toContain('._segment-00000-00001.json.gz');
  });

  test('does not make a new folder one that is not empty', async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, '.DS_Store'), '');
    const run = await runCommand(['dump', '--out', out], { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
  });

  test('is no file of a dynamodump folder, or .dynamodata', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'schema.json'), await readFile(join(pristine, 'table.json')));
    await writeFile(join(folder, 'data/0001.json'), '{"Items":[{"id":{"S":"1"}}]}');
    await writeFile(join(folder, 'data/._0001.json'), 'Mac OS X');
    const stats = await runCommand(['stats', '--from', folder, '--json']);
    expect(stats.json()).toMatchObject({ itemCount: 1 });
    const other = await temporaryFolder();
    await writeFile(join(other, 'music.dynamodata'), '{"id":{"S":"1"}}');
    await writeFile(join(other, '._music.dynamodata'), 'Mac OS X');
    expect((await runCommand(['stats', '--from', other, '--json'])).json()).toMatchObject({ itemCount: 1 });
  });

  test('but what nobody left behind is still named', async () => {
    const copy = await copyOf(pristine);
    await writeFile(join(copy, 'notes.txt'), '');
    const run = await runCommand(['dump', 'verify', copy]);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain('notes.txt: unexpected file or folder in a dump');
  });
});

describe('data files that were unpacked', () => {
  /** Decompresses the files: next to the compressed ones, instead of them, or under their names. */
  async function unpacked(dump: string, how: 'beside' | 'instead' | 'in place'): Promise<string> {
    const copy = await copyOf(dump);
    const data = join(copy, 'data');
    for (const name of await readdir(data)) {
      const [packed, plain] = [join(data, name), join(data, name.replace(/\.gz$/, ''))];
      await writeFile(plain, gunzipSync(await readFile(packed)));
      if (how === 'instead') await rm(packed);
      if (how === 'in place') await rename(plain, packed);
    }
    return copy;
  }

  test.each(['instead', 'in place'] as const)(
    '%s: read and restored, and verify says what it cannot tell',
    async (how) => {
      const copy = await unpacked(pristine, how);
      const verified = await runCommand(['dump', 'verify', copy, '--json']);
      expect(verified.exitCode).toBe(8);
      const ending = how === 'instead' ? '.json' : '.json.gz';
      const problem = 'this file was decompressed after the dump: checksums cannot be compared';
      expect(verified.json()).toMatchObject({
        itemCount: 300,
        problemCount: 2,
        problems: expect.arrayContaining(
          ['00000', '00001'].map((segment) =>
            expect.objectContaining({ file: join(copy, `data/segment-${segment}-00001${ending}`), problem }),
          ),
        ),
      });
      const env = { ...table.env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
      const restored = await runCommand(['restore', copy, '--verify'], { env });
      expect(restored.exitCode, restored.stderr).toBe(0);
      expect(restored.stderr).toContain(
        '2 files were decompressed after the dump: only their items were counted\n',
      );
      const read = await runCommand(['scan', '--from', copy, '--count']);
      expect(read).toMatchObject({
        exitCode: 0,
        stdout: '300\n',
        stderr: expect.stringContaining('2 files were decompressed'),
      });
      expect((await runCommand(['dump', 'diff', copy, pristine])).exitCode).toBe(0);
    },
  );

  test.each(['instead', 'in place'] as const)(
    '%s: one that is short is refused before anything is written',
    async (how) => {
      const copy = await unpacked(pristine, how);
      const file = join(copy, `data/segment-00001-00001.json${how === 'instead' ? '' : '.gz'}`);
      const text = await readFile(file, 'utf8');
      const lines = text.split('\n').length - 1;
      await truncate(file, Buffer.byteLength(text.slice(0, text.trimEnd().lastIndexOf('\n') + 1)));
      const problem = `it contains ${lines - 1} items, but the manifest says ${lines}`;
      const env = { ...table.env, AUTODYNE_TABLE_NAME: await emptyTable(table.client) };
      for (const args of [
        ['restore', copy],
        ['restore', copy, '--dry-run'],
        ['stats', '--from', copy],
        ['scan', '--from', copy, '--count'],
        ['dump', 'diff', copy],
      ]) {
        const run = await runCommand(args, { env });
        expect(run, args.join(' ')).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining(`${file}: ${problem}`),
        });
      }
      expect((await runCommand(['scan', '--count'], { env })).stdout).toBe('0\n');
      expect((await runCommand(['dump', 'verify', copy])).stdout).toContain(`${file}: ${problem}`);
    },
  );

  test('one that was edited to the same number of lines is found by its size', async () => {
    const copy = await unpacked(pristine, 'instead');
    const file = join(copy, 'data/segment-00000-00001.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"number"', '"numbers"'));
    const run = await runCommand(['restore', copy, '--dry-run'], { env: table.env });
    const sizeBytes = Buffer.byteLength(text);
    expect(run.stderr).toContain(
      `${file}: it has ${countOf(sizeBytes + 1, 'byte')}, but ${countText(sizeBytes)} were dumped`,
    );
  });

  test('next to the compressed ones: a copy that an import would read twice', async () => {
    const copy = await unpacked(pristine, 'beside');
    const run = await runCommand(['dump', 'verify', copy]);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain(
      'segment-00000-00001.json: this is a decompressed copy of segment-00000-00001.json.gz, which also exists: move it elsewhere\n',
    );
    const stats = await runCommand(['stats', '--from', copy, '--json']);
    expect(stats.json()).toMatchObject({ itemCount: 300 });
    expect(stats.stderr).not.toContain('unpacked');
  });

  test.each(['beside', 'instead'] as const)(
    '%s: an unfinished dump can be resumed, and keeps them',
    async (how) => {
      const copy = await unpacked(unfinished, how);
      const before = await readdir(join(copy, 'data'));
      const resumed = await runCommand(['dump', '--resume', copy], { env: table.env });
      expect(resumed.exitCode, resumed.stderr).toBe(0);
      expect(await readdir(join(copy, 'data'))).toEqual(expect.arrayContaining(before));
      expect((await runCommand(['dump', 'diff', copy], { env: table.env })).exitCode).toBe(0);
    },
  );

  test('are not merged: the new manifest could not vouch for them', async () => {
    const copy = await unpacked(pristine, 'instead');
    const run = await runCommand(['dump', 'merge', copy, '--out', join(await temporaryFolder(), 'merged')]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      'this file was decompressed after the dump: its checksum cannot be compared',
    );
  });
});
