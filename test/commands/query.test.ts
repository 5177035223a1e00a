import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { parsePlainItem } from '../../src/lib/items/json/plain-json.ts';
import type { Item } from '../../src/lib/items/values/attribute-value.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { type TestTable, useTable } from '../helpers/table.ts';

const table = useTable({
  AttributeDefinitions: [
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'title', AttributeType: 'S' },
    { AttributeName: 'year', AttributeType: 'N' },
    { AttributeName: 'genre', AttributeType: 'S' },
    { AttributeName: 'plays', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'artist', KeyType: 'HASH' },
    { AttributeName: 'title', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-year',
      KeySchema: [
        { AttributeName: 'year', KeyType: 'HASH' },
        { AttributeName: 'title', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'by-genre',
      KeySchema: [{ AttributeName: 'genre', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-plays',
      KeySchema: [
        { AttributeName: 'artist', KeyType: 'HASH' },
        { AttributeName: 'plays', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

const songs = [
  '{"artist":"Acme","title":"Alpha","year":2010,"genre":"folk","plays":100,"price":1.10,"size":"L"}',
  '{"artist":"Acme","title":"Beta","year":2011,"genre":"pop","plays":9,"price":20,"tags":["live","old"]}',
  '{"artist":"Acme","title":"Call Me Today","year":2010,"plays":20,"info":{"rating":4,"a.b":true,"in":"x"}}',
  '{"artist":"Acme","title":"Delta","year":2012,"genre":"folk","moods":{"$set":["calm","sad"]},"🎵":"♪"}',
  '{"artist":"Acme","title":"Épsilon","year":2012,"a.b":"dot","__proto__":"odd","constructor":5}',
  '{"artist":"Zed","title":"Alpha","year":2010,"email":"z@example.com","cover":{"$binary":"AP8="}}',
];

const put = (target: TestTable, item: Item): Promise<unknown> =>
  target.client.send(new PutItemCommand({ TableName: target.tableName, Item: item }));

beforeAll(async () => {
  for (const song of songs) await put(table, parsePlainItem(song, 'song'));
});

const query = (...argv: string[]): Promise<CommandRun> =>
  runCommand(['query', ...argv], { env: { ...table.env, COLUMNS: '80' } });

/** The titles that were found, in order; the artist too where it is not Acme. */
function titles(run: CommandRun): string {
  expect(run.exitCode).toBe(0);
  const lines = run.stdout.split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as { artist?: string; title: string })
    .map(({ artist, title }) => (artist === 'Zed' ? `${artist} ${title}` : title))
    .join(', ');
}

const all = 'Alpha, Beta, Call Me Today, Delta, Épsilon';
const scanNote = /^Scanning table "autodyne-test-\w+": no usable partition key has an equality condition/;

describe('query finds', () => {
  test.each([
    ['artist=Acme', all],
    ['artist=Nobody', ''],
    ['artist=Acme title=Beta', 'Beta'],
    ['artist=Acme title.begins_with=Call', 'Call Me Today'],
    ['artist=Acme title.lt=Beta', 'Alpha'],
    ['artist=Acme title.lte=Beta', 'Alpha, Beta'],
    ['artist=Acme title.gt=Delta', 'Épsilon'],
    ['artist=Acme title.gte=Delta', 'Delta, Épsilon'],
    ['artist=Acme title.between=Beta,Delta', 'Beta, Call Me Today, Delta'],
    ['artist=Acme title.gte=Beta title.lte=Delta', 'Beta, Call Me Today, Delta'],
    ['artist=Acme title.gt=Beta title.lt=Delta', 'Call Me Today'],
    ['artist=Acme title.gt=Beta title.lte=Delta', 'Call Me Today, Delta'],
    // Key attributes in what DynamoDB takes neither in a key condition nor in a filter.
    ['artist=Acme title.contains=a', 'Alpha, Beta, Call Me Today, Delta'],
    ['artist=Acme title.not_contains=a', 'Épsilon'],
    ['artist=Acme title.in=Beta,Delta,Zeta', 'Beta, Delta'],
    ['artist=Acme title.ne=Beta title.lt=D', 'Alpha, Call Me Today'],
    ['artist=Acme artist=Zed', ''],
    // Filters, on reserved words, odd names, and into maps and lists.
    ['artist=Acme size=L', 'Alpha'],
    ['artist=Acme price:=1.1', 'Alpha'],
    ['artist=Acme price.gt:=1.10', 'Beta'],
    ['artist=Acme price.in:=[1.1,20.0]', 'Alpha, Beta'],
    ['artist=Acme price.between:=[1,2]', 'Alpha'],
    ['artist=Acme price.exists', 'Alpha, Beta'],
    ['artist=Acme price.not_exists genre=folk', 'Delta'],
    ['artist=Acme info.rating.gte:=4', 'Call Me Today'],
    ['artist=Acme info.a\\.b:=true', 'Call Me Today'],
    ['artist=Acme info.in.eq=x', 'Call Me Today'],
    ['artist=Acme tags[1]=old', 'Beta'],
    ['artist=Acme tags.contains=live', 'Beta'],
    ['artist=Acme moods.contains=sad', 'Delta'],
    ['artist=Acme a\\.b=dot', 'Épsilon'],
    ['artist=Acme __proto__=odd', 'Épsilon'],
    ['artist=Acme constructor:=5', 'Épsilon'],
    ['artist=Acme 🎵.exists', 'Delta'],
    // Indexes.
    ['year=2010', 'Alpha, Zed Alpha, Call Me Today'],
    ['year=2010 title.begins_with=Al', 'Alpha, Zed Alpha'],
    ['year=2010 artist.begins_with=Z', 'Zed Alpha'],
    ['year=2010 title.contains=Me', 'Call Me Today'],
    ['artist=Acme plays.between=10,200', 'Call Me Today, Alpha'],
  ])('%s: %s', async (args, expected) => {
    const run = await query(...args.split(/ (?!Me)/), '--format', 'plain');
    const sorted = (text: string): string[] => text.split(', ').sort();
    // Items with the same index key come in no order.
    if (args.startsWith('year')) expect(sorted(titles(run))).toEqual(sorted(expected));
    else expect(titles(run)).toBe(expected);
    expect(run.stderr).toBe('');
  });

  test.each([
    ['price.exists', 'Alpha, Beta'],
    ['title=Alpha', 'Alpha, Zed Alpha'],
    ['genre=folk', 'Alpha, Delta'],
    ['cover:={"$binary":"AP8="}', 'Zed Alpha'],
    ['email.contains=@', 'Zed Alpha'],
  ])('by a scan, and says so, %s: %s', async (args, expected) => {
    const run = await query(...args.split(' '), '--format', 'plain');
    expect(titles(run).split(', ').sort()).toEqual(expected.split(', ').sort());
    expect(run.stderr).toMatch(scanNote);
    expect(run.stderr).toMatch(/; about 0\.5 read units\n$/);
  });

  test('the keys of a KEYS_ONLY index, if only they are requested', async () => {
    const run = await query('genre=folk', '--attributes', 'title', '--format', 'plain');
    expect(titles(run).split(', ').sort()).toEqual(['Alpha', 'Delta']);
    expect(run.stderr).toBe('');
  });
});

describe('query prints', () => {
  test('a table for people', async () => {
    const run = await query('artist=Acme', 'title.lte=Beta');
    expect(run.stdout).toBe(
      [
        'artist  title  genre  plays  price  year  size  tags',
        '──────  ─────  ─────  ─────  ─────  ────  ────  ────',
        'Acme    Alpha  folk     100    1.1  2010  L',
        'Acme    Beta   pop        9     20  2011        [2]',
        '',
      ].join('\n'),
    );
    expect(run).toMatchObject({ exitCode: 0, stderr: '2 items\n' });
  });

  test('--json as aws dynamodb query does', async () => {
    const run = await query('artist=Zed', '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.json()).toEqual({
      Items: [
        {
          artist: { S: 'Zed' },
          title: { S: 'Alpha' },
          year: { N: '2010' },
          email: { S: 'z@example.com' },
          cover: { B: 'AP8=' },
        },
      ],
      Count: 1,
      ScannedCount: 1,
    });
  });

  test('nothing for nothing, with exit 0', async () => {
    expect(await query('artist=Nobody')).toMatchObject({ exitCode: 0, stdout: '', stderr: 'no items\n' });
    expect(await query('artist=Nobody', '--format', 'typed')).toMatchObject({ stdout: '', stderr: '' });
    expect((await query('artist=Nobody', '--json')).json()).toEqual({ Items: [], Count: 0, ScannedCount: 0 });
  });

  test('beforehand, that a string is compared where a number may be meant, unless --text says so', async () => {
    const note = `"price.ne=20" compares with a string; for the number: price.ne:=20, for the string: price.ne:='"20"' (or --text)\n`;
    const run = await query('artist=Acme', 'price.ne=20', '--format', 'plain');
    expect(run.stdout).toContain('"price":20');
    expect(run.stderr).toBe(note);
    expect((await query('artist=Acme', 'price.ne=20', '--json')).stderr).toBe(note);
    expect((await query('artist=Acme', 'price.ne=20', '--explain')).stderr).toBe(note);
    expect((await query('artist=Acme', 'price.ne=20', '--count', '--text')).stderr).toBe('');
  });

  test('only the attributes that are asked for, also where autodyne needs the key', async () => {
    const args = [
      'artist=Acme',
      'title.contains=ll',
      '--attributes',
      'info.rating,year',
      '--format',
      'plain',
    ];
    expect((await query(...args)).stdout).toBe('{"info":{"rating":4},"year":2010}\n');
    const shown = await query('artist=Acme', 'info.exists', '--attributes', 'info.rating,year');
    expect(shown.stdout).toBe('info.rating  year\n───────────  ────\n          4  2010\n');
  });

  test('a count', async () => {
    expect(await query('artist=Acme', '--count')).toMatchObject({ stdout: '5\n', stderr: '' });
    expect(await query('artist=Acme', 'title.contains=a', '--count')).toMatchObject({ stdout: '4\n' });
    expect(await query('genre=folk', '--count')).toMatchObject({ stdout: '2\n', stderr: '' });
    const run = await query('artist=Acme', 'price.exists', '--count', '--json');
    expect(run.json()).toEqual({ Count: 2, ScannedCount: 5 });
  });

  test('from the highest sort key down with --reverse', async () => {
    const run = await query('artist=Acme', '--reverse', '--format', 'plain');
    expect(titles(run)).toBe(all.split(', ').reverse().join(', '));
  });

  test('consumed units with --units, summed over pages, on stderr', async () => {
    const run = await query('artist=Acme', '--page-size', '2', '--units', '--format', 'plain');
    expect(run.stderr).toBe('units: 1.5 read, 0 write (1.5 request units)\n');
  });
});

describe('limits', () => {
  /** Follows the `--start` of each note until there is none; the titles of each part. */
  async function parts(...argv: string[]): Promise<string[]> {
    const found: string[] = [];
    let start: string[] = [];
    do {
      const run = await query(...argv, ...start, '--format', 'plain');
      found.push(titles(run));
      const note = /to continue: --start '(.*)'\n$/.exec(run.stderr);
      start = note?.[1] === undefined ? [] : ['--start', note[1]];
    } while (start.length > 0);
    return found;
  }

  test.each([
    ['of the table', ['artist=Acme', '--limit', '2'], ['Alpha, Beta', 'Call Me Today, Delta', 'Épsilon']],
    [
      'in small pages',
      ['artist=Acme', '--limit', '2', '--page-size', '1'],
      ['Alpha, Beta', 'Call Me Today, Delta', 'Épsilon'],
    ],
    [
      'cut inside a page by a filter',
      ['artist=Acme', 'year.in=2010,2012', '--limit', '1'],
      ['Alpha', 'Call Me Today', 'Delta', 'Épsilon'],
    ],
    [
      'cut inside a page by autodyne, without the key among the attributes',
      ['artist=Acme', 'title.contains=a', '--limit', '3', '--attributes', 'title,year'],
      ['Alpha, Beta, Call Me Today', 'Delta'],
    ],
    ['of a local index', ['artist=Acme', 'plays.gt=0', '--limit', '2'], ['Beta, Call Me Today', 'Alpha']],
    [
      'reversed',
      ['artist=Acme', '--reverse', '--limit', '3'],
      ['Épsilon, Delta, Call Me Today', 'Beta, Alpha'],
    ],
    ['of items evaluated', ['artist=Acme', 'price.exists', '--scan-limit', '3'], ['Alpha, Beta', '']],
  ])('%s', async (_, argv, expected) => {
    expect(await parts(...argv)).toEqual(expected);
  });

  test('of an index go on from a key with the keys of index and table', async () => {
    const found = await parts('year=2010', 'title.exists', '--limit', '1');
    expect([...found].sort()).toEqual(['Alpha', 'Call Me Today', 'Zed Alpha']);
    const run = await query('year=2010', '--limit', '1', '--json', '--reverse');
    expect(run.json()).toMatchObject({
      Count: 1,
      LastEvaluatedKey: { year: { N: '2010' }, title: { S: 'Call Me Today' }, artist: { S: 'Acme' } },
    });
    expect(run.stderr).toBe(
      `stopped by --limit 1; there may be more; to continue: --start '{"year":2010,"title":"Call Me Today","artist":"Acme"}'\n`,
    );
  });

  test('a start key may be typed JSON', async () => {
    const start = '{"artist":{"S":"Acme"},"title":{"S":"Delta"}}';
    expect(titles(await query('artist=Acme', '--start', start, '--format', 'plain'))).toBe('Épsilon');
  });

  test('a quote in the key is quoted for the shell', async () => {
    await put(table, { artist: { S: "Guns N' Roses" }, title: { S: 'a' } });
    await put(table, { artist: { S: "Guns N' Roses" }, title: { S: 'b' } });
    const run = await query("artist=Guns N' Roses", '--limit', '1');
    expect(run.stderr).toContain(`--start '{"artist":"Guns N'\\'' Roses","title":"a"}'`);
  });

  test('nothing is read that is not needed', async () => {
    await using server = await startFaultServer(table.url);
    const through = (...argv: string[]): Promise<CommandRun> =>
      runCommand(['query', ...argv], { env: { ...table.env, AUTODYNE_ENDPOINT_URL: server.url } });
    const sent = (): unknown[] =>
      server.requests
        .splice(0)
        .map(({ operation, body }) => [operation, (JSON.parse(body.toString()) as { Limit?: number }).Limit]);
    await through('artist=Acme', '--limit', '3');
    expect(sent()).toEqual([
      ['DescribeTable', undefined],
      ['Query', 3],
    ]);
    await through('artist=Acme', '--limit', '3', '--page-size', '2');
    expect(sent()).toEqual([
      ['DescribeTable', undefined],
      ['Query', 2],
      ['Query', 1],
    ]);
    await through('artist=Acme', 'price.exists', '--limit', '2', '--page-size', '1');
    expect(sent()).toEqual([
      ['DescribeTable', undefined],
      ['Query', 1],
      ['Query', 1],
    ]);
    await through('artist=Acme', 'tags.exists', '--scan-limit', '4', '--page-size', '3');
    expect(sent()).toEqual([
      ['DescribeTable', undefined],
      ['Query', 3],
      ['Query', 1],
    ]);
  });
});

describe('--explain', () => {
  test('prints the request and why, and sends nothing but DescribeTable', async () => {
    await using server = await startFaultServer(table.url);
    const argv = ['query', 'year=2010', 'title.gte=A', 'price.gt:=1', '--limit', '5', '--explain'];
    const run = await runCommand(argv, { env: { ...table.env, AUTODYNE_ENDPOINT_URL: server.url } });
    expect(server.requests.map(({ operation }) => operation)).toEqual(['DescribeTable']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toBe(`Querying index "by-year": its partition key year has an equality condition
key condition: year=2010, title.gte=A
filter, applied by DynamoDB after reading: price.gt:=1

Query ${server.url} (signed for dynamodb, not sent)
{
  "TableName": "${table.tableName}",
  "IndexName": "by-year",
  "KeyConditionExpression": "#n0 = :v0 AND #n1 >= :v1",
  "FilterExpression": "#n2 > :v2",
  "ExpressionAttributeNames": {
    "#n0": "year",
    "#n1": "title",
    "#n2": "price"
  },
  "ExpressionAttributeValues": {
    ":v0": {
      "N": "2010"
    },
    ":v1": {
      "S": "A"
    },
    ":v2": {
      "N": "1"
    }
  },
  "ReturnConsumedCapacity": "INDEXES"
}
`);
  });

  test('--json is the same for scripts', async () => {
    const run = await query('price.gt:=1', '--explain', '--json');
    expect(run.json()).toEqual({
      DryRun: {
        Operation: 'Scan',
        Endpoint: table.url,
        Service: 'dynamodb',
        Body: {
          TableName: table.tableName,
          FilterExpression: '#n0 > :v0',
          ExpressionAttributeNames: { '#n0': 'price' },
          ExpressionAttributeValues: { ':v0': { N: '1' } },
          ReturnConsumedCapacity: 'INDEXES',
        },
      },
      Why: [
        expect.stringMatching(scanNote),
        'filter, applied by DynamoDB after reading: price.gt:=1',
        expect.stringMatching(/^cost: /),
      ],
    });
  });
});

describe("expressions in DynamoDB's language", () => {
  test('a filter in addition to conditions, with OR', async () => {
    const run = await query(
      'artist=Acme',
      ...['--filter', '#y = :y OR contains(tags, :t)', '--names', '{"#y":"year"}'],
      ...['--values', '{":y":2012,":t":"live"}', '--format', 'plain'],
    );
    expect(titles(run)).toBe('Beta, Delta, Épsilon');
  });

  test('a key condition, of the table and of an index', async () => {
    const own = [
      '--key-condition',
      'artist = :a AND title < :t',
      '--values',
      '{":a":{"S":"Acme"},":t":{"S":"C"}}',
    ];
    expect(titles(await query(...own, '--format', 'plain'))).toBe('Alpha, Beta');
    expect(titles(await query('price:=20', 'title.ne=Alpha', ...own, '--format', 'plain'))).toBe('Beta');
    const ofIndex = ['--index', 'by-year', '--key-condition', '#y = :y', '--names', '{"#y":"year"}'];
    const run = await query(...ofIndex, '--values', '{":y":2011}', '--format', 'plain');
    expect(titles(run)).toBe('Beta');
  });

  test('typed and plain values together', async () => {
    const own = ['--key-condition', 'artist = :a', '--filter', '#y = :y', '--names', '{"#y":"year"}'];
    const mixed = await query(...own, '--values', '{":a":"Acme",":y":{"N":"2011"}}', '--format', 'plain');
    expect(titles(mixed)).toBe('Beta');
    const filter = ['--filter', '#y <> :y AND artist = :a', '--names', '{"#y":"year"}'];
    const values = ['--values', '{":y":{"N":"2010"},":a":"Zed"}'];
    expect((await query(...filter, ...values, '--count')).stdout).toBe('0\n');
  });

  test.each([
    ['artist = :v', '7', 'a number, but the key attribute artist is a string', '"text"'],
    ['artist = :v', '{"M":{}}', 'a map, but the key attribute artist is a string', '"text"'],
    ['artist = :v', '""', 'empty, but the key attribute artist is a string and cannot be empty', '"text"'],
    [
      'artist = :a AND title BETWEEN :v AND :v',
      '{"N":"7"}',
      'a number, but the key attribute title is a string',
      '"text"',
    ],
    [
      'artist = :a AND begins_with(title, :v)',
      '{"B":"AP8="}',
      'binary, but the key attribute title is a string',
      '"text"',
    ],
  ])('%s with %s is refused before anything is sent', async (expression, value, problem, sample) => {
    const values = expression.includes(':a') ? `{":a":"Acme",":v":${value}}` : `{":v":${value}}`;
    const refused = await query('--key-condition', expression, '--values', values, '--explain');
    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: `Error: --key-condition: :v is ${problem}\n  → for example --values '{":v":${sample}}'\n`,
    });
  });

  test('a value that the key of an index cannot have is refused', async () => {
    const ofIndex = ['--index', 'by-year', '--key-condition', '#y = :y', '--names', '{"#y":"year"}'];
    expect((await query(...ofIndex, '--values', '{":y":"2011"}')).stderr).toBe(
      `Error: --key-condition: :y is a string, but the key attribute year is a number\n  → for example --values '{":y":7}'\n`,
    );
  });
});

describe('query refuses', () => {
  test.each<[string[], number, string]>([
    [
      ['artist.is=Acme'],
      2,
      'Error: unknown operator "is" in "artist.is=Acme"\n' +
        '  → did you mean artist.in?\n' +
        '  → operators: eq ne lt lte gt gte between in contains not_contains exists not_exists begins_with\n',
    ],
    [
      ['artist'],
      2,
      'Error: the condition "artist" has no value\n  → write artist=TEXT, artist:=JSON or artist.exists\n',
    ],
    [
      ['year=soon'],
      2,
      `Error: "year=soon": "soon" is not a number\n  → for a string, write year:='"soon"'\n`,
    ],
    [
      ['artist=Acme', '--index', 'by-yaer'],
      4,
      `Error: table "${table.tableName}" has no index "by-yaer"\n  → its indexes: by-genre, by-plays, by-year\n`,
    ],
    [
      ['year=2010', '--consistent'],
      2,
      'Error: this query requires index "by-year", but DynamoDB does not support consistent reads of global indexes\n' +
        '  → omit --consistent, or read the whole table: autodyne scan --consistent\n',
    ],
    [
      ['genre=folk', '--index', 'by-genre', '--attributes', 'price'],
      2,
      'Error: index "by-genre" projects only keys, not price\n' +
        '  → choose other attributes and conditions, or omit --index\n',
    ],
    [
      ['artist=Acme', '--start', '{"artist":"Acme"}'],
      2,
      'Error: the start key is not valid: title is missing\n  → it must consist of: artist (S), title (S)\n',
    ],
    [
      ['artist=Acme', '--names', '{"#a":"b"}'],
      2,
      'Error: --names and --values require an expression\n' +
        '  → add the expression: --filter or --key-condition\n',
    ],
    [
      ['artist=Acme', '--filter', 'price ='],
      1,
      expect.stringMatching(/^Error: ValidationException: .* \(Query\)\n$/s) as unknown as string,
    ],
    [
      ['artist=Acme', '--count', '--limit', '1'],
      2,
      'Error: --limit=1 cannot also be provided when using --count\n  → for flags and examples: --help\n',
    ],
    [
      ['artist=Acme', '--format', 'xml'],
      2,
      'Error: expected --format=xml to be one of: table, typed, plain, csv\n' +
        '  → for flags and examples: --help\n',
    ],
    [
      ['artist=Acme', '--table', 'no-such-table'],
      4,
      expect.stringMatching(/does not exist/) as unknown as string,
    ],
  ])('%j', async (argv, exitCode, stderr) => {
    expect(await query(...argv)).toEqual(expect.objectContaining({ exitCode, stdout: '', stderr }));
  });

  test('under --json, as JSON on stdout and nothing else', async () => {
    const run = await query('artist', '--json');
    expect(run).toMatchObject({ exitCode: 2, stderr: '' });
    expect(run.json()).toEqual({
      error: {
        code: 'InvalidUsage',
        message: 'the condition "artist" has no value',
        suggestions: ['write artist=TEXT, artist:=JSON or artist.exists'],
        details: {},
      },
    });
  });
});

describe('a table whose keys are numbers and binary', () => {
  const readings = useTable({
    AttributeDefinitions: [
      { AttributeName: 'sensor', AttributeType: 'N' },
      { AttributeName: 'at', AttributeType: 'B' },
    ],
    KeySchema: [
      { AttributeName: 'sensor', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
  });
  const sensor = '12345678901234567890123456789012345678';

  beforeAll(async () => {
    const items = [0, 1, 2, 128, 255].map((byte) => ({
      sensor: { N: sensor },
      at: { B: new Uint8Array([byte]) },
      byte: { N: String(byte) },
    }));
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    await readings.client.send(
      new BatchWriteItemCommand({ RequestItems: { [readings.tableName]: requests } }),
    );
  });

  test.each([
    [[], '0 1 2 128 255'],
    [['at=Ag=='], '2'],
    [['at.gte=gA=='], '128 255'],
    [['at.gt=AA==', 'at.lt=/w=='], '1 2 128'],
    [['at.in=AA==,/w=='], '0 255'],
    [['at.begins_with=gA=='], '128'],
  ])('%j', async (args, expected) => {
    const argv = ['query', `sensor=${sensor}`, ...args, '--attributes', 'byte', '--format', 'plain'];
    const run = await runCommand(argv, { env: readings.env });
    expect(run.stderr).toBe('');
    expect(run.stdout.match(/\d+/g)?.join(' ')).toBe(expected);
  });

  test('go on from a binary key', async () => {
    const argv = ['query', `sensor:=${sensor}`, '--limit', '2', '--format', 'plain'];
    const run = await runCommand(argv, { env: readings.env });
    const start = `{"sensor":${sensor},"at":{"$binary":"AQ=="}}`;
    expect(run.stderr).toBe(`stopped by --limit 2; there may be more; to continue: --start '${start}'\n`);
    const next = await runCommand([...argv, '--start', start], { env: readings.env });
    expect(next.stdout).toBe(
      `{"sensor":${sensor},"at":{"$binary":"Ag=="},"byte":2}\n{"sensor":${sensor},"at":{"$binary":"gA=="},"byte":128}\n`,
    );
  });
});
