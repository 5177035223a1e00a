import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { always, inTurn, throttled } from '../helpers/faults.ts';
import { useItemTable } from '../helpers/item-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const items = useItemTable();
const { table } = items;

const song = {
  id: { S: '424b' },
  Artist: { S: 'No One You Know' },
  Plays: { N: '12345678901234567890123456789012345678' },
  Genres: { SS: ['folk', 'pop'] },
  Cover: { B: new Uint8Array([1, 2]) },
  Info: { M: { rating: { N: '4' }, 'a.b': { BOOL: true } } },
};
/** The key first, then all others by their names; members of a map as they come, which the engine leaves to chance. */
const songTexts = ['"rating": 4,\n    "a.b": true', '"a.b": true,\n    "rating": 4'].map(
  (members) => `{
  "id": "424b",
  "Artist": "No One You Know",
  "Cover": {"$binary":"AQI="},
  "Genres": {"$set":["folk","pop"]},
  "Info": {
    ${members}
  },
  "Plays": 12345678901234567890123456789012345678
}
`,
);

beforeAll(async () => {
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: song }));
});

describe('get one item', () => {
  test.each([
    ['the value of its key', '424b'],
    ['plain JSON', '{"id":"424b"}'],
    ['DynamoDB JSON', ' {"id":{"S":"424b"}}'],
  ])('by %s', async (_, key) => {
    const run = await items.run('get', key);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(songTexts).toContain(run.stdout);
  });

  test('by a key file, or stdin', async () => {
    const file = await items.run('get', await items.file('key.json', '{"id": {"S": "424b"}}\n'));
    expect(songTexts).toContain(file.stdout);
    const stdin = await runCommand(['get', '-'], { env: table.env, stdin: '{"id":"424b"}' });
    expect(songTexts).toContain(stdin.stdout);
  });

  test('--json prints what aws dynamodb get-item prints', async () => {
    const run = await items.run('get', '424b', '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.json()).toEqual({ Item: { ...song, Cover: { B: 'AQI=' } } });
  });

  test('--typed prints DynamoDB JSON, which put takes back', async () => {
    const run = await items.run('get', '424b', '--typed');
    expect(run.json()).toEqual({ ...song, Cover: { B: 'AQI=' } });
    expect(run.stdout).toMatch(/^\{\n {2}"id": \{\n {4}"S": "424b"\n {2}\},\n/);
  });

  test.each([['--typed'], []])('what it prints, put takes back: %s', async (...flags) => {
    const { stdout } = await items.run('get', '424b', ...flags);
    const copy = stdout.replace('"424b"', '"copy"');
    expect((await runCommand(['put', '-'], { env: table.env, stdin: copy })).exitCode).toBe(0);
    expect(await items.stored('copy')).toEqual({ ...song, id: { S: 'copy' } });
  });

  test('--attributes gets only these, deep ones too', async () => {
    const run = await items.run('get', '424b', '--attributes', 'Artist, Info.a\\.b,Nothing', '--json');
    expect(run.json()).toEqual({
      Item: { Artist: { S: 'No One You Know' }, Info: { M: { 'a.b': { BOOL: true } } } },
    });
  });

  test('--consistent costs twice the units', async () => {
    expect((await items.run('get', '424b', '--units')).stderr).toBe(
      'units: 0.5 read, 0 write (0.5 request units)\n',
    );
    expect((await items.run('get', '424b', '--units', '--consistent')).stderr).toBe(
      'units: 1 read, 0 write (1 request unit)\n',
    );
  });

  test('an absent item is exit 4 and nothing on stdout', async () => {
    const run = await items.run('get', 'absent');
    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toBe(`Error: there is no item {"id":"absent"} in table "${table.tableName}"\n`);
  });

  test('and null under --json', async () => {
    const run = await items.run('get', 'absent', '--json');
    expect(run).toMatchObject({ exitCode: 4, stderr: '' });
    expect(run.json()).toEqual({ Item: null });
  });

  test('a key in JSON takes one request; key values need the schema', async () => {
    await using faults = await startFaultServer(table.url);
    await items.runThrough(faults, 'get', '{"id":"424b"}');
    expect(faults.requests.map(({ operation }) => operation)).toEqual(['GetItem']);
    await items.runThrough(faults, 'get', '424b');
    expect(faults.requests.map(({ operation }) => operation)).toEqual([
      'GetItem',
      'DescribeTable',
      'GetItem',
    ]);
  });

  test('control characters are escaped', async () => {
    await items.run('put', '{"id":"control","\u009b31m":"\\u001b[31m\u007f"}');
    const run = await items.run('get', 'control');
    expect(run.stdout).toBe('{\n  "id": "control",\n  "\\u009b31m": "\\u001b[31m\\u007f"\n}\n');
  });
});

describe('a key that is none', () => {
  test.each([
    [['{"id":5}'], 'JSON:1:1: attribute id: the partition key is a string (S), but this is a number (N)'],
    [['{"id":""}'], 'JSON:1:1: attribute id: the partition key cannot be empty'],
    [['{"id":"a","n":1}'], 'JSON:1:1: attribute n is not part of the key'],
    [['{"name":"a"}'], 'JSON:1:1: the partition key id is missing'],
    [['{}'], 'JSON:1:1: the partition key id is missing'],
    [['{"id":"a"'], 'JSON:1:10: unexpected end of JSON'],
    [[''], 'key: attribute id: the partition key cannot be empty'],
    [['no-such.json'], 'cannot read no-such.json: no such file'],
    [['no-such.JSONL'], 'cannot read no-such.JSONL: no such file'],
  ])('%j is exit 2', async (args, message) => {
    const run = await items.run('get', ...args);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr.split('\n')[0]).toBe(`Error: ${message}`);
  });

  test('one value too many', async () => {
    const run = await items.run('get', '424b', 'x');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(
      `the key of table "${table.tableName}" is id (a string): expected one value, not 2`,
    );
  });

  test('an attribute that is none', async () => {
    const run = await items.run('get', '424b', '--attributes', 'a,,b');
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: 'Error: "" is not an attribute: it contains an empty name\n',
    });
  });

  test('bad ones among many', async () => {
    const run = await items.run('get', '[{"id":"424b"},{"id":1}]');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(
      'JSON:1:16: attribute id: the partition key is a string (S), but this is a number (N)',
    );
  });
});

describe('a key of two attributes', () => {
  const songs = useTable({
    KeySchema: [
      { AttributeName: 'artist', KeyType: 'HASH' },
      { AttributeName: 'year', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'artist', AttributeType: 'B' },
      { AttributeName: 'year', AttributeType: 'N' },
    ],
  });

  test('key values take their types from the schema', async () => {
    const env = { env: songs.env };
    await runCommand(['put', '{"artist":{"$binary":"AQI="},"year":-5,"title":"x"}'], env);
    const run = await runCommand(['get', '--attributes', 'title', '--', 'AQI=', '-5.0'], env);
    expect(run).toMatchObject({ exitCode: 0, stdout: '{\n  "title": "x"\n}\n' });
    for (const [args, message] of [
      [['AQI='], 'is artist (binary) and year (a number): expected two values, not 1'],
      [['AQI', '5'], 'key: attribute artist: not base64: "AQI"'],
      [['AQI=', 'x'], 'key: attribute year: "x" is not a number'],
    ] as const) {
      const wrong = await runCommand(['get', ...args], env);
      expect(wrong.exitCode).toBe(2);
      expect(wrong.stderr).toContain(message);
    }
  });
});

describe('get many items', () => {
  const ids = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => `many-${from + index}`);
  const keyLines = (names: readonly string[]): string => names.map((id) => `{"id":"${id}"}\n`).join('');

  beforeAll(async () => {
    await items.run('put', await items.file('many.jsonl', keyLines(ids(0, 250))));
  });

  test("in the file's order, a key that comes twice twice", async () => {
    const order = [...ids(100, 250).reverse(), ...ids(0, 60), 'many-7', 'many-200'];
    const run = await items.run('get', await items.file('keys.jsonl', keyLines(order)), '--units');
    expect(run).toMatchObject({ exitCode: 0, stdout: keyLines(order) });
    expect(run.stderr).toBe('units: 106 read, 0 write (106 request units)\n');
  });

  test('missing ones are reported on stderr, the others printed, exit 4', async () => {
    const keys = await items.file('absent.json', '[{"id":"many-1"},{"id":{"S":"gone"}},{"id":"many-0"}]');
    const run = await items.run('get', keys);
    expect(run).toMatchObject({
      exitCode: 4,
      stdout: '{"id":"many-1"}\n{"id":"many-0"}\n',
      stderr: 'item not found: {"id":"gone"}\n',
    });
  });

  test('--json prints what aws dynamodb batch-get-item prints', async () => {
    const run = await items.run('get', '[{"id":"many-1"},{"id":"many-0"}]', '--json');
    expect(run.json()).toEqual({
      Responses: { [table.tableName]: [{ id: { S: 'many-1' } }, { id: { S: 'many-0' } }] },
      UnprocessedKeys: {},
    });
  });

  test('--attributes without the key, and --typed', async () => {
    const run = await items.run(
      'get',
      '[{"id":"424b"},{"id":"many-0"}]',
      '--attributes',
      'Artist',
      '--typed',
    );
    expect(run).toMatchObject({ exitCode: 0, stdout: '{"Artist":{"S":"No One You Know"}}\n{}\n' });
  });

  test('unprocessed keys are asked for again', async () => {
    await using faults = await startFaultServer(table.url, {
      script: inTurn(
        [{ unprocessed: 70 }, throttled(), { unprocessed: 100 }, { unprocessed: 1 }],
        'BatchGetItem',
      ),
    });
    const keys = await items.file('again.jsonl', keyLines(ids(0, 250)));
    const run = await items.runThrough(faults, 'get', keys);
    expect(run).toMatchObject({ exitCode: 0, stdout: keyLines(ids(0, 250)) });
  });

  test('until the time is up: exit 7', async () => {
    await using faults = await startFaultServer(table.url, {
      script: always({ unprocessed: 1 }, 'BatchGetItem'),
    });
    const run = await items.runThrough(faults, 'get', '[{"id":"many-1"},{"id":"many-0"}]', '--timeout', '1');
    expect(run).toMatchObject({ exitCode: 7, stdout: '' });
    expect(run.stderr).toContain(
      `Error: DynamoDB left 1 key of table "${table.tableName}" unprocessed for 1 s\n`,
    );
  });

  test('an empty list of keys is no item', async () => {
    expect(await items.run('get', '[]')).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: 'JSON contains no items\n',
    });
  });
});
