import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CsvResponse, ItemsEnd, PlanResponse } from '../../src/dashboard/api-types.ts';
import { jsonLines, sendRaw, useDashboard } from '../helpers/dashboard.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [
    { AttributeName: 'artist', KeyType: 'HASH' },
    { AttributeName: 'song', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'artist', AttributeType: 'S' },
    { AttributeName: 'song', AttributeType: 'S' },
    { AttributeName: 'genre', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-genre',
      KeySchema: [{ AttributeName: 'genre', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});
/** Stands before the table, and counts what it is asked. */
let counting: Server | undefined;
const asked: string[] = [];
let countedUrl = '';
/** Refuses what goes on from a key. */
let isBroken = false;
beforeAll(async () => {
  counting = createServer((incoming, outgoing) => {
    asked.push(String(incoming.headers['x-amz-target']).split('.')[1] ?? '');
    const { host: _, ...headers } = incoming.headers;
    if (isBroken && asked.length > 1) {
      const refusal = '{"__type":"com.amazon.coral.service#AccessDeniedException","message":"not any more"}';
      outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(refusal);
      return;
    }
    const onward = httpRequest(table.url, { method: 'POST', headers, path: '/' }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await once(counting.listen(0, '127.0.0.1'), 'listening');
  countedUrl = `http://127.0.0.1:${(counting.address() as AddressInfo).port}`;
});
afterAll(() => {
  counting?.closeAllConnections();
  counting?.close();
});
const dashboard = useDashboard(() => ({ ...table.env, AUTODYNE_ENDPOINT_URL: countedUrl }));

const ODD = {
  artist: { S: 'Odd' },
  song: { S: '1' },
  digits: { N: '12345678901234567890123456789012345678' },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2.5'] },
  bs: { BS: ['AAE=', '/w=='] },
  bytes: { B: 'AAEC/w==' },
  html: { S: '<img src=x onerror=alert(1)>' },
  bidi: { S: 'abc\u202edef' },
  control: { S: '\u001b[31m\u0000' },
  'a.b "c"': { M: { nested: { L: [{ NULL: true }, { BOOL: false }, { M: {} }] } } },
  $metadata: { S: 'an attribute as any other' },
  __proto__x: { S: 'x' },
};

beforeAll(async () => {
  const items = [
    JSON.stringify(ODD),
    ...Array.from({ length: 120 }, (_, at) => {
      const song = String(at).padStart(3, '0');
      return JSON.stringify({
        artist: { S: 'Acme' },
        song: { S: song },
        genre: { S: at % 2 ? 'pop' : 'rock' },
      });
    }),
    ...Array.from({ length: 300 }, (_, at) =>
      JSON.stringify({ artist: { S: 'Large' }, song: { S: String(at) }, text: { S: 'x'.repeat(30_000) } }),
    ),
  ];
  const put = await runCommand(['put', '-'], { env: table.env, stdin: `${items.join('\n')}\n` });
  expect(put).toMatchObject({ exitCode: 0 });
});

const read = async (body: object) => jsonLines((await dashboard.ask('POST', '/api/items', body)).text);
const endOf = (lines: Record<string, unknown>[]) => lines.at(-1)?.['end'] as ItemsEnd;
const plan = async (body: object) => (await dashboard.ask('POST', '/api/plan', body)).json() as PlanResponse;

describe('items', () => {
  test('are the typed JSON that is in the table, digits, sets, binary and all', async () => {
    const response = await dashboard.ask('POST', '/api/items', { where: "artist=Odd song='1'" });
    expect(response.headers['content-type']).toBe('application/jsonl; charset=utf-8');
    const [line, end] = jsonLines(response.text);
    const scanned = await runCommand(['query', 'artist=Odd', '--json'], { env: table.env });
    expect(line).toEqual({ Item: ODD });
    expect(end).toEqual({
      end: {
        LastEvaluatedKey: null,
        Count: 1,
        ScannedCount: 1,
        stoppedBy: null,
        units: { read: 0.5, write: 0, request: 0.5 },
        used: expect.objectContaining({ write: 0 }) as unknown,
      },
    });
    expect(response.text).toContain('"12345678901234567890123456789012345678"');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none
    expect(response.text).not.toMatch(/[\u202e\u0000-\u0009\u001b]/);
    expect(scanned.json()).toMatchObject({ Count: 1 });
  });

  test('come 50 at a time, and go on from where they ended', async () => {
    const seen: unknown[] = [];
    let startKey: unknown;
    const counts: number[] = [];
    do {
      const lines = await read({ where: 'artist=Acme', ...(startKey ? { startKey } : {}) });
      const end = endOf(lines);
      seen.push(...lines.slice(0, -1).map((line) => (line['Item'] as typeof ODD).song.S));
      counts.push(end.Count);
      expect(end.stoppedBy).toBe(end.LastEvaluatedKey === null ? null : 'limit');
      startKey = end.LastEvaluatedKey;
    } while (startKey);
    expect(counts).toEqual([50, 50, 20]);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => String(at).padStart(3, '0')));
  });

  test('of an index, and from the end', async () => {
    const lines = await read({ where: 'genre=pop', limit: 2 });
    expect(lines).toHaveLength(3);
    const reversed = await read({ where: 'artist=Acme', reverse: true, limit: 1 });
    expect(reversed[0]).toMatchObject({ Item: { song: { S: '119' } } });
    const named = await read({ where: '', index: 'by-genre', limit: 1000 });
    expect(endOf(named)).toMatchObject({ Count: 120, LastEvaluatedKey: null });
  });

  test('that a filter hardly finds end after a megabyte, with a key to go on from', async () => {
    const lines = await read({ where: 'artist=Large text=absent' });
    expect(lines).toHaveLength(1);
    const end = endOf(lines);
    expect(end).toMatchObject({ Count: 0, stoppedBy: 'max-units' });
    expect(end.LastEvaluatedKey).toMatchObject({ artist: { S: 'Large' } });
    expect(end.units.read).toBeLessThan(140);
    const all = endOf(await read({ where: 'artist=Large text=absent', maxUnits: 100_000 }));
    expect(all).toMatchObject({ Count: 0, stoppedBy: null, LastEvaluatedKey: null });
  });

  test('of the page become CSV as the command line writes it, and nothing is asked for', async () => {
    const [line] = await read({ where: "artist=Odd song='1'" });
    asked.length = 0;
    const made = await dashboard.ask('POST', '/api/csv', { items: [line?.['Item']] });
    expect(asked).toEqual([]);
    const query = await runCommand(['query', 'artist=Odd', '--format', 'csv'], { env: table.env });
    expect(query.stdout).toContain('a\\.b ""c"".nested');
    const { text, notes } = made.json() as CsvResponse;
    expect(text).toBe(query.stdout);
    expect(query.stderr).toBe(notes.map((note) => `${note}\n`).join(''));
  });

  test('that are no items are refused by line and column', async () => {
    const made = await dashboard.ask('POST', '/api/csv', { items: [{ artist: { S: 5 } }] });
    expect(made.status).toBe(400);
    expect(made.json()).toMatchObject({
      error: { code: 'InvalidInput', message: expect.stringMatching(/^the request:1:\d+: /) as unknown },
    });
    const none = await dashboard.ask('POST', '/api/csv', { items: {} });
    expect(none.json()).toMatchObject({
      error: { message: 'the request:1:10: "items" is not an array of items in DynamoDB JSON' },
    });
  });

  test('a refusal comes before the first line; a failure on the way is the last one', async () => {
    const refused = await dashboard.ask('POST', '/api/items', { where: 'artist.eq.q=1' });
    expect(refused.status).toBe(400);
    const start = await dashboard.ask('POST', '/api/items', { where: '', startKey: { artist: { S: 'x' } } });
    expect(start.json()).toMatchObject({
      error: { code: 'InvalidUsage', message: 'the start key is not valid: song is missing' },
    });
    asked.length = 0;
    isBroken = true;
    const lines = await read({ where: 'artist=Large', limit: 1000, maxUnits: 100_000 });
    isBroken = false;
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => 'Item' in line)).toHaveLength(lines.length - 1);
    expect(lines.at(-1)).toMatchObject({ error: { code: 'AccessDenied' } });
  });

  test('are not asked for any more once the browser goes', async () => {
    const { authorization } = await session();
    const body = JSON.stringify({ where: 'artist=Large', limit: 1000, maxUnits: 100_000 });
    asked.length = 0;
    const all = await read({ where: 'artist=Large', limit: 1000, maxUnits: 100_000 });
    expect(endOf(all)).toMatchObject({ Count: 300 });
    const pagesOfAll = asked.length;
    expect(pagesOfAll).toBeGreaterThan(8);
    asked.length = 0;
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: dashboard.port,
      method: 'POST',
      path: '/api/items',
      headers: { authorization, 'content-type': 'application/json' },
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream & { destroy(): void }];
    response.once('data', () => response.destroy());
    await once(response, 'close');
    await sleep(50);
    const pages = asked.length;
    await sleep(300);
    expect(asked).toHaveLength(pages);
    expect(pages).toBeLessThan(pagesOfAll);
  });
});

async function session(): Promise<{ authorization: string }> {
  const response = await sendRaw(dashboard.port, {
    method: 'POST',
    path: '/api/session',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: dashboard.newCode() }),
  });
  return { authorization: `Bearer ${(response.json() as { token: string }).token}` };
}

describe('a plan', () => {
  test('is what --explain says, and sends nothing', async () => {
    asked.length = 0;
    const planned = await plan({ where: "artist=Acme song.begins_with='0 1'", limit: 10 });
    expect(asked).toEqual([]);
    const explained = await runCommand(
      ['query', 'artist=Acme', 'song.begins_with=0 1', '--limit', '10', '--explain', '--json'],
      { env: table.env },
    );
    const { DryRun, Why } = explained.json() as { DryRun: { Body: object }; Why: string[] };
    expect(planned).toEqual({
      operation: 'Query',
      index: null,
      request: DryRun.Body,
      why: Why,
      notes: [],
      estimate: {
        page: null,
        all: null,
        text: 'half a read unit for each 4 KB of the items with that key',
      },
      commandLine: "autodyne query artist=Acme 'song.begins_with=0 1'",
    });
  });

  test('names index and order in the command line', async () => {
    const planned = await plan({ where: 'genre=pop', index: 'by-genre', reverse: true });
    expect(planned).toMatchObject({
      index: 'by-genre',
      commandLine: 'autodyne query genre=pop --index by-genre --reverse',
    });
  });

  test('says what may have been meant otherwise', async () => {
    const planned = await plan({ where: 'price=10' });
    expect(planned.operation).toBe('Scan');
    expect(planned.notes).toEqual([
      `"price=10" compares with a string; for the number: price:=10, for the string: price:='"10"'`,
    ]);
  });

  test('of what cannot be is refused in the command line\u2019s words', async () => {
    const response = await dashboard.ask('POST', '/api/plan', { where: 'artist', index: 'by-artist' });
    expect(response.status).toBe(400);
    expect(response.json()).toMatchObject({
      error: { code: 'InvalidUsage', message: 'the condition "artist" has no value' },
    });
    const { error } = response.json() as { error: { details: object } };
    expect(error.details).toEqual({ line: 1, column: 1 });
    const index = await dashboard.ask('POST', '/api/plan', { where: '', index: 'by-artist' });
    expect([index.status, (index.json() as { error: object }).error]).toMatchObject([
      404,
      { code: 'IndexNotFound' },
    ]);
  });
});

test.each([
  ['artist=A  genre', 11],
  ["artist='A", 8],
  ['artist=A price:=1x0', 18],
  ["artist=A price:='[1, 2x]'", 23],
  ['artist=A pr\\.ice:=1x0', 20],
  ["artist=A price:='[1,'2x]", 10],
  ['artist=A\n price.in:=7', 2],
])('what cannot be read in the conditions %j is told with its column', async (where, column) => {
  const response = await dashboard.ask('POST', '/api/plan', { where });
  expect(response.status).toBe(400);
  const { details } = (response.json() as { error: { details: object } }).error;
  expect(details).toMatchObject({ line: where.includes('\n') ? 2 : 1, column });
});

test('what the process used stands in every response of data, and goes up', async () => {
  const used = async (): Promise<number> => {
    const { headers } = await dashboard.ask('GET', '/api/table');
    return (JSON.parse(String(headers['autodyne-used'])) as { request: number }).request;
  };
  const before = await used();
  const { units } = endOf(await read({ where: 'artist=Acme' }));
  expect(units.request).toBeGreaterThan(0);
  expect(await used()).toBe(before + units.request);
});
