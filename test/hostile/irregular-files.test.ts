import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locateDataFile } from '../../src/lib/sources/data-files.ts';
import { BlockingFile, fileBytes } from '../../src/lib/sources/file-bytes.ts';
import { copyOfDump, dataFiles } from '../helpers/damaged-dump.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { IRREGULAR_KINDS } from '../helpers/irregular-kinds.ts';
import { keptCli } from '../helpers/kept-cli.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const folder = join(tmpdir(), `irregular-${process.pid}`);
const dump = join(folder, 'dump');
beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(3));
  const run = await runCommand(['dump', '--out', dump, '--segments', '1'], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FILES = [
  'dump.json',
  'table.json',
  'manifest-files.json',
  'manifest-summary.json',
  'manifest-files.md5',
];

/** For a data file, the first problem reported is that the link points outside the dump. */
const OUTSIDE = 'a symbolic link points outside the dump, to /dev/zero';

/** Another process, so that one which hangs can be ended. */
const run = (args: string[]) => keptCli(args, { env: table.env, cwd: folder, timeoutMs: 20_000 });

describe.each(IRREGULAR_KINDS)('%s in the place of', (kind, put, problem) => {
  test.each([...FILES, 'a data file'])('%s is refused by verify and restore', async (name) => {
    const copy = await copyOfDump(dump);
    const path = name === 'a data file' ? ((await dataFiles(copy))[0] ?? '') : join(copy, name);
    await rm(path);
    await put(path);
    const verify = await run(['dump', 'verify', copy]);
    expect([verify.signal, verify.exitCode]).toEqual([null, 8]);
    const said = kind === 'a device' && name === 'a data file' ? OUTSIDE : problem;
    expect(verify.stdout + verify.stderr).toContain(said);
    const restore = await run(['restore', copy, '--mode', 'overwrite', '--confirm', table.tableName]);
    expect([restore.signal, restore.exitCode]).toEqual([null, 2]);
    expect(restore.stderr).toContain(said);
  });
});

test('a manifest of more than 64 MiB is refused before it is read', async () => {
  const copy = await copyOfDump(dump);
  const path = join(copy, 'dump.json');
  await truncate(path, 65 * 1024 * 1024);
  const verify = await run(['dump', 'verify', copy]);
  expect(verify.stderr).toContain(`cannot read ${path}: it is larger than 64 MiB, the limit for such a file`);
  expect(verify.exitCode).toBe(8);
});

test('a link to a regular file inside the dump is followed', async () => {
  const copy = await copyOfDump(dump);
  const bytes = await readFile(join(copy, 'table.json'));
  await writeFile(join(folder, 'elsewhere.json'), bytes);
  await rm(join(copy, 'table.json'));
  await symlink(join(folder, 'elsewhere.json'), join(copy, 'table.json'));
  expect((await run(['dump', 'verify', copy])).exitCode).toBe(0);
});

describe('what a person names may be a pipe', () => {
  /** Words as a shell of bash reads them. */
  const bash = (line: string): Promise<{ exitCode: number; output: string }> =>
    new Promise((resolve) => {
      const env = { ...table.env, PATH: process.env['PATH'] ?? '', NO_COLOR: '1', HOME: folder };
      const options = { env, cwd: folder, timeout: 20_000 };
      const command = line.replace(
        /(?<=^|&& |\| )autodyne /,
        `'${process.execPath}' '${join(import.meta.dirname, '../../bin/run.js')}' `,
      );
      execFile('bash', ['-c', command], options, (error, stdout, stderr) =>
        resolve({ exitCode: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });

  test.each([
    ['items', `autodyne put <(echo '{"id":"from a pipe"}')`],
    ['items to count', `autodyne stats --from <(echo '{"id":"from a pipe"}')`],
    ['settings', `autodyne get '{"id":"item-00001"}' --settings-file <(echo 'X=1')`],
    ['a schema', `autodyne restore ${dump} --create --schema <(cat ${dump}/table.json) --dry-run`],
  ])('%s', async (_, line) => {
    const { exitCode, output } = await bash(line);
    expect(exitCode, output).toBe(0);
  });

  // A restore reads its source to check it, and once more to write it.
  test.each([
    ['a pipe to restore', `autodyne restore <(echo '{"id":"from a pipe"}')`],
    ['a pipe to plan a restore of', `autodyne restore --dry-run <(echo '{"id":"from a pipe"}')`],
    ['one of several', `autodyne restore ${dump}/table.json <(echo '{"id":"from a pipe"}')`],
    ['a named pipe that nobody writes into', `mkfifo p && autodyne restore p`],
  ])('but not %s', async (_, line) => {
    const { exitCode, output } = await bash(line);
    expect(output).toContain('is a named pipe, which cannot be read again');
    expect(output).toContain('→ pass its content to standard input: COMMAND | autodyne restore -\n');
    expect(exitCode).toBe(2);
  });

  test('which standard input is, as the refusal says', async () => {
    const { exitCode, output } = await bash(
      `echo '{"id":"from a pipe"}' | autodyne restore - --mode overwrite --confirm ${table.tableName}`,
    );
    expect(exitCode, output).toBe(0);
  });

  test('and a device that never ends is refused as settings', async () => {
    const { exitCode, output } = await bash('autodyne get x --settings-file /dev/zero');
    expect(output).toContain('cannot read the settings file /dev/zero: it is larger than 1 MiB');
    expect(exitCode).toBe(2);
  });

  test('and one that is refused as a schema', async () => {
    const { exitCode, output } = await bash(`autodyne restore ${dump} --create --schema /dev/zero`);
    expect(output).toContain('cannot read /dev/zero: it is a device, not a regular file');
    expect(exitCode).toBe(2);
  });
});

describe('a file that is replaced between the look at it and its opening', () => {
  const RECORD = { itemCount: 3, md5Base64: '' };

  /** A data file of a dump as it was found, and then made something else. */
  async function replacedFile(put: (path: string) => unknown) {
    const copy = await copyOfDump(dump);
    const [path = ''] = await dataFiles(copy);
    const found = await locateDataFile(copy, { ...RECORD, path: path.slice(copy.length + 1) });
    await rm(path);
    await put(path);
    return { found, path };
  }

  async function readWhole(bytes: AsyncIterable<Buffer>): Promise<void> {
    for await (const _ of bytes);
  }

  test.each(IRREGULAR_KINDS)('%s is not read in its place', async (kind, put, problem) => {
    const { found, path } = await replacedFile(put);
    const said = kind === 'a device' ? 'it is a symbolic link, not a regular file' : problem;
    const error = expect.objectContaining({ code: 'InvalidInput', message: `cannot read ${path}: ${said}` });
    await expect(readWhole(fileBytes(found))).rejects.toEqual(error);
    expect(() => new BlockingFile(found)).toThrow(error);
  });

  test('a link that leads out of the dump is not followed', async () => {
    const { found, path } = await replacedFile((link) => symlink('/etc/hostname', link));
    const message = `cannot read ${path}: it is a symbolic link, not a regular file`;
    await expect(readWhole(fileBytes(found))).rejects.toMatchObject({ code: 'InvalidInput', message });
  });
});

test('items that somebody writes into a named pipe are read once, to their end', async () => {
  const cwd = await temporaryFolder();
  execFileSync('mkfifo', [join(cwd, 'items')]);
  spawn('sh', ['-c', 'echo "{\\"id\\":\\"a\\"}" > items'], { cwd });
  const { signal, exitCode, stdout, stderr } = await keptCli(['stats', '--from', 'items', '--json'], {
    cwd,
    timeoutMs: 20_000,
  });
  expect([signal, exitCode], stderr).toEqual([null, 0]);
  expect(JSON.parse(stdout)).toMatchObject({ itemCount: 1 });
});
