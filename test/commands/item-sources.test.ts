import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { isOnDynamoDbLocal, useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const samples = fileURLToPath(new URL('../fixtures/sample-tables', import.meta.url));

/** A new table with the partition key `id` by default, a working folder, and a function that runs commands there. */
async function target(key?: Record<string, 'S' | 'N'>) {
  const tableName = key === undefined ? await emptyTable(table.client) : await tableWith(key);
  const cwd = await temporaryFolder();
  const env = { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd };
  return {
    tableName,
    cwd,
    run: (...argv: string[]): Promise<CommandRun> => runCommand(argv, { env, cwd }),
    pipe: (stdin: string, ...argv: string[]): Promise<CommandRun> => runCommand(argv, { env, cwd, stdin }),
    file: (name: string, content: string | Buffer): Promise<void> => writeFile(join(cwd, name), content),
    async items(): Promise<Record<string, AttributeValue>[]> {
      const scan = new ScanCommand({ TableName: tableName, ConsistentRead: true });
      const { Items = [] } = await table.client.send(scan);
      return Items.sort((a, b) => ((a['id']?.S ?? '') < (b['id']?.S ?? '') ? -1 : 1));
    },
  };
}

async function tableWith(key: Record<string, 'S' | 'N'>): Promise<string> {
  const TableName = `sources-${randomUUID().slice(0, 8)}`;
  await table.client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: Object.keys(key).map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? ('HASH' as const) : ('RANGE' as const),
      })),
      AttributeDefinitions: Object.entries(key).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
    }),
  );
  onTestFinished(async () => {
    await table.client.send(new DeleteTableCommand({ TableName }));
  });
  return TableName;
}

const A = '{"id":{"S":"a"}}';
const B = '{"id":{"S":"b"}}';
const PUT_A = `{"PutRequest":{"Item":${A}}}`;
const PUT_B = `{"PutRequest":{"Item":${B}}}`;
const BOTH = [{ id: { S: 'a' } }, { id: { S: 'b' } }];

describe.each([
  ['a page', `{"Count":2,"Items":[${A},${B}],"ScannedCount":2}`],
  ['a page of plain items', '{"Items":[{"id":"a"},{"id":"b"}],"Count":2,"$metadata":{}}'],
  ['requests of BatchWriteItem', `{"music":[${PUT_A},${PUT_B}]}`],
  ['the same in RequestItems', `{"RequestItems":{"music":[${PUT_A},${PUT_B}]}}`],
  ['a response of BatchGetItem', `{"Responses":{"music":[${A},${B}]},"UnprocessedKeys":{}}`],
  ['responses of GetItem', `{"Item":${A},"ConsumedCapacity":{}}\n{"Item":${B}}`],
  ['a response of TransactGetItems', `{"Responses":[{"Item":${A}},{},{"Item":${B}}]}`],
  ['an array of pages', `[{"Items":[${A}]},{"Items":[${B}]}]`],
])('%s', (_, text) => {
  test('restore', async () => {
    const { run, file, items } = await target();
    await file('source', text);
    const restored = await run('restore', 'source', '--verify');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.stderr).toContain('read 2 = 2 written + 0 skipped + 0 rejected');
    expect(await items()).toEqual(BOTH);
  });

  test('restore, compressed, from stdin and by --dry-run', async () => {
    const { run, pipe, file, items } = await target();
    await file('source.gz', gzipSync(text));
    const planned = await run('restore', 'source.gz', '--dry-run', '--json');
    expect(planned.json()).toMatchObject({ itemCount: 2, refusedCount: 0 });
    const restored = await pipe(text, 'restore', '-');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(await items()).toEqual(BOTH);
  });

  test('put', async () => {
    const { run, pipe, file, items, tableName } = await target();
    await file('source.json', text);
    const put = await run('put', 'source.json');
    expect(put.exitCode, put.stderr).toBe(0);
    expect(put.stderr).toContain(`put 2 items into table "${tableName}"`);
    expect(await items()).toEqual(BOTH);
    const again = await pipe(text, 'put', '-', '--json');
    expect(again.json()).toEqual({ written: 2, repeated: 0 });
  });

  test('--from', async () => {
    const { run, file } = await target();
    await file('source.json', text);
    const scan = await run('scan', '--from', 'source.json', '--json');
    expect(scan.json()).toMatchObject({ Items: BOTH, Count: 2 });
    const stats = await run('stats', '--from', 'source.json', '--json');
    expect(stats.json()).toMatchObject({ itemCount: 2 });
  });
});

describe('a part is not taken for the whole', () => {
  const part = `{"Items":[${A},${B}],"Count":2,"NextToken":"eyJ"}`;
  const note = 'is incomplete: its last page has NextToken, so its source has more items';

  test('restore writes all that is there, says so, and exits 3', async () => {
    const { run, pipe, file, items } = await target();
    await file('part.json', part);
    const planned = await run('restore', 'part.json', '--dry-run');
    expect(planned.exitCode).toBe(3);
    expect(planned.stderr).toContain(`part.json ${note}`);
    const restored = await run('restore', 'part.json', '--verify');
    expect(restored.exitCode).toBe(3);
    expect(restored.stderr).toContain(`part.json ${note}`);
    expect(await items()).toEqual(BOTH);
    const piped = await pipe(part, 'restore', '-', '--mode', 'skip-existing', '--json');
    expect(piped.exitCode).toBe(3);
    expect(piped.json()).toMatchObject({ read: 2, skipped: 2, sourceHasMore: true });
    expect(piped.stderr).toContain(`standard input ${note}`);
  });

  test('put too', async () => {
    const { run, pipe, file, items } = await target();
    await file('part.json', part);
    const put = await run('put', 'part.json');
    expect(put.exitCode).toBe(3);
    expect(put.stderr).toContain(`part.json ${note}`);
    expect(await items()).toEqual(BOTH);
    const piped = await pipe(part, 'put', '-', '--json');
    expect(piped.exitCode).toBe(3);
    expect(piped.json()).toEqual({ written: 2, repeated: 0, sourceHasMore: true });
    const planned = await run('put', 'part.json', '--dry-run', '--json');
    expect(planned.exitCode).toBe(3);
  });

  test('what reads offline says it, once all is read', async () => {
    const { run, file } = await target();
    await file('part.json', part);
    const scan = await run('scan', '--from', 'part.json');
    expect(scan.exitCode).toBe(0);
    expect(scan.stderr).toContain(`part.json ${note}`);
    const stopped = await run('scan', '--from', 'part.json', '--limit', '1');
    expect(stopped.stderr).not.toContain(note);
    expect((await run('stats', '--from', 'part.json')).stderr).toContain(`part.json ${note}`);
  });

  test('keys of a part: those are got or deleted, and it is said', async () => {
    const { run, file, items, tableName } = await target();
    await run('put', `[${A},${B}]`);
    await file('keys.json', part);
    const got = await run('get', 'keys.json', '--json');
    expect(got.exitCode).toBe(3);
    expect(got.json()).toMatchObject({ Responses: { [tableName]: BOTH } });
    const deleted = await run('delete', 'keys.json', '--confirm', tableName);
    expect(deleted.exitCode).toBe(3);
    expect(deleted.stderr).toContain(`keys.json ${note}`);
    expect(await items()).toEqual([]);
  });

  test('what scan --limit --json prints', async () => {
    const { run, file } = await target();
    await run('put', `[${A},${B}]`);
    await file('part.json', (await run('scan', '--limit', '1', '--json')).stdout);
    const put = await run('put', 'part.json');
    expect(put.exitCode).toBe(3);
    expect(put.stderr).toContain('part.json is incomplete: its last page has LastEvaluatedKey');
  });

  test('pages in a folder, in the order of their numbers', async () => {
    const { run, cwd, items } = await target();
    await mkdir(join(cwd, 'pages'));
    await writeFile(join(cwd, 'pages/page-10.json'), `{"Items":[${B}]}`);
    await writeFile(join(cwd, 'pages/page-2.json'), `{"Items":[${A}],"LastEvaluatedKey":${A}}`);
    const restored = await run('restore', 'pages');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.stderr).toContain(
      'pages/page-2.json: its last page has LastEvaluatedKey, so its source has more items; pages/page-10.json is treated as the next page',
    );
    expect(await items()).toEqual(BOTH);
  });
});

describe('what --json prints is put again', () => {
  const odd = '{"id":"a","n":12345678901234567890.5,"b":{"$binary":"AAE="},"s":{"$set":["x"]}}';

  test.each([
    ['scan', ['scan']],
    ['query', ['query', 'id=a']],
    ['get', ['get', 'a']],
    ['get of many', ['get', '[{"id":"a"},{"id":"b"}]']],
    ['delete --return-old', ['delete', 'a', '--return-old']],
  ])('%s', async (_, args) => {
    const { run, file, items, tableName } = await target();
    await run('put', `[${odd},{"id":"b"}]`);
    const before = await items();
    await file('f.json', (await run(...args, '--json')).stdout);
    await run('delete', '--all', '--confirm', tableName);
    const put = await run('put', 'f.json');
    expect(put.exitCode, put.stderr).toBe(0);
    const after = await items();
    expect(after[0]).toEqual(before[0]);
    const restored = await run('restore', 'f.json', '--mode', 'overwrite', '--confirm', tableName);
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(await items()).toEqual(after);
  });

  test('but not that there is no such item', async () => {
    const { run, file } = await target();
    await file('f.json', (await run('get', 'x', '--json')).stdout);
    const put = await run('put', 'f.json');
    expect(put.exitCode).toBe(2);
    expect(put.stderr).toContain('this is the response for an item that does not exist: it contains no item');
  });
});

describe('nothing at all', () => {
  test.each(['', '\n \n'])('%j is refused: exit 2', async (text) => {
    const { run, pipe, file, tableName } = await target();
    await file('f.json', text);
    await file('f.gz', gzipSync(text));
    for (const args of [
      ['put', 'f.json'],
      ['restore', 'f.json'],
      ['restore', 'f.json', '--dry-run'],
      ['get', 'f.json'],
      ['delete', 'f.json', '--confirm', tableName],
      ['scan', '--from', 'f.json'],
      ['stats', '--from', 'f.json'],
      ['restore', 'f.gz'],
    ]) {
      const ran = await run(...args);
      expect(ran.exitCode, args.join(' ')).toBe(2);
      expect(ran.stderr).toMatch(/f\.(json|gz) is empty: it contains no items/);
    }
    for (const args of [['put'], ['restore'], ['get'], ['scan', '--from']]) {
      const ran = await pipe(text, ...args, '-');
      expect(ran.exitCode, args.join(' ')).toBe(2);
      expect(ran.stderr).toMatch(/(stdin|standard input) is empty: it contains no items/);
    }
  });

  test.each(['[]', '{"Items":[],"Count":0,"ScannedCount":0}'])('%s is no items: exit 0', async (text) => {
    const { run, pipe, file, tableName } = await target();
    await file('f.json', text);
    for (const args of [
      ['put', 'f.json'],
      ['restore', 'f.json', '--verify'],
      ['get', 'f.json'],
      ['delete', 'f.json', '--confirm', tableName],
      ['scan', '--from', 'f.json'],
    ]) {
      const ran = await run(...args);
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stderr).toMatch(/f\.json (?:contains no items|lists no items)/);
    }
    const piped = await pipe(text, 'restore', '-');
    expect(piped.exitCode, piped.stderr).toBe(0);
  });

  test('a dump of an empty table is no items; its one file is nothing at all', async () => {
    const { run } = await target();
    await run('dump', '--out', 'folder');
    const folder = await run('restore', 'folder', '--verify');
    expect(folder.exitCode, folder.stderr).toBe(0);
    await run('dump', '--out', 'f.jsonl');
    expect((await run('restore', 'f.jsonl')).exitCode).toBe(2);
  });
});

describe("AWS's sample tables", () => {
  test.each<[string, Record<string, 'S' | 'N'>, number]>([
    ['ProductCatalog', { Id: 'N' }, 2],
    ['Forum', { Name: 'S' }, 2],
    ['Thread', { ForumName: 'S', Subject: 'S' }, 1],
    ['Reply', { Id: 'S', ReplyDateTime: 'S' }, 2],
  ])('%s, by its file or out of the folder', async (name, key, count) => {
    const { run, items, tableName } = await target(key);
    const put = await run('put', join(samples, `${name}.json`), '--json');
    expect(put.json()).toEqual({ written: count, repeated: 0 });
    const before = await items();
    await run('delete', '--all', '--confirm', tableName);
    const restored = await run('restore', samples, '--source-table', name, '--verify');
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(restored.stderr).toContain(`read ${count} = ${count} written`);
    expect(await items()).toEqual(before);
    const scan = await run('scan', '--from', samples, '--source-table', name, '--count');
    expect(scan.stdout).toBe(`${count}\n`);
  });

  test('of several tables one has to be chosen, before anything is written', async () => {
    const { run, items } = await target({ Id: 'N' });
    const refused = await run('restore', join(samples, 'Forum.json'), join(samples, 'ProductCatalog.json'));
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('it contains items of several tables: "Forum" and "ProductCatalog"');
    expect(refused.stderr).toContain('→ choose one: --source-table ProductCatalog');
    const absent = await run('restore', samples, '--source-table', 'Product');
    expect(absent.exitCode).toBe(2);
    expect(absent.stderr).toContain('has no items of a table "Product"');
    expect(await items()).toEqual([]);
    const several = await run(
      ...['restore', join(samples, 'Forum.json'), join(samples, 'ProductCatalog.json')],
      ...['--source-table', 'ProductCatalog'],
    );
    expect(several.exitCode, several.stderr).toBe(0);
    expect(await items()).toHaveLength(2);
  });

  test('a table in files of 25 requests is restored in one run, and can be resumed', async () => {
    const { run, cwd, items } = await target();
    await mkdir(join(cwd, 'parts'));
    for (let part = 0; part < 8; part += 1) {
      const requests = Array.from({ length: 25 }, (_, n) => ({
        PutRequest: { Item: { id: { S: `${part}-${n}` } } },
      }));
      await writeFile(join(cwd, `parts/music-${part}.json`), JSON.stringify({ music: requests }));
    }
    await writeFile(join(cwd, 'parts/README.txt'), 'x');
    await writeFile(join(cwd, 'parts/._music-0.json'), 'x');
    const args = ['restore', 'parts', '--concurrency', '1'];
    const stopped = await run(...args, '--max-units', '300');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain('skipped, not JSON: README.txt');
    const resumed = await run(...args, '--resume', '--verify');
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('read 200 = 200 written');
    expect(await items()).toHaveLength(200);
  });

  test('a restore of several files can be resumed too', async () => {
    const { run, file, items } = await target();
    const lines = (name: string): string =>
      Array.from({ length: 60 }, (_, n) => `{"id":"${name}-${n}"}\n`).join('');
    await file('a.jsonl', lines('a'));
    await file('b.jsonl', lines('b'));
    const args = ['restore', 'a.jsonl', 'b.jsonl', '--concurrency', '1'];
    const stopped = await run(...args, '--max-units', '250');
    expect(stopped.exitCode).toBe(3);
    expect(stopped.stderr).toContain(
      'to continue: autodyne restore a.jsonl b.jsonl --concurrency 1 --max-units 250 --resume',
    );
    const resumed = await run(...args, '--resume');
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(await items()).toHaveLength(120);
  });

  test.each([
    [['a.jsonl', 'a.jsonl'], 'a.jsonl: is specified twice'],
    [['a.jsonl', '-'], 'several sources must all be files, but - is not a file'],
  ])('%j is refused', async (paths, message) => {
    const { run, file } = await target();
    await file('a.jsonl', '{"id":"a"}');
    const refused = await run('restore', ...paths);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(message);
  });

  test('a dump of another table than the one that is wanted', async () => {
    const { run, tableName } = await target();
    await run('dump', '--out', 'folder');
    const refused = await run('restore', 'folder', '--source-table', 'other');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`folder is of table "${tableName}", not of "other"`);
  });
});

describe('one odd attribute', () => {
  const odd = [
    ['"B":{}', 'attribute x: B must contain a base64 string'],
    ['"NULL":false', 'attribute x: NULL must contain true'],
    ['"BOOL":"true"', 'attribute x: BOOL must contain true or false'],
    ['"N":1', 'attribute x: N must contain a string in quotes'],
    ['"B":"%%"', 'attribute x: not base64: "%%"'],
    ['"L":["x"]', 'attribute x[0]: a typed value is an object with one member, such as {"S":"text"}'],
    ['"Q":"x"', 'attribute x: "Q" is not a type: S N B BOOL NULL L M SS NS BS'],
    ['"SS":[]', undefined],
  ] as const;

  // DynamoDB Local accepts three of these, and responds with 500 to binary that is not base64, which is retried.
  const refused = odd.filter(([value]) => !(isOnDynamoDbLocal && /^"(?:B|BOOL|L|N)"/.test(value)));
  test.each(refused)('%s costs that item only, which is kept as it was', async (value, problem) => {
    const { run, file, items, cwd } = await target();
    const line = `{"id":{"S":"odd"},"x":{${value}}}`;
    await file('f.jsonl', `${A}\n${line}\n${B}\n`);
    const planned = await run('restore', 'f.jsonl', '--dry-run', '--json');
    expect(planned.json()).toMatchObject({ itemCount: 3, refusedCount: 1 });
    const restored = await run('restore', 'f.jsonl');
    expect(restored.exitCode, restored.stderr).toBe(3);
    expect(restored.stderr).toContain('read 3 = 2 written + 0 skipped + 1 rejected');
    expect(await items()).toEqual(BOTH);
    const [rejects = ''] = (await readdir(cwd)).filter((name) => name.endsWith('.rejects.jsonl'));
    const { Item, Reason } = JSON.parse(await readFile(join(cwd, rejects), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(Item).toEqual(JSON.parse(line));
    if (problem !== undefined)
      expect(Reason).toMatch(new RegExp(`^${problem.replace(/[[\](){}.%]/g, '\\$&')}; `));
  });

  test.each(odd)('%s is named by put and by what reads offline', async (value, problem) => {
    const { run, file, items } = await target();
    await file('f.jsonl', `${A}\n{"id":{"S":"odd"},"x":{${value}}}\n`);
    for (const args of [
      ['put', 'f.jsonl'],
      ['scan', '--from', 'f.jsonl'],
    ]) {
      const ran = await run(...args);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toContain(problem ?? 'attribute x: a set cannot be empty');
      expect(ran.stderr).toContain('f.jsonl:2');
    }
    expect(await items()).toEqual([]);
  });

  test('put names what is compressed, too', async () => {
    const { run, file } = await target();
    await file('f.gz', gzipSync(A));
    const put = await run('put', 'f.gz');
    expect(put.exitCode).toBe(2);
    expect(put.stderr).toContain('f.gz: this is compressed with gzip, not JSON');
    expect(put.stderr).toContain('→ gunzip -c f.gz | autodyne put -');
  });

  test('that has two types might be taken for one of them: nothing is written', async () => {
    const { run, file, items } = await target();
    await file('f.jsonl', `${A}\n{"id":{"S":"odd"},"x":{"S":"a","Z":1}}\n`);
    const restored = await run('restore', 'f.jsonl');
    expect(restored.exitCode).toBe(2);
    expect(restored.stderr).toContain(
      'f.jsonl:2:23: attribute x: a typed value is an object with one member, such as {"S":"text"}',
    );
    expect(await items()).toEqual([]);
  });

  test.each(['{"type":"Buffer","data":[1,2]}', '{"0":1,"1":2}'])(
    'binary in a set that is %s is repaired',
    async (json) => {
      const { run, file, items } = await target();
      await file('f.jsonl', `{"id":{"S":"a"},"s":{"BS":[${json}]}}`);
      const restored = await run('restore', 'f.jsonl');
      expect(restored.exitCode, restored.stderr).toBe(0);
      expect(restored.stderr).toContain('repaired 1 binary value');
      expect(await items()).toEqual([{ id: { S: 'a' }, s: { BS: [Uint8Array.of(1, 2)] } }]);
    },
  );
});

describe('what is recognised and cannot be read', () => {
  test.each([
    [
      'UTF-16',
      Buffer.from('\ufeff{"id":"a"}', 'utf16le'),
      'f: this is UTF-16 text',
      'iconv -f UTF-16 -t UTF-8 f > f.utf8',
    ],
    [
      'a zip archive',
      Buffer.from('PK\x03\x04rest'),
      'f: this is a zip archive, not JSON',
      'unzip f -d FOLDER',
    ],
    [
      'CSV',
      Buffer.from('id,n\na,1\n'),
      'f: this is CSV or text in columns, not JSON',
      'autodyne put f --csv',
    ],
    [
      'a request of TransactWriteItems',
      Buffer.from('{"TransactItems":[{"Put":{"TableName":"T","Item":{"id":{"S":"a"}}}}]}'),
      'f:1:1: this is a request of TransactWriteItems',
      'to do all of it or nothing: autodyne transact f',
    ],
  ])('%s is named by each command, with the way out', async (_, content, message, wayOut) => {
    const { run, file } = await target();
    await file('f', content);
    for (const args of [
      ['restore', 'f'],
      ['put', 'f'],
      ['scan', '--from', 'f'],
      ['stats', '--from', 'f'],
    ]) {
      const ran = await run(...args);
      expect(ran.exitCode).toBe(2);
      expect(ran.stderr).toContain(message);
      expect(ran.stderr).toContain(wayOut);
    }
  });
});

/** Those that a machine has; `.ci` and every Linux have iconv and sed. */
const hasJq = spawnSync('jq', ['--version']).status === 0;

describe('the ways out work', () => {
  /** The command in the first suggestion of `restore`, which is run; then what it made is restored. */
  async function followed(content: string | Buffer, made: string, args: string[] = ['restore']) {
    const { run, file, items, cwd } = await target();
    await file('f', content);
    const refused = await run(...args, 'f', '--json');
    expect(refused.exitCode).toBe(2);
    const { error } = refused.json() as { error: { suggestions: string[] } };
    return {
      run,
      items,
      follow: async (number = 0): Promise<void> => {
        const command = error.suggestions[number]?.replace(/^[^:'"]*: (?=jq|sed)/, '');
        execFileSync('sh', ['-c', command?.replace('TABLE', 'Music') ?? 'false'], { cwd });
      },
      restore: async (): Promise<CommandRun> => run('restore', made),
    };
  }

  test.each([
    ['UTF-16', Buffer.from(`\ufeff${A}\n${B}`, 'utf16le')],
    ['UTF-16 without its mark', Buffer.from(`${A}\n${B}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`${A}\n${B}`, 'utf16le').swap16()],
  ])('iconv: %s', async (_, content) => {
    const { follow, restore, items } = await followed(content, 'f.utf8');
    await follow();
    const restored = await restore();
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(await items()).toEqual(BOTH);
  });

  test.runIf(hasJq)('jq: lines of Data Pipeline', async () => {
    const line =
      '{"id":{"s":"a"},"n":{"n":"1"},"t":{"sS":["x"]},"m":{"m":{"l":{"l":[{"nULL":true}]}}},"o":{"bOOL":true}}\n';
    const { follow, restore, items } = await followed(line, 'items.jsonl');
    await follow();
    const restored = await restore();
    expect(restored.exitCode, restored.stderr).toBe(0);
    expect(await items()).toEqual([
      {
        id: { S: 'a' },
        n: { N: '1' },
        t: { SS: ['x'] },
        m: { M: { l: { L: [{ NULL: true }] } } },
        o: { BOOL: true },
      },
    ]);
  });

  test.runIf(hasJq)('sed, then jq: lines of Data Pipeline with control characters', async () => {
    const line = 'id\x03{"s":"a"}\x02n\x03{"n":"1"}\n';
    const { follow, restore, run } = await followed(line, 'f.jsonl');
    await follow();
    expect((await restore()).stderr).toContain('f.jsonl:1:1: this is a line of AWS Data Pipeline');
    expect((await run('restore', 'f.jsonl')).stderr).toContain("jq -c 'def typed:");
  });

  test.runIf(hasJq)('jq: a model of NoSQL Workbench', async () => {
    const model = { ModelName: 'm', ModelMetadata: {}, DataModel: [{ TableName: 'Music', TableData: BOTH }] };
    const { follow, restore, items } = await followed(JSON.stringify(model, null, 2), 'items.jsonl');
    await follow();
    expect((await restore()).exitCode).toBe(0);
    expect(await items()).toEqual(BOTH);
  });

  test.runIf(hasJq)('jq: a request of TransactWriteItems', async () => {
    const request = { TransactItems: BOTH.map((Item) => ({ Put: { TableName: 'Music', Item } })) };
    const { follow, restore, items } = await followed(JSON.stringify(request), 'items.jsonl');
    await follow(1);
    expect((await restore()).exitCode).toBe(0);
    expect(await items()).toEqual(BOTH);
  });

  test.runIf(hasJq)('jq: puts and deletes in one file', async () => {
    const remove = { DeleteRequest: { Key: { id: { S: 'b' } } } };
    const requests = JSON.stringify({ music: [{ PutRequest: { Item: BOTH[0] } }, remove] });
    const { follow, run, items } = await followed(requests, 'puts.json');
    await run('put', `[${B}]`);
    await follow(0);
    await follow(1);
    const put = await run('put', 'puts.json');
    expect(put.exitCode, put.stderr).toBe(0);
    expect(await items()).toEqual(BOTH);
    const deleted = await run('delete', 'keys.jsonl');
    expect(deleted.exitCode, deleted.stderr).toBe(0);
    expect(await items()).toEqual([BOTH[0]]);
  });
});
