import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(1000, 300), ODD_ITEM]);
});

async function dump(...args: string[]) {
  const out = join(await temporaryFolder(), 'dump');
  const run = await runCommand(['dump', '--out', out, ...args], { env: table.env });
  return { out, run };
}

describe('dump', () => {
  test('a whole dump, verified', async () => {
    const { out, run } = await dump('--segments', '3', '--verify');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(
      /^about 1,001 items, \S+ KB: \S+ read units \(\S+ request units\), (less than )?\S+ % of the monthly plan\n/,
    );
    expect(run.stderr).toContain('read 1,001 items, wrote 1,001 (');
    expect(run.stderr).toContain('verified: complete; no problems found');
    expect((await readdir(out)).sort()).toEqual([
      'data',
      'dump.json',
      'manifest-files.json',
      'manifest-files.md5',
      'manifest-summary.json',
      'manifest-summary.md5',
      'table.json',
    ]);
    const names = await readdir(join(out, 'data'));
    expect(names.sort()).toEqual([0, 1, 2].map((segment) => `segment-0000${segment}-00001.json.gz`));
    for (const name of [...names.map((n) => `data/${n}`), 'dump.json', 'manifest-summary.json']) {
      expect((await stat(join(out, name))).mode & 0o777).toBe(0o600);
    }
    const texts = await Promise.all(
      names.map(async (name) => gunzipSync(await readFile(join(out, 'data', name))).toString()),
    );
    const lines = texts.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(1001);
    const odd = lines.find((line) => line.includes('legal'));
    expect(JSON.parse(odd ?? '')).toMatchObject({
      Item: {
        bin: { B: 'AAH/' },
        nested: { L: [{ M: { b: { B: 'CQ==' } } }] },
        map: { M: { deep: { L: [{ M: {} }, { NULL: true }, { N: expect.any(String) }] } } },
      },
    });
    expect(Object.keys(JSON.parse(odd ?? '').Item)).toContain('__proto__');
    const summary = JSON.parse(await readFile(join(out, 'manifest-summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      version: '2020-06-30',
      itemCount: 1001,
      outputFormat: 'DYNAMODB_JSON',
      exportType: 'FULL_EXPORT',
      isWhole: true,
      formatVersion: 1,
      tableName: table.tableName,
    });
  });

  test('--json', async () => {
    const { out, run } = await dump('--json', '--segments', '1', '--compress', 'none');
    expect(run.json()).toEqual({
      tableName: table.tableName,
      path: out,
      isWhole: true,
      itemCount: 1001,
      scannedCount: 1001,
      contentSizeBytes: expect.any(Number),
      sizeBytes: expect.any(Number),
      consumedReadUnits: expect.any(Number),
      seconds: expect.any(Number),
    });
    const bytes = await readFile(join(out, 'data/segment-00000-00001.json'));
    expect(bytes.length).toBe((run.json() as { sizeBytes: number }).sizeBytes);
  });

  test('--estimate reads the description and a sample only', async () => {
    const run = await runCommand(['dump', '--estimate', '--json'], { env: table.env });
    expect(run.json()).toEqual({
      itemCount: 1001,
      sizeBytes: expect.any(Number),
      capacityUnits: expect.any(Number),
      requestUnits: expect.any(Number),
      planShare: expect.any(Number),
    });
  });

  test('--out - streams lines', async () => {
    const run = await runCommand(['dump', '--out', '-', '--where', 'number.lt:=10', '--attributes', 'id'], {
      env: table.env,
    });
    const lines = run.stdout.trimEnd().split('\n').sort();
    expect(lines).toEqual(Array.from({ length: 10 }, (_, n) => `{"Item":{"id":{"S":"item-0000${n}"}}}`));
  });

  test('--attributes reads names as every other list of them', async () => {
    const dump = (attributes: string) =>
      runCommand(['dump', '--out', '-', '--limit', '1', '--attributes', attributes], { env: table.env });
    expect((await dump('id, a\\,b')).exitCode).toBe(0);
    const slip = await dump('id,l[-1]');
    expect(slip).toMatchObject({ exitCode: 2, stdout: '' });
    expect(slip.stderr).toContain('"l[-1]" is not an attribute: "[-1]" is not a valid position');
  });

  test('--out FILE.jsonl.gz, never over another', async () => {
    const path = join(await temporaryFolder(), 'items.jsonl.gz');
    const run = await runCommand(['dump', '--out', path], { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(
      gunzipSync(await readFile(path))
        .toString()
        .trimEnd()
        .split('\n'),
    ).toHaveLength(1001);
    const again = await runCommand(['dump', '--out', path], { env: table.env });
    expect(again.exitCode).toBe(5);
    expect(again.stderr).toContain(`${path} already exists; a dump does not overwrite data`);
  });

  test.each([
    [['--limit', '7'], 7],
    [['--schema-only'], 0],
    [['--data-only'], 1001],
    [['--where', 'number:=5'], 1],
  ])('%j is no whole dump', async (args, itemCount) => {
    const { out, run } = await dump(...args, '--verify', '--json');
    expect(run.json()).toMatchObject({ isWhole: false, itemCount, verification: { problemCount: 0 } });
    expect(run.stderr).not.toContain('heroku');
    expect((await readdir(out)).includes('table.json')).toBe(args[0] !== '--data-only');
  });

  test('--max-units stops with exit 3, and --resume ends it', async () => {
    const { out, run } = await dump('--segments', '2', '--max-units', '20');
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toMatch(/the dump stopped at --max-units; \d+ items in \d+ files are saved in /);
    expect(run.stderr).toContain(`→ to continue: autodyne dump --resume ${out}`);
    const broken = await runCommand(['dump', 'verify', out]);
    expect(broken.exitCode).toBe(8);
    expect(broken.stdout).toContain(`${out}: incomplete: it has no manifest-summary.json`);
    const resumed = await runCommand(['dump', '--resume', out, '--verify', '--json'], { env: table.env });
    expect(resumed.json()).toMatchObject({
      isWhole: true,
      itemCount: 1001,
      verification: { problemCount: 0 },
    });
    const again = await runCommand(['dump', '--resume', out, '--verify'], { env: table.env });
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('verified: complete; no problems found');
    expect(again.stderr).toContain(`the dump in ${out} is complete: there is nothing to resume`);
  });

  test('--resume keeps to its table, and to its bounds', async ({ skip }) => {
    const { out, run } = await dump(
      ...['--segments', '2', '--max-units', '20', '--max-read-units', '100000', '--table', table.tableName],
    );
    expect(run.stderr).toContain(
      `→ to continue: autodyne dump --resume ${out} --max-read-units 100000 --table ${table.tableName}\n`,
    );
    const file = join(out, 'table.json');
    const described = await readFile(file, 'utf8');
    if (!described.includes('"TableId"')) skip('DynamoDB Local gives tables no id');
    await writeFile(file, described.replace(/"TableId": ".*"/, '"TableId": "another"'));
    const resumed = await runCommand(['dump', '--resume', out], { env: table.env });
    expect(resumed.exitCode).toBe(2);
    expect(resumed.stderr).toContain(
      `the dump is of another table named "${table.tableName}": its TableId was another, now it is `,
    );
    expect(await readdir(out)).not.toContain('dump.lock');
  });

  test.each([
    [['--segments', '0'], '--segments must be auto or from 1 to 1000000, not "0"'],
    [
      ['--segments', '4', '--segment-range', '3-2'],
      '--segment-range must be FIRST-LAST, such as 0-3, not "3-2"',
    ],
    [['--segments', '4', '--segment-range', '2-4'], 'segments 2-4 do not exist: the last of 4 segments is 3'],
  ])('%j is refused', async (args, message) => {
    const { run } = await dump(...args);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test.each([
    [['--resume', 'backup', '--estimate'], '--estimate'],
    [['--resume', 'backup', '--where', 'n=1'], '--where'],
    [['--resume', 'backup', '--segments', '3'], '--segments'],
    [['--out', '-', '--verify'], '--verify requires a folder'],
    [['--out', 'items.jsonl.gz', '--verify'], '--verify requires a folder'],
  ])('%j: nothing that is asked for goes unheard', async (args, message) => {
    const run = await runCommand(['dump', ...args], { env: table.env, cwd: await temporaryFolder() });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test('a folder that is not empty is left alone', async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, 'precious.txt'), '');
    const run = await runCommand(['dump', '--out', out], { env: table.env });
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain(`${out} exists and is not empty; a dump does not overwrite data`);
    expect(await readdir(out)).toEqual(['precious.txt']);
  });
});

describe('dump diff', () => {
  test('with the table, before and after a change', async () => {
    const { out } = await dump();
    const same = await runCommand(['dump', 'diff', out], { env: table.env });
    expect(same.exitCode, same.stderr).toBe(0);
    expect(same.stdout).toBe('');
    expect(same.stderr).toContain('no difference');
    await table.client.send(
      new PutItemCommand({
        TableName: table.tableName,
        Item: { id: { S: 'item-00000' }, number: { N: '-1' } },
      }),
    );
    const other = await runCommand(['dump', 'diff', out, '--json'], { env: table.env });
    expect(other.exitCode).toBe(8);
    expect(other.json()).toMatchObject({
      first: out,
      second: `table ${table.tableName}`,
      firstItemCount: 1001,
      secondItemCount: 1001,
      onlyFirst: 0,
      onlySecond: 0,
      changed: 1,
      differences: [{ kind: 'changed', key: '{"id":{"S":"item-00000"}}' }],
    });
    const part = await dump('--where', 'number.lt:=500', '--data-only');
    const dumps = await runCommand(['dump', 'diff', out, part.out]);
    expect(dumps.exitCode).toBe(8);
    expect(dumps.stdout.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(501);
    expect(dumps.stdout).toContain('~ {"id":{"S":"item-00000"}}\n');
    expect(dumps.stderr).toContain('501 only in the first, 0 only in the second, 1 changed');
  });

  const few = useTable();

  /** A dump of these items, and what `dump diff` prints once the table has the others. */
  async function diffOf(
    before: readonly Item[],
    after: readonly Item[],
    ...args: string[]
  ): Promise<{ stdout: string; stderr: string; exitCode: number | undefined; out: string }> {
    await fillTable(few.client, few.tableName, before);
    const out = join(await temporaryFolder(), 'backup');
    await runCommand(['dump', '--out', out], { env: few.env });
    await fillTable(few.client, few.tableName, after);
    const { stdout, stderr, exitCode } = await runCommand(['dump', 'diff', out, ...args], { env: few.env });
    return { stdout, stderr, exitCode, out };
  }

  const BEFORE: Item = {
    id: { S: 'x' },
    status: { S: 'paid' },
    total: { N: '10' },
    customer: { M: { city: { S: 'Rom' }, name: { S: 'Ann' } } },
    lines: { L: [{ M: { sku: { S: 'a' } } }, { M: { sku: { S: 'b' } } }] },
    tags: { SS: ['gift', 'web'] },
    gone: { BOOL: true },
  };
  const AFTER: Item = {
    ...BEFORE,
    status: { S: 'shipped' },
    total: { S: '10' },
    customer: { M: { city: { S: 'Roma' }, name: { S: 'Ann' } } },
    lines: { L: [{ M: { sku: { S: 'a' } } }, { M: { sku: { S: 'c' } } }] },
    tags: { SS: ['web', 'gift'] },
    'a.b': { NULL: true },
  };
  delete AFTER['gone'];
  const LINES = [
    '~ {"id":{"S":"x"}}',
    '    a\\.b: not in dump, null in table',
    '    customer.city: "Rom" in dump, "Roma" in table',
    '    gone: true in dump, not in table',
    '    lines[1].sku: "b" in dump, "c" in table',
    '    status: "paid" in dump, "shipped" in table',
    '    total: 10 in dump, "10" in table',
  ];

  test('names each attribute that differs, with the values of dump and table', async () => {
    const { stdout, exitCode } = await diffOf([BEFORE], [AFTER]);
    const [key, ...changes] = stdout.trimEnd().split('\n');
    expect([key, ...changes.sort()]).toEqual(LINES);
    expect(exitCode).toBe(8);
  });

  test('shows long values around their first difference', async () => {
    const text = 'x'.repeat(500);
    const { stdout } = await diffOf(
      [{ id: { S: 'x' }, text: { S: `${text}a${text}` } }],
      [{ id: { S: 'x' }, text: { S: `${text}b${text}` } }],
    );
    const around = (letter: string) => `…${'x'.repeat(30)}${letter}${'x'.repeat(89)}…`;
    expect(stdout).toContain(`    text: ${around('a')} in dump, ${around('b')} in table\n`);
  });

  test('of two dumps, names the values of the first and the second', async () => {
    const { out } = await diffOf([BEFORE], [{ ...BEFORE, status: { S: 'sent' } }]);
    const second = join(await temporaryFolder(), 'second');
    await runCommand(['dump', '--out', second], { env: few.env });
    const run = await runCommand(['dump', 'diff', out, second]);
    expect(run.stdout).toBe('~ {"id":{"S":"x"}}\n    status: "paid" in the first, "sent" in the second\n');
  });

  test('--summary prints only the counts', async () => {
    const { stdout, stderr, exitCode } = await diffOf([BEFORE], [AFTER], '--summary');
    expect(stdout).toBe('');
    expect(stderr).toContain('0 only in the first, 0 only in the second, 1 changed\n');
    expect(exitCode).toBe(8);
  });
});
