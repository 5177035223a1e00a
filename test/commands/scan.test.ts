import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parsePlainItem } from '../../src/lib/items/json/plain-json.ts';
import { parseTypedItem } from '../../src/lib/items/json/typed-json.ts';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { inTurn, serviceError, throttled } from '../helpers/faults.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { Shell } from '../helpers/shell.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** 500 items of 10 KB: five pages and more. */
const table = useTable();
const ITEMS = 500;

function bigItem(n: number): Item {
  return { id: { S: `item-${n}` }, n: { N: String(n) }, text: { S: 'x'.repeat(10_000) } };
}

beforeAll(() =>
  fillTable(
    table.client,
    table.tableName,
    Array.from({ length: ITEMS }, (_, n) => bigItem(n)),
  ),
);

const scan = (...argv: string[]): Promise<CommandRun> => runCommand(['scan', ...argv], { env: table.env });

function through(server: FaultServer): Record<string, string> {
  return { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
}

/** The bodies of the Scan requests that reached the server. */
function scans(server: FaultServer): Record<string, unknown>[] {
  return server.requests
    .filter(({ operation }) => operation === 'Scan')
    .map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);
}

function numbers(stdout: string): number[] {
  const lines = stdout.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { n: number }).n).sort((a, b) => a - b);
}

const everyNumber = Array.from({ length: ITEMS }, (_, n) => n);

describe('all pages are followed', () => {
  test('as plain JSON Lines', async () => {
    await using server = await startFaultServer(table.url);
    const run = await runCommand(['scan', '--format', 'plain'], { env: through(server) });
    expect(numbers(run.stdout)).toEqual(everyNumber);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/^Scanning table "[\w-]+"; about [\d,.]+ read units\n$/);
    expect(scans(server).length).toBeGreaterThan(4);
  });

  test('as DynamoDB JSON Lines, the items as they are', async () => {
    const run = await scan('--format', 'typed');
    const items = run.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => parseTypedItem(line, 'stdout'));
    const inOrder = items.sort((a, b) => Number(a['n']?.N) - Number(b['n']?.N));
    expect(inOrder).toEqual(everyNumber.map(bigItem));
  });

  test('as DynamoDB JSON Lines in segments', async () => {
    const run = await scan('--format', 'typed', '--segments', '5');
    const found = run.stdout.split('\n').slice(0, -1);
    expect(found.map((line) => Number(parseTypedItem(line, 'stdout')['n']?.N)).sort((a, b) => a - b)).toEqual(
      everyNumber,
    );
  });

  test('as a count, and under --json', async () => {
    expect((await scan('--count')).stdout).toBe('500\n');
    // The embedded engine counts an item that no longer fits in a page as evaluated, once for each page.
    expect((await scan('--count', '--json')).json()).toEqual({
      Count: 500,
      ScannedCount: expect.any(Number) as unknown,
    });
    const run = await scan('n.gte:=490', '--json', '--attributes', 'n');
    expect(run.json()).toMatchObject({ Count: 10, Items: expect.any(Array) as unknown });
    expect(run.json()).not.toHaveProperty('LastEvaluatedKey');
  });

  test('also where throttling comes between them', async () => {
    await using server = await startFaultServer(table.url, {
      script: inTurn([undefined, throttled(), throttled(), undefined, throttled()], 'Scan'),
    });
    const run = await runCommand(['scan', '--count'], { env: through(server) });
    expect(run.stdout).toBe('500\n');
  });

  test('up to one that is refused: what was read before is printed, and the exit code tells', async () => {
    await using server = await startFaultServer(table.url, {
      script: inTurn([undefined, serviceError(400, 'AccessDeniedException', 'no more')], 'Scan'),
    });
    const run = await runCommand(['scan', '--format', 'plain'], { env: through(server) });
    expect(run.exitCode).toBe(6);
    expect(numbers(run.stdout).length).toBeGreaterThan(0);
    expect(run.stderr).toContain('Error: AccessDeniedException: no more');
  });
});

describe('--segments', () => {
  test.each(['1', '4', '40'])('%s: every item once', async (segments) => {
    await using server = await startFaultServer(table.url);
    const argv = ['scan', '--format', 'plain', '--attributes', 'n', '--segments', segments];
    const run = await runCommand(argv, { env: through(server) });
    expect(numbers(run.stdout)).toEqual(everyNumber);
    const asked = scans(server);
    expect(new Set(asked.map(({ Segment }) => Segment))).toEqual(new Set(Array(Number(segments)).keys()));
    expect(new Set(asked.map(({ TotalSegments }) => TotalSegments))).toEqual(new Set([Number(segments)]));
  });

  test('with a limit, that many items; there is no one key to go on from', async () => {
    const run = await scan('--segments', '4', '--limit', '7', '--format', 'plain');
    expect(numbers(run.stdout)).toHaveLength(7);
    expect(run.stderr).toContain(
      'stopped by --limit 7; there may be more; to see more: a larger --limit (there is no single key to continue from)\n',
    );
  });

  test('one that fails ends all', async () => {
    await using server = await startFaultServer(table.url, {
      script: ({ operation, attempt }) =>
        operation === 'Scan' && attempt === 3 ? serviceError(400, 'ValidationException', 'no') : undefined,
    });
    const run = await runCommand(['scan', '--count', '--segments', '4'], { env: through(server) });
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain('Error: ValidationException: no (Scan)\n');
  });

  test('excludes --start and --scan-limit', async () => {
    const run = await scan('--segments', '2', '--start', '{"id":"a"}');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('cannot also be provided when using --segments');
  });
});

describe('limits', () => {
  test('--limit reads no more than it returns, and goes on from where it stopped', async () => {
    const seen: number[] = [];
    let start: string[] = [];
    do {
      const run = await scan('--limit', '200', '--format', 'plain', '--attributes', 'n', ...start);
      seen.push(...numbers(run.stdout));
      const note = /to continue: --start '(.*)'\n$/.exec(run.stderr);
      start = note?.[1] === undefined ? [] : ['--start', note[1]];
    } while (start.length > 0);
    expect(seen.sort((a, b) => a - b)).toEqual(everyNumber);
  });

  test('--limit cuts a page of bytes where it cuts one of items', async () => {
    const pick = (run: CommandRun): (string | undefined)[] => {
      const lines = run.stdout.split('\n').filter((line) => line !== '');
      return lines.map((line) => parseTypedItem(line, 'stdout')['n']?.N);
    };
    const seen: (string | undefined)[] = [];
    let start: string[] = [];
    do {
      const args = ['n.gte:=100', '--limit', '37', ...start];
      const bytes = await scan('--format', 'typed', ...args);
      const items = (await scan('--json', ...args)).json() as { Items: Item[] };
      expect(pick(bytes)).toEqual(items.Items.map(({ n }) => n?.N));
      seen.push(...pick(bytes));
      const note = /to continue: --start '(.*)'\n$/.exec(bytes.stderr);
      start = note?.[1] === undefined ? [] : ['--start', note[1]];
    } while (start.length > 0);
    expect(seen.map(Number).sort((a, b) => a - b)).toEqual(everyNumber.slice(100));
  });

  test('--scan-limit bounds what is paid for', async () => {
    const run = await scan('n.lt:=0', '--scan-limit', '50', '--json');
    expect(run.json()).toMatchObject({
      Items: [],
      Count: 0,
      ScannedCount: 50,
      LastEvaluatedKey: expect.any(Object) as unknown,
    });
    expect(run.stderr).toContain('stopped by --scan-limit 50; there may be more; to continue: --start ');
  });
});

describe('a stream', () => {
  test.each([
    ['plain', '--format plain', '"id":"item-'],
    ['typed', '--format typed', '"id":{"S":"item-'],
    ['csv', '--format csv --columns id,text', '"item-'],
  ])('as %s prints each page before it asks for the next', async (_, flags, mark) => {
    const file = join(await temporaryFolder(), 'out');
    const printed: number[] = [];
    const returned: number[] = [0];
    await using server = await startFaultServer(table.url, {
      script: ({ operation }) => {
        if (operation !== 'Scan') return undefined;
        // What is in the file at the time at which a page is asked for.
        printed.push(readFileSync(file, 'utf8').split(mark).length - 1);
        return {
          change: (response) => {
            returned.push((returned.at(-1) ?? 0) + (response as { Count: number }).Count);
            return response;
          },
        };
      },
    });
    const stdout = openSync(file, 'w');
    const run = await spawnCli(['scan', ...flags.split(' ')], { env: through(server), stdout });
    closeSync(stdout);
    expect(run.exitCode).toBe(0);
    expect(returned.at(-1)).toBe(ITEMS);
    expect(printed).toEqual(returned.slice(0, -1));
    expect(printed.length).toBeGreaterThan(4);
  });

  test('that nobody reads any more ends quietly, and asks for no more pages', async () => {
    await using server = await startFaultServer(table.url);
    const shell = new Shell(through(server));
    const run = await shell.run(
      '{ autodyne scan --format plain; echo "exit $?" >&2; } | head -1 | cut -c 1-6',
    );
    await shell.close();
    expect(run.lines.filter((line) => !line.startsWith('Scanning'))).toEqual(
      expect.arrayContaining(['{"id":', 'exit 0']),
    );
    expect(run.lines).toHaveLength(3);
    expect(scans(server).length).toBeLessThan(4);
  });
});

describe('csv', () => {
  const typed = useTable();
  beforeAll(() =>
    fillTable(typed.client, typed.tableName, [
      parsePlainItem('{"id":"a","n":1.10,"s":"5","info":{"rating":4},"yes":true}', 'test'),
      parsePlainItem('{"id":"b","n":12345678901234567890,"s":"","none":null}', 'test'),
    ]),
  );
  const csv = (...argv: string[]): Promise<CommandRun> =>
    runCommand(['scan', '--format', 'csv', ...argv], { env: typed.env });

  test('with named columns', async () => {
    const { stdout, exitCode } = await csv('--columns', 'id,n,s,info.rating,none');
    expect(exitCode).toBe(0);
    const [header, ...rows] = stdout.split('\n');
    expect(header).toBe('id,n,s,info.rating,none');
    expect(rows.sort()).toEqual(['', '"a",1.1,"5",4,', '"b",12345678901234567890,"",,null']);
  });

  test('with the attributes that are asked for as columns, and with all', async () => {
    expect((await csv('id=a', '--attributes', 'yes,info.rating')).stdout).toBe('yes,info.rating\ntrue,4\n');
    expect((await csv('id=b')).stdout).toBe('id,n,none,s\n"b",12345678901234567890,null,""\n');
  });

  test('with the members of maps as columns, and how to read them again on stderr', async () => {
    const run = await csv('id=a');
    expect(run.stdout).toBe('id,info.rating,n,s,yes\n"a",4,1.1,"5",true\n');
    expect(run.stderr).toContain(
      '1 row, 5 columns; put and restore read them with --columns id:S,info.rating:N,n:N,s:S,yes:BOOL\n',
    );
  });

  test('with maps as JSON, a byte order mark and escaped formulas', async () => {
    const run = await csv('id=a', '--nested', 'json', '--bom', '--escape-formulas');
    expect(run.stdout).toBe('\ufeffid,info,n,s,yes\n"a","{""rating"":4}",1.1,"5",true\n');
  });

  test('refuses a map in a column that was chosen, and prints nothing', async () => {
    const run = await csv('id=a', '--columns', 'id,info');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(
      'Error: column info is a map in item {"id":"a"}: in CSV, each of its members is a column\n' +
        '  → choose its members: --columns id,info.rating\n' +
        '  → or write it as JSON: --nested json\n',
    );
  });

  test.each(['--bom', '--escape-formulas', '--nested=json'])('%s without CSV is refused', async (flag) => {
    const run = await runCommand(['scan', flag], { env: typed.env });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(
      `Error: ${flag.split('=')[0]} has an effect on CSV only\n  → to write CSV: --format csv\n`,
    );
  });
});

describe('more than 10,000 items', () => {
  const many = useTable();
  beforeAll(
    () =>
      fillTable(
        many.client,
        many.tableName,
        Array.from({ length: 10_050 }, (_, n) => ({ id: { S: String(n) } })),
      ),
    60_000,
  );
  const scanMany = (...argv: string[]): Promise<CommandRun> =>
    runCommand(['scan', ...argv], { env: many.env });
  const hint =
    /stopped at 10,000 items; there may be more; to stream all items: --format plain or typed; or set --limit N, or continue with: --start '\{"id":"\d+"\}'\n/;

  test('a table shows the first, and says how to get all', async () => {
    const run = await scanMany();
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split('\n')).toHaveLength(10_003);
    expect(run.stderr).toMatch(hint);
  });

  test('--json prints the first with the key to go on from, and exit 3', async () => {
    const run = await scanMany('--json');
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      Count: 10_000,
      LastEvaluatedKey: { id: { S: expect.any(String) as unknown } },
    });
    expect(run.stderr).toMatch(hint);
  });

  test('csv without named columns prints nothing, and exit 3', async () => {
    const run = await scanMany('--format', 'csv');
    expect(run).toMatchObject({ exitCode: 3, stdout: '' });
    expect(run.stderr).toContain(
      'Error: more than 10,000 items: without --columns, CSV needs all items before it can print the first\n' +
        '  → to stream the items, specify columns: --columns id\n' +
        '  → or set a limit: --limit N\n' +
        '  → or write the whole table to a file: autodyne dump --out items.csv\n',
    );
  });

  test('all of them where they stream, or as many as --limit says', async () => {
    expect((await scanMany('--format', 'csv', '--columns', 'id')).stdout.split('\n')).toHaveLength(10_052);
    const run = await scanMany('--json', '--limit', '10040');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.json()).toMatchObject({ Count: 10_040 });
  });
});

describe('an empty table', () => {
  const empty = useTable();
  test.each([
    [[], ''],
    [['--format', 'plain'], ''],
    [['--format', 'csv', '--columns', 'a,b'], 'a,b\n'],
    [['--count'], '0\n'],
    [['--segments', '3', '--count'], '0\n'],
  ])('%j prints %j', async (argv, stdout) => {
    const run = await runCommand(['scan', ...argv], { env: empty.env });
    expect(run).toMatchObject({ exitCode: 0, stdout });
  });
});
