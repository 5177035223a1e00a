import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeLines, copyOfDump, dataFiles, sealDump } from '../helpers/damaged-dump.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable({
  AttributeDefinitions: [
    { AttributeName: 'shelf', AttributeType: 'S' },
    { AttributeName: 'place', AttributeType: 'N' },
    { AttributeName: 'author', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'shelf', KeyType: 'HASH' },
    { AttributeName: 'place', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-author',
      KeySchema: [{ AttributeName: 'author', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
});

const COUNT = 500;
const books = Array.from({ length: COUNT }, (_, place) => ({
  shelf: { S: place % 5 === 0 ? 'low' : 'high' },
  place: { N: String(place) },
  title: { S: `book ${place}` },
  ...(place % 100 === 0 ? { author: { S: 'Ada' } } : {}),
}));

let folder = '';
let dump = '';
const made = async (name: string, ...flags: string[]): Promise<string> => {
  const out = join(folder, name);
  const run = await runCommand(['dump', '--out', out, ...flags], { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
  return out;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'autodyne-test-'));
  await fillTable(table.client, table.tableName, books);
  dump = await made('dump', '--segments', '4');
});
afterAll(() => rm(folder, { recursive: true }));

/** Without any setting, so that nothing can be asked of a table. */
const run = (...argv: string[]): Promise<CommandRun> => runCommand(argv);
const file = async (name: string, text: string | Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const lines = ({ stdout }: CommandRun): string[] => stdout.split('\n').filter((line) => line !== '');

describe('a dump is read without settings', () => {
  test('a query, in the order of the sort key', async () => {
    const found = await run('query', 'shelf=low', 'place.gte=480', '--from', dump, '--format', 'plain');
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lines(found)).toEqual(
      [480, 485, 490, 495].map((place) => `{"shelf":"low","place":${place},"title":"book ${place}"}`),
    );
  });

  test('in each format', async () => {
    const args = ['query', 'shelf=low', 'place=5', '--from', dump];
    expect((await run(...args, '--format', 'typed')).stdout).toBe(
      '{"shelf":{"S":"low"},"place":{"N":"5"},"title":{"S":"book 5"}}\n',
    );
    expect((await run(...args, '--format', 'csv')).stdout).toBe('shelf,place,title\n"low",5,"book 5"\n');
    expect((await run(...args, '--columns', 'title')).stdout).toContain('title\n──────\nbook 5\n');
    expect((await run(...args, '--attributes', 'title', '--json')).json()).toEqual({
      Items: [{ title: { S: 'book 5' } }],
      Count: 1,
      ScannedCount: 1,
    });
  });

  test('with a count', async () => {
    const counted = await run('query', 'shelf=high', '--count', '--from', dump, '--units');
    expect(counted).toMatchObject({ exitCode: 0, stdout: '400\n', stderr: '' });
    expect((await run('scan', '--count', 'title.contains=99', '--json', '--from', dump)).json()).toEqual({
      Count: 5,
      ScannedCount: COUNT,
    });
  });

  test.each([[[]], [['--reverse']]])('page by page, with %j', async (more) => {
    const titles: string[] = [];
    let start: string[] = [];
    for (let page = 0; page < 5; page += 1) {
      const args = ['query', 'shelf=low', '--limit', '30', ...more, ...start, '--from', dump];
      const found = await run(...args, '--format', 'plain', '--attributes', 'title');
      titles.push(...lines(found));
      const more_ = /to continue: --start '(.*)'\n$/.exec(found.stderr)?.[1];
      if (more_ === undefined) break;
      start = ['--start', more_];
    }
    const expected = Array.from({ length: 100 }, (_, index) => `{"title":"book ${index * 5}"}`);
    expect(titles).toEqual(more.length === 0 ? expected : expected.reverse());
  });

  test('a scan page by page', async () => {
    const first = await run('scan', '--limit', '123', '--from', dump, '--json');
    const { Items, LastEvaluatedKey, ScannedCount } = first.json() as {
      Items: object[];
      LastEvaluatedKey: { shelf: { S: string }; place: { N: string } };
      ScannedCount: number;
    };
    expect([Items.length, ScannedCount]).toEqual([123, 123]);
    const start = JSON.stringify({
      shelf: LastEvaluatedKey.shelf.S,
      place: Number(LastEvaluatedKey.place.N),
    });
    const rest = (await run('scan', '--start', start, '--from', dump, '--json')).json() as {
      Items: object[];
    };
    const all = (await run('scan', '--from', dump, '--json')).json() as { Items: object[] };
    expect([...Items, ...rest.Items]).toEqual(all.Items);
    expect(all.Items).toHaveLength(COUNT);
  });

  test('the last page says nothing of more', async () => {
    const whole = await run('query', 'shelf=low', '--limit', '100', '--format', 'plain', '--from', dump);
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('an index: its items, and what it projects of them', async () => {
    const found = await run(
      'query',
      'author=Ada',
      '--index',
      'by-author',
      '--from',
      dump,
      '--format',
      'plain',
    );
    expect(lines(found)).toHaveLength(5);
    expect(lines(found)).toContain('{"shelf":"low","place":300,"author":"Ada"}');
    expect((await run('scan', '--index', 'by-author', '--count', '--from', dump)).stdout).toBe('5\n');
  });

  test('expressions in the own language of DynamoDB', async () => {
    const args = [
      'query',
      '--key-condition',
      'shelf = :s AND place BETWEEN :a AND :b',
      '--filter',
      '#t <> :t',
    ];
    const names = ['--names', '{"#t":"title"}'];
    const values = ['--values', '{":s":"low",":a":10,":b":20,":t":"book 15"}'];
    const found = await run(...args, ...names, ...values, '--from', dump, '--json', '--attributes', 'place');
    expect(found.json()).toEqual({
      Items: [{ place: { N: '10' } }, { place: { N: '20' } }],
      Count: 2,
      ScannedCount: 3,
    });
  });

  test('why, and from where', async () => {
    const args = ['query', 'shelf=low', 'place.contains:=1', 'title.exists', '--from', dump, '--explain'];
    const plan = [
      `reading from ${dump}: no request is sent, at no cost`,
      `Querying table "${table.tableName}": its partition key shelf has an equality condition`,
      'key condition: shelf=low',
      'filter: title.exists',
    ];
    const [command = '', ...others] = args.filter((arg) => arg !== 'place.contains:=1');
    expect((await run(command, ...others)).stdout).toBe(`${plan.join('\n')}\n`);
    expect((await run(command, ...others, '--json')).json()).toEqual({ From: dump, Why: plan });
  });
});

describe('a dump that does not tell its table', () => {
  const jsonLines = '{"id":"b","year":2010}\n{"id":"a","year":2011}\n{"id":"c","year":"2010"}\n';

  test.each(['data-only', 'lines.jsonl', 'lines.jsonl.gz', '-'])(
    'is read in its own order: %s',
    async (name) => {
      const path =
        name === 'data-only'
          ? await made(name, '--data-only', '--segments', '1')
          : name === '-'
            ? '-'
            : await file(name, name.endsWith('.gz') ? gzipSync(jsonLines) : jsonLines);
      const args = ['query', name === 'data-only' ? 'shelf=low' : 'year:=2010', '--from', path];
      const found = await runCommand([...args, '--format', 'plain'], { stdin: jsonLines });
      expect(found).toMatchObject({ exitCode: 0, stderr: '' });
      if (name === 'data-only') expect(lines(found)).toHaveLength(100);
      else expect(lines(found)).toEqual(['{"id":"b","year":2010}']);
    },
  );

  test('takes text as text', async () => {
    const path = await file('text.jsonl', jsonLines);
    const found = await run('query', 'year=2010', '--from', path, '--format', 'plain');
    expect(lines(found)).toEqual(['{"id":"c","year":"2010"}']);
    expect((await run('query', 'year=2011', '--from', path, '--count', '--text')).stderr).toBe('');
    expect((await run('query', 'year=2011', '--from', path, '--count')).stderr).toBe(
      `"year=2011" compares with a string; for the number: year:=2011, for the string: year:='"2011"' (or --text)\n`,
    );
  });

  test('has no order and no key condition', async () => {
    const path = await file('no-order.jsonl', jsonLines);
    for (const args of [['--reverse'], ['--key-condition', 'id = :i', '--values', '{":i":"a"}']]) {
      const refused = await run('query', 'id=a', ...args, '--from', path);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain(`${path} does not contain the key of its table`);
    }
    const index = await run('query', 'id=a', '--index', 'by-author', '--from', path);
    expect(index).toMatchObject({ exitCode: 4, stdout: '' });
  });

  test('says of a limit that there may be more', async () => {
    const path = await file('limit.jsonl', jsonLines);
    const found = await run('scan', '--limit', '2', '--format', 'plain', '--from', path);
    expect(lines(found)).toHaveLength(2);
    expect(found.stderr).toBe(
      'stopped by --limit 2; there may be more; to see more: a larger --limit (there is no single key to continue from)\n',
    );
  });

  test('but a schema as the first line is one', async () => {
    const schema = {
      Table: {
        TableName: 'old',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'year', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'year', KeyType: 'RANGE' },
        ],
      },
    };
    const items = ['{"id":{"S":"a"},"year":{"N":"10"}}', '{"id":{"S":"a"},"year":{"N":"9"}}'];
    const path = await file('dyno.jsonl', [JSON.stringify(schema), ...items, ''].join('\n'));
    const found = await run('query', 'id=a', 'year.gt=1', '--from', path, '--format', 'typed');
    expect(lines(found)).toEqual([...items].reverse());
  });
});

describe('a request that a dump cannot serve is refused', () => {
  test.each([
    [['query', 'shelf=low', '--consistent'], 'cannot also be provided when using --from'],
    [['scan', '--segments', '2'], 'cannot also be provided when using'],
    [['scan', '--scan-limit', '2'], 'cannot also be provided when using'],
    [['scan', '--page-size', '2'], 'cannot also be provided when using'],
    [['query', 'title=x', '--reverse'], 'a Scan has no order, so it cannot be reversed'],
    [['scan', '--start', '{"shelf":"low","place":1}'], 'the dump has no item with the key in --start'],
    [['scan', '--start', '{"shelf":"low"}'], 'the start key is not valid: place is missing'],
    [['scan', '--filter', 'title = :t'], 'An expression attribute value used in expression is not defined'],
    [['scan', '--filter', 'title'], 'Invalid FilterExpression: Syntax error'],
    [
      ['scan', '--filter', 'place > :p', '--values', '{":p":1,":q":2}'],
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:q}',
    ],
    [
      ['query', 'shelf=low', '--filter', 'place > :p', '--values', '{":p":1}'],
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: place',
    ],
    [
      ['query', '--key-condition', 'shelf > :s', '--values', '{":s":"a"}'],
      'Error: Query key condition not supported\n  → shelf is a partition key, so only = is allowed\n',
    ],
    [['scan', '--attributes', 'a.b,a'], 'Two document paths overlap with each other'],
    [['scan', '--attributes', 'a.b,a[0]'], 'Two document paths conflict with each other'],
  ])('%j', async (args, problem) => {
    const refused = await run(...args, '--from', dump);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain(problem);
  });

  test('an index that there is not', async () => {
    const refused = await run('query', 'shelf=low', '--index', 'by-colour', '--from', dump);
    expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    expect(refused.stderr).toContain('has no index "by-colour"');
  });

  test('a dump that there is not, and one that is not complete', async () => {
    expect((await run('scan', '--from', join(folder, 'nowhere'))).exitCode).toBe(2);
    const copy = await copyOfDump(dump);
    await rm(join(copy, 'manifest-summary.json'));
    const refused = await run('scan', '--from', copy);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('is incomplete');
  });
});

describe('a damaged dump never returns a partial result', () => {
  /** In one file, so that it has the lines to damage whatever the engine. */
  let whole = '';
  beforeAll(async () => {
    whole = await made('whole', '--segments', '1');
  });

  const damages: [string, (line: string) => string, RegExp][] = [
    ['a line that is no JSON', (line) => line.replace('"S":', '"S"'), /\.json\.gz:3:\d+: expected a colon/],
    [
      'a type that there is not',
      (line) => line.replace('"S"', '"X"'),
      /\.json\.gz:3:\d+: attribute \w+: .*is not a type/,
    ],
    [
      'a number that is none',
      (line) => line.replace(/"N":"/, '"N":"x'),
      /\.json\.gz:3: attribute place: .*is not a number/,
    ],
  ];
  test.each(damages)('%s', async (_, change, problem) => {
    const copy = await copyOfDump(whole);
    const [first = ''] = await dataFiles(copy);
    await changeLines(first, (all) => all.map((line, index) => (index === 2 ? change(line) : line)));
    await sealDump(copy);
    const found = await run('query', 'shelf=nowhere', '--from', copy, '--json');
    expect(found.exitCode).toBe(2);
    expect(found.stdout).toMatch(problem);
  });

  test('bytes that were changed, though each line still is an item', async () => {
    const copy = await copyOfDump(whole);
    const [first = ''] = await dataFiles(copy);
    await changeLines(first, (all) => all.map((line) => line.replace('book', 'cook')));
    const found = await run('query', 'shelf=low', '--from', copy);
    expect(found).toMatchObject({ exitCode: 2, stdout: '' });
    expect(found.stderr).toContain('its MD5 does not match the manifest');
    expect(await run('stats', '--from', copy)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('a file that has a part of the table says so', async () => {
    const part = await made('part', '--where', 'place.lt=100', '--attributes', 'shelf,place');
    const found = await run('query', 'shelf=low', '--from', part, '--count');
    expect(found).toMatchObject({
      exitCode: 0,
      stdout: '20\n',
      stderr: `${part} is a partial dump: it was made with --where place.lt=100 --attributes shelf,place; it does not contain items that do not match it, and all other attributes\n`,
    });
  });
});

describe('much of it', () => {
  const many = Array.from(
    { length: 10_050 },
    (_, index) => `{"id":{"N":"${(index * 7919) % 10_050}"}}\n`,
  ).join('');

  test('--json stops at 10,000 items, and says how to go on', async () => {
    const capped = await run('scan', '--json', '--from', await file('many.jsonl', many));
    expect(capped.exitCode).toBe(3);
    expect(capped.json()).toMatchObject({ Count: 10_000 });
    expect(capped.stderr).toContain('stopped at 10,000 items');
  });

  test('all of it streams', async () => {
    const streamed = await run('scan', '--format', 'typed', '--from', await file('many.jsonl', many));
    expect(streamed.stdout).toBe(many);
  });

  test('an export of AWS is found in a folder above it', async () => {
    const data = join(folder, 'aws', 'AWSDynamoDB', '0123', 'data');
    await mkdir(data, { recursive: true });
    const lines_ = '{"Item":{"id":{"S":"a"},"n":{"N":"1"}}}\n{"Item":{"id":{"S":"b"},"n":{"N":"2"}}}\n';
    const bytes = gzipSync(lines_);
    await writeFile(join(data, 'x.json.gz'), bytes);
    const record = {
      itemCount: 2,
      md5Checksum: md5(bytes),
      dataFileS3Key: 'AWSDynamoDB/0123/data/x.json.gz',
    };
    await writeFile(join(data, '..', 'manifest-files.json'), `${JSON.stringify(record)}\n`);
    const found = await run('query', 'n.gt:=1', '--from', join(folder, 'aws'), '--format', 'plain');
    expect(lines(found)).toEqual(['{"id":"b","n":2}']);
  });

  test('nothing is left in the folder for temporary files', async () => {
    const temporary = await temporaryFolder();
    const found = await runCommand(['query', 'shelf=high', '--count', '--from', dump], {
      env: { TMPDIR: temporary },
    });
    expect(found.stdout).toBe('400\n');
    expect(await readdir(temporary)).toEqual([]);
  });
});

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('base64');
}
