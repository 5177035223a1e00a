import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const HERE =
  'a dump is a folder, a JSON Lines file (.jsonl, .ndjson or .json) or CSV (.csv); files also with .gz or .zst';

beforeAll(() => fillTable(table.client, table.tableName, numberedItems(30)));

/** Dumps in a new folder, which is returned with the run. */
async function dump(...args: string[]): Promise<{ cwd: string; run: CommandRun }> {
  const cwd = await temporaryFolder();
  return { cwd, run: await runCommand(['dump', ...args], { env: table.env, cwd }) };
}

describe('--out', () => {
  test.each([
    [
      's3://bucket/a b/',
      ['dump to a folder: --out DIR', "then copy it there: aws s3 sync DIR 's3://bucket/a b/'"],
    ],
    [
      'S3:/bucket',
      ['dump to a folder: --out DIR', 'then copy it there: with a tool that supports such URLs'],
    ],
    [
      'gs://bucket/x.jsonl',
      ['dump to a folder: --out DIR', 'then copy it there: with a tool that supports such URLs'],
    ],
    [
      'https://example.com/x',
      ['dump to a folder: --out DIR', 'then copy it there: with a tool that supports such URLs'],
    ],
    [
      'host.example:/backups',
      ['dump to a folder: --out DIR', 'then copy it there: with a tool that supports such URLs'],
    ],
    ['file:///tmp/new dump', ["use a path: --out '/tmp/new dump'"]],
  ])('%s is a URL: refused, with the way out', async (out, ways) => {
    const { cwd, run } = await dump('--out', out);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe(
      [
        `Error: --out ${out} is a URL, but a dump is written to a local disk`,
        ...ways.map((way) => `  → ${way}`),
        '',
      ].join('\n'),
    );
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    [
      'x.tsv',
      [
        'to dump to a file of CSV: --out x.csv',
        'to dump to a folder: --out x',
        'to dump to a file: --out x.jsonl',
      ],
    ],
    [
      'a b/X.TAR.GZ',
      [
        "to dump to a folder: --out 'a b/X'",
        "then archive it: tar -czf 'a b/X.tar.gz' 'a b/X'",
        "to dump to a file: --out 'a b/X.jsonl.gz'",
      ],
    ],
    [
      'x.zip',
      [
        'to dump to a folder: --out x',
        'then archive it: tar -czf x.tar.gz x',
        'to dump to a file: --out x.jsonl',
      ],
    ],
    ['x.parquet', ['to dump to a folder: --out x', 'to dump to a file: --out x.jsonl']],
    ['x.gz', ['to dump to a folder: --out x', 'to dump to a file: --out x.jsonl.gz']],
    ['x.jsonl.bz2', ['to dump to a folder: --out x', 'to dump to a file: --out x.jsonl']],
    ['x.jsonl/', ['to dump to a folder: --out x', 'to dump to a file: --out x.jsonl']],
    [
      'x.csv/',
      [
        'to dump to a file of CSV: --out x.csv',
        'to dump to a folder: --out x',
        'to dump to a file: --out x.jsonl',
      ],
    ],
  ])('%s is no form of a dump: refused, and no folder', async (out, ways) => {
    const { cwd, run } = await dump('--out', out);
    expect(run.stderr).toBe(
      [`Error: --out ${out}: ${HERE}`, ...ways.map((way) => `  → ${way}`), ''].join('\n'),
    );
    expect(run.exitCode).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each(['x.ndjson', 'X.JSONL', 'x.NDJSON.gz', 'x.Jsonl.GZ', 'x.json'])(
    '%s is a file of JSON Lines',
    async (out) => {
      const { cwd, run } = await dump('--out', out);
      expect(run.exitCode, run.stderr).toBe(0);
      const bytes = await readFile(join(cwd, out));
      const text = /gz$/i.test(out) ? gunzipSync(bytes).toString() : bytes.toString();
      expect(text.trimEnd().split('\n')).toHaveLength(30);
      expect((await runCommand(['stats', '--from', join(cwd, out), '--json'])).json()).toMatchObject({
        itemCount: 30,
      });
    },
  );

  test.each(['backup.2026-01', 'v1.0', 'csv', 'a.b/c'])('%s is a folder', async (out) => {
    const { cwd, run } = await dump('--out', out);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await readdir(join(cwd, out))).toContain('dump.json');
  });

  test.each([
    [['--out', 'x.jsonl', '--compress', 'gzip'], '--compress gzip does not match the file name x.jsonl'],
    [
      ['--out', 'x.jsonl.gz', '--compress', 'none'],
      '--compress none does not match the file name x.jsonl.gz',
    ],
    [
      ['--out', '-', '--compress', 'gzip'],
      '--compress gzip cannot be combined with --out -: output to stdout is not compressed',
    ],
    [
      ['--out', 'x.jsonl', '--schema-only'],
      '--schema-only requires a folder: a JSON Lines file cannot contain a schema',
    ],
    [['--out', ''], '--out is empty'],
  ])('%j is refused: it would go unheard', async (args, message) => {
    const { cwd, run } = await dump(...args);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    expect(await readdir(cwd)).toEqual([]);
  });

  test('a part in a single file: a note says that the file does not show it', async () => {
    const { run } = await dump('--out', 'x.jsonl', '--where', 'number.lt:=5');
    expect(run.stderr).toContain(
      'x.jsonl contains only part of the table, and the file itself does not say so: --where number.lt:=5\n',
    );
  });

  test('of merge names a folder', async () => {
    for (const [out, message] of [
      ['all.jsonl', 'a merged dump must be a folder, but all.jsonl is the name of a file'],
      ['s3://bucket/all', '--out s3://bucket/all is a URL'],
      ['all.zip', `--out all.zip: ${HERE}`],
    ] as const) {
      const run = await runCommand(['dump', 'merge', 'one', 'two', '--out', out], {
        cwd: await temporaryFolder(),
      });
      expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
    }
  });
});

describe('a URL to be read', () => {
  test.each([
    ['restore'],
    ['dump', 'verify'],
    ['dump', 'diff'],
    ['dump', '--resume'],
    ['stats', '--from'],
    ['scan', '--from'],
  ])('%s %s', async (...args) => {
    const run = await runCommand([...args.filter((arg) => arg !== undefined), 's3://bucket/monday'], {
      env: table.env,
      cwd: await temporaryFolder(),
    });
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: [
        'Error: cannot read s3://bucket/monday: no such file or folder',
        '  → this is a URL, but the input must be on a local disk',
        '  → copy it first: aws s3 sync s3://bucket/monday DIR\n',
      ].join('\n'),
    });
  });
});

describe('the default folder', () => {
  test('is one of its own for each of several dumps begun in one second', async () => {
    const cwd = await temporaryFolder();
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => spawnCli(['dump', '--json'], { env: table.env, cwd })),
    );
    for (const { exitCode, stderr } of runs) expect(exitCode, stderr).toBe(0);
    const paths = runs.map(({ stdout }) => (JSON.parse(stdout) as { path: string }).path);
    expect(new Set(paths).size).toBe(4);
    for (const path of paths) {
      expect(path).toMatch(/^dumps\/autodyne-test-\w+-\d{8}T\d{6}Z(-\d)?$/);
      expect((await runCommand(['dump', 'verify', join(cwd, path)])).exitCode).toBe(0);
    }
  });

  test('two dumps within one second, one after the other', async () => {
    const cwd = await temporaryFolder();
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:05.678Z') });
    try {
      for (const ending of ['', '-2', '-3']) {
        const run = await runCommand(['dump', '--json'], { env: table.env, cwd });
        expect(run.exitCode, run.stderr).toBe(0);
        expect(run.json()).toMatchObject({ path: `dumps/${table.tableName}-20260102T030405Z${ending}` });
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
