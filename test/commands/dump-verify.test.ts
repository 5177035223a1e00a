import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAutodyneError } from '../../src/lib/errors/autodyne-error.ts';
import { checkChecksums } from '../../src/lib/sources/check-checksums.ts';
import { openSources } from '../../src/lib/sources/open-source.ts';
import { verifyDump } from '../../src/lib/verify/verify-dump.ts';
import { bitCount, changeLines, copyOfDump, dataFiles, flipBit, sealDump } from '../helpers/damaged-dump.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { seededRandom } from '../helpers/faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { rounds } from '../helpers/rounds.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const folder = join(tmpdir(), `autodyne-test-${randomUUID()}`);
const gzip = join(folder, 'gzip');
const plain = join(folder, 'plain');
let server: FaultServer;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(200, 100), ODD_ITEM]);
  server = await startFaultServer(table.url);
  await dumpInto(gzip, 'gzip', table.env);
  await dumpInto(plain, 'none', table.env);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function dumpInto(
  out: string,
  compression: 'gzip' | 'none',
  env: Record<string, string>,
  segments = 3,
): Promise<void> {
  const args = ['dump', '--out', out, '--segments', String(segments), '--compress', compression];
  const run = await runCommand(args, { env });
  expect(run.exitCode, run.stderr).toBe(0);
}

const verify = (dump: string): Promise<CommandRun> => runCommand(['dump', 'verify', dump]);

/** Runs `restore`, which must not have sent any request, not even DescribeTable. */
async function restoreRefused(dump: string): Promise<CommandRun> {
  const before = server.requests.length;
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, XDG_STATE_HOME: folder };
  const run = await runCommand(['restore', dump], { env, cwd: folder });
  expect(run.exitCode, run.stderr).toBe(2);
  expect(server.requests.length).toBe(before);
  return run;
}

const diff = (dump: string): Promise<CommandRun> => runCommand(['dump', 'diff', dump], { env: table.env });

async function firstDataFile(dump: string): Promise<string> {
  const [first = ''] = await dataFiles(dump);
  return first;
}

describe('a bit that flipped is found, wherever it is', () => {
  // Each is read again and again: few items in few files will do.
  const few = useTable();
  const [fewInGzip, fewPlain] = [join(folder, 'few-gzip'), join(folder, 'few-plain')];
  beforeAll(async () => {
    await fillTable(few.client, few.tableName, [...numberedItems(30, 100), ODD_ITEM]);
    await dumpInto(fewInGzip, 'gzip', few.env, 2);
    await dumpInto(fewPlain, 'none', few.env, 2);
  });

  const sources = [
    ['a compressed data file', fewInGzip, 'data/segment-00001-00001.json.gz', rounds(60)],
    ['a data file', fewPlain, 'data/segment-00001-00001.json', rounds(80)],
    ...['dump.json', 'table.json', 'manifest-files.json', 'manifest-summary.json'].map(
      (name) => [name, fewInGzip, name, rounds(30)] as const,
    ),
    ...['manifest-files.md5', 'manifest-summary.md5'].map(
      (name) => [name, fewInGzip, name, rounds(10)] as const,
    ),
  ] as const;

  test.each(sources)('in %s', async (_, dump, name, count) => {
    const random = seededRandom(count + name.length);
    const bits = await bitCount(join(dump, name));
    const copy = await copyOfDump(dump);
    const whole = await readFile(join(dump, name));
    for (let round = 0; round < count; round += 1) {
      const bit = Math.floor(random() * bits);
      await flipBit(join(copy, name), bit);
      const problems = await problemsOf(copy);
      expect(problems, `bit ${bit}`).not.toEqual([]);
      for (const problem of problems) expect(problem, `bit ${bit}`).toContain(copy);
      await expect(readForRestore(copy), `bit ${bit}`).rejects.toMatchObject({ code: 'InvalidInput' });
      if (round % 10 === 0) await expectCommandsToTell(copy, bit);
      await writeFile(join(copy, name), whole);
    }
    expect(await problemsOf(copy)).toEqual([]);
    await expect(readForRestore(copy)).resolves.toBeUndefined();
    expect((await verify(copy)).exitCode).toBe(0);
  });

  /** The problems that the library finds, each with its file. */
  async function problemsOf(dump: string): Promise<string[]> {
    try {
      const { problems } = await verifyDump(dump);
      return problems.map(({ file, problem }) => `${file}: ${problem}`);
    } catch (error) {
      if (!isAutodyneError(error, 'CheckFailed')) throw error;
      return [error.message];
    }
  }

  /** Reads the dump as `restore` does before its first request. */
  async function readForRestore(dump: string): Promise<void> {
    const { files } = await openSources([dump], { isReadAgain: true });
    await checkChecksums(files);
  }

  async function expectCommandsToTell(dump: string, bit: number): Promise<void> {
    const run = await verify(dump);
    expect(run.exitCode, `bit ${bit}: ${run.stdout}${run.stderr}`).toBe(8);
    expect(run.stdout + run.stderr, `bit ${bit}`).toContain(dump);
    await restoreRefused(dump);
  }
});

describe('damage is named by file', () => {
  type Damage = (dump: string) => Promise<unknown>;
  const change = (name: string, from: string | RegExp, to: string): Damage => {
    return async (dump) => {
      const text = await readFile(join(dump, name), 'utf8');
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      await writeFile(join(dump, name), changed);
    };
  };

  test.each<[string, Damage, string, string]>([
    [
      'a truncated gzip file',
      async (dump) =>
        truncate(await firstDataFile(dump), (await readFile(await firstDataFile(dump))).length - 9),
      'data/segment-00000-00001.json.gz: the compressed data is cut off',
      'its MD5 does not match the manifest',
    ],
    [
      'an emptied file',
      async (dump) => truncate(await firstDataFile(dump)),
      'data/segment-00000-00001.json.gz: its MD5 does not match the manifest',
      'its MD5 does not match the manifest',
    ],
    [
      'a missing data file',
      async (dump) => rm(await firstDataFile(dump)),
      'data/segment-00000-00001.json.gz: this data file is missing',
      'data/segment-00000-00001.json.gz: this data file is missing',
    ],
    [
      'a folder in the place of a data file',
      async (dump) => {
        const file = await firstDataFile(dump);
        await rm(file);
        await mkdir(file);
      },
      'data/segment-00000-00001.json.gz: cannot be read: it is a folder',
      'data/segment-00000-00001.json.gz: it is a folder',
    ],
    [
      'a manifest of data files that was changed',
      change('manifest-files.json', '"itemCount":', '"itemCount": '),
      'manifest-files.json: its MD5 does not match the checksum file: one of the two files was changed',
      'manifest-files.json: its MD5 does not match the checksum file: one of the two files was changed',
    ],
    [
      'a summary that was changed',
      change('manifest-summary.json', /"itemCount": \d+/, '"itemCount": 7'),
      'manifest-summary.json: its MD5 does not match the checksum file',
      'manifest-summary.json: its MD5 does not match the checksum file',
    ],
    [
      'a manifest that is no JSON',
      change('manifest-files.json', '}', ''),
      'manifest-files.json: line 1: not JSON',
      'manifest-files.json: line 1: not JSON',
    ],
    [
      'a missing summary',
      (dump) => rm(join(dump, 'manifest-summary.json')),
      'incomplete: it has no manifest-summary.json',
      'is incomplete: it has no manifest-summary.json',
    ],
    [
      'a missing schema',
      (dump) => rm(join(dump, 'table.json')),
      'table.json: this file is missing',
      'table.json: this file is missing',
    ],
    [
      'another schema',
      change('table.json', '"TableName"', '"TableNane"'),
      'table.json: its MD5 does not match the summary: the file was changed',
      'table.json: its MD5 does not match the summary: the file was changed',
    ],
    ...['null', '1', '{"AttributeName":7,"KeyType":"HASH"}', '{"AttributeName":"id","KeyType":"RANGE"}'].map(
      (key): [string, Damage, string, string] => [
        `a schema with a key ${key}`,
        change('table.json', /"KeySchema": *\[[^\]]*\]/, `"KeySchema": [${key}]`),
        'table.json: not a table description',
        'table.json: not a table description',
      ],
    ),
  ])('%s: exit 8; restore asks nothing, exit 2', async (_, damage, problem, restoreProblem) => {
    const dump = await copyOfDump(gzip);
    await damage(dump);
    const run = await verify(dump);
    expect(run.exitCode, run.stderr).toBe(8);
    expect(run.stdout + run.stderr).toContain(problem);
    const restore = await restoreRefused(dump);
    expect(restore.stderr).toContain(restoreProblem);
    const compared = await diff(dump);
    expect(compared.exitCode).toBe(2);
    expect(compared.stdout).toBe('');
    expect(compared.stderr).toContain(restoreProblem);
  });

  test('files that do not belong there, and missing checksums', async () => {
    const dump = await copyOfDump(gzip);
    await writeFile(join(dump, 'notes.txt'), '');
    await writeFile(join(dump, 'data/segment-00009-00001.json.gz'), '');
    await rm(join(dump, 'manifest-files.md5'));
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain(`${dump}/notes.txt: unexpected file or folder in a dump\n`);
    expect(run.stdout).toContain(
      `${dump}/data/segment-00009-00001.json.gz: this file is not in a manifest\n`,
    );
    expect(run.stdout).toContain(`${dump}/manifest-files.md5: this file is missing\n`);
    expect(run.stdout).toContain('3 problems found\n');
  });

  test('a data file that is another one', async () => {
    const dump = await copyOfDump(gzip);
    const [first = '', second = ''] = await dataFiles(dump);
    await cp(second, first);
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain(`${first}: its MD5 does not match the manifest: the file was changed\n`);
    // The files are read in the order in which the segments were done.
    expect(run.stdout).toMatch(
      /segment-0000([01])-00001\.json\.gz:1: the key .* occurs twice, first in .*segment-0000(?!\1)[01]-/,
    );
  });

  test('a folder that is no dump: exit 2', async () => {
    const run = await verify(await temporaryFolder());
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('is not a dump: it has no dump.json');
  });
});

describe('content is judged, also where every checksum is right', () => {
  const BIG = 'x'.repeat(400 * 1024);

  test.each<[string, (lines: string[]) => string[], string]>([
    ['a key twice', ([first = '', ...others]) => [first, ...others, first], 'occurs twice, first in'],
    ['no JSON', (lines) => lines.toSpliced(4, 1, '{"Item":{"id":{"S":"a"}'), ':5: not JSON: '],
    [
      'an unknown type',
      (lines) => lines.toSpliced(2, 1, '{"Item":{"id":{"Q":"1"}}}'),
      ':3: not DynamoDB JSON: {"Q":"1"}',
    ],
    [
      'null',
      (lines) => lines.toSpliced(2, 1, '{"Item":{"id":{"S":"a"},"n":null}}'),
      ':3: not DynamoDB JSON: null',
    ],
    ['no item', (lines) => lines.toSpliced(1, 1, '{"id":{"S":"a"}}'), ':2: the line is not {"Item":{…}}'],
    ['no key', (lines) => lines.toSpliced(2, 1, '{"Item":{"ib":{"S":"a"}}}'), ':3: '],
    ['a key of a wrong type', (lines) => lines.toSpliced(2, 1, '{"Item":{"id":{"N":"1"}}}'), ':3: '],
    ['no number', (lines) => lines.toSpliced(0, 1, '{"Item":{"id":{"S":"a"},"n":{"N":"1O"}}}'), ':1: '],
    ['an empty set', (lines) => lines.toSpliced(0, 1, '{"Item":{"id":{"S":"a"},"n":{"SS":[]}}}'), ':1: '],
    [
      'an item that is too large',
      (lines) => lines.toSpliced(0, 1, `{"Item":{"id":{"S":"a"},"n":{"S":"${BIG}"}}}`),
      ':1: the item has 409604 bytes, names included; DynamoDB allows at most 409600 (400 KB)',
    ],
  ])('%s', async (_, damage, problem) => {
    for (const whole of [gzip, plain]) {
      const dump = await copyOfDump(whole);
      const file = await firstDataFile(dump);
      let isLonger = false;
      await changeLines(file, (lines) => {
        const changed = damage(lines);
        isLonger = changed.length > lines.length;
        return changed;
      });
      const oneMore = (record: Record<string, unknown>): Record<string, unknown> =>
        isLonger && record['segment'] === 0
          ? { ...record, itemCount: Number(record['itemCount']) + 1 }
          : record;
      await sealDump(dump, { record: oneMore });
      const run = await verify(dump);
      expect(run.exitCode, run.stderr).toBe(8);
      expect(run.stdout).toContain(`${file}:`);
      expect(run.stdout).toContain(problem);
      expect(run.stdout).toContain('1 problem found\n');
      const compared = await diff(dump);
      if (isLonger)
        expect(compared.stderr).toContain(`${dump}: 202 items; table ${table.tableName}: 201 items`);
      else expect([2, 3, 8], compared.stderr).toContain(compared.exitCode);
    }
  });

  test('a count that differs from the lines', async () => {
    const dump = await copyOfDump(gzip);
    const file = await firstDataFile(dump);
    await changeLines(file, (lines) => lines.slice(1));
    await sealDump(dump);
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toMatch(
      /segment-00000-00001\.json\.gz: it contains \d+ items, but the manifest says \d+\n/,
    );
  });

  test('a count that differs from the summary', async () => {
    const dump = await copyOfDump(gzip);
    await sealDump(dump, { summary: (summary) => ({ ...summary, itemCount: 202 }) });
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain(
      `${join(dump, 'manifest-summary.json')}: its itemCount is 202, but the data files have 201\n`,
    );
    expect((await restoreRefused(dump)).stderr).toContain(
      'its itemCount is 202, but the data files have 201',
    );
  });

  test('a hundred problems are listed, all are counted', async () => {
    const dump = await copyOfDump(plain);
    for (const file of await dataFiles(dump)) {
      await changeLines(file, (lines) => lines.map((line) => line.replace('"id"', '"no"')));
    }
    await sealDump(dump);
    const run = await verify(dump);
    expect(run.stdout).toContain('and 101 more problems\n');
    expect(run.stdout).toContain('201 problems found\n');
    const json = (await runCommand(['dump', 'verify', dump, '--json'])).json();
    expect(json).toMatchObject({ problemCount: 201, itemCount: 0 });
    expect((json as { problems: unknown[] }).problems).toHaveLength(100);
  });
});

describe('a manifest that points outside its folder is refused, though what it points to is sound', () => {
  /** Moves the first data file out of the dump, and lets the manifest say where it is now. */
  async function pointOutside(pathOf: (outside: string) => string): Promise<string> {
    const dump = await copyOfDump(gzip);
    const file = await firstDataFile(dump);
    const outside = join(dump, '..', basename(file));
    await cp(file, outside);
    await sealDump(dump, {
      record: (record) => (record['segment'] === 0 ? { ...record, dataFileS3Key: pathOf(outside) } : record),
    });
    await rm(file);
    return dump;
  }

  test.each<[string, (outside: string) => string]>([
    ['../', (outside) => `../${basename(outside)}`],
    ['data/../../', (outside) => `data/../../${basename(outside)}`],
    ['an absolute path', (outside) => outside],
    ["AWS's layout and ../", (outside) => `AWSDynamoDB/01-a/../${basename(outside)}`],
  ])('%s', async (_, pathOf) => {
    const dump = await pointOutside(pathOf);
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stderr).toMatch(/manifest-files\.json: line \d: ".*" is not a path inside the dump/);
    expect((await restoreRefused(dump)).stderr).toContain('is not a path inside the dump');
    expect((await diff(dump)).stderr).toContain('is not a path inside the dump');
    const resumed = await runCommand(['dump', '--resume', dump], { env: table.env });
    expect(resumed.stderr).toContain('is not a path inside the dump');
  });

  test.each<[string, (dump: string) => Promise<void>]>([
    [
      'a data file that is a symbolic link',
      async (dump) => {
        const file = await firstDataFile(dump);
        await rename(file, join(dump, '..', 'elsewhere'));
        await symlink(join(dump, '..', 'elsewhere'), file);
      },
    ],
    [
      'a data folder that is one',
      async (dump) => {
        await rename(join(dump, 'data'), join(dump, '..', 'elsewhere'));
        await symlink('../elsewhere', join(dump, 'data'));
      },
    ],
  ])('%s', async (_, damage) => {
    const dump = await copyOfDump(gzip);
    await damage(dump);
    const run = await verify(dump);
    expect(run.exitCode).toBe(8);
    expect(run.stdout).toContain('a symbolic link points outside the dump, to ');
    expect((await restoreRefused(dump)).stderr).toContain('a symbolic link points outside the dump, to ');
    expect((await diff(dump)).stderr).toContain('a symbolic link points outside the dump, to ');
  });

  test('a link that stays inside is followed', async () => {
    const dump = await copyOfDump(gzip);
    await mkdir(join(dump, 'real'));
    const file = await firstDataFile(dump);
    await rename(file, join(dump, 'real', 'x'));
    await symlink('../real/x', file);
    const run = await verify(dump);
    expect(run.stdout).toContain('real: unexpected file or folder in a dump');
    expect(run.stdout).toContain('1 problem found\n');
  });
});
